"""What tells whether an answer deals with an objection: columns of numbers for each objection of a case."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.engagement.pairs import CENTRED, PAIR_COLUMNS

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

NOTHING: Final = -8.0  # log odds of a sentence that is not there
_BEST = 3  # sentences
_SURE = 0.5
_LIKENESS: Final = [
    PAIR_COLUMNS.index(name)
    for name in (
        *("cosine", "centred", "whole", "around", "lead", "whole lead"),
        *("shared", "covered", "rare", "shared lead", "quoted", "quotes"),
    )
]


def objection_columns(pairs: Floats, odds: Doubles, met: Doubles) -> Floats:
    """Float32, shape (objections, columns), for an answer with at least one sentence.

    `pairs` are the pair columns, `odds` the log odds that a sentence deals with an objection by itself, and `met` the probability
    that it does as the walk has it, both of shape (objections, sentences).
    """
    rows, best = np.arange(len(odds)), odds.argmax(axis=1)
    columns = [
        *_strengths(odds),
        *_walked(met),
        *_neighbours(odds.max(axis=1), NOTHING),
        *_neighbours(met.max(axis=1), 0.0),
        *_preferred(odds),
        *_preferred(pairs[:, :, CENTRED]),
        ahead(odds)[rows, best],
        *pairs[rows, best].T,
        *pairs[:, :, _LIKENESS].max(axis=1).T,
        *_case(odds, met),
        *_order(met, best),
    ]
    return np.stack([np.broadcast_to(each, rows.shape).astype(np.float32) for each in columns], axis=1)


def ahead(odds: Doubles) -> Doubles:
    """By how much an objection is ahead of the best other one for each sentence; nothing else is an objection with NOTHING."""
    padded = np.concatenate([odds, np.full((1, odds.shape[1]), NOTHING)])
    top = np.sort(padded, axis=0)
    lead: Doubles = np.where(odds >= top[-1], odds - top[-2], odds - top[-1])
    return lead


def _strengths(odds: Doubles) -> list[Doubles]:
    """The best sentences, all of them together, and how likely it is that none deals with the objection."""
    padded = np.pad(odds, ((0, 0), (0, _BEST)), constant_values=NOTHING)
    best = -np.sort(-padded, axis=1)[:, :_BEST]
    none = -np.logaddexp(0, odds).sum(axis=1)
    return [*best.T, best.mean(axis=1), np.logaddexp.reduce(odds, axis=1), none]


def _walked(met: Doubles) -> list[Doubles]:
    return [met.max(axis=1), met.sum(axis=1), np.log1p(-np.minimum(met, 0.9999)).sum(axis=1)]


def _neighbours(best: Doubles, missing: float) -> list[Doubles]:
    """Those of the objections before and after."""
    padded = np.pad(best, 1, constant_values=missing)
    return [padded[:-2], padded[2:]]


def _preferred(scores: NDArray[np.floating]) -> list[Doubles]:
    """How many sentences prefer each objection, and their share."""
    counts = np.bincount(scores.argmax(axis=0), minlength=len(scores)).astype(np.float64)
    return [counts, counts / scores.shape[1]]


def _case(odds: Doubles, met: Doubles) -> list[Doubles]:
    """What the answer does for the other objections, and how many there are of both."""
    best, free = odds.max(axis=1), 1 - met.sum(axis=0)
    objections, sentences = odds.shape
    whole = [free.sum(), free.mean(), best.mean(), (best > 0).mean(), sentences / objections, objections, sentences]
    beaten = (best[:, None] > best[None, :]).mean(axis=1)
    return [*(np.asarray(each, np.float64) for each in whole), beaten, best - best.mean()]


def _order(met: Doubles, best: NDArray[np.int64]) -> list[Doubles]:
    """Where the objection and its best sentence stand, and how much room its neighbours in the answer leave for it."""
    count, length = met.shape
    rank, sure = np.arange(count), met.max(axis=1) > _SURE
    place = (met @ np.arange(length)) / np.maximum(met.sum(axis=1), 1e-6)
    before = np.maximum.accumulate(np.concatenate([[-1.0], np.where(sure, place, -1.0)]))[:-1]
    after = np.minimum.accumulate(np.concatenate([[float(length)], np.where(sure, place, length)[::-1]]))[:-1][::-1]
    free = np.concatenate([[0.0], np.cumsum(1 - met.sum(axis=0))])
    first, last = np.maximum(0, before).astype(int), np.minimum(length - 1, after).astype(int)
    room = np.where(last >= first, free[last + 1] - free[first], 0.0)
    ends = [rank / count, rank == 0, rank == count - 1, best / length]
    return [*(np.asarray(each, np.float64) for each in ends), after - before, room, best - before, after - best]
