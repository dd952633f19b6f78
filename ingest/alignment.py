"""Where two word sequences differ, in time that stays close to linear whatever the words are."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.words import shingles

_ANCHOR = 3
_SURE = 8  # equal words at the end that are no coincidence
_LARGEST_GAP = 250_000  # product of both lengths; a larger gap between anchors counts as one change


class Change(NamedTuple):
    """Words start..end of the first sequence stand as other_start..other_end in the second; either run may be empty."""

    start: int
    end: int
    other_start: int
    other_end: int


def matches(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Return pairs of indices of equal words, strictly increasing on both sides.

    What is equal at both ends is paired first. Between them stands a patience alignment: runs of three words that are unique in
    both sequences anchor it (longest increasing chain), and the gaps between anchors are aligned by difflib.
    """
    start = _equal(first, second)
    tail = _equal(first[start:][::-1], second[start:][::-1])
    tail = tail if tail >= _SURE else 0
    end, other_end = len(first) - tail, len(second) - tail
    middle = _middle(first[start:end], second[start:other_end])
    return [
        *((n, n) for n in range(start)),
        *((start + n, start + other) for n, other in middle),
        *zip(range(end, len(first)), range(other_end, len(second)), strict=True),
    ]


def changes(first: Sequence[str], second: Sequence[str]) -> list[Change]:
    """All differing runs between `first` and `second`, in order."""
    edges = [(-1, -1), *matches(first, second), (len(first), len(second))]
    return [
        Change(start + 1, end, other_start + 1, other_end)
        for (start, other_start), (end, other_end) in pairwise(edges)
        if end - start > 1 or other_end - other_start > 1
    ]


def _equal(first: Sequence[str], second: Sequence[str]) -> int:
    """Count the equal words at the beginning."""
    return next(
        (n for n, (one, other) in enumerate(zip(first, second, strict=False)) if one != other),
        min(len(first), len(second)),
    )


def _middle(first: Sequence[str], second: Sequence[str]) -> Iterator[tuple[int, int]]:
    for (start, other_start), (end, other_end) in pairwise(
        [(-1, -1), *_anchored(first, second), (len(first), len(second))]
    ):
        if end - start > 1 and other_end - other_start > 1:
            yield from _filled(first, second, Change(start + 1, end, other_start + 1, other_end))
        if end < len(first):
            yield end, other_end


def _anchored(first: Sequence[str], second: Sequence[str]) -> Iterator[tuple[int, int]]:
    return words_under(longest_chain(_anchors(first, second)), _ANCHOR)


def _anchors(first: Sequence[str], second: Sequence[str]) -> list[tuple[int, int]]:
    """Pair the starts of runs that are unique in both, by their place in `first`."""
    (left, at), (right, other) = _unique_runs(first), _unique_runs(second)
    _, in_left, in_right = np.intersect1d(left, right, assume_unique=True, return_indices=True)
    return sorted(zip(at[in_left].tolist(), other[in_right].tolist(), strict=True))


def _unique_runs(tokens: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    values, at, counts = np.unique(shingles(tokens, _ANCHOR), return_index=True, return_counts=True)
    return values[counts == 1], at[counts == 1]


def words_under(chain: Iterable[tuple[int, int]], size: int) -> Iterator[tuple[int, int]]:
    """Yield pairs of indices of equal words, strictly increasing on both sides, from a chain of equal runs of `size` words."""
    at = other = -1
    for start, other_start in chain:
        for step in range(size):
            if start + step > at and other_start + step > other:
                at, other = start + step, other_start + step
                yield at, other


def longest_chain(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Choose the longest part of `pairs` in which the second numbers increase, the earliest among equals (patience sorting)."""
    tails: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for n, (_, other) in enumerate(pairs):
        pile = bisect_left(tails, other)
        before.append(piles[pile - 1] if pile else -1)
        tails[pile : pile + 1] = [other]
        piles[pile : pile + 1] = [n]
    chain: list[tuple[int, int]] = []
    n = piles[-1] if piles else -1
    while n >= 0:
        chain.append(pairs[n])
        n = before[n]
    return chain[::-1]


def _filled(first: Sequence[str], second: Sequence[str], gap: Change) -> list[tuple[int, int]]:
    start, end, other_start, other_end = gap
    if (end - start) * (other_end - other_start) > _LARGEST_GAP:
        return []
    matcher = SequenceMatcher(None, first[start:end], second[other_start:other_end], autojunk=False)
    return [
        (start + block.a + step, other_start + block.b + step)
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
    ]
