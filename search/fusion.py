"""One ranking from two: a convex combination of BM25 and cosine.

BM25 has no upper bound and means nothing from one query to the next, so it is divided by the best BM25 of the query; a cosine
means the same everywhere, so it stays as it is (below 0 counts as 0), and where nothing is near in meaning, words decide.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# Tuned on the training and validation points of ArguAna (tests/benchmarks/make_arguana.py), whole and as first lines only:
# nDCG@10 hardly moves between 0.75 and 0.85. The test points played no part.
SEMANTIC_WEIGHT = 0.8


class Fused(NamedTuple):
    """What each signal adds to the score of each row; their sum is the score."""

    lexical: NDArray[np.float64]
    semantic: NDArray[np.float64]

    @property
    def scores(self) -> NDArray[np.float64]:
        """In 0..1."""
        return self.lexical + self.semantic


def fuse(bm25: NDArray[np.float64], cosines: NDArray[np.float32], weight: float = SEMANTIC_WEIGHT) -> Fused:
    """Parts of the score of each row; both arrays have one element a row, and hold the best row of either signal."""
    top = float(bm25.max(initial=0.0))
    lexical = bm25 / top if top > 0 else np.zeros(len(bm25))
    return Fused((1 - weight) * lexical, weight * np.clip(cosines.astype(np.float64), 0.0, 1.0))


def ranking(scores: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of `scores` from the best to the worst, equal ones by row."""
    return np.lexsort((rows, -scores))
