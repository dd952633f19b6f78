"""Positions as they are asked for: who holds them, who objects, and which of them are opposed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from graph.arguments import UNADDRESSED, Claim, ClaimId, Objection, Position, PositionId
from graph.store import GraphStore
from ingest.models import DiscussionId
from ui.objections import objections_to
from ui.spoken import Speeches, Spoken

_USUAL_SIZE = 2  # what only one person said is shown when nothing else is there

Matched = Mapping[PositionId, Collection[ClaimId]]
Matches = Callable[[str], Matched]
"""The positions that a query finds, best first, and those of their claims that made it."""


@dataclass(frozen=True, slots=True)
class WantedPositions:
    """Which positions are wanted; without a `query` the largest come first.

    `min_size` None asks for those that at least two hold, or for all where nothing else is there or a query names them. `offset` of
    them are left out before the first.
    """

    query: str = ""
    min_size: int | None = None
    discussion: str | None = None
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A claim of a position, as it was said."""

    claim: ClaimId
    words: Spoken


@dataclass(frozen=True, slots=True)
class PositionView:
    """A position with its claims, those it is opposed to, and the objections to it, the greatest score first.

    `objectors` are the names of who objects, `anonymous` how many comments object whose author is not known. `matched` are the
    claims that a query found.
    """

    position: Position
    members: tuple[Member, ...]
    opposes: tuple[Position, ...]
    objections: tuple[Objection, ...]
    objectors: tuple[str, ...]
    anonymous: int
    matched: tuple[Member, ...] = ()

    @property
    def open(self) -> int:
        """How many objections to it are open."""
        return sum(each.status in UNADDRESSED for each in self.objections)

    @property
    def statuses(self) -> dict[str, int]:
        """How many objections to it have which status."""
        return dict(Counter(each.status for each in self.objections))


@dataclass(frozen=True, slots=True)
class FoundPositions:
    """Positions, best first, of `total` that are wanted: there are `more` beyond the limit; `smaller` ones were left out."""

    positions: tuple[PositionView, ...]
    more: bool
    smaller: int
    total: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some of `total` positions that are wanted, of all that are `there`, small ones too."""

    positions: Sequence[Position]
    total: int
    there: int


def find_positions(wanted: WantedPositions, store: GraphStore, matches: Matches) -> FoundPositions:
    """The positions that are wanted, at most `limit` of them."""
    matched = matches(wanted.query) if wanted.query else {}
    page = page_of(wanted, store, matched)
    views = view_positions(page.positions, store, matched)
    more = wanted.offset + len(views) < page.total
    return FoundPositions(tuple(views), more, page.there - page.total, page.total)


def page_of(wanted: WantedPositions, store: GraphStore, matched: Matched) -> Page:
    """The positions that are wanted, as they are stored; `matched` are those that the query finds."""
    return _matching(wanted, store, matched) if wanted.query else _largest(wanted, store)


def view_positions(positions: Sequence[Position], store: GraphStore, matched: Matched) -> list[PositionView]:
    """All that is shown of these positions, in their order."""
    known = _known(positions, store)
    return [_view(each, known, frozenset(matched.get(each.uid, ()))) for each in positions]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store tells of some positions: their claims, the objections to them, the positions that are opposed to them."""

    claims: Mapping[PositionId, list[Claim]]
    objections: Mapping[PositionId, list[Objection]]
    others: Mapping[PositionId, Position]
    speeches: Speeches


def _known(positions: Sequence[Position], store: GraphStore) -> _Known:
    ids = {each.uid for each in positions}
    placed = store.claims_of(ids)
    home = {each.claim: each.position for each in store.placements([each.uid for each in placed])}
    claims: dict[PositionId, list[Claim]] = defaultdict(list)
    for claim in placed:
        claims[home[claim.uid]].append(claim)
    comments = {each.comment for each in placed}
    objections = objections_to(ids, comments, store)
    others = {each.uid: each for each in store.positions({uid for each in positions for uid in each.opposes})}
    speakers = {each.comment for rows in objections.values() for each in rows}
    return _Known(claims, objections, others, Speeches.of(speakers | comments, store))


def _view(position: Position, known: _Known, matched: frozenset[ClaimId]) -> PositionView:
    claims, objections = known.claims.get(position.uid, []), tuple(known.objections.get(position.uid, ()))
    members = sorted((_member(each, known.speeches) for each in claims), key=_when)
    raised = {each.comment: known.speeches.comments[each.comment].author for each in objections}
    return PositionView(
        position=position,
        members=tuple(members),
        opposes=tuple(known.others[uid] for uid in position.opposes if uid in known.others),
        objections=objections,
        objectors=tuple(sorted({author for author in raised.values() if author})),
        anonymous=sum(not author for author in raised.values()),
        matched=tuple(each for each in members if each.claim in matched),
    )


def _member(claim: Claim, speeches: Speeches) -> Member:
    return Member(claim.uid, speeches.cut(claim.comment, claim.start, claim.end))


def _when(member: Member) -> tuple[bool, float, str, int]:
    """The first that was said comes first, and what has no date after what has one."""
    said = member.words.created_at
    return said is None, said.timestamp() if said else 0.0, member.words.comment, member.words.start


def _largest(wanted: WantedPositions, store: GraphStore) -> Page:
    """The largest come first."""
    home = None if wanted.discussion is None else DiscussionId(wanted.discussion)
    least = wanted.min_size or _USUAL_SIZE
    there, total = store.count_positions(1, home), store.count_positions(least, home)
    if not total and wanted.min_size is None:
        least, total = 1, there
    return Page(store.ranked_positions(least, home, wanted.offset, wanted.limit), total, there)


def _matching(wanted: WantedPositions, store: GraphStore, matched: Matched) -> Page:
    """What matches best comes first."""
    named = set(matched)
    if wanted.discussion is not None:
        named &= _held_in(DiscussionId(wanted.discussion), store)
    live = [each for each in store.positions(named) if each.claim is not None]
    place = {uid: at for at, uid in enumerate(matched)}
    ordered = sorted(live, key=lambda each: (place[each.uid], -each.size, each.uid))
    large = [each for each in ordered if each.size >= (wanted.min_size or 1)]
    return Page(large[wanted.offset : wanted.offset + wanted.limit], len(large), len(live))


def _held_in(discussion: DiscussionId, store: GraphStore) -> set[PositionId]:
    claims = store.claims([each.uid for each in store.comments_in(discussion)])
    return {each.position for each in store.placements([each.uid for each in claims])}
