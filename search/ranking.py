"""A query to ranked comment rows, from the indexes alone."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.embedder import Embedder
from search.fusion import SEMANTIC_WEIGHT, fuse, ranking
from search.models import Mode, Query, Shares
from search.text_index import TextIndex, clean
from search.vector_index import VectorIndex

_POOL = 256  # candidates of each signal: fixed for the first pages, so that paging on repeats nothing
_LONGEST = 5000  # characters of a query that are embedded: far more than the model's window

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ranked:
    """Comment rows, best first, and how many there are in all; arrays have one element a row, and a signal not asked is None."""

    rows: NDArray[np.int64]
    total: int
    bm25: Scores | None = None
    cosines: Scores | None = None
    lexical: Scores | None = None
    semantic: Scores | None = None
    passages: NDArray[np.int64] | None = None
    weight: float | None = None

    @property
    def scores(self) -> Scores:
        """The score of each row: the sum of its parts, 0 where nothing was asked."""
        parts = [part for part in (self.lexical, self.semantic) if part is not None]
        return np.sum(parts, axis=0) if parts else np.zeros(len(self.rows))

    def score(self, at: int) -> float:
        """The score of the row at this place."""
        return sum(float(part[at]) for part in (self.lexical, self.semantic) if part is not None)

    def passage(self, at: int) -> int:
        """The passage row that came nearest; -1 if meaning was not asked or the comment has no vector."""
        return -1 if self.passages is None else int(self.passages[at])

    def shares(self, at: int) -> Shares:
        """What each signal gave to the row at this place."""
        no_vector = self.passage(at) < 0
        return Shares(
            bm25=_at(self.bm25, at),
            cosine=None if no_vector else _at(self.cosines, at),
            lexical=_at(self.lexical, at),
            semantic=_at(self.semantic, at),
            weight=self.weight,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Ranker:
    """Ranks comment rows; `comments` are COMMENT rows. The two parts for meaning are opened when a query first needs them."""

    text: TextIndex
    comments: NDArray[np.void]
    vectors: Callable[[], VectorIndex]
    embedder: Callable[[], Embedder]
    weight: float = SEMANTIC_WEIGHT

    def rank(self, query: Query, mode: Mode, count: int) -> Ranked:
        """The `count` best rows for `query`; the newest, else the first, when it has nothing but filters."""
        if query.browses:
            return self._listed(query, count)
        if mode == "lexical":
            return self._lexical(query, count)
        allowed = self._allowed(query)
        vector = self._vector(query.text)
        if mode == "semantic":
            return self._semantic(vector, count, allowed)
        return self._hybrid(query, vector, count, allowed)

    def _listed(self, query: Query, count: int) -> Ranked:
        rows = self.text.matching(query)
        listed = self.comments[rows]
        order = np.lexsort((rows, listed["position"], listed["discussion"], -listed["created"]))
        return Ranked(rows[order][:count], len(rows))

    def _lexical(self, query: Query, count: int) -> Ranked:
        found = self.text.search(query, count)
        lexical = found.scores / (found.scores.max(initial=0.0) or 1.0)
        return Ranked(found.rows, found.total, bm25=found.scores, lexical=lexical)

    def _semantic(self, vector: NDArray[np.float32], count: int, allowed: NDArray[np.bool_] | None) -> Ranked:
        near = self.vectors().nearest(vector, count, allowed)
        cosines = near.cosines.astype(np.float64)
        return Ranked(near.comments, self._total(allowed), cosines=cosines, semantic=cosines, passages=near.passages)

    def _hybrid(
        self, query: Query, vector: NDArray[np.float32], count: int, allowed: NDArray[np.bool_] | None
    ) -> Ranked:
        """Both signals for the best candidates of either: a row that only one of them brought is scored by the other, too."""
        pool = _POOL
        while pool < 2 * count:
            pool *= 2
        worded = self.text.search(query, pool)
        near = self.vectors().nearest(vector, pool, allowed)
        rows = np.union1d(worded.rows, near.comments)
        bm25, best = self.text.scores(query, rows), self.vectors().best(vector, rows)
        fused = fuse(bm25, best.cosines, self.weight)
        order = ranking(fused.scores, rows)[:count]
        return Ranked(
            rows[order],
            self._total(allowed),
            bm25=bm25[order],
            cosines=best.cosines[order].astype(np.float64),
            lexical=fused.lexical[order],
            semantic=fused.semantic[order],
            passages=best.passages[order],
            weight=self.weight,
        )

    def _allowed(self, query: Query) -> NDArray[np.bool_] | None:
        """Which rows may be shown at all; None for every one."""
        stubs = np.asarray(self.comments["stub"])
        if not query.narrows:
            return ~stubs if stubs.any() else None
        allowed = np.zeros(len(self.comments), np.bool_)
        allowed[self.text.matching(query)] = True
        return allowed

    def _total(self, allowed: NDArray[np.bool_] | None) -> int:
        return len(self.comments) if allowed is None else int(allowed.sum())

    def _vector(self, text: str) -> NDArray[np.float32]:
        """The vector of the first window of `text`: on ArguAna better than the mean or the best of all windows."""
        embedder, text = self.embedder(), clean(text[:_LONGEST])
        start, end = next(iter(embedder.windows(text)), (0, len(text)))
        return np.ascontiguousarray(embedder.embed([text[start:end]])[0], np.float32)


def _at(scores: Scores | None, at: int) -> float | None:
    return None if scores is None else float(scores[at])
