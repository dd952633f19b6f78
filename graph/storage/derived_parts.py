"""What is derived as both stores keep it: objections in parts, so that an answer or a position can go and the rest stays."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from graph.arguments import Act, By, Done, Objection, ObjectionId, PositionId, Response, Stage, Status
from ingest.models import CommentId, DiscussionId


@dataclass(frozen=True, slots=True)
class StoredObjection:
    """An objection without its responses and without the position that it attacks."""

    uid: ObjectionId
    comment: CommentId
    start: int
    end: int
    target: CommentId
    target_start: int
    target_end: int
    kind: str
    probability: float
    status: Status
    unaddressed: float
    score: float
    terms: tuple[tuple[str, float], ...]
    inferred: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Attack:
    """`objection` is against `position`."""

    objection: ObjectionId
    position: PositionId


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """The response that stands at `place` of its objection."""

    uid: str
    objection: ObjectionId
    place: int
    comment: CommentId
    act: Act
    by: By
    engagement: float
    probability: float
    strength: float
    counted: float
    start: int
    end: int
    met_start: int
    met_end: int
    elsewhere: bool


@dataclass(frozen=True, slots=True)
class StoredDone:
    """A mark under a uid of its own, for scanning."""

    uid: str
    discussion: DiscussionId
    stage: Stage
    mark: str


_OWN = tuple(each.name for each in fields(StoredObjection))
_OF_RESPONSE = tuple(each.name for each in fields(Response))


def own_part(objection: Objection) -> StoredObjection:
    """Take an objection without what hangs on it; whole numbers among its terms become fractions, as a store gives them back."""
    values: dict[str, Any] = {name: getattr(objection, name) for name in _OWN}
    return StoredObjection(**values | {"terms": tuple((name, float(term)) for name, term in objection.terms)})


def attacks(objections: Iterable[Objection]) -> Iterator[Attack]:
    """What these objections attack."""
    return (Attack(each.uid, each.position) for each in objections if each.position is not None)


def responses(objection: Objection) -> Iterator[StoredResponse]:
    """Give the responses under uids that tell them apart in the whole archive."""
    for place, each in enumerate(objection.responses):
        values: dict[str, Any] = {name: getattr(each, name) for name in _OF_RESPONSE}
        yield StoredResponse(f"{objection.uid}#{place}", objection.uid, place, **values)


def named(done: Done) -> StoredDone:
    """Give a mark its uid."""
    return StoredDone(f"{done.stage}:{done.discussion}", done.discussion, done.stage, done.mark)


def joined(own: StoredObjection, position: PositionId | None, answers: Sequence[StoredResponse]) -> Objection:
    """Put an objection together again, its responses in the order of their places."""
    values: dict[str, Any] = {name: getattr(own, name) for name in _OWN}
    ordered = sorted(answers, key=lambda each: each.place)
    return Objection(**values, position=position, responses=tuple(map(_response, ordered)))


def _response(stored: StoredResponse) -> Response:
    values: dict[str, Any] = {name: getattr(stored, name) for name in _OF_RESPONSE}
    return Response(**values)
