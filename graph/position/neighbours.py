"""Rows that are near each other among very many, in memory that grows with their number only."""

from collections.abc import Iterator

import numpy as np

from graph.position.linkage import Floats, Ints, near_pairs

_EXACT = 1 << 27  # products that are worth taking one and all
_CELLS_OF_ROW = 3
_MOST = 16  # near others a row


def near_asked(rows: Floats, asked: Ints, threshold: float) -> tuple[Ints, Ints]:
    """Pairs of unit rows whose product is at least `threshold` and one of which is in `asked`.

    Where all products would take too long, only rows that share a cell are compared: each row is in the cells of the landmarks
    nearest to it. Landmarks are rows at even distances in the order of the rows.
    """
    if len(rows) * len(asked) <= _EXACT:
        first, second = _directly(rows, asked, threshold)
    else:
        first, second = _by_cells(rows, threshold)
        wanted = np.zeros(len(rows), bool)
        wanted[asked] = True
        kept = wanted[first] | wanted[second]
        first, second = first[kept], second[kept]
    return first, second


def _directly(rows: Floats, asked: Ints, threshold: float) -> tuple[Ints, Ints]:
    found = [np.empty((2, 0), np.int64)]
    step = max(1, (1 << 22) // max(1, len(rows)))
    for at in range(0, len(asked), step):
        here = asked[at : at + step]
        first, second = np.nonzero(rows[here] @ rows.T >= threshold)
        found.append(np.stack([here[first], second]))
    first, second = np.hstack(found)
    return first[first != second], second[first != second]


def _by_cells(rows: Floats, threshold: float) -> tuple[Ints, Ints]:
    found = [np.empty((2, 0), np.int64)]
    for members in _cells(rows):
        first, second = near_pairs(rows[members], threshold, _MOST)
        found.append(np.stack([members[first], members[second]]))
    low, high = np.sort(np.hstack(found), axis=0)
    distinct = np.unique(low * len(rows) + high)
    return np.divmod(distinct, len(rows))


def _cells(rows: Floats) -> Iterator[Ints]:
    """Rows of each cell, in order."""
    count = int(np.sqrt(len(rows)))
    landmarks = rows[np.linspace(0, len(rows) - 1, count).astype(np.int64)]
    nearest = np.concatenate([_nearest(rows[at : at + 4096], landmarks) for at in range(0, len(rows), 4096)])
    cell = nearest.ravel()
    order = np.argsort(cell, kind="stable")
    edges = np.searchsorted(cell[order], np.arange(1, count))
    for each in np.split(order // nearest.shape[1], edges):
        if len(each) > 1:
            yield each


def _nearest(rows: Floats, landmarks: Floats) -> Ints:
    products = rows @ landmarks.T
    few = min(_CELLS_OF_ROW, len(landmarks))
    chosen: Ints = np.argpartition(-products, few - 1, axis=1)[:, :few]
    return chosen
