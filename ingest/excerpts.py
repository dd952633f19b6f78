"""Which words of a block repeat words of another text, in order, verbatim or damaged."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.alignment import matches

RUN = 3  # words in a shingle
_REPEATS = 4  # places looked at for one shingle
_MISS = 1.0  # what a word that does not match takes away, so that up to half of the words may be damaged
_SLACK = 3  # words that may have been added or cut, and one in five
_DIAGONAL = 0.1  # of a block's shingles, on one diagonal
_SPARSE = 1 / 3  # of the words beside a stretch, when they are more of the same, only more damaged
_ALIKE = 0.5  # of an excerpt's words

Numbers = NDArray[np.intp]


class Excerpt(NamedTuple):
    """Words start..end of a block repeat words of_start..of_end of an original; `matched` of them are the same."""

    start: int
    end: int
    of_start: int
    of_end: int
    matched: int


@dataclass(eq=False)
class Original:
    """A text that may be quoted: its words, which of them are its author's own, and its shingles.

    What is its author's own must be settled before the first quote from it is looked for.
    """

    tokens: Sequence[str]
    own: NDArray[np.bool_]
    shingles: NDArray[np.uint64]

    @cached_property
    def ranked(self) -> tuple[Numbers, NDArray[np.uint64]]:
        """Places of the shingles of own words in the order of these, and the shingles."""
        own = self.own
        usable = np.flatnonzero(own[:-2] & own[1:-1] & own[2:]) if len(own) >= RUN else np.empty(0, np.intp)
        usable = usable[np.argsort(self.shingles[usable], kind="stable")]
        return usable, self.shingles[usable]


def excerpt(block: Sequence[str], original: Original, shingles: NDArray[np.uint64]) -> Excerpt | None:
    """Find the longest stretch of `block` that repeats the author's own words in `original`; None when there is none.

    `shingles` are those of the block.
    """
    places, others = _hits(shingles, original)
    for first in others[places == 0].tolist():
        last = first + len(block)
        if original.tokens[first:last] == block and original.own[first:last].all():
            return Excerpt(0, len(block), first, last, len(block))
    window = _window(len(block), places, others)
    if window is None:
        return None
    first, last = window.start, min(window.stop, len(original.tokens))
    paired = [(at, first + other) for at, other in matches(block, original.tokens[first:last])]
    return _stretch([(at, other) for at, other in paired if original.own[other]], len(block), len(original.tokens))


def _hits(block: NDArray[np.uint64], original: Original) -> tuple[Numbers, Numbers]:
    """Places in the block and in the original where a shingle of own words is the same."""
    usable, values = original.ranked
    low, high = np.searchsorted(values, block, "left"), np.searchsorted(values, block, "right")
    places, others = [], []
    for step in range(_REPEATS):
        at = np.flatnonzero(low + step < high)
        places.append(at)
        others.append(usable[low[at] + step])
    return np.concatenate(places), np.concatenate(others)


def _window(size: int, places: Numbers, others: Numbers) -> range | None:
    """Words of the original that hold the diagonal on which most shingles lie, with room for words added or cut."""
    if not places.size:
        return None
    slack = max(_SLACK, size // 5)
    diagonals = np.sort(others - places)
    near = np.searchsorted(diagonals, diagonals + slack, "right")
    counts = near - np.arange(diagonals.size)
    best = int(counts.argmax())
    if counts[best] < _DIAGONAL * (size - RUN + 1):
        return None
    return range(max(0, int(diagonals[best]) - slack), int(diagonals[near[best] - 1]) + size + slack)


def _stretch(paired: Sequence[tuple[int, int]], size: int, of_size: int) -> Excerpt | None:
    """Choose the stretch in which matches outweigh misses the most, and all of the block if the rest is only more damaged."""
    start, end = _heaviest([at for at, _ in paired])
    if start == end:
        return None
    (first, of_first), (last, of_last) = paired[start], paired[end - 1]
    before = first if start >= _SPARSE * first else 0
    after = size - last - 1 if len(paired) - end >= _SPARSE * (size - last - 1) else 0
    matched = end - start + (start if before else 0) + (len(paired) - end if after else 0)
    found = Excerpt(
        first - before, last + 1 + after, max(0, of_first - before), min(of_size, of_last + 1 + after), matched
    )
    return found if matched >= _ALIKE * (found.end - found.start) else None


def _heaviest(places: Sequence[int]) -> tuple[int, int]:
    """Range of `places`, ascending, whose matched words outweigh the words that they skip the most."""
    best, chosen, weight, begin = 0.0, (0, 0), 0.0, 0
    for n, at in enumerate(places):
        weight -= _MISS * (at - places[n - 1] - 1) if n else 0
        if weight < 0:
            weight, begin = 0.0, n
        weight += 1
        if weight > best:
            best, chosen = weight, (begin, n + 1)
    return chosen
