"""Average linkage without a table of all pairs: clusters are joined by the products of their sums.

The average product between the rows of two clusters is the product of their sums over the product of their sizes, so a cluster
is one row however large it is. Clusters that are each other's nearest are joined in rounds; where all near pairs are at hand that
gives what joining one by one would give (Bruynooghe 1977: average linkage is reducible).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_BLOCK = 1 << 22  # products that are held at once
_MOST = 64  # nearest others that a row may be joined with
_EDGES = 1 << 13  # edges whose products are taken at once


def average_linkage(rows: Floats, start: Ints, threshold: float, pairs: tuple[Ints, Ints] | None = None) -> Ints:
    """Join clusters while the average product between two of them is at least `threshold`: a cluster number for each row.

    `start` numbers the clusters to begin with. `pairs` are rows whose clusters may be joined; by default the nearest ones.
    A cluster's number is that of the first of its rows. Equal products are taken in the order of the rows.
    """
    if not len(rows):
        return start
    first, second = near_pairs(rows, threshold) if pairs is None else pairs
    cluster = _numbered(start)
    sums, sizes = _summed(rows, cluster)
    low, high = _edges(cluster[first], cluster[second])
    while len(low):
        products = _products(sums, low, high) / (sizes[low] * sizes[high])
        near = products >= threshold
        low, high = low[near], high[near]
        moved = _moved(_reciprocal(low, high, products[near], len(sums)), low, high, sums, sizes)
        if moved is None:
            break
        cluster = moved[cluster]
        low, high = _edges(moved[low], moved[high])
    return cluster


def near_pairs(rows: Floats, threshold: float, most: int = _MOST) -> tuple[Ints, Ints]:
    """Pairs of rows whose product is at least `threshold`, each row with at most `most` others of its own choice."""
    found = list(_near(rows, threshold, most))
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate([each[0] for each in found]), np.concatenate([each[1] for each in found])


def _near(rows: Floats, threshold: float, most: int) -> Iterator[tuple[Ints, Ints]]:
    step = max(1, _BLOCK // len(rows))
    for at in range(0, len(rows), step):
        products = rows[at : at + step] @ rows.T
        here = np.arange(len(products))
        products[here, here + at] = -np.inf
        if len(rows) > most:
            least = np.partition(products, -most, axis=1)[:, -most]
            products[products < np.maximum(least, threshold)[:, None]] = -np.inf
        first, second = np.nonzero(products >= threshold)
        yield first + at, second


def _numbered(start: Ints) -> Ints:
    """Each cluster under the number of its first row."""
    _, first, which = np.unique(start, return_index=True, return_inverse=True)
    numbered: Ints = first[which]
    return numbered


def _summed(rows: Floats, cluster: Ints) -> tuple[Floats, Ints]:
    """Sums and sizes by the number of the cluster; numbers that no cluster has are left empty."""
    sums = np.zeros_like(rows)
    np.add.at(sums, cluster, rows)
    return sums, np.bincount(cluster, minlength=len(rows))


def _edges(first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Distinct pairs of different clusters, the lower number first, in order."""
    apart = first != second
    low, high = np.minimum(first, second)[apart], np.maximum(first, second)[apart]
    span = int(high.max(initial=0)) + 1
    low, high = np.divmod(np.unique(low * span + high), span)
    return low, high


def _products(sums: Floats, low: Ints, high: Ints) -> Floats:
    parts = [np.empty(0, np.float32)]
    for at in range(0, len(low), _EDGES):
        here = slice(at, at + _EDGES)
        parts.append(np.einsum("ij,ij->i", sums[low[here]], sums[high[here]]))
    return np.concatenate(parts)


def _moved(joined: Ints, low: Ints, high: Ints, sums: Floats, sizes: Ints) -> Ints | None:
    """Join clusters, changing their sums and sizes: the number that each has now, or None where nothing was joined."""
    if not len(joined):
        return None
    into, gone = low[joined], high[joined]
    sums[into] += sums[gone]
    sizes[into] += sizes[gone]
    moved = np.arange(len(sums))
    moved[gone] = into
    return moved


def _reciprocal(low: Ints, high: Ints, products: Floats, count: int) -> Ints:
    """Which edges join clusters that are each other's nearest."""
    order = np.lexsort((high, low, -products))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    best = np.full(count, len(order))
    np.minimum.at(best, low, rank)
    np.minimum.at(best, high, rank)
    chosen: Ints = np.flatnonzero((best[low] == rank) & (best[high] == rank))
    return chosen
