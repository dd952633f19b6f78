"""Boosted trees as plain arrays: what a trained model needs to be asked, without the library that trained it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

_ROWS_AT_ONCE = 2048


@dataclass(frozen=True, eq=False)
class Forest:
    """Nodes of all trees in one table; `roots` says where each tree begins. A leaf's children are itself.

    At an inner node a row goes left if row[feature] <= threshold. `value` is what a leaf adds to the log odds.
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float32]
    depth: int
    base: float

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The forest that `arrays` described."""
        depth, base = arrays["numbers"].tolist()
        return cls(**{name: array for name, array in arrays.items() if name != "numbers"}, depth=int(depth), base=base)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything in arrays, by name."""
        tables = {name: getattr(self, name) for name in ("roots", "feature", "threshold", "left", "right", "value")}
        return {**tables, "numbers": np.array([self.depth, self.base])}

    def log_odds(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        """Sum of the leaves that each row falls into: shape (len(rows),)."""
        parts = [self._summed(rows[at : at + _ROWS_AT_ONCE]) for at in range(0, len(rows), _ROWS_AT_ONCE)]
        return np.concatenate([np.empty(0), *parts])

    def _summed(self, rows: NDArray[np.float32]) -> NDArray[np.float64]:
        at = np.repeat(self.roots[:, None], len(rows), axis=1)
        row = np.arange(len(rows))[None, :]
        for _ in range(self.depth):
            goes_left = rows[row, self.feature[at]] <= self.threshold[at]
            at = np.where(goes_left, self.left[at], self.right[at])
        summed: NDArray[np.float64] = self.base + self.value[at].astype(np.float64).sum(axis=0)
        return summed
