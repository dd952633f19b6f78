"""A query to positions: their claims are ranked as comments are, and each position stands where its best claim does."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.store import GraphStore
from ingest.embedder import Embedder
from search.claim_index import ClaimIndex
from search.generation import Generation
from search.models import Mode, PositionResults, Query
from search.position_hits import Group, tell
from search.query import parse
from search.ranking import Ranked, Ranker
from search.text_index import clean

_FEWEST = 64  # claims that are ranked at least
_MORE = 4  # claims that are ranked for each position wanted: several may belong to one


class PositionSearcher:
    """Answers queries about positions from one generation; safe to use from several threads if the store is.

    Words are looked for in a claim and in the label of its position; filters are asked of the comment that the claim stands in.
    `embedder` is called when a query first needs a vector.
    """

    def __init__(self, store: GraphStore, generation: Generation, embedder: Callable[[], Embedder]) -> None:
        self._store = store
        self._index = generation.claims
        self._open = embedder

    def search(self, query: Query | str, mode: Mode = "hybrid", limit: int = 10, offset: int = 0) -> PositionResults:
        """Positions number `offset` to `offset + limit`, best first, of equal ones the larger; without words the largest first.

        The store is asked four times, however many there are.
        """
        asked = parse(query) if isinstance(query, str) else query
        limit, offset = max(0, limit), max(0, offset)
        ranked, found = self._ranked(asked, mode, max(1, offset + limit))
        wanted = [found.group(at) for at in range(offset, min(offset + limit, len(found)))]
        hits = tell(self._store, self._index, asked, ranked, wanted)
        gone = len(wanted) - len(hits)
        notes = [
            asked.note,
            "" if self._index.positions else "the archive holds no positions yet",
            f"{gone} of the positions are no longer in the archive" if gone else "",
        ]
        note = clean("; ".join(each for each in notes if each))
        return PositionResults(hits=hits, total=self._total(asked, mode, len(found)), mode=mode, note=note)

    @cached_property
    def _ranker(self) -> Ranker:
        index = self._index
        return Ranker(index.text, index.claims, lambda: index.vectors, lambda: self._embedder)

    @cached_property
    def _embedder(self) -> Embedder:
        return self._open()

    def _ranked(self, query: Query, mode: Mode, wanted: int) -> tuple[Ranked, "_Groups"]:
        """Claims, and at least `wanted` positions, or all that there are."""
        there = len(self._index.claims)
        count = there if _finds_all(query, mode) else max(_FEWEST, _MORE * wanted)
        while True:
            ranked = self._ranker.rank(query, mode, max(1, count))
            groups = _grouped(ranked, self._index)
            if len(groups) >= wanted or count >= there:
                return ranked, groups
            count *= _MORE

    def _total(self, query: Query, mode: Mode, found: int) -> int:
        if _finds_all(query, mode):
            return found
        if not query.narrows:
            return len(self._index.positions)
        return len(np.unique(self._index.claims["group"][self._index.text.matching(query)]))


def _finds_all(query: Query, mode: Mode) -> bool:
    """Whether all that is found is ranked at once: there is no other way to count the positions."""
    return query.browses or mode == "lexical"


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """Rows of positions, best first, and where in `places` those of its claims begin and end."""

    rows: NDArray[np.int64]
    places: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def group(self, at: int) -> Group:
        """The position at this rank."""
        places = self.places[self.starts[at] : self.ends[at]]
        return Group(int(self.rows[at]), tuple(places.tolist()))


def _grouped(ranked: Ranked, index: ClaimIndex) -> _Groups:
    """The positions of the claims in `ranked`, by their best claim and then by size; where nothing was asked all are as good."""
    owners = index.claims["group"][ranked.rows]
    places = np.argsort(owners, kind="stable")
    rows, starts = np.unique(owners[places], return_index=True)
    ends = np.append(starts[1:], len(places))[: len(starts)]
    order = np.lexsort((rows, -index.sizes[rows], -ranked.scores[places[starts]]))
    return _Groups(rows[order].astype(np.int64), places, starts[order], ends[order])
