"""How a sentence and an objection look among their neighbours: columns for a second look at every pair."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.engagement.features import NOTHING, ahead

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

_REACH: Final = 2  # objections and sentences on either side
_NEAR: Final = range(-_REACH, _REACH + 1)
_MET_AT: Final = ((0, 0), (0, -1), (0, 1), (-1, 0), (1, 0), (-1, -1), (1, 1), (0, -2), (0, 2))


def with_context(pairs: Floats, odds: Doubles, met: Doubles) -> Floats:
    """`pairs` with further columns: float32, shape (objections, sentences, columns).

    `odds` are the log odds of the first look and `met` what the walk made of them, both of shape (objections, sentences).
    """
    around = _shifted(odds, [(down, right) for down in _NEAR for right in _NEAR], NOTHING)
    walked = _shifted(met, _MET_AT, 0.0)
    columns = [*around, *walked, *_rivals(odds), *_distances(odds, met)]
    whole = [np.broadcast_to(each, odds.shape).astype(np.float32) for each in columns]
    return np.concatenate([pairs, np.stack(whole, axis=-1)], axis=-1)


def _shifted(table: Doubles, steps: Sequence[tuple[int, int]], missing: float) -> list[Doubles]:
    """For each step each element replaced by the one so many rows below and columns to the right."""
    padded = np.full((table.shape[0] + 2 * _REACH, table.shape[1] + 2 * _REACH), missing)
    padded[_REACH:-_REACH, _REACH:-_REACH] = table
    rows, columns = table.shape
    return [padded[_REACH + down :, _REACH + right :][:rows, :columns] for down, right in steps]


def _rivals(odds: Doubles) -> list[Doubles]:
    """How good the best objection for the sentence is, the best sentence for the objection, and the lead over both."""
    return [odds.max(axis=0)[None, :], odds.max(axis=1)[:, None], ahead(odds), ahead(odds.T).T]


def _distances(odds: Doubles, met: Doubles) -> list[Doubles]:
    """How far the sentence is from the objection's best, the objection from the sentence's best, and from where the walk is."""
    objection, sentence = np.arange(len(odds))[:, None], np.arange(odds.shape[1])[None, :]
    total = met.sum(axis=0)
    walked = (met * objection).sum(axis=0) / np.maximum(total, 1e-6)
    return [
        total[None, :],
        (objection - odds.argmax(axis=0)[None, :]).astype(np.float64),
        (sentence - odds.argmax(axis=1)[:, None]).astype(np.float64),
        objection - walked[None, :],
    ]
