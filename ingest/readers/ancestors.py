"""The first ancestor of each item, where items name no more than what they answer."""

from array import array

import numpy as np
from numpy.typing import NDArray


class Ancestors:
    """Numbered items with what each answers, in sixteen bytes an item (and some more while they are gone through).

    Items are numbered in the order in which they were written, so an item that claims to answer itself or a later one is taken
    for a first one: no cycle is followed.
    """

    def __init__(self) -> None:
        self._items = array("q")
        self._parents = array("q")
        self._found: tuple[NDArray[np.int64], NDArray[np.int64]] | None = None

    def add(self, item: int, parent: int) -> None:
        """Add an item; `parent` is 0 when it answers none. Only before `first_of` is asked."""
        self._items.append(item)
        self._parents.append(parent if parent < item else 0)

    def first_of(self, item: int) -> int:
        """The first of the items from which this one descends, itself when it answers none; it may be named only as a parent."""
        items, firsts = self._found = self._found or self._searched()
        at = int(np.searchsorted(items, item))
        return int(firsts[at]) if at < len(items) and items[at] == item else item

    def _searched(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Items ascending, and the first ancestor of each: every step of the loop doubles how far up is looked."""
        items = np.array(self._items, np.int64)
        order = np.argsort(items, kind="stable")
        items, parents = items[order], np.array(self._parents, np.int64)[order]
        up = np.arange(len(items))
        if len(items):
            at = np.minimum(np.searchsorted(items, parents), len(items) - 1)
            up = np.where(items[at] == parents, at, up)
        while not np.array_equal(above := up[up], up):
            up = above
        return items, np.where(parents[up] > 0, parents[up], items[up])
