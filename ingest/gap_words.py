"""The words around a gap, hashed: how a comment opens, and how one ends, in a linear model."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ingest.pieces import Piece
from ingest.words import shingles

_FIRST = 12
_LAST = 4


def gap_buckets(pieces: Sequence[Piece], size: int) -> list[NDArray[np.int32]]:
    """For the gap before each piece the distinct buckets (of `size`, a power of two) of the words around it."""
    features = []
    ends: list[str] = []
    for piece in pieces:
        opening = list(_opening(piece))
        features.append(shingles([*opening, *ends], 1))
        ends = [f"<{each}" for each in opening[:40]] + list(_ending(piece))
    return [np.unique(each & np.uint64(size - 1)).astype(np.int32) for each in features]


def _opening(piece: Piece) -> Iterator[str]:
    raw = piece.text.split(maxsplit=_FIRST)[:_FIRST]
    head = piece.tokens[:_FIRST]
    yield from (f"{n}|{word}" for n, word in enumerate(head[:4]))
    yield from (f"r|{n}|{word}" for n, word in enumerate(raw[:2]))
    yield f"b|{' '.join(head[:2])}"
    yield f"t|{' '.join(head[:3])}"
    yield f"q|{' '.join(head[:4])}"
    yield from (f"h|{word}" for word in head)
    yield from (f"p|{a} {b}" for a, b in pairwise(head))
    yield from (f"w|{word}" for word in dict.fromkeys(piece.tokens[_FIRST:]))


def _ending(piece: Piece) -> Iterator[str]:
    tail = piece.tokens[-_LAST:]
    yield from (f"e{n}|{word}" for n, word in enumerate(reversed(tail)))
    yield f"eb|{' '.join(tail[-2:])}"
    yield from (f"er|{word}" for word in piece.text.split()[-1:])
    yield from (f"ew|{word}" for word in piece.tokens[-15:])
