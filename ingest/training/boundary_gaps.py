"""Gaps for the boundary head of the pair model: what it reads at each, and whether a comment begins there."""

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ingest.boundary_pairs import gap_pairs
from ingest.pair_scores import Pair
from ingest.quote_evidence import find_quoting
from ingest.training.dumps import Look, Post, make_dump
from ingest.training.examples import fold_of, is_chosen, read_dump

_LOOKS = (Look(1), Look(1), Look(1), Look(2), Look(1, joined=False))


class Gap(NamedTuple):
    """One gap: the fold of its thread, what is read at it, the truth, and whether a quote is on either side."""

    fold: int
    pair: Pair
    begins: bool
    quoted: bool


def training_gaps(threads: Mapping[str, Sequence[Post]]) -> Iterator[Gap]:
    """All gaps of the chosen threads in the order of their names, each thread in one look; the same in every run."""
    for name in sorted(threads):
        if is_chosen(name, threads[name]):
            yield from _thread_gaps(name, threads[name])


def _thread_gaps(name: str, thread: Sequence[Post]) -> Iterator[Gap]:
    chance = random.Random(f"gaps {name}")  # noqa: S311  (no secret hangs on it)
    pieces, sources = read_dump(make_dump(thread, chance.choice(_LOOKS), chance))
    quoting = find_quoting(pieces)
    near = quoting.quote | np.append(False, quoting.quote[:-1])
    for n, pair in list(enumerate(gap_pairs(pieces, quoting)))[1:]:
        yield Gap(fold_of(name), pair, sources[n].post != sources[n - 1].post, bool(near[n]))
