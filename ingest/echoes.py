"""Which earlier comments a block may have been taken from: those that share its three-word shingles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_FIRST = 8  # of all comments that have a shingle, the first are looked at: the original is the first but for chance
_LAST = 4  # and the last before the block: a text that was posted again is quoted from there
_SHARE = 0.1  # of a block's shingles; of ten damaged words in forty, two fifths of the shingles survive
_MANY = 6  # shingles that are enough whatever their share: a mention inside a longer paragraph
_KEPT = _FIRST + _LAST  # comments looked at for one block

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Shingled:
    """A block of the comment with this number: its shingles, and whether it may be an original (unmarked text)."""

    comment: int
    shingles: NDArray[np.uint64]
    own: bool


def echoes(blocks: Sequence[Shingled], comments: int) -> list[list[int]]:
    """For each block the numbers of earlier comments that share its shingles, those that share most first, then the earliest.

    Work grows with the number of words: each occurrence of a shingle looks at a bounded number of earlier ones.
    """
    owners = np.repeat(
        np.array([block.comment for block in blocks], np.int64), [block.shingles.size for block in blocks]
    )
    numbers = np.repeat(np.arange(len(blocks)), [block.shingles.size for block in blocks])
    own = np.repeat(np.array([block.own for block in blocks], bool), [block.shingles.size for block in blocks])
    values = np.concatenate([block.shingles for block in blocks]) if blocks else np.empty(0, np.uint64)
    shingle = np.unique(values, return_inverse=True)[1].astype(np.int64)
    originals = np.unique((shingle * comments + owners)[own])
    pairs = _pairs(originals, shingle * comments, owners, numbers * comments)
    found, shared = np.unique(pairs, return_counts=True)
    return _ranked(found, shared, blocks, comments)


def _pairs(originals: Numbers, shingle: Numbers, owners: Numbers, numbers: Numbers) -> Numbers:
    """Block and comment, packed, once for every shingle that they share."""
    low, high = np.searchsorted(originals, shingle), np.searchsorted(originals, shingle + owners)
    found = []
    for step in range(_FIRST + _LAST):
        at = low + step if step < _FIRST else high - 1 - (step - _FIRST)
        there = np.flatnonzero((at < high) & (at >= (low if step < _FIRST else low + _FIRST)))
        found.append(numbers[there] + originals[at[there]] - shingle[there])
    return np.concatenate(found)


def _ranked(pairs: Numbers, shared: Numbers, blocks: Sequence[Shingled], comments: int) -> list[list[int]]:
    block, comment = pairs // max(1, comments), pairs % max(1, comments)
    sizes = np.array([each.shingles.size for each in blocks], np.int64)
    enough = (shared >= _SHARE * sizes[block]) | (shared >= _MANY)
    order = np.lexsort((comment, -shared, block))
    order = order[enough[order]]
    ranked: list[list[int]] = [[] for _ in blocks]
    for number, earlier in zip(block[order].tolist(), comment[order].tolist(), strict=True):
        if len(ranked[number]) < _KEPT:
            ranked[number].append(earlier)
    return ranked
