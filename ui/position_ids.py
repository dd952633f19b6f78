"""Ids of positions as people write them: shortened, or of positions that were merged or split since."""

from collections.abc import Collection

from graph.arguments import Position, PositionId
from graph.store import GraphStore
from ingest.errors import RejoinderError

_LISTED = 10  # ids that an ambiguous beginning lists


class UnknownPosition(RejoinderError):
    """No position has this id, or several begin with it."""


def complete_position(beginning: str, store: GraphStore) -> PositionId:
    """The id of the one position that has it or whose id begins so. Raises UnknownPosition."""
    found = store.complete_positions(beginning, _LISTED + 1)
    if beginning in found or len(found) == 1:
        return PositionId(beginning) if beginning in found else found[0]
    if not found:
        cure = "find positions with: rejoinder positions"
        raise UnknownPosition(f"no position has an id that begins with '{beginning}'", cure)
    listed = ", ".join(found[:_LISTED]) + (", ..." if len(found) > _LISTED else "")
    raise UnknownPosition(f"several positions begin with '{beginning}': {listed}", "write more of it")


def current(beginning: str, store: GraphStore) -> frozenset[PositionId]:
    """The ids of the positions in which the claims of this one are now. Raises UnknownPosition."""
    (asked,) = store.positions([complete_position(beginning, store)])
    return frozenset(each.uid for each in became(asked, store))


def whereabouts(ids: Collection[PositionId], store: GraphStore) -> dict[PositionId, tuple[Position, ...]]:
    """For each of these positions what became of it: itself, unless it was merged or split."""
    return {each.uid: tuple(became(each, store)) for each in store.positions(ids)}


def became(position: Position, store: GraphStore) -> list[Position]:
    """The positions in which the claims of `position` are now: itself, unless it was merged or split."""
    seen, waiting, found = {position.uid}, [position], []
    while waiting:
        each = waiting.pop()
        if not each.went_to:
            found.append(each)
        further = set(each.went_to) - seen
        seen |= further
        waiting += store.positions(further)
    return sorted(found, key=lambda each: (-each.size, each.uid))
