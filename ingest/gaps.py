"""Numbers that speak for or against a boundary in front of each piece: row n is the gap between pieces n - 1 and n.

All are local: they look at a few pieces on either side, and at how quotes tie pieces together.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest import surface
from ingest.cohesion import LAGS, Cohesion, cohesion, cosine
from ingest.columns import Columns, Floats, around, run_lengths, shifted
from ingest.pieces import Piece
from ingest.quote_columns import quote_columns
from ingest.quote_evidence import Quoting

_FAR = 30
_WINDOW = 10


def gap_columns(pieces: Sequence[Piece], quoting: Quoting, weights: NDArray[np.floating]) -> Columns:
    """Columns by name, each of length len(pieces); `weights` are those of `cohesion`."""
    shapes = surface.shapes(pieces)
    sizes = np.array([len(piece.tokens) for piece in pieces], float)
    return {
        **_shape_columns(shapes),
        **_flag_columns(pieces),
        **quote_columns(quoting),
        **_cohesion_columns(cohesion([piece.tokens for piece in pieces], weights)),
        **_style_columns(surface.styles(pieces), sizes, quoting),
        **_window_columns(shapes, quoting),
    }


def _shape_columns(shapes: Floats) -> Columns:
    columns: Columns = {}
    for name, column in zip(surface.SHAPE, shapes.T, strict=True):
        columns[f"{name} 0"] = column
        columns[f"{name} -1"] = shifted(column, -1)
    for name in ("log words", "short start", "ends ?", "ends :", "you early", "small start", "item"):
        column = shapes[:, surface.SHAPE.index(name)]
        columns |= {f"{name} {by}": shifted(column, by) for by in (-3, -2, 1, 2)}
    return columns


def _flag_columns(pieces: Sequence[Piece]) -> Columns:
    columns: Columns = {}
    for name in ("first_only", "later_only", "joined"):
        flags = np.array([getattr(piece, name) for piece in pieces], float)
        columns |= {f"{name} {by}": shifted(flags, by) for by in (-1, 0, 1)}
        columns[f"{name} near"] = np.minimum(around(flags, _FAR), 5)
    return columns


def _cohesion_columns(found: Cohesion) -> Columns:
    lags = {lag: cosine(found, lag) for lag in range(1, LAGS + 1)}
    columns = {
        "cos 1": lags[1],
        "cos 2": lags[2],
        "cos over": shifted(lags[2], 1, 0),
        "cos next": shifted(lags[1], 1, 0),
        "cos last": shifted(lags[1], -1, 0),
        "cos far": np.max([lags[lag] for lag in range(3, LAGS + 1)], axis=0),
        "rarest": found.rarest,
        "shared": np.minimum(found.shared, 30),
    }
    for size in (2, 3):
        columns[f"block {size}"] = _block_cosine(found, size)
    return columns


def _block_cosine(found: Cohesion, size: int) -> Floats:
    """Cosine of the `size` pieces before a gap, taken together, with the `size` pieces behind it."""
    across = sum(shifted(found.dots[a + b + 1], b, 0) for a in range(size) for b in range(size))
    inside = sum((1 if a == b else 2) * shifted(found.dots[b - a], b, 0) for a in range(size) for b in range(a, size))
    before = shifted(np.asarray(inside), -size, 0)
    norm = np.sqrt(np.maximum(before, 0) * np.maximum(inside, 0))
    alike: Floats = np.divide(across, norm, out=np.zeros(len(norm)), where=norm > 0)
    return alike


def _style_columns(styles: Floats, words: Floats, quoting: Quoting) -> Columns:
    """Habits a word: of this piece, of the one before, and how far those of three pieces before and behind differ."""
    own = np.where(quoting.quote, 0.0, 1.0)
    columns: Columns = {}
    sums_before, sums_after = _sums(words * own, -1), _sums(words * own, 1)
    for name, column in zip(surface.STYLE, styles.T, strict=True):
        rate = column / np.maximum(words, 1)
        before, after = _sums(column * own, -1), _sums(column * own, 1)
        difference = after / np.maximum(sums_after, 5) - before / np.maximum(sums_before, 5)
        columns |= {f"{name} rate": rate, f"{name} rate -1": shifted(rate, -1), f"{name} turn": difference}
    columns["words before"], columns["words after"] = np.log1p(sums_before), np.log1p(sums_after)
    return columns


def _sums(values: Floats, side: int) -> Floats:
    """Sum over the three pieces before a gap (side -1) or behind it (side 1)."""
    steps = (-3, -2, -1) if side < 0 else (0, 1, 2)
    total: Floats = np.sum([shifted(values, step, 0) for step in steps], axis=0)
    return total


def _window_columns(shapes: Floats, quoting: Quoting) -> Columns:
    short = shapes[:, surface.SHAPE.index("short start")]
    both_short = short * shifted(shapes[:, surface.SHAPE.index("short end")], -1, 0)
    length = shapes[:, surface.SHAPE.index("log words")]
    ones = np.ones(len(length))
    count = around(ones, _WINDOW)
    runs = run_lengths(short > 0), run_lengths(short[::-1] > 0)[::-1]
    return {
        "short run": np.minimum(runs[1] + shifted(runs[0], -1, 0), 20),
        "both short": both_short,
        "short gaps near": around(both_short, _WINDOW) / count,
        "short near": around(short, _WINDOW) / count,
        "length near": around(length, _WINDOW) / count,
        "quotes near": around(quoting.quote.astype(float), _WINDOW) / count,
        "from start": np.minimum(np.arange(len(length)), 6.0),
        "to end": np.minimum(np.arange(len(length))[::-1], 6.0),
    }
