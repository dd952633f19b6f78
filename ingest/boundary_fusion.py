"""The last round of the boundary model: what the trees said of a gap, weighed by the kind of page and by what a pair model says.

The trees were trained on debates in one forum, and on other pages say far too little; how large pieces are around a gap, how many
of them are quotes, and what was said of the gaps around, tells how much to believe them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.columns import Columns, Floats, Rows, around, chances_of, shifted, table
from ingest.pair_scores import Pair, PairScorer, yes_odds
from ingest.pieces import Piece
from ingest.quote_evidence import Quoting
from ingest.trees import Forest

_SUREST = 8.0  # log odds
_REACH = 2
_WINDOWS = (8, 30)  # gaps on either side; not the whole page, so that a page may grow


@dataclass(frozen=True, eq=False)
class Fusion:
    """Trees over `fusion_rows`; `slope` and `bias` calibrate them (Platt 1999).

    `threshold` is that of the training's figures, as in `BoundaryModel`.
    """

    forest: Forest
    slope: float
    bias: float
    threshold: float

    def log_odds(self, rows: Rows) -> Floats:
        """Calibrated log odds of a boundary at each gap: shape (len(rows),)."""
        return self.slope * self.forest.log_odds(rows) + self.bias

    def chances(self, rows: Rows) -> Floats:
        """Probability of a boundary at each gap: shape (len(rows),); 1 for the first."""
        return chances_of(self.log_odds(rows))


def pair_odds(scorer: PairScorer, pairs: Sequence[Pair]) -> Floats:
    """Log odds that a comment begins at each gap, by the pair model alone, within +-8; 0 for the first, which is no question."""
    if len(pairs) < 2:
        return np.zeros(len(pairs))
    return np.append(0.0, np.clip(yes_odds(scorer, "boundary", pairs[1:]), -_SUREST, _SUREST))


def piece_sizes(pieces: Sequence[Piece]) -> Floats:
    """Logarithm of one more than the words of each piece."""
    return np.log1p(np.array([len(piece.tokens) for piece in pieces], np.float64))


def fusion_rows(odds: Floats, said: Floats, sizes: Floats, quoting: Quoting) -> Rows:
    """One row a gap: the log odds of the trees there and around, those of the pair model, sizes of pieces, and quotes."""
    quote = quoting.quote.astype(float)
    columns: Columns = {"sum": odds + said}
    for name, values in (("trees", np.clip(odds, -_SUREST, _SUREST)), ("pair", said)):
        columns |= {f"{name} {by}": shifted(values, by, 0) for by in range(-_REACH, _REACH + 1)}
        columns[f"{name} most near"] = np.max([shifted(values, by, -_SUREST) for by in (-2, -1, 1, 2)], axis=0)
        columns |= {f"{name} in {reach}": _mean_around(values, reach) for reach in _WINDOWS}
    columns |= {f"quote {by}": shifted(quote, by, 0) for by in (-1, 0, 1)}
    columns |= {f"size {by}": shifted(sizes, by, 0) for by in (-1, 0)}
    for name, values in (("quotes", quote), ("sizes", sizes)):
        columns |= {f"{name} in {reach}": _mean_around(values, reach) for reach in _WINDOWS}
    return table(columns)


def _mean_around(values: Floats, reach: int) -> Floats:
    return around(values, reach) / around(np.ones(len(values)), reach)
