"""The reading half of both stores for claims, positions and objections, over statements with the same names in SQL and Cypher."""

# ruff: noqa: D102  (the verbs are documented once, in graph/store.py)

from collections.abc import Collection, Iterable, Iterator
from operator import attrgetter

from graph.access import Access, Values, by_uid, distinct
from graph.arguments import Claim, ClaimId, Done, Objection, Placement, Position, PositionId, Stage, Status
from graph.digest import DerivedRow
from graph.storage.claim_rows import unpack_claim
from graph.storage.derived_parts import StoredDone, StoredObjection, StoredResponse, joined
from graph.storage.rows import escape, unescape, unpack
from graph.storage.statements import DerivedStatements
from ingest.models import CommentId, DiscussionId

_POSITION = 16  # columns of an objection's own part, and the digest
_RESPONSE = 17
_TOP = float("inf"), ""  # before every (score, uid)


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

    def objections(self, ids: Collection[CommentId]) -> list[Objection]:
        return self._objections(self._rows(self._say_derived.OBJECTIONS, ids=distinct(ids)))

    def objections_in(self, discussion: DiscussionId) -> list[Objection]:
        return self._objections(self._rows(self._say_derived.OBJECTIONS_IN, discussion=escape(discussion)))

    def ranked_objections(
        self, statuses: Collection[Status] | None = None, after: tuple[float, str] | None = None, limit: int = 1000
    ) -> list[Objection]:
        score, uid = after or _TOP
        found = self._ranked(statuses, score=score, uid=escape(uid), limit=limit)
        first = sorted(found, key=lambda row: (-row[1], row[0]))[:limit]
        objections = self._named(first)
        return sorted(objections, key=lambda each: (-each.score, escape(each.uid)))

    def scan_derived(self) -> Iterator[DerivedRow]:
        scans = self._say_derived.SCANS
        yield from self._claims(self._scan(scans["claim"]))
        for page in self._pages(scans["position"]):
            yield from self._made(Position, page)
        for page in self._pages(scans["placement"]):
            yield from self._made(Placement, page)
        for page in self._pages(scans["objection"]):
            yield from self._named(page)
        for page in self._pages(scans["done"]):
            yield from (Done(row.discussion, row.stage, row.mark) for row in self._made(StoredDone, page))

    def _ranked(self, statuses: Collection[Status] | None, **values: float | str | int) -> Iterator[Values]:
        """(uid, score) of the first of each status, or of all."""
        if statuses is None:
            yield from self._rows(self._say_derived.RANKED, **values)
        for status in sorted(set(statuses or ())):
            yield from self._rows(self._say_derived.RANKED_BY_STATUS, status=status, **values)

    def _claims(self, rows: Iterable[Values]) -> Iterator[Claim]:
        return self._translated(unpack_claim, rows)

    def _named(self, rows: Iterable[Values]) -> list[Objection]:
        """Objections whose uids stand first in `rows`, whole."""
        ids = [str(row[0]) for row in rows]
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
