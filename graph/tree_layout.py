"""Places for the comments of a reply tree in a picture: near together, never over one another, the same at every visit.

A tidy tree (Reingold & Tilford 1981): comments of one level lie side by side, subtrees stand as close as their outlines let them,
and each comment lies amid those that answer it. Nothing here recurses. Setting a subtree beside another costs as many steps as the
flatter of both has levels, and those levels are not looked at again: all takes time in proportion to the number of comments.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from graph.threads import ThreadRow


@dataclass(frozen=True, slots=True)
class Spot:
    """A comment in the picture: its place, its parent's number in the picture (-1: none), and how many answer it there.

    `across` counts from 0, in distances that two neighbours have at least; `down` is its level.
    """

    row: ThreadRow
    across: float
    down: int
    parent: int
    replies: int


@dataclass(slots=True)
class _Edge:
    """One edge of a subtree's outline: places from the deepest level to the highest, all to be moved by `by`."""

    places: list[float] = field(default_factory=list)
    by: float = 0.0

    def overlay(self, other: "_Edge") -> None:
        """Take the places of the levels that the other one has."""
        count = len(other.places)
        self.places[len(self.places) - count :] = [each + other.by - self.by for each in other.places]


@dataclass(slots=True)
class _Outline:
    """The outline of some subtrees side by side."""

    left: _Edge = field(default_factory=_Edge)
    right: _Edge = field(default_factory=_Edge)

    def move(self, by: float) -> None:
        self.left.by += by
        self.right.by += by

    def room_for(self, other: "_Outline") -> float:
        """How far the other one, which stands as it was made, has to move to stand at the right."""
        pairs = zip(reversed(self.right.places), reversed(other.left.places), strict=False)
        return max((mine - its for mine, its in pairs), default=-1.0) + self.right.by - other.left.by + 1.0

    def with_right(self, other: "_Outline") -> "_Outline":
        """Both as one, the other one at the right."""
        if len(other.left.places) > len(self.left.places):
            other.left.overlay(self.left)
            return _Outline(other.left, other.right)
        self.right.overlay(other.right)
        return _Outline(self.left, self.right)

    def under(self, middle: float) -> None:
        """Put a comment over this place, from which places are counted now."""
        self.move(-middle)
        for edge in (self.left, self.right):
            edge.places.append(-edge.by)


def layout(rows: Sequence[ThreadRow]) -> list[Spot]:
    """A place for each of these rows, which are in depth-first order and hold the parent of each but the roots."""
    parents = parents_of(rows)
    children: list[list[int]] = [[] for _ in range(len(rows) + 1)]  # the last one: the roots, of number -1
    for at, parent in enumerate(parents):
        children[parent].append(at)
    aside = _aside(children)
    across = list[float]()
    for at, parent in enumerate(parents):
        across.append(aside[at] + (across[parent] if parent >= 0 else 0.0))
    least = min(across, default=0.0)
    return [
        Spot(row, round(across[at] - least, 3), row.depth, parents[at], len(children[at]))
        for at, row in enumerate(rows)
    ]


def parents_of(rows: Sequence[ThreadRow]) -> list[int]:
    """The number of each row's parent among these rows, which are in depth-first order; -1 for none."""
    parents, path = list[int](), list[int]()
    for at, row in enumerate(rows):
        del path[row.depth :]
        parents.append(path[-1] if path else -1)
        path.append(at)
    return parents


def nearest(rows: Sequence[ThreadRow], most: int) -> list[ThreadRow]:
    """The rows of the highest levels, at most so many: with each of them its parent, in depth-first order."""
    chosen = sorted(islice(sorted(range(len(rows)), key=lambda at: (rows[at].depth, at)), most))
    return [rows[at] for at in chosen]


def around(rows: Sequence[ThreadRow], at: int, most: int) -> list[ThreadRow]:
    """At most so many of these rows: from the beginning, or from as far above row `at` as lets that one be among them."""
    whole = nearest(rows, most)
    if rows[at] in whole:
        return whole
    path = _path(rows, at)
    low, high = 0, len(path) - 1  # the parts get smaller on the way down, and the last one begins with the row itself
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if rows[at] in _under(rows, path[middle], most) else (middle + 1, high)
    part = _under(rows, path[low], most)
    return [ThreadRow(each.depth - part[0].depth, each.comment, each.reply) for each in part]


def _path(rows: Sequence[ThreadRow], at: int) -> list[int]:
    """The numbers of the rows from the root to this one."""
    path = [at]
    for above in range(at - 1, -1, -1):
        if rows[above].depth < rows[path[-1]].depth:
            path.append(above)
    return path[::-1]


def _under(rows: Sequence[ThreadRow], top: int, most: int) -> list[ThreadRow]:
    """At most so many rows: this one and those below it."""
    ends = (at for at in range(top + 1, len(rows)) if rows[at].depth <= rows[top].depth)
    return nearest(rows[top : next(ends, len(rows))], most)


def _aside(children: Sequence[Sequence[int]]) -> list[float]:
    """How far each comment lies aside from what it answers, negative to the left."""
    aside = [0.0] * len(children)
    outlines: list[_Outline] = [_Outline() for _ in children]
    for at in [*reversed(range(len(children) - 1)), -1]:
        whole = _Outline()
        for child in children[at]:
            aside[child] = whole.room_for(outlines[child])
            outlines[child].move(aside[child])
            whole = whole.with_right(outlines[child])
        middle = (aside[children[at][0]] + aside[children[at][-1]]) / 2 if children[at] else 0.0
        for child in children[at]:
            aside[child] -= middle
        whole.under(middle)
        outlines[at] = whole
    return aside
