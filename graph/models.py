"""What the graph adds to comments: replies, stances, corrections, passages with vectors, the ledger, and one write batch."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from graph.arguments import Derived
from ingest.models import Comment, CommentId, Discussion, DiscussionId, Occurrence, Quote, Source, SourceId

Evidence = Literal["explicit", "correction", "quote", "content", "order"]
StanceEvidence = Literal["model", "explicit", "correction"]
Label = Literal["agree", "neutral", "disagree"]
CorrectionKind = Literal["parent", "stance", "split", "merge", "separate", "status"]


@dataclass(frozen=True, slots=True)
class Reply:
    """`child` answers `parent`, with a confidence in 0..1 and what it rests on."""

    uid: str
    child: CommentId
    parent: CommentId
    confidence: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Parentage:
    """The likeliest parents of `child`, best first, at most three; parent None: it answers nothing in the archive.

    Probabilities are calibrated and sum to at most 1: what is missing belongs to parents that are not named.
    """

    uid: str
    child: CommentId
    candidates: tuple[tuple[CommentId | None, float], ...]


@dataclass(frozen=True, slots=True)
class Stance:
    """Whether `child` agrees with `parent`: calibrated probabilities that sum to 1, and the label that is shown.

    `evidence` is `explicit` where the source says it, as argument maps do. `cues` are the words of the child that spoke for a side:
    (start, end, what they speak for), characters of its text.
    """

    uid: str
    child: CommentId
    parent: CommentId
    label: Label
    agree: float
    neutral: float
    disagree: float
    evidence: StanceEvidence = "model"
    cues: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of an inference about `comment`; `value` is what the kind needs (graph.corrections says what)."""

    uid: str
    kind: CorrectionKind
    comment: CommentId
    value: dict[str, object]
    made_at: str
    why: str | None = None


@dataclass(frozen=True, slots=True)
class DiscussionRow:
    """A discussion as it is stored: without its comments."""

    uid: DiscussionId
    title: str | None = None
    url: str | None = None
    meta: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """Characters start..end of a comment and their unit vector (float32) under the embedder named by `fingerprint`."""

    comment: CommentId
    start: int
    end: int
    fingerprint: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What one source gave when it was read to its end; `reader` names the reading code, so that newer code reads again."""

    source: SourceId
    reader: str
    report: dict[str, object]
    read_at: str


@dataclass(frozen=True, slots=True)
class Relations:
    """All relations whose quoting, answering or judged comment is in one discussion: they replace what was stored for it.

    `comments` are those that were read, `stubs` the absent ones that they name; both are there to be counted, and not stored.
    """

    discussion: DiscussionId
    quotes: tuple[Quote, ...]
    replies: tuple[Reply, ...]
    parentages: tuple[Parentage, ...] = ()
    stances: tuple[Stance, ...] = ()
    comments: tuple[CommentId, ...] = ()
    stubs: tuple[CommentId, ...] = ()


@dataclass(slots=True)
class Batch:
    """What one transaction writes. Rows replace stored rows with the same uid; removals come first."""

    removed_comments: list[CommentId] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    discussions: list[DiscussionRow] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    occurrences: list[Occurrence] = field(default_factory=list)
    keys: dict[CommentId, tuple[int, ...]] = field(default_factory=dict)
    relations: list[Relations] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    ledger: list[LedgerRow] = field(default_factory=list)
    removed_corrections: list[str] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    derived: Derived = field(default_factory=Derived)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much an archive holds; `discussions` are those with comments, `positions` those with claims, `objections` by status."""

    sources: int
    discussions: int
    comments: int
    stubs: int
    occurrences: int
    quotes: int
    replies: dict[str, int]
    stances: dict[str, int]
    corrections: int
    passages: int
    authors: int
    claims: int = 0
    positions: int = 0
    objections: dict[str, int] = field(default_factory=dict)


__all__ = [
    "Batch",
    "Comment",
    "Correction",
    "CorrectionKind",
    "Counts",
    "Discussion",
    "DiscussionRow",
    "Evidence",
    "Label",
    "LedgerRow",
    "Parentage",
    "Passage",
    "Relations",
    "Reply",
    "Stance",
]
