"""How much a report tells, and how much of that is inferred; found in one walk before anything is written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from graph.models import DiscussionRow
from graph.store import GraphStore
from ingest.models import Comment, CommentId
from ui.export.report.part import Part

_TEXTS: Final = 11_000_000  # bytes of all comments together: the page stays small enough to send and to open
_LEAST: Final = 200  # characters of a comment that are shown however many there are


@dataclass(slots=True)
class Tally:
    """Numbers by what they count: comments and absent ones, people, evidence of replies, labels of stances, statuses.

    `lengths` counts comments by their characters, and `size` is that of all of them in bytes.
    """

    comments: int = 0
    absent: int = 0
    unnamed: int = 0
    authors: set[str] = field(default_factory=set)
    replies: Counter[str] = field(default_factory=Counter)
    stances: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    lengths: Counter[int] = field(default_factory=Counter)
    size: int = 0
    dates: list[str] = field(default_factory=list)

    def add(self, comments: list[Comment]) -> None:
        """Count the comments of a discussion."""
        said = [each for each in comments if not each.stub]
        self.comments += len(said)
        self.absent += len(comments) - len(said)
        self.unnamed += sum(not each.author for each in said)
        self.authors |= {each.author for each in said if each.author}
        self.lengths.update(len(each.text) for each in comments)
        self.size += sum(len(each.text.encode("utf-8", "surrogatepass")) for each in comments)
        days = [each.created_at.date().isoformat() for each in said if each.created_at]
        if days or self.dates:
            self.dates = [min(self.dates[:1] + days), max(self.dates[-1:] + days)]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told, and where in the page: `homes` are discussions with comments, the largest first.

    `comments`, `objections` and `positions` number what has a place of its own; of a comment `longest` characters are shown.
    """

    part: Part
    tally: Tally
    homes: tuple[DiscussionRow, ...]
    longest: int
    comments: Mapping[CommentId, int]
    objections: Mapping[str, int]
    positions: Mapping[str, int]

    def comment(self, uid: CommentId) -> str | None:
        """A link to a comment, if it is in the page."""
        return f"#c{self.comments[uid]}" if uid in self.comments else None

    def speaker(self, uid: CommentId, author: str | None) -> str:
        """Who wrote a comment; where that is not known, the comment's number in the page."""
        if author:
            return author
        return f"comment {self.comments[uid] + 1:,}" if uid in self.comments else "author unknown"

    def objection(self, uid: str) -> str | None:
        """A link to an objection's card, if it has one."""
        return f"#o{self.objections[uid]}" if uid in self.objections else None

    def position(self, uid: str) -> str | None:
        """A link to a position, if it is listed."""
        return f"#p{self.positions[uid]}" if uid in self.positions else None


def gather(store: GraphStore, part: Part) -> Facts:
    """Walk through all discussions of a part. Raises StoreError."""
    tally, numbers = Tally(), dict[CommentId, int]()
    homes = []
    for home in store.discussions(part.homes):
        if comments := store.comments_in(home.uid):
            tally.add(comments)
            _relations(store, home, tally)
            numbers |= {each.uid: len(numbers) + at for at, each in enumerate(comments)}
            homes.append((len(comments), home))
    homes.sort(key=lambda each: (-each[0], each[1].uid))
    return Facts(
        part,
        tally,
        tuple(home for _, home in homes),
        _longest(tally),
        numbers,
        {each.objection.uid: at for at, each in enumerate(part.objections.objections)},
        {each.position.uid: at for at, each in enumerate(part.positions.positions)},
    )


def _relations(store: GraphStore, home: DiscussionRow, tally: Tally) -> None:
    tally.replies.update(each.evidence for each in store.replies_in(home.uid))
    tally.stances.update(each.label for each in store.stances_in(home.uid))
    tally.statuses.update(each.status for each in store.objections_in(home.uid))


def _longest(tally: Tally) -> int:
    """How many characters of a comment can be shown so that all together stay within the limit."""
    if tally.size <= _TEXTS:
        return max(tally.lengths, default=0)
    left = _TEXTS * sum(length * number for length, number in tally.lengths.items()) // tally.size
    many = tally.lengths.total()
    for length, number in sorted(tally.lengths.items()):
        if length * many > left:
            break
        left, many = left - length * number, many - number
    return max(_LEAST, left // many)
