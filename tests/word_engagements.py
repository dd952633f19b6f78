"""What tests of objections share: a small way to tell engagement by shared words alone, and talks made of a few lines."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from graph.engaging import ACTS, Case, Meeting
from graph.models import Parentage, Reply, Stance
from graph.objection.talk import Talk
from ingest.models import Comment, CommentId, DiscussionId
from ingest.words import words

HOME = DiscussionId("d:1")
MORNING = datetime(2024, 5, 1, 8, tzinfo=UTC)
_COMMON = "a an and are at be but by for from in is it not of on or so that the they this to was we will with you"
_SMALL = frozenset(_COMMON.split())


class WordEngagements:
    """An answer deals with an objection if some sentence of it has three of its longer words; it grants it if it says "right"."""

    fingerprint = "words:1"

    def __init__(self) -> None:
        self.asked: list[Case] = []

    def meet(self, cases: Sequence[Case]) -> list[tuple[Meeting, ...]]:
        self.asked += cases
        return [tuple(_meeting(objection, case.answer) for objection in case.objections) for case in cases]


def _meeting(objection: str, answer: Sequence[str]) -> Meeting:
    places = {word.text: (word.start, word.end) for word in words(objection) if word.text not in _SMALL}
    shared = [[word.text for word in words(sentence) if word.text in places] for sentence in answer]
    best = max(range(len(answer)), key=lambda n: (len(set(shared[n])), -n))
    spans = [places[word] for word in shared[best]]
    met = (min(start for start, _ in spans), max(end for _, end in spans)) if spans else (0, 0)
    act = "concedes" if any("right" in sentence for sentence in answer) else "rebuts"
    engagement = (0.02, 0.1, 0.3, 0.95)[min(3, len(set(shared[best])))]
    return Meeting(engagement, best, met, tuple(0.9 if each == act else 0.02 for each in ACTS))


def comment(uid: str, text: str, author: str | None = None, **fields: object) -> Comment:
    return Comment(CommentId(uid), HOME, text, author=author, **fields)  # type: ignore[arg-type]


def talk(*lines: tuple[str, str | None, str | None, str, str], **fields: object) -> Talk:
    """A talk of comments (uid, author, parent, stance toward it, text) with known replies, ten minutes apart."""
    rows = tuple(
        comment(uid, text, author, position=at, created_at=MORNING + timedelta(minutes=10 * at), root=parent is None)
        for at, (uid, author, parent, _, text) in enumerate(lines)
    )
    edges = [(CommentId(uid), CommentId(parent), stance) for uid, _, parent, stance, _ in lines if parent is not None]
    replies = tuple(Reply(f"r:{child}", child, parent, 1.0, "explicit") for child, parent, _ in edges)
    stances = tuple(stance(child, parent, label) for child, parent, label in edges if label)
    return Talk(HOME, rows, **{"replies": replies, "stances": stances} | fields)  # type: ignore[arg-type]


def flat_talk(*lines: tuple[str, str | None, float, str, str], **fields: object) -> Talk:
    """A talk of comments (uid, likeliest parent, its probability, stance, text) without authors, cut from flat text."""
    rows = tuple(comment(uid, text, position=at, boundary=0.9) for at, (uid, _, _, _, text) in enumerate(lines))
    edges = [(CommentId(uid), CommentId(parent), chance, label) for uid, parent, chance, label, _ in lines if parent]
    replies = tuple(Reply(f"r:{child}", child, parent, chance, "order") for child, parent, chance, _ in edges)
    parents = tuple(
        Parentage(f"p:{child}", child, ((parent, chance), (None, round(1 - chance, 4))))
        for child, parent, chance, _ in edges
    )
    stances = tuple(stance(child, parent, label) for child, parent, _, label in edges)
    return Talk(HOME, rows, **{"replies": replies, "parentages": parents, "stances": stances} | fields)  # type: ignore[arg-type]


def stance(child: CommentId, parent: CommentId, label: str) -> Stance:
    agree, neutral, disagree = {"agree": (0.9, 0.05, 0.05), "neutral": (0.3, 0.6, 0.1), "disagree": (0.1, 0.1, 0.8)}[
        label
    ]
    return Stance(f"s:{child}", child, parent, label, agree, neutral, disagree)  # type: ignore[arg-type]
