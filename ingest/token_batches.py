"""Token ids in padded batches, so that what a text or a pair gives does not depend on what it is computed with.

A row is padded to the next multiple of 8 tokens, and only rows padded alike share a batch.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ingest.pair_tokens import TokenPair

Floats = NDArray[np.float32]
Whole = NDArray[np.int32]
Forward = Callable[[Whole, Whole, Whole], Floats]
"""Ids, attention and segments, each int32 of shape (rows, tokens) and 0 where padded, to one float32 row each."""

_STEP = 8  # finer wastes less, coarser shares more batches
_TOKENS = 4096  # padded, in a batch: larger ones gain nothing on a CPU


def in_batches(rows: Sequence[TokenPair], forward: Forward) -> Floats:
    """What `forward` gives for each row, in the order of the rows, of which there must be one at least."""
    found: list[Floats | None] = [None] * len(rows)
    for batch in _batches(rows):
        for at, given in zip(batch, forward(*_padded([rows[at] for at in batch])), strict=True):
            found[at] = given
    return np.stack([each for each in found if each is not None])


def _batches(rows: Sequence[TokenPair]) -> Iterator[list[int]]:
    """Places of rows that are padded alike, the longest first, within the token budget."""
    order = sorted(range(len(rows)), key=lambda at: (-_length(rows[at]), rows[at].ids))
    for length, alike in groupby(order, key=lambda at: _length(rows[at])):
        batch = list(alike)
        most = max(1, _TOKENS // length)
        yield from (batch[start : start + most] for start in range(0, len(batch), most))


def _length(row: TokenPair) -> int:
    return -(-len(row.ids) // _STEP) * _STEP


def _padded(rows: Sequence[TokenPair]) -> tuple[Whole, Whole, Whole]:
    ids, attention, segments = (np.zeros((len(rows), _length(rows[0])), np.int32) for _ in range(3))
    for at, row in enumerate(rows):
        length = len(row.ids)
        ids[at, :length] = row.ids
        attention[at, :length] = 1
        segments[at, row.second : length] = 1
    return ids, attention, segments
