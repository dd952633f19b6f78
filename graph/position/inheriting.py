"""Ids of positions outlive a new grouping: each group keeps the id of the position that most of its claims come from."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.arguments import ClaimId, PositionId
from graph.position.linkage import Ints
from graph.positions import members
from ingest.words import parts_hash

_PART = 0.5  # of a group, or of a position, at least, for the one to have come from the other


@dataclass(frozen=True, slots=True)
class Heir:
    """A group of claims (`rows`), the id that it goes by, and the positions it came from besides that one."""

    uid: PositionId
    rows: Ints
    came_from: tuple[PositionId, ...]


def inherit(uids: Sequence[ClaimId], before: Ints, stored: Sequence[PositionId], groups: Ints) -> list[Heir]:
    """Give each group an id, by the order of their first claims.

    `before` numbers the stored position of each claim, negative for none. The largest overlaps are settled first; a group that gets
    no stored id is named after the first of its claims whose name is free.
    """
    found = members(groups)
    overlaps = [Counter(before[rows][before[rows] >= 0].tolist()) for rows in found]
    sizes = Counter(before[before >= 0].tolist())
    owner = _owners(found, overlaps, stored)
    taken = set(stored)
    heirs = []
    for number, rows in enumerate(found):
        uid = stored[owner[number]] if number in owner else _founded(uids, rows, taken)
        taken.add(uid)
        origins = [old for old, shared in overlaps[number].items() if shared >= _PART * min(sizes[old], len(rows))]
        came_from = sorted(stored[old] for old in origins if owner.get(number) != old)
        heirs.append(Heir(uid, rows, tuple(came_from)))
    return sorted(heirs, key=lambda each: int(each.rows[0]))


def successors(heirs: Sequence[Heir]) -> Mapping[PositionId, tuple[PositionId, ...]]:
    """For each position that another one came from, those."""
    went: dict[PositionId, list[PositionId]] = defaultdict(list)
    for heir in heirs:
        for old in heir.came_from:
            went[old].append(heir.uid)
    return {old: tuple(sorted(new)) for old, new in went.items()}


def _owners(found: Sequence[Ints], overlaps: Sequence[Counter[int]], stored: Sequence[PositionId]) -> dict[int, int]:
    """Which stored position each group goes on as; a group and a position at most once."""
    ranked = sorted(
        (-shared, stored[old], int(found[number][0]), number, old)
        for number, each in enumerate(overlaps)
        for old, shared in each.items()
    )
    owner: dict[int, int] = {}
    given: set[int] = set()
    for _, _, _, number, old in ranked:
        if number not in owner and old not in given:
            owner[number] = old
            given.add(old)
    return owner


def _founded(uids: Sequence[ClaimId], rows: Ints, taken: set[PositionId]) -> PositionId:
    """An id from the claim that founds a position."""
    names = (PositionId(f"position:{parts_hash(uids[row])}") for row in np.asarray(rows).tolist())
    free = next((name for name in names if name not in taken), None)
    return free or PositionId(f"position:{parts_hash(*(uids[row] for row in np.asarray(rows).tolist()))}")
