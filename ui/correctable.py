"""What a person may say of one comment where it stands: only what the archive would not refuse."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.corrections import BadCorrection, SeamValue, in_order
from graph.models import Correction, CorrectionKind
from graph.objection.answers import Answer
from graph.proposing import merge_value
from graph.stances.target import sentences
from graph.store import GraphStore
from ingest.models import Comment, CommentId, Occurrence
from ingest.readings import flat, open_gaps, readings_of
from ui.views import ThreadView

_NEAR: Final = 60  # comments before and behind that are offered as parents
_CUTS: Final = 200  # places that are offered to split at


@dataclass(frozen=True, slots=True)
class Cut:
    """A character at which a second comment may begin, and how likely that was found to be; 0 where nothing spoke for it."""

    at: int
    likely: float


@dataclass(frozen=True, slots=True)
class Correctable:
    """What may be said of `comment`.

    `parents` are the comments that it may answer, the likeliest first, then those near it; None is among them: it answers nothing.
    It may be cut at `cuts`, joined with what stands beside it in the same text (`joins`), or be another than what stands at
    `places`. `said` is what people said of it, the last of each kind.
    """

    comment: Comment
    parents: tuple[CommentId | None, ...]
    stance: bool
    cuts: tuple[Cut, ...]
    joins: tuple[Comment, ...]
    places: tuple[Occurrence, ...]
    said: tuple[Correction, ...]

    def __bool__(self) -> bool:
        return bool(self.parents or self.stance or self.cuts or self.joins or self.places or self.said)


def correctable(comment: Comment, found: ThreadView, store: GraphStore) -> Correctable:
    """What may be said of a comment of this discussion."""
    said = tuple(_said(comment, found, store).values())
    if comment.stub:
        return Correctable(comment, (), False, (), (), (), said)
    answer = found.answers[comment.uid]
    places = store.occurrences([comment.uid])
    return Correctable(
        comment=comment,
        parents=tuple(_parents(comment, answer, found)),
        stance=answer.reply is not None,
        cuts=tuple(_cuts(comment, places)),
        joins=tuple(_joins(comment, found, store)),
        places=tuple(each for each in places if each.match != "exact" and each.text is not None) * (len(places) > 1),
        said=said,
    )


def _said(comment: Comment, found: ThreadView, store: GraphStore) -> dict[CorrectionKind, Correction]:
    """What people said of it under the id that it has, and of its parent and stance under whichever it had."""
    rows = (each for each in in_order(store.corrections()) if each.comment == comment.uid)
    now = {kind: each for (uid, kind), each in found.said.items() if uid == comment.uid}
    return {each.kind: each for each in rows} | now


def _parents(comment: Comment, answer: Answer, found: ThreadView) -> Iterator[CommentId | None]:
    """What it may answer; nothing where its source says that."""
    if comment.root or (answer.reply is not None and answer.reply.evidence == "explicit"):
        return
    taken = answer.reply.parent if answer.reply else None
    under = {row.comment.uid for row in found.thread.under(comment.uid).rows}
    rows = _said_in_order(found)
    at = rows.index(comment)
    near = [*reversed(rows[max(0, at - _NEAR) : at]), *rows[at + 1 : at + 1 + _NEAR]]
    possible = [*(each.parent for each in answer.likely), None, *(each.uid for each in near)]
    yield from (each for each in dict.fromkeys(possible) if each != taken and each not in under)


def _cuts(comment: Comment, places: Sequence[Occurrence]) -> Iterator[Cut]:
    """Where its sentences begin, the first one's beginning left out; none where a source says where it ends."""
    if not all(flat(each) for each in readings_of(comment, places)):
        return
    gaps: Mapping[int, float] = dict(open_gaps(comment, places))
    starts = sorted({*(start for start, _ in sentences(comment.text)), *gaps})
    yield from (Cut(at, gaps.get(at, 0.0)) for at in starts[1 : 1 + _CUTS])


def _joins(comment: Comment, found: ThreadView, store: GraphStore) -> Iterator[Comment]:
    """The comments directly before and behind it, where they may be parts of one that was cut wrongly."""
    rows = _said_in_order(found)
    at = rows.index(comment)
    beside = (*rows[max(0, at - 1) : at], *rows[at + 1 : at + 2])
    yield from (each for each in beside if _goes_on(comment, each, store))


def _goes_on(comment: Comment, other: Comment, store: GraphStore) -> bool:
    """Whether both stand behind one another in one flat text."""
    try:
        return isinstance(merge_value(comment, other, store), SeamValue)
    except BadCorrection:
        return False


def _said_in_order(found: ThreadView) -> list[Comment]:
    """The comments that are here, as they stand in their source."""
    return sorted((row.comment for row in found.thread.rows if not row.comment.stub), key=_place)


def _place(comment: Comment) -> tuple[int, CommentId]:
    return comment.position, comment.uid
