"""Passages that stand in two places of a set of texts, word for word or nearly (methods: k-word shingles, merged along diagonals).

A shingle is a run of `size` words. Those that occur 2 to `most` times pair up the places where they stand; pairs on one diagonal
(the same distance between the two places) grow together into runs, and runs that follow one another in both places with at most
`gap` other words in between grow together into one repeat. Work and memory grow with the number of words, not of texts squared.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.words import shingles

_PAIRS_AT_ONCE = 1 << 21

Numbers = NDArray[np.int64]


class Repeat(NamedTuple):
    """Words first_start..first_end of text `first` stand again, nearly, at second_start..second_end of text `second`.

    Ends are exclusive. `first` is the earlier text; inside one text the earlier place is the first, and the two do not overlap.
    """

    first: int
    first_start: int
    first_end: int
    second: int
    second_start: int
    second_end: int


def repeats(texts: Sequence[Sequence[str]], *, size: int = 5, most: int = 50, gap: int = 3) -> list[Repeat]:
    """Find all repeated passages of at least `size` (at most 5) words, sorted by their second and then their first place.

    `texts` are lists of folded words (`ingest.words`). Shingles that occur more than `most` times are boilerplate and start no
    repeat, but are covered when their neighbours match. The two sides may differ by up to `gap` words between matching runs.
    """
    index = _index(texts, size, most)
    runs = [_diagonal_runs(index, size, pairs) for pairs in _pairs(index)]
    if not runs:
        return []
    joined = _joined(np.concatenate(runs), gap)
    return _grown(joined, gap)


@dataclass(frozen=True, slots=True)
class _Index:
    """Places of the shingles that repeat: `places` grouped by shingle, ascending inside a group.

    Element k of `later` is a place, and `first[k]..last[k]` is the range of `places` that holds its earlier twins. A place
    counts words over all texts; `text` and `offset` turn it into a text and a word of that text.
    """

    places: Numbers
    later: Numbers
    first: Numbers
    last: Numbers
    text: Numbers
    offset: Numbers


def _index(texts: Sequence[Sequence[str]], size: int, most: int) -> _Index:
    hashed = [shingles(text, size) for text in texts]
    counts = np.array([len(each) for each in hashed], np.int64)
    text = np.repeat(np.arange(len(texts)), counts)
    offset = np.arange(len(text)) - np.repeat(np.cumsum(counts) - counts, counts)
    values = np.concatenate(hashed) if hashed else np.empty(0, np.uint64)
    order = np.argsort(values, kind="stable").astype(np.int64)
    begins = (
        np.flatnonzero(np.r_[True, values[order][1:] != values[order][:-1]]) if len(order) else np.empty(0, np.int64)
    )
    sizes = np.diff(np.r_[begins, len(order)])
    begin, rank = np.repeat(begins, sizes), np.arange(len(order)) - np.repeat(begins, sizes)
    kept = np.flatnonzero((rank > 0) & (np.repeat(sizes, sizes) <= most))
    kept = kept[np.argsort(order[kept], kind="stable")]
    return _Index(order, order[kept], begin[kept], begin[kept] + rank[kept], text, offset)


def _pairs(index: _Index) -> Iterator[tuple[Numbers, Numbers]]:
    """Arrays of (earlier place, later place), a bounded number at once."""
    many = index.last - index.first
    blocks = np.cumsum(many) // _PAIRS_AT_ONCE
    for block in np.unique(blocks):
        chosen = np.flatnonzero(blocks == block)
        counts = many[chosen]
        steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        yield index.places[np.repeat(index.first[chosen], counts) + steps], np.repeat(index.later[chosen], counts)


def _diagonal_runs(index: _Index, size: int, pairs: tuple[Numbers, Numbers]) -> Numbers:
    """Rows (first text, second text, diagonal, start, end in the second text) of shingles that follow one another."""
    first, second = index.text[pairs[0]], index.text[pairs[1]]
    start = index.offset[pairs[1]]
    diagonal = start - index.offset[pairs[0]]
    apart = (first != second) | (diagonal >= size)
    rows = np.stack([first, second, diagonal, start, start + size], axis=1)[apart]
    return _joined(rows, 0)


def _joined(rows: Numbers, gap: int) -> Numbers:
    """Rows of one diagonal that overlap, or that at most `gap` words keep apart, made one."""
    rows = rows[np.lexsort((rows[:, 3], rows[:, 2], rows[:, 0], rows[:, 1]))]
    if not len(rows):
        return rows
    same = (rows[1:, :3] == rows[:-1, :3]).all(axis=1)
    begins = np.flatnonzero(np.r_[True, ~(same & (rows[1:, 3] <= rows[:-1, 4] + gap))])
    return np.column_stack([rows[begins, :4], np.maximum.reduceat(rows[:, 4], begins)])


def _grown(rows: Numbers, gap: int) -> list[Repeat]:
    """Runs that follow one another in both texts with at most `gap` words between, on diagonals that may differ, made one."""
    grown: list[Repeat] = []
    open_runs: dict[tuple[int, int], list[int]] = defaultdict(list)
    order = np.lexsort((rows[:, 2], rows[:, 3], rows[:, 0], rows[:, 1]))
    for first, second, diagonal, start, end in rows[order].tolist():
        run = Repeat(first, start - diagonal, end - diagonal, second, start, end)
        nearby = [k for k in open_runs[first, second] if grown[k].second_end + gap >= start]
        before = next((k for k in nearby if _follows(grown[k], run, gap)), None)
        if before is None:
            nearby.append(len(grown))
            grown.append(run)
        else:
            grown[before] = grown[before]._replace(first_end=run.first_end, second_end=run.second_end)
        open_runs[first, second] = nearby
    return sorted((_parted(run) for run in grown), key=lambda run: (run[3:], run[:3]))


def _follows(run: Repeat, after: Repeat, gap: int) -> bool:
    """Whether `after` carries `run` on: later in both texts, and no more than `gap` words after it in both."""
    return (
        run.second_start < after.second_start
        and run.first_start < after.first_start
        and run.first_end < after.first_end
        and after.first_start <= run.first_end + gap
        and run.second_end < after.second_end
        and after.second_start <= run.second_end + gap
    )


def _parted(run: Repeat) -> Repeat:
    """The run itself; inside one text cut so that its two places do not overlap."""
    over = run.first_end - run.second_start
    if run.first != run.second or over <= 0:
        return run
    return run._replace(first_end=run.first_end - over, second_end=run.second_end - over)
