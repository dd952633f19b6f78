"""Which earlier comments a block may have been taken from: those that share its three-word shingles."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_FIRST = 8  # of all comments that have a shingle, the first are looked at: the original is the first but for chance
_LAST = 4  # and the last before the block: a text that was posted again is quoted from there
_SHARE = 0.1  # of a block's shingles; of ten damaged words in forty, two fifths of the shingles survive
_MANY = 6  # shingles that are enough whatever their share: a mention inside a longer paragraph
_AT_ONCE = 1 << 18  # shingles whose earlier holders are looked at together
_KEPT = _FIRST + _LAST  # comments looked at for one block

Numbers = NDArray[np.int64]
Packed = NDArray[np.uint64]  # a shingle, and in its lowest bits the number of a comment


@dataclass(frozen=True, slots=True, eq=False)
class Shingled:
    """A block of the comment with this number: its shingles, and whether it may be an original (unmarked text)."""

    comment: int
    shingles: NDArray[np.uint64]
    own: bool


def echoes(blocks: Sequence[Shingled], comments: int) -> list[list[int]]:
    """For each block the numbers of earlier comments that share its shingles, those that share most first, then the earliest.

    Work grows with the number of words: each occurrence of a shingle looks at a bounded number of earlier ones. A shingle and the
    number of its comment are packed into 64 bits, so that of very many comments some are looked at by chance.
    """
    sizes = [block.shingles.size for block in blocks]
    low = np.uint64(comments.bit_length())
    shingle = np.concatenate([np.empty(0, np.uint64), *(block.shingles for block in blocks)]) >> low << low
    held = shingle | np.repeat(np.array([block.comment for block in blocks], np.uint64), sizes)
    originals = held[np.repeat(np.array([block.own for block in blocks], bool), sizes)]
    originals.sort()
    originals = originals[np.append(True, np.diff(originals) > 0)[: originals.size]]
    numbers = np.repeat(np.arange(len(blocks)) * comments, sizes)
    found = [
        np.unique(_pairs(originals, shingle[part], held[part], numbers[part]), return_counts=True)
        for part in _parts(np.cumsum([0, *sizes]))
    ]
    pairs, shared = (np.concatenate(each) for each in zip(*found, strict=True))
    return _ranked(pairs, shared, blocks, comments)


def _parts(ends: Numbers) -> list[slice]:
    """The shingles of some whole blocks at a time, of which each ends at one of `ends`."""
    cuts = ends[np.append(True, np.diff(ends // _AT_ONCE) > 0)]
    return [slice(start, end) for start, end in pairwise([*cuts.tolist(), int(ends[-1])])]


def _pairs(originals: Packed, shingle: Packed, held: Packed, numbers: Numbers) -> Numbers:
    """Block and comment, packed, once for every shingle that they share."""
    low, high = np.searchsorted(originals, shingle), np.searchsorted(originals, held)
    found = []
    for step in range(_FIRST + _LAST):
        at = low + step if step < _FIRST else high - 1 - (step - _FIRST)
        there = np.flatnonzero((at < high) & (at >= (low if step < _FIRST else low + _FIRST)))
        found.append(numbers[there] + (originals[at[there]] ^ shingle[there]).astype(np.int64))
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
