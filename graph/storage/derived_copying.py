"""Claims, positions and objections from one store into another, in an order in which every row finds what it names."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from graph.arguments import Claims, Derived, Done, Objections, Placement, Position, Stage
from graph.store import GraphStore
from ingest.models import DiscussionId

_BATCH = 1000  # rows a transaction
_Item = TypeVar("_Item")


def derived_batches(source: GraphStore) -> Iterator[Derived]:
    """All that is derived: positions, claims by discussion, their places, then objections by discussion."""
    once = _gathered(source)
    for positions in _chunked(once.positions):
        yield Derived(positions=positions)
    homes = [each.uid for each in source.discussions()]
    yield from _by_discussion(_claims_in(home, once.mark(home, "claims"), source) for home in homes)
    for placements in _chunked(once.placements):
        yield Derived(placements=placements)
    yield from _by_discussion(_objections_in(home, once.mark(home, "objections"), source) for home in homes)


def derived_size(derived: Derived) -> int:
    """How many rows there are."""
    groups = sum(len(each.claims) for each in derived.claims) + sum(len(each.objections) for each in derived.objections)
    return groups + len(derived.positions) + len(derived.placements)


@dataclass(slots=True)
class _Gathered:
    """What is small enough to be held at once."""

    positions: list[Position] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    marks: dict[tuple[DiscussionId, Stage], str] = field(default_factory=dict)

    def mark(self, discussion: DiscussionId, stage: Stage) -> str:
        """Return what marks the stage as done, '' where nothing does."""
        return self.marks.get((discussion, stage), "")


def _gathered(source: GraphStore) -> _Gathered:
    once = _Gathered()
    for row in source.scan_derived():
        if isinstance(row, Position):
            once.positions.append(row)
        elif isinstance(row, Placement):
            once.placements.append(row)
        elif isinstance(row, Done):
            once.marks[row.discussion, row.stage] = row.mark
    return once


def _claims_in(home: DiscussionId, mark: str, source: GraphStore) -> Derived:
    claims = source.claims([each.uid for each in source.comments_in(home)])
    return Derived(claims=[Claims(home, mark, tuple(claims))])


def _objections_in(home: DiscussionId, mark: str, source: GraphStore) -> Derived:
    return Derived(objections=[Objections(home, mark, tuple(source.objections_in(home)))])


def _by_discussion(groups: Iterator[Derived]) -> Iterator[Derived]:
    """Several small discussions in one transaction."""
    waiting = Derived()
    for each in groups:
        waiting.claims += each.claims
        waiting.objections += each.objections
        if derived_size(waiting) >= _BATCH:
            yield waiting
            waiting = Derived()
    yield waiting


def _chunked(rows: list[_Item]) -> Iterator[list[_Item]]:
    return (rows[at : at + _BATCH] for at in range(0, len(rows), _BATCH))
