"""What the objections that are asked for share: how many have which status, discussion, position and author."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from graph.arguments import Facet, Objection, ObjectionFilter, Position, PositionId, Status
from graph.models import DiscussionRow
from graph.store import GraphStore
from ingest.models import CommentId, DiscussionId
from ui.objections import Search, WantedObjections, filter_of, passing, raised_by
from ui.position_ids import whereabouts

_MOST: Final = 6  # values of each kind
_MERGED: Final = 4  # times as many positions are looked at: several may be one by now

Counted = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class ObjectionFacets:
    """Numbers of objections, the greatest first; each kind is counted as if nothing were asked of that kind itself.

    `best` is how many comments were looked at, the best that the query found; None where all objections were counted.
    """

    statuses: dict[Status, int]
    discussions: tuple[tuple[DiscussionRow, int], ...]
    positions: tuple[tuple[Position, int], ...]
    authors: tuple[tuple[str, int], ...]
    best: int | None = None


def count_facets(wanted: WantedObjections, store: GraphStore, search: Search) -> ObjectionFacets:
    """What the wanted objections share. Raises UnknownPosition."""
    asked = filter_of(wanted, store)
    if not wanted.query:
        counted = {facet: store.objection_facet(facet, each, _MOST * _MERGED) for facet, each in _without(asked)}
        return _facets(counted, asked, store)
    hits = [CommentId(each.uid) for each in search(wanted.query, 0).hits]
    raised = raised_by(hits, store)
    counted = {facet: _counted(facet, passing(raised, each, store), store) for facet, each in _without(asked)}
    return _facets(counted, asked, store, len(hits))


def _without(asked: ObjectionFilter) -> list[tuple[Facet, ObjectionFilter]]:
    """Each kind, and what is asked but for that kind."""
    return [
        ("status", replace(asked, statuses=None)),
        ("discussion", replace(asked, discussion=None)),
        ("position", replace(asked, positions=None)),
        ("author", replace(asked, authors=None)),
    ]


def _facets(
    counted: dict[Facet, Counted], asked: ObjectionFilter, store: GraphStore, best: int | None = None
) -> ObjectionFacets:
    return ObjectionFacets(
        {cast(Status, status): number for status, number in counted["status"]},
        tuple(_discussions(counted["discussion"], asked.discussion, store)),
        tuple(_positions(counted["position"], asked.positions or frozenset(), store)),
        tuple(counted["author"][:_MOST]),
        best,
    )


def _discussions(
    counted: Counted, asked: DiscussionId | None, store: GraphStore
) -> Iterator[tuple[DiscussionRow, int]]:
    """The discussions, and the one that was asked for wherever it stands."""
    numbers = {DiscussionId(uid): number for at, (uid, number) in enumerate(counted) if at < _MOST or uid == asked}
    homes = {each.uid: each for each in store.discussions([*numbers, *([asked] if asked else [])])}
    yield from ((homes[uid], numbers.get(uid, 0)) for uid in dict.fromkeys([*numbers, *homes]) if uid in homes)


def _positions(counted: Counted, asked: Collection[PositionId], store: GraphStore) -> Iterator[tuple[Position, int]]:
    """Positions as they are now, for several may have become one since; and those that were asked for wherever they stand."""
    became = whereabouts({*(PositionId(uid) for uid, _ in counted), *asked}, store)
    now: Counter[Position] = Counter()
    for uid, number in counted:
        now.update(dict.fromkeys(became.get(PositionId(uid), ())[:1], number))
    most = dict(now.most_common(_MOST))
    yield from most.items()
    wanted = dict.fromkeys(each for uid in sorted(asked) for each in became.get(uid, ()))
    yield from ((each, now[each]) for each in wanted if each not in most)


def _counted(facet: Facet, found: Sequence[Objection], store: GraphStore) -> Counted:
    """The same of objections that are at hand."""
    if facet == "status":
        return Counter(str(each.status) for each in found).most_common()
    if facet == "position":
        return Counter(str(each.position) for each in found if each.position is not None).most_common()
    comments = store.comments({each.comment for each in found})
    said = [comments[each.comment] for each in found if each.comment in comments]
    values = (each.author if facet == "author" else each.discussion for each in said)
    return Counter(str(each) for each in values if each).most_common()
