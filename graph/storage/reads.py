"""The reading half of both stores: each verb once, over statements that have the same names in SQL and in Cypher."""

# ruff: noqa: D102  (the verbs are documented once, in graph/store.py)

from abc import abstractmethod
from collections.abc import Collection, Iterator
from functools import partial
from operator import attrgetter
from types import TracebackType
from typing import Any, Self, cast

from graph.access import Values, by_uid, distinct, stored_uid
from graph.checks import damage
from graph.digest import Row, archive_digest
from graph.models import Correction, Counts, DiscussionRow, LedgerRow, Parentage, Passage, Reply, Stance
from graph.storage.derived_reads import DerivedReads
from graph.storage.rows import ROW_KINDS, escape, unescape, unpack, unpack_passage
from graph.storage.statements import Statements
from graph.storage.tally import Tally
from graph.storage.writes import unpack_keys
from graph.store import ALL
from ingest.models import Comment, CommentId, DiscussionId, Occurrence, Quote, Source, SourceId

_PAGE = 1000
_NUMBERS = (  # what the statement COUNTS gives
    "sources",
    "discussions",
    "comments",
    "stubs",
    "occurrences",
    "quotes",
    "corrections",
    "passages",
    "authors",
)
_DERIVED_NUMBERS = ("claims", "positions")


