"""Positions as places of a map: what is claimed alike lies near together."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from graph.arguments import Claim, Position, PositionId
from graph.models import DiscussionRow
from graph.store import GraphStore
from ingest.models import DiscussionId
from search.plane import plane

MOST: Final = 300  # positions on a map: more are a cloud

Side = Literal["one", "other"]


@dataclass(frozen=True, slots=True)
class Dot:
    """A position and its place, 0..1 across and down; most of its claims were made in the discussion `home`.

    `side` is the one or the other of those that oppose each other on one question; None where nothing opposes it.
    """

    position: Position
    across: float
    down: float
    home: DiscussionRow
    side: Side | None


@dataclass(frozen=True, slots=True)
class PositionMap:
    """The positions that are shown, `total` in all, and the discussions that they are from: those with most positions first."""

    dots: tuple[Dot, ...]
    total: int
    homes: tuple[tuple[DiscussionRow, int], ...]

    @property
    def opposed(self) -> bool:
        """Whether any of them is on one side of a question."""
        return any(each.side for each in self.dots)


def map_positions(positions: Sequence[Position], total: int, store: GraphStore) -> PositionMap:
    """A map of these positions, of `total` that are wanted."""
    claims = _claims(positions, store)
    known = [each for each in positions if each.uid in claims]
    places = plane(_middles(claims[each.uid] for each in known))
    homes, sides = _homes(claims, store), _sides(known)
    dots = tuple(
        Dot(each, float(x), float(y), homes[each.uid], sides.get(each.uid))
        for each, (x, y) in zip(known, places, strict=True)
    )
    counts = Counter(each.home.uid for each in dots)
    rows = {each.home.uid: each.home for each in dots}
    return PositionMap(dots, total, tuple((rows[uid], number) for uid, number in counts.most_common()))


def _claims(positions: Sequence[Position], store: GraphStore) -> dict[PositionId, list[Claim]]:
    """The claims of each position."""
    found = store.claims_of({each.uid for each in positions})
    place = {each.claim: each.position for each in store.placements([each.uid for each in found])}
    claims: dict[PositionId, list[Claim]] = defaultdict(list)
    for each in found:
        claims[place[each.uid]].append(each)
    return dict(claims)


def _middles(groups: Iterable[Sequence[Claim]]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """The direction between the claims of each group: unit vectors, a row for each."""
    rows = [np.mean([each.vector for each in group], axis=0) for group in groups]
    if not rows:
        return np.zeros((0, 1), np.float32)
    stacked = np.array(rows, np.float32)
    middles: np.ndarray[tuple[int, ...], np.dtype[np.float32]] = stacked / np.maximum(
        np.linalg.norm(stacked, axis=1, keepdims=True), np.float32(1e-9)
    )
    return middles


def _homes(claims: Mapping[PositionId, Sequence[Claim]], store: GraphStore) -> dict[PositionId, DiscussionRow]:
    """The discussion in which most claims of each position were made."""
    comments = store.comments({each.comment for group in claims.values() for each in group})
    most: dict[PositionId, DiscussionId] = {}
    for uid, group in claims.items():
        counts = Counter(comments[each.comment].discussion for each in group if each.comment in comments)
        most[uid] = min(counts, key=lambda home: (-counts[home], home), default=DiscussionId(""))
    rows = {each.uid: each for each in store.discussions(set(most.values()))}
    return {uid: rows.get(home, DiscussionRow(home)) for uid, home in most.items()}


def _sides(positions: Sequence[Position]) -> dict[PositionId, Side]:
    """Of the positions on one question the largest is on the one side, and those that it opposes on the other."""
    sides: dict[PositionId, Side] = {}
    for each in sorted(positions, key=lambda position: (-position.size, position.uid)):
        if each.opposes and each.uid not in sides:
            sides[each.uid] = "one"
            sides |= {uid: "other" for uid in each.opposes if uid not in sides}
    return sides
