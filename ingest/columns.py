"""Columns of numbers, one element a gap, and what is computed from their neighbours."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Columns = dict[str, Floats]
Rows = NDArray[np.float32]


def table(columns: Columns) -> Rows:
    """The columns side by side: one row a gap."""
    return np.stack(list(columns.values()), axis=1).astype(np.float32)


def chances_of(log_odds: Floats) -> Floats:
    """Probabilities; 1 for the first gap, in front of which there is nothing."""
    chances: Floats = 1 / (1 + np.exp(-log_odds))
    chances[:1] = 1.0
    return chances


def shifted(values: NDArray[np.generic], by: int, missing: float = -1.0) -> Floats:
    """Element n is values[n + by], or `missing` where there is none."""
    moved = np.full(len(values), missing)
    if by >= 0:
        moved[: max(0, len(values) - by)] = values[by:]
    else:
        moved[-by:] = values[:by]
    return moved


def around(values: Floats, reach: int) -> Floats:
    """Sum over the `reach` elements before each gap and the `reach` behind it."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    within: Floats = sums[np.minimum(at + reach, len(values))] - sums[np.maximum(at - reach, 0)]
    return within


def run_lengths(flags: NDArray[np.bool_]) -> Floats:
    """For each element, how many set ones in a row end with it."""
    at = np.arange(len(flags))
    last_unset = np.maximum.accumulate(np.where(flags, -1, at)) if len(flags) else at
    return (at - last_unset).astype(float)