class StoredReads(DerivedReads):
    """Reads a store through `_rows` and `_stream`; a store adds those, `holders`, `write` and `close`."""

    _say: Statements

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def _own_damage(self) -> Iterator[str]:
        """What is wrong with what only this kind of store has."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def revision(self) -> int:
        return next((int(row[0]) for row in self._rows(self._say.REVISION)), 0)

    def counts(self) -> Counts:
        numbers = dict(zip(_NUMBERS, self._rows(self._say.COUNTS)[0], strict=True))
        numbers |= zip(_DERIVED_NUMBERS, self._rows(self._say_derived.COUNTS)[0], strict=True)
        return Counts(
            **numbers,
            replies=self._counted(self._say.REPLY_COUNTS),
            stances=self._counted(self._say.STANCE_COUNTS),
            objections=self._counted(self._say_derived.OBJECTION_COUNTS),
        )

    def sources(self) -> list[Source]:
        return by_uid(self._made(Source, self._rows(self._say.SOURCES)))

    def ledger(self) -> dict[SourceId, LedgerRow]:
        return {
            row.source: row
            for row in sorted(self._made(LedgerRow, self._rows(self._say.LEDGER)), key=attrgetter("source"))
        }

    def discussions(self, ids: Collection[DiscussionId] | None = None) -> list[DiscussionRow]:
        rows = (
            self._rows(self._say.ALL_DISCUSSIONS)
            if ids is None
            else self._rows(self._say.DISCUSSIONS, ids=distinct(ids))
        )
        return by_uid(self._made(DiscussionRow, rows))

    def comments(self, ids: Collection[CommentId]) -> dict[CommentId, Comment]:
        found = self._made(Comment, self._rows(self._say.COMMENTS, ids=distinct(ids)))
        return {row.uid: row for row in by_uid(found)}

    def comments_in(self, discussion: DiscussionId) -> list[Comment]:
        found = self._made(Comment, self._rows(self._say.COMMENTS_IN, discussion=escape(discussion)))
        return sorted(found, key=attrgetter("position", "uid"))

    def complete(self, prefix: str, limit: int = 10) -> list[str]:
        asked = {"prefix": escape(prefix), "limit": limit}
        found = self._rows(self._say.COMPLETE_COMMENTS, **asked) + self._rows(self._say.COMPLETE_DISCUSSIONS, **asked)
        return [unescape(row[0]) for row in found][:limit]

    def occurrences(self, ids: Collection[CommentId]) -> list[Occurrence]:
        return by_uid(self._made(Occurrence, self._rows(self._say.OCCURRENCES, ids=distinct(ids))))

    def occurrences_in(self, source: SourceId, after: str = "", limit: int = ALL) -> list[Occurrence]:
        asked = {"source": escape(source), "after": escape(after), "limit": limit}
        return by_uid(self._made(Occurrence, self._rows(self._say.OCCURRENCES_IN, **asked)))

    def quotes(self, ids: Collection[CommentId]) -> list[Quote]:
        return by_uid(self._made(Quote, self._rows(self._say.QUOTES, ids=distinct(ids))))

    def replies(self, ids: Collection[CommentId]) -> list[Reply]:
        return by_uid(self._made(Reply, self._rows(self._say.REPLIES, ids=distinct(ids))))

    def replies_in(self, discussion: DiscussionId) -> list[Reply]:
        return by_uid(self._made(Reply, self._rows(self._say.REPLIES_IN, discussion=escape(discussion))))

    def parentages(self, ids: Collection[CommentId]) -> list[Parentage]:
        return by_uid(self._made(Parentage, self._rows(self._say.PARENTAGES, ids=distinct(ids))))

    def parentages_in(self, discussion: DiscussionId) -> list[Parentage]:
        return by_uid(self._made(Parentage, self._rows(self._say.PARENTAGES_IN, discussion=escape(discussion))))

    def stances(self, ids: Collection[CommentId]) -> list[Stance]:
        return by_uid(self._made(Stance, self._rows(self._say.STANCES, ids=distinct(ids))))

    def stances_in(self, discussion: DiscussionId) -> list[Stance]:
        return by_uid(self._made(Stance, self._rows(self._say.STANCES_IN, discussion=escape(discussion))))

    def corrections(self) -> list[Correction]:
        return by_uid(self._made(Correction, self._rows(self._say.CORRECTIONS)))

    def passages(self, ids: Collection[CommentId]) -> list[Passage]:
        found = self._passages(ids)
        return sorted(found, key=attrgetter("comment", "start", "fingerprint"))

    def without_passages(self, fingerprint: str, after: str = "", limit: int = 1000) -> list[CommentId]:
        asked = {"fingerprint": escape(fingerprint), "after": escape(after), "limit": limit}
        return [CommentId(unescape(row[0])) for row in self._rows(self._say.WITHOUT_PASSAGES, **asked)]

    def scan_comments(self, after: str = "", limit: int = 1000) -> list[Comment]:
        rows = self._rows(self._say.SCANS["comment"], after=escape(after), limit=limit)
        return self._made(Comment, sorted(rows, key=stored_uid))

    def scan_passages(self, fingerprint: str) -> Iterator[Passage]:
        for page in self._comment_pages():
            found = (each for each in self._passages(page) if each.fingerprint == fingerprint)
            yield from sorted(found, key=lambda each: (escape(each.comment), each.start))

    def scan_keys(self) -> Iterator[tuple[CommentId, tuple[int, ...]]]:
        for row in self._scan(self._say.SCANS["keyring"]):
            yield CommentId(unescape(row[0])), unpack_keys(row[1])

    def scan_rows(self) -> Iterator[Row]:
        for name, kind in ROW_KINDS.items():
            for values in self._scan(self._say.SCANS[name]):
                yield from self._translated(partial(unpack, cast(Any, kind)), [values])

    def digest(self, *, derived: bool = False) -> str:
        said = {kind: self._say.DIGESTS[kind] for kind in ROW_KINDS} | (self._say_derived.DIGESTS if derived else {})
        return archive_digest(digest for kind, say in said.items() for digest in self._digests(kind, say))

    def problems(self) -> Iterator[str]:
        yield from self._own_damage()
        yield from damage(self)

    def stored_rows(self, kind: str) -> Iterator[Values]:
        """Rows of `kind` as they are stored: fields, then digest; for checks."""
        scans = self._say_derived.SCANS if kind in self._say_derived.SCANS else self._say.SCANS
        return self._scan(scans[kind])

    def stored_passages(self) -> Iterator[Values]:
        """All passages as they are stored: fields, then digest; for checks."""
        for page in self._comment_pages():
            yield from self._rows(self._say.PASSAGES, ids=distinct(page))

    def tallies(self) -> tuple[Tally, Tally] | None:
        """What was written and what is stored, of one moment; None when somebody writes all the time."""
        for _ in range(3):
            before = self.revision()
            written = Tally.load(next((str(row[0]) for row in self._rows(self._say.TALLY)), "{}"))
            found = Tally()
            for kind, statement in (self._say.DIGESTS | self._say_derived.DIGESTS).items():
                for digest in self._digests(kind, statement):
                    found.add(kind, digest)
            if self.revision() == before:
                return written, found
        return None

    def _passages(self, ids: Collection[CommentId]) -> Iterator[Passage]:
        return self._translated(unpack_passage, self._rows(self._say.PASSAGES, ids=distinct(ids)))

    def _comment_pages(self) -> Iterator[list[CommentId]]:
        after = ""
        while page := self._rows(self._say.NEXT_COMMENTS, after=after, limit=_PAGE):
            after = max(row[0] for row in page)
            yield [CommentId(unescape(row[0])) for row in page]
