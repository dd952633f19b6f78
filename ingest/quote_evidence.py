"""Which pieces of a page repeat earlier ones: the quotes, as far as boundaries need them.

Where exactly a quote begins and ends is told later, of whole comments; here it is enough to know that most of a piece is one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.pieces import Piece
from ingest.repeats import Repeat, repeats

_MOSTLY = 0.6


@dataclass(frozen=True, eq=False)
class Quoting:
    """One element a piece. `cover` and `later` are shares of its words that stand in earlier, and again in later, pieces.

    `lead` is the share of words before the first covered one. `source` is the piece that is quoted (-1: none) and `source_at` the
    share of the source's words in front of the quote. `quote` says that a piece is a quote, whether its source is here or not.
    """

    cover: NDArray[np.float64]
    lead: NDArray[np.float64]
    later: NDArray[np.float64]
    source: NDArray[np.int64]
    source_at: NDArray[np.float64]
    quote: NDArray[np.bool_]


def find_quoting(pieces: Sequence[Piece]) -> Quoting:
    """Find out which pieces are quotes, and of which."""
    texts = [piece.tokens for piece in pieces]
    found = repeats(texts)
    covered = _masks(texts, ((each.second, each.second_start, each.second_end) for each in found))
    later = _masks(
        texts, ((each.first, each.first_start, each.first_end) for each in found if each.first != each.second)
    )
    cover = _shares(covered)
    sources = _sources(found, cover)
    known = np.array([n in sources for n in range(len(pieces))], bool)
    marked = np.array([piece.marked or piece.first_only for piece in pieces], bool)
    return Quoting(
        cover=cover,
        lead=np.array([float(mask.argmax()) / len(mask) if mask.any() else 1.0 for mask in covered]),
        later=_shares(later),
        source=np.array([sources[n].first if n in sources else -1 for n in range(len(pieces))], np.int64),
        source_at=np.array(
            [sources[n].first_start / len(texts[sources[n].first]) if n in sources else 0.0 for n in range(len(pieces))]
        ),
        quote=(known & (cover >= _MOSTLY)) | marked,
    )


def _masks(texts: Sequence[Sequence[str]], spans: Iterable[tuple[int, int, int]]) -> list[NDArray[np.bool_]]:
    """For each text, which of its words lie in one of the spans (text, start, end)."""
    masks = [np.zeros(max(1, len(text)), bool) for text in texts]
    for text, start, end in spans:
        masks[text][start:end] = True
    return masks


def _shares(masks: Sequence[NDArray[np.bool_]]) -> NDArray[np.float64]:
    return np.array([mask.mean() for mask in masks], np.float64)


def _sources(found: Sequence[Repeat], cover: NDArray[np.float64]) -> dict[int, Repeat]:
    """For each piece the longest repeat from another: rather of new text than of a quote, rather from near than from far."""
    best: dict[int, tuple[tuple[bool, int, int], Repeat]] = {}
    for each in found:
        if each.first != each.second:
            rank = (bool(cover[each.first] < _MOSTLY), each.second_end - each.second_start, each.first)
            if each.second not in best or rank > best[each.second][0]:
                best[each.second] = (rank, each)
    return {second: each for second, (_, each) in best.items()}
