"""What search hands on: a parsed query, hits, results, and the manifest of an index generation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from graph.arguments import Status
from graph.objection.answers import Likely, Opinion

Mode = Literal["hybrid", "semantic", "lexical"]
Among = Literal["comments", "positions"]
FilterName = Literal["author", "in", "source", "before", "after", "has", "is", "stance", "reply"]


@dataclass(frozen=True, slots=True)
class Term:
    """Words as they were typed; a phrase's words must stand side by side."""

    text: str
    phrase: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One `name:value`; `moment` is the date that `before:` and `after:` name."""

    name: FilterName
    value: str
    excluded: bool = False
    moment: datetime | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A query after parsing.

    `words` rank and need not occur. Of each group in `required` at least one term must occur; nothing in `excluded` may.
    Positive filters of one name are alternatives (dates and marks: all of them hold); filters of different names all hold.
    """

    words: tuple[str, ...] = ()
    required: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    text: str = ""
    note: str = ""

    @property
    def browses(self) -> bool:
        """True if nothing is asked for by meaning or word: what passes the filters is listed."""
        return not self.text

    @property
    def narrows(self) -> bool:
        """True if some comments that are not stubs may not be shown, however well they match."""
        return bool(self.required or self.excluded or self.filters)

    @property
    def wants_stubs(self) -> bool:
        """True for `is:stub`: stubs are found in no other way."""
        return any(each.name == "is" and not each.excluded for each in self.filters)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Snippet(_Frozen):
    """A part of a comment: `text` is its characters start..end; `marks` are spans of matched words, counted within `text`."""

    start: int
    end: int
    text: str
    marks: tuple[tuple[int, int], ...] = ()


class Shares(_Frozen):
    """What each signal gave to a score: raw (BM25, cosine), and its part of the score; a part that was not asked is None."""

    bm25: float | None = None
    cosine: float | None = None
    lexical: float | None = None
    semantic: float | None = None
    weight: float | None = None


class Parent(_Frozen):
    """What a hit answers: the first line of the parent's own words, and how sure the edge is."""

    uid: str
    line: str
    author: str | None
    confidence: float
    evidence: str


class Raised(_Frozen):
    """An objection that a comment raises: what became of it, how far it is unanswered, and how likely it is one at all."""

    uid: str
    status: Status
    unaddressed: float
    probability: float

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; `uid` is called `id`."""
        plain = self.model_dump(mode="json")
        return {"id": plain.pop("uid"), **plain}


class Hit(_Frozen):
    """One comment that was found, with what a person needs to judge it.

    `parent` is the one that is taken of `likely_parents`, and `stance` how the comment takes what that one said. `objections` are
    those that it raises, the greatest score first.
    """

    uid: str
    score: float
    shares: Shares
    snippet: Snippet
    discussion: str
    title: str | None
    author: str | None
    created_at: datetime | None
    sources: tuple[str, ...]
    parent: Parent | None
    likely_parents: tuple[Likely, ...]
    stance: Opinion | None
    objections: tuple[Raised, ...]
    stub: bool

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; `uid` is called `id`, as in every other output."""
        plain = self.model_dump(mode="json")
        return {"id": plain.pop("uid"), **plain, "objections": [each.to_json() for each in self.objections]}


class Matched(_Frozen):
    """A claim that was found, which its comment asserts at characters start..end; `marks` are spans of matched words in `text`."""

    uid: str
    score: float
    shares: Shares
    text: str
    marks: tuple[tuple[int, int], ...]
    comment: str
    start: int
    end: int
    discussion: str
    title: str | None
    author: str | None
    created_at: datetime | None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; `uid` is called `id`."""
        plain = self.model_dump(mode="json")
        return {"id": plain.pop("uid"), **plain}


class PositionHit(_Frozen):
    """One position that was found: its score is that of its best claim.

    `size` counts what `counted` says, `claims` its claims; `matches` are those of them that match nearly as well as the best.
    """

    uid: str
    score: float
    label: str
    marks: tuple[tuple[int, int], ...]
    size: int
    counted: Literal["authors", "comments"]
    claims: int
    question: str | None
    opposes: tuple[str, ...]
    matches: tuple[Matched, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; `uid` is called `id`."""
        plain = self.model_dump(mode="json")
        return {"id": plain.pop("uid"), **plain} | {"matches": [each.to_json() for each in self.matches]}


HitT = TypeVar("HitT", Hit, PositionHit)


class _Found(_Frozen, Generic[HitT]):
    """What was found, best first; `total` is how many can be paged through; `note` says what was not understood."""

    hits: tuple[HitT, ...]
    total: int
    mode: Mode
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "mode": self.mode,
            "total": self.total,
            "note": self.note,
            "hits": [each.to_json() for each in self.hits],
        }


class Results(_Found[Hit]):
    """Comments that were found."""


class PositionResults(_Found[PositionHit]):
    """Positions that were found."""


class StoredFile(_Frozen):
    """What a file of a generation must be."""

    size: int
    sha256: str


class Manifest(_Frozen):
    """What a generation was built from and what it holds; `store` is a hash of the store's URL."""

    version: int
    generation: int
    fingerprint: str
    dimension: int
    store: str
    revision: int
    comments: int
    stubs: int
    passages: int
    positions: int
    claims: int
    files: dict[str, StoredFile]
