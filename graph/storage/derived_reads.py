"""The reading half of both stores for claims, positions and objections, over statements with the same names in SQL and Cypher."""

# ruff: noqa: D102  (the verbs are documented once, in graph/store.py)

from collections.abc import Collection, Iterable, Iterator
from operator import attrgetter

from graph.access import Access, Values, by_uid, distinct
from graph.arguments import (
    ANY_OBJECTION,
    Claim,
    ClaimId,
    Done,
    Facet,
    Objection,
    ObjectionFilter,
    ObjectionId,
    Placement,
    Position,
    PositionId,
    Stage,
)
from graph.digest import DerivedRow, timestamp
from graph.storage.claim_rows import unpack_claim
from graph.storage.derived_parts import StoredDone, StoredObjection, StoredResponse, joined
from graph.storage.rows import escape, unescape, unpack
from graph.storage.statements import DerivedStatements
from ingest.models import CommentId, DiscussionId

_POSITION = 16  # columns of an objection's own part, and the digest
_RESPONSE = 17


class DerivedReads(Access):
    """Reads what is derived; see GraphStore."""

    _say_derived: DerivedStatements

    def undone(self, stage: Stage, mark: str) -> list[DiscussionId]:
        found = self._rows(self._say_derived.UNDONE, stage=stage, mark=escape(mark))
        return sorted(DiscussionId(unescape(row[0])) for row in found)

    def claims(self, ids: Collection[CommentId]) -> list[Claim]:
        found = self._claims(self._rows(self._say_derived.CLAIMS, ids=distinct(ids)))
        return sorted(found, key=attrgetter("comment", "start", "uid"))

    def claims_of(self, positions: Collection[PositionId]) -> list[Claim]:
        found = self._claims(self._rows(self._say_derived.CLAIMS_OF, ids=distinct(positions)))
        return sorted(found, key=attrgetter("uid"))

    def scan_claims(self, fingerprint: str) -> Iterator[Claim]:
        found = self._claims(self._scan(self._say_derived.SCANS["claim"]))
        return (each for each in found if each.fingerprint == fingerprint)

    def placements(self, claims: Collection[ClaimId] | None = None) -> list[Placement]:
        say = self._say_derived
        rows = self._rows(say.ALL_PLACEMENTS) if claims is None else self._rows(say.PLACEMENTS, ids=distinct(claims))
        return sorted(self._made(Placement, rows), key=attrgetter("claim"))

    def positions(self, ids: Collection[PositionId] | None = None) -> list[Position]:
        say = self._say_derived
        rows = self._rows(say.ALL_POSITIONS) if ids is None else self._rows(say.POSITIONS, ids=distinct(ids))
        return by_uid(self._made(Position, rows))

    def ranked_positions(
        self, least: int = 1, discussion: DiscussionId | None = None, offset: int = 0, limit: int = 1000
    ) -> list[Position]:
        asked = {"least": least, "discussion": _escaped(discussion), "offset": offset, "limit": limit}
        return self._made(Position, self._rows(self._say_derived.RANKED_POSITIONS, **asked))

    def count_positions(self, least: int = 1, discussion: DiscussionId | None = None) -> int:
        say = self._say_derived.POSITIONS_COUNTED
        return int(self._rows(say, least=least, discussion=_escaped(discussion))[0][0])

    def complete_positions(self, prefix: str, limit: int = 10) -> list[PositionId]:
        found = self._rows(self._say_derived.COMPLETE_POSITIONS, prefix=escape(prefix), limit=limit)
        return [PositionId(unescape(row[0])) for row in found]

    def objections(self, ids: Collection[CommentId]) -> list[Objection]:
        return self._objections(self._rows(self._say_derived.OBJECTIONS, ids=distinct(ids)))

    def objections_in(self, discussion: DiscussionId) -> list[Objection]:
        return self._objections(self._rows(self._say_derived.OBJECTIONS_IN, discussion=escape(discussion)))

    def named_objections(self, ids: Collection[ObjectionId]) -> list[Objection]:
        return self._named(distinct(ids))

    def ranked_objections(
        self, wanted: ObjectionFilter = ANY_OBJECTION, offset: int = 0, limit: int = 1000
    ) -> list[Objection]:
        objections = self._named(self._ranked(wanted, offset, limit))
        return sorted(objections, key=lambda each: (-each.score, escape(each.uid)))

    def objection_facet(self, facet: Facet, wanted: ObjectionFilter, limit: int = 1000) -> list[tuple[str, int]]:
        found = self._rows(self._say_derived.FACETS[facet], limit=limit, **_asked(wanted))
        return [(unescape(value), number) for value, number in found]

    def scan_derived(self) -> Iterator[DerivedRow]:
        scans = self._say_derived.SCANS
        yield from self._claims(self._scan(scans["claim"]))
        for page in self._pages(scans["position"]):
            yield from self._made(Position, page)
        for page in self._pages(scans["placement"]):
            yield from self._made(Placement, page)
        for page in self._pages(scans["objection"]):
            yield from self._named([str(row[0]) for row in page])
        for page in self._pages(scans["done"]):
            yield from (Done(row.discussion, row.stage, row.mark) for row in self._made(StoredDone, page))

    def _ranked(self, wanted: ObjectionFilter, offset: int, limit: int) -> list[str]:
        """Stored uids of a page; where nothing but the status counts, it is read in the order of an index."""
        say = self._say_derived
        if wanted != ObjectionFilter(wanted.statuses):
            return [row[0] for row in self._rows(say.WANTED, offset=offset, limit=limit, **_asked(wanted))]
        if wanted.statuses is None:
            return [row[0] for row in self._rows(say.RANKED, offset=offset, limit=limit)]
        first = [
            row
            for status in sorted(wanted.statuses)
            for row in self._rows(say.RANKED_BY_STATUS, status=status, offset=0, limit=offset + limit)
        ]
        return [row[0] for row in sorted(first, key=lambda row: (-row[1], row[0]))[offset : offset + limit]]

    def _claims(self, rows: Iterable[Values]) -> Iterator[Claim]:
        return self._translated(unpack_claim, rows)

    def _named(self, ids: list[str]) -> list[Objection]:
        """The objections of these stored uids, whole."""
        return self._objections(self._rows(self._say_derived.OBJECTIONS_NAMED, ids=ids)) if ids else []

    def _objections(self, rows: Iterable[Values]) -> list[Objection]:
        """Objections from rows of (own part, digest, position or null, response or null), one row for each response."""
        parts: dict[str, list[Values]] = {}
        for row in rows:
            parts.setdefault(str(row[0]), []).append(row)
        return by_uid(self._translated(_objection, ((uid, rows) for uid, rows in parts.items())))


def _objection(parts: tuple[str, list[Values]]) -> Objection:
    _, rows = parts
    responses = [unpack(StoredResponse, row[_RESPONSE:]) for row in rows if row[_RESPONSE] is not None]
    position = rows[0][_POSITION]
    against = None if position is None else PositionId(unescape(position))
    return joined(unpack(StoredObjection, rows[0]), against, responses)


def _asked(wanted: ObjectionFilter) -> dict[str, object]:
    """What is wanted as values of a statement."""
    return {
        "statuses": None if wanted.statuses is None else sorted(wanted.statuses),
        "discussion": _escaped(wanted.discussion),
        "authors": None if wanted.authors is None else distinct(wanted.authors),
        "positions": None if wanted.positions is None else distinct(wanted.positions),
        "since": None if wanted.since is None else timestamp(wanted.since),
        "probability": wanted.probability,
    }


def _escaped(text: str | None) -> str | None:
    return None if text is None else escape(text)
