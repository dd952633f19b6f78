"""A graph's nodes from its leaves upward, level by level, as arrays: no recursion, however deep a thread is."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_DEEPEST = 20_000  # a graph that is deeper is treated like a cycle


class Levels:
    """Edges child -> parent between `count` nodes, sorted by child, to be gone through once.

    Gives nodes all of whose children were given before, and the numbers of the edges that lead from them. Afterwards `waiting`
    says which nodes were never given: those on cycles and above them.
    """

    def __init__(self, count: int, child: Ints, parent: Ints) -> None:
        self._parent = parent
        self._out = np.bincount(child, minlength=count)
        self._pending = np.bincount(parent, minlength=count)
        self._seen = np.zeros(count, np.int64)
        self.waiting: Bools = np.ones(count, bool)

    def __iter__(self) -> Iterator[tuple[Ints, Ints]]:
        starts = np.cumsum(self._out) - self._out
        front: Ints = np.flatnonzero(self._pending == 0)
        for _ in range(_DEEPEST):
            if not len(front):
                return
            self.waiting[front] = False
            rows = ranges(starts[front], self._out[front])
            yield front, rows
            touched = self._parent[rows]
            np.subtract.at(self._pending, touched, 1)
            front = self._once(touched[self._pending[touched] == 0])

    def _once(self, nodes: Ints) -> Ints:
        """Each of `nodes` once."""
        numbers = np.arange(len(nodes))
        self._seen[nodes] = numbers
        once: Ints = nodes[self._seen[nodes] == numbers]
        return once


def below(parent: Ints) -> Ints:
    """How many nodes stand below each node of a forest; `parent` is -1 at its roots. Nodes above a cycle count some of theirs."""
    child = np.flatnonzero(parent >= 0)
    above = parent[child]
    sizes: Ints = np.zeros(len(parent), np.int64)
    for front, rows in Levels(len(parent), child, above):
        del front
        np.add.at(sizes, above[rows], 1 + sizes[child[rows]])
    return sizes


def ranges(starts: Ints, counts: Ints) -> Ints:
    """The numbers starts[n], starts[n] + 1, ... (counts[n] of them) for each n, one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    numbers: Ints = np.repeat(starts - (ends - counts), counts) + np.arange(total)
    return numbers
