"""Which of many texts are worth comparing: those that share lookup keys. Arrays only, never all pairs."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SHARE = 0.2  # of the smaller set of keys; texts with three fifths of their shingles in common share far more


def candidates(keys: Sequence[NDArray[np.uint64]], most: int = 50) -> NDArray[np.int64]:
    """Return index pairs (low, high) that share a fifth of the smaller set of keys: int64, shape (n, 2), ascending.

    A key that more than `most` texts hold tells nothing (a signature, a formula of politeness) and is ignored.
    """
    sizes = np.array([each.size for each in keys], np.int64)
    values = np.concatenate([np.empty(0, np.uint64), *keys])
    owners = np.repeat(np.arange(len(keys), dtype=np.int64), sizes)
    pairs, shared = _counted(*_informative(values, owners, most), most, len(keys))
    enough = shared >= np.maximum(1, _SHARE * np.minimum(sizes[pairs[:, 0]], sizes[pairs[:, 1]]))
    return pairs[enough]


def _informative(
    values: NDArray[np.uint64], owners: NDArray[np.int64], most: int
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Only keys with 2 to `most` holders, sorted by key and holder."""
    order = np.lexsort((owners, values))
    values, owners = values[order], owners[order]
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    kept = (counts[inverse] > 1) & (counts[inverse] <= most)
    return values[kept], owners[kept]


def _counted(
    values: NDArray[np.uint64], owners: NDArray[np.int64], most: int, texts: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Distinct pairs of holders of one key, and how many keys each pair shares."""
    found = [np.empty(0, np.int64)]
    for step in range(1, most):
        same = np.flatnonzero(values[step:] == values[:-step])
        if not same.size:
            break
        found.append(owners[same] * texts + owners[same + step])
    pairs, shared = np.unique(np.concatenate(found), return_counts=True)
    return np.stack((pairs // max(1, texts), pairs % max(1, texts)), axis=1), shared
