"""What ingest hands on: sources, discussions, comments, occurrences, quotes, and what was rejected.

These types cross module borders by the million, so they are frozen dataclasses; pydantic checks the rows they are made from.
All character offsets count code points of the decoded source or text, end exclusive.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, NewType

SourceId = NewType("SourceId", str)
DiscussionId = NewType("DiscussionId", str)
CommentId = NewType("CommentId", str)

Match = Literal["exact", "near", "edited"]

STANCE_KEY = "rejoinder_stance"
"""In the `meta` of a comment whose source says itself how it takes its parent: `agree`, `neutral` or `disagree`."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file or export that was read, identified by the hash of its bytes."""

    uid: SourceId
    name: str
    format: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment stands in the source that is being read.

    `text` is what stands there when that is not the comment's own text; `why` says on what evidence it was matched. No two comments
    of a source share `start` and `rendering`: of such an archive would keep one.
    """

    start: int
    end: int
    rendering: int = 1
    match: Match = "exact"
    text: str | None = None
    why: str = ""

    def nth(self, number: int) -> "Place":
        """The place of what is somewhere in this one as the `number`th, from 0: it begins that many characters later."""
        return replace(self, start=min(self.start + number, self.end))


@dataclass(frozen=True, slots=True)
class Post:
    """One comment as a reader or the segmenter found it, before deduplication.

    `text` holds everything, quotes included. `places` has at least one element; the first is where the comment begins in the
    order of the source. `boundary` is the probability that a comment begins there (1 for formats that mark comments); `gaps` are
    characters of `text` at which another comment may begin although none is taken to, each with the probability, ascending.
    `id` and `parent` are the source's own ids, prefixed by their kind; both are None in formats without ids. `root` is true where
    the source itself says that the comment answers nothing.
    """

    text: str
    places: tuple[Place, ...]
    id: CommentId | None = None
    parent: CommentId | None = None
    author: str | None = None
    created_at: datetime | None = None
    edited_at: datetime | None = None
    title: str | None = None
    url: str | None = None
    root: bool = False
    boundary: float = 1.0
    gaps: tuple[tuple[int, float], ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A span of a source that became part of no comment, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Discussion:
    """One thread as a reader found it. A long one may come in several pieces with the same `uid`."""

    uid: DiscussionId
    posts: tuple[Post, ...]
    title: str | None = None
    url: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be read: `location` is the place in the source, `reason` says why and what cures it.

    `broke_off` says that the source could not be read to its end, so that it has to be read again another time.
    """

    source: str
    location: str
    reason: str
    broke_off: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """What one person wrote at once, stored once.

    `parent` is the id that the source itself names as the parent, whether that comment is here or not; `root` is true where the
    source says that there is none. `position` is the place in the order of its source. A stub is a comment known only from a
    quote or as somebody's parent: its text is the quoted words, or empty.
    """

    uid: CommentId
    discussion: DiscussionId
    text: str
    position: int = 0
    author: str | None = None
    created_at: datetime | None = None
    edited_at: datetime | None = None
    parent: CommentId | None = None
    title: str | None = None
    url: str | None = None
    stub: bool = False
    root: bool = False
    boundary: float = 1.0
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a comment stands in a source; see `Place`.

    `given` holds what this source said of the comment where that differs from the comment's row: see ingest/readings.py.
    """

    uid: str
    comment: CommentId
    source: SourceId
    start: int
    end: int
    rendering: int
    match: Match
    text: str | None = None
    why: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of `comment` that repeats a span of the comment `of`. An edge, never a duplicate."""

    uid: str
    comment: CommentId
    start: int
    end: int
    of: CommentId
    of_start: int
    of_end: int
