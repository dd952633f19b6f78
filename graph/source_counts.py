"""What became of the comments of one source, counted while their relations are found: eight bytes a comment are held."""

from collections import Counter
from collections.abc import Iterable
from itertools import compress

from graph.met import Met
from graph.models import Relations
from ingest.models import DiscussionId


class SourceCounts:
    """Where the comments of a source are, and how it is known what they answer; `comments` are those that it gave."""

    def __init__(self) -> None:
        self.comments = Met()
        self._stubs = Met()
        self._evidence: dict[DiscussionId, Counter[str]] = {}
        self._roots: dict[DiscussionId, int] = {}

    def note(self, relations: Iterable[Relations]) -> None:
        """Take the relations of some discussions; those that come again replace what was noted."""
        for each in relations:
            here = set(compress(each.comments, self.comments.among(each.comments)))
            if here:
                known = Counter[str](reply.evidence for reply in each.replies if reply.child in here)
                self._evidence[each.discussion] = known
                self._roots[each.discussion] = len(here) - known.total()
                self._stubs.add(each.stubs)

    @property
    def discussions(self) -> list[DiscussionId]:
        """The discussions that hold one of the comments."""
        return sorted(self._evidence)

    @property
    def replies(self) -> dict[str, int]:
        """How many of the comments answer something, by how that is known."""
        return dict(sum(self._evidence.values(), Counter[str]()))

    @property
    def roots(self) -> int:
        """How many of the comments answer nothing."""
        return sum(self._roots.values())

    @property
    def stubs(self) -> int:
        """How many absent comments their discussions name."""
        return len(self._stubs)
