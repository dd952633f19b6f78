"""The seam between the graph and where it is kept: domain verbs, flat rows, no query language."""

from collections.abc import Collection, Iterator
from types import TracebackType
from typing import Protocol, Self

from graph.arguments import (
    ANY_OBJECTION,
    Claim,
    ClaimId,
    Facet,
    Objection,
    ObjectionFilter,
    ObjectionId,
    Placement,
    Position,
    PositionId,
    Stage,
)
from graph.digest import DerivedRow, Row
from graph.models import Batch, Correction, Counts, DiscussionRow, LedgerRow, Parentage, Passage, Reply, Stance
from ingest.errors import RejoinderError
from ingest.models import Comment, CommentId, DiscussionId, Occurrence, Quote, Source, SourceId

ALL = (1 << 31) - 1  # rows: as many as there are


class StoreError(RejoinderError):
    """The store cannot be opened, read or written."""


class StoreBusy(StoreError):
    """Another process is writing to this store."""


class StoreReadOnly(StoreError):
    """A connection that may only read was asked to write."""


class GraphStore(Protocol):
    """A system of record for one archive. Every read answers flat rows in the order of their uid unless it says otherwise."""

    @property
    def url(self) -> str:
        """Where this store is, without any password."""
        ...

    def write(self, batch: Batch) -> None:
        """Write all of `batch` in one transaction, or nothing of it; the revision grows by one.

        Removing a comment removes its occurrences, quotes (made and received), replies and stances (both ends), parentage, keys and
        passages, never a correction. A comment row that replaces another with a different text drops that comment's passages.
        Relations replace all quotes, replies, parentages and stances whose child is in their discussion, after the comments of
        the batch are written; both ends must exist. A candidate parent that is not stored any more stays named.
        What is derived comes last: claims and objections replace those of their discussion; a claim with the uid of one that was
        stored keeps its place. Removing a comment removes its claims, the objections it raises or that are against it, and its
        responses; removing a claim removes its placement. Removing a position removes its placements, and no objection is against
        it any more. Relations of a discussion take away its marks (see `undone`); an empty mark is none. What an objection, a
        response or a placement names must be stored; what a position names need not be.
        Raises StoreError, StoreReadOnly.
        """
        ...

    def revision(self) -> int:
        """A number that grows with every write; 0 for an empty store."""
        ...

    def counts(self) -> Counts:
        """How many rows of each kind."""
        ...

    def sources(self) -> list[Source]:
        """All sources."""
        ...

    def ledger(self) -> dict[SourceId, LedgerRow]:
        """What each completely read source gave."""
        ...

    def discussions(self, ids: Collection[DiscussionId] | None = None) -> list[DiscussionRow]:
        """These discussions, or all."""
        ...

    def comments(self, ids: Collection[CommentId]) -> dict[CommentId, Comment]:
        """Those of `ids` that are stored."""
        ...

    def comments_in(self, discussion: DiscussionId) -> list[Comment]:
        """A discussion's comments by (position, uid)."""
        ...

    def complete(self, prefix: str, limit: int = 10) -> list[str]:
        """Uids of comments and discussions that start with `prefix`, at most `limit`, comments first."""
        ...

    def occurrences(self, ids: Collection[CommentId]) -> list[Occurrence]:
        """Where these comments stand in their sources."""
        ...

    def quotes(self, ids: Collection[CommentId]) -> list[Quote]:
        """Quotes made by or taken from these comments."""
        ...

    def replies(self, ids: Collection[CommentId]) -> list[Reply]:
        """Reply edges with a child or a parent among these comments."""
        ...

    def replies_in(self, discussion: DiscussionId) -> list[Reply]:
        """Reply edges whose child is in this discussion."""
        ...

    def parentages(self, ids: Collection[CommentId]) -> list[Parentage]:
        """The likeliest parents of those of these comments whose parent was inferred."""
        ...

    def parentages_in(self, discussion: DiscussionId) -> list[Parentage]:
        """The same for a discussion's comments."""
        ...

    def stances(self, ids: Collection[CommentId]) -> list[Stance]:
        """Stances held by these comments or toward them."""
        ...

    def stances_in(self, discussion: DiscussionId) -> list[Stance]:
        """Stances whose child is in this discussion."""
        ...

    def corrections(self) -> list[Correction]:
        """All that people corrected."""
        ...

    def occurrences_in(self, source: SourceId, after: str = "", limit: int = ALL) -> list[Occurrence]:
        """Where comments stand in this source: the occurrences with a uid greater than `after`, at most `limit`."""
        ...

    def holders(self, keys: Collection[int], most: int = ALL) -> list[tuple[int, CommentId]]:
        """(key, comment) for every stored comment that has one of these deduplication keys, sorted.

        A key that more than `most` comments have is left out.
        """
        ...

    def passages(self, ids: Collection[CommentId]) -> list[Passage]:
        """Passages of these comments by (comment, start)."""
        ...

    def without_passages(self, fingerprint: str, after: str = "", limit: int = 1000) -> list[CommentId]:
        """Comments with text and with no passage under this embedder, uid greater than `after`."""
        ...

    def scan_comments(self, after: str = "", limit: int = 1000) -> list[Comment]:
        """Comments with uid greater than `after`, at most `limit`."""
        ...

    def scan_passages(self, fingerprint: str) -> Iterator[Passage]:
        """All passages under this embedder by (comment, start), as a stream."""
        ...

    def scan_keys(self) -> Iterator[tuple[CommentId, tuple[int, ...]]]:
        """Every comment's deduplication keys, as a stream; for copying a store."""
        ...

    def undone(self, stage: Stage, mark: str) -> list[DiscussionId]:
        """Discussions with comments for which this stage was not done under `mark` since their relations were last written."""
        ...

    def claims(self, ids: Collection[CommentId]) -> list[Claim]:
        """Claims of these comments, by (comment, start)."""
        ...

    def claims_of(self, positions: Collection[PositionId]) -> list[Claim]:
        """Claims placed in these positions."""
        ...

    def scan_claims(self, fingerprint: str) -> Iterator[Claim]:
        """All claims under this embedder, as a stream."""
        ...

    def placements(self, claims: Collection[ClaimId] | None = None) -> list[Placement]:
        """Where these claims, or all, are placed, by claim."""
        ...

    def positions(self, ids: Collection[PositionId] | None = None) -> list[Position]:
        """These positions, or all; also those that were merged or split."""
        ...

    def ranked_positions(
        self, least: int = 1, discussion: DiscussionId | None = None, offset: int = 0, limit: int = 1000
    ) -> list[Position]:
        """Positions with claims, of at least this size, in this discussion or anywhere, by (size descending, uid)."""
        ...

    def count_positions(self, least: int = 1, discussion: DiscussionId | None = None) -> int:
        """How many `ranked_positions` there are."""
        ...

    def complete_positions(self, prefix: str, limit: int = 10) -> list[PositionId]:
        """Uids of positions that start with `prefix`, at most `limit`; also of those that were merged or split."""
        ...

    def objections(self, ids: Collection[CommentId]) -> list[Objection]:
        """Objections raised by these comments or against them."""
        ...

    def objections_in(self, discussion: DiscussionId) -> list[Objection]:
        """Objections that this discussion's comments raise."""
        ...

    def named_objections(self, ids: Collection[ObjectionId]) -> list[Objection]:
        """Those of `ids` that are stored."""
        ...

    def ranked_objections(
        self, wanted: ObjectionFilter = ANY_OBJECTION, offset: int = 0, limit: int = 1000
    ) -> list[Objection]:
        """The objections that are wanted, by (score descending, uid); `offset` of them are left out before the first."""
        ...

    def objection_facet(self, facet: Facet, wanted: ObjectionFilter, limit: int = 1000) -> list[tuple[str, int]]:
        """How many of the wanted objections have which status, discussion, author or position, by (number descending, value).

        Authors are named, the others are uids; what has no known author, or is against no position, is not counted.
        """
        ...

    def scan_rows(self) -> Iterator[Row]:
        """Every source, discussion, comment, occurrence, quote, reply, parentage, stance and correction, kind after kind.

        It is there for copying a store.
        """
        ...

    def scan_derived(self) -> Iterator[DerivedRow]:
        """Every claim, position, placement, objection and mark (`Done`), kind after kind; for copying a store."""
        ...

    def digest(self, *, derived: bool = False) -> str:
        """Digest over all rows of scan_rows, from the stored row digests; with `derived` over those of scan_derived too.

        What is derived follows from the rest and, for the ids of positions, from the order in which comments came.
        """
        ...

    def problems(self) -> Iterator[str]:
        """What is wrong with the stored rows, a line each: damaged rows, edges without an end, the file's own damage."""
        ...

    def close(self) -> None:
        """Release the connection; closing twice is allowed."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_store(url: str, *, password: str | None = None, read_only: bool = False) -> GraphStore:
    """Open the store at `url`: a path or `sqlite:///PATH`, or `neo4j://`, `neo4j+s://`, `bolt://`, `bolt+s://` and their kin.

    Raises StoreError within 10 s when it cannot be had, StoreBusy when another process writes to it.
    """
    scheme = url.partition("://")[0].lower() if "://" in url else "sqlite"
    if scheme == "sqlite":
        from graph.sqlite_store import SqliteStore

        return SqliteStore(url, read_only=read_only)
    if scheme.split("+")[0] in {"neo4j", "bolt"}:
        from graph.neo4j_store import Neo4jStore

        return Neo4jStore(url, password=password, read_only=read_only)
    raise StoreError(
        f"{url}: no store is known under '{scheme}://'", "use a file path, sqlite:///PATH, neo4j://HOST or bolt://HOST"
    )
