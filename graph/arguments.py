"""What is claimed, who holds it, what is objected, and what became of each objection: rows that follow from the stored graph."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, NewType

import numpy as np
from numpy.typing import NDArray

from ingest.models import CommentId, DiscussionId

ClaimId = NewType("ClaimId", str)
PositionId = NewType("PositionId", str)
ObjectionId = NewType("ObjectionId", str)

Status = Literal[
    "withdrawn",
    "conceded",
    "deferred",
    "rebutted",
    "answered",
    "contested",
    "answered_elsewhere",
    "deflected",
    "acknowledged",
    "ignored",
    "silent",
    "no_response",
]
Act = Literal["concedes", "defers", "rebuts", "answers", "deflects", "acknowledges"]
By = Literal["target_author", "third_party", "objector", "unknown"]
Stage = Literal["claims", "objections"]
Facet = Literal["status", "discussion", "author", "position"]

UNADDRESSED: Final[frozenset[Status]] = frozenset(
    {"contested", "deflected", "acknowledged", "ignored", "silent", "no_response"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Claim:
    """A sentence that asserts: characters start..end of `comment`, its words, and their unit vector (float32) under an embedder."""

    uid: ClaimId
    comment: CommentId
    start: int
    end: int
    text: str
    fingerprint: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Placement:
    """`claim` belongs to `position`; every claim to one at most."""

    claim: ClaimId
    position: PositionId


@dataclass(frozen=True, slots=True)
class Position:
    """Claims that assert the same thing on the same side, under the words of the most central one (`claim`).

    `size` counts what `counted` says. `question` is the same for positions on one question; those in `opposes` take another side of
    it. A position that was merged or split has no claims any more, and `went_to` tells where they are.
    """

    uid: PositionId
    label: str
    claim: ClaimId | None
    size: int
    counted: Literal["authors", "comments"]
    question: str | None = None
    opposes: tuple[PositionId, ...] = ()
    came_from: tuple[PositionId, ...] = ()
    went_to: tuple[PositionId, ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """A comment that may answer an objection.

    Characters start..end of it meet met_start..met_end of the objecting comment, with `engagement` 0..1. `probability`: that it
    responds to this objection at all; `strength` 0..1: what attacks leave of it; `counted`: the factor 1 - counted of `unaddressed`
    is what it contributes. `elsewhere`: it answers the same objection in another discussion.
    """

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
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Objection:
    """Characters start..end of `comment` disagree with target_start..target_end of `target`, with `probability`.

    `unaddressed` is U of 0..1; `score` ranks, and is the sum of `terms`, each under its name. `inferred` is the share of the
    evidence that rests on inferred replies, 0..1. `evidence` says whether `status` is the model's or a person's.
    """

    uid: ObjectionId
    comment: CommentId
    start: int
    end: int
    target: CommentId
    target_start: int
    target_end: int
    kind: Literal["objection", "question"]
    probability: float
    status: Status
    unaddressed: float
    score: float
    terms: tuple[tuple[str, float], ...]
    inferred: float
    position: PositionId | None = None
    responses: tuple[Response, ...] = ()
    evidence: Literal["model", "correction"] = "model"


@dataclass(frozen=True, slots=True)
class ObjectionFilter:
    """Which objections are meant; None asks for nothing in particular, an empty set for nothing at all.

    `authors` are names, as they are written, of who objects; what nobody is known to have written has none. What has no date was
    raised `since` no moment. `probability` is the least that it is an objection at all.
    """

    statuses: frozenset[Status] | None = None
    discussion: DiscussionId | None = None
    authors: frozenset[str] | None = None
    positions: frozenset[PositionId] | None = None
    since: datetime | None = None
    probability: float = 0.0


ANY_OBJECTION: Final = ObjectionFilter()


@dataclass(frozen=True, slots=True)
class SaidStatus:
    """What a person said of an objection: its status, or that it is none; and the comment that answers it, where one was named."""

    status: Status | Literal["no_objection"]
    by: CommentId | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """All claims of a discussion's comments; they replace what was stored for it. `mark` names what found them."""

    discussion: DiscussionId
    mark: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Objections:
    """All objections that a discussion's comments raise; they replace what was stored for it. `mark` names what found them."""

    discussion: DiscussionId
    mark: str
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """A stage was done for a discussion under a mark, and its relations were not written since."""

    discussion: DiscussionId
    stage: Stage
    mark: str


@dataclass(slots=True)
class Derived:
    """What one transaction writes of claims, positions and objections, after everything else of the batch."""

    claims: list[Claims] = field(default_factory=list)
    removed_positions: list[PositionId] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    objections: list[Objections] = field(default_factory=list)
