"""An answer read as a walk over the objections: its sentences deal with one after the other, or with none.

A hidden Markov chain (Rabiner 1989): a sentence deals with the objection of the one before, or goes on to another; the chain
remembers the last objection while the answer says something else. States: 0 nothing yet; 1..K on an objection; K + 1..2 K on none
after it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

STEPS = ("none", "back", "one back", "same", "next", "one over", "further")
_FAR = 700.0  # log odds are held below this, so that exp stays finite


@dataclass(frozen=True)
class Walk:
    """Log probabilities of STEPS from a sentence on an objection (`on`) and from one on none (`off`); `start`: the first step."""

    on: tuple[float, ...]
    off: tuple[float, ...]
    start: tuple[float, ...]


def posteriors(odds: Sequence[NDArray[np.floating]], walk: Walk) -> list[Floats]:
    """For each case the probability that a sentence deals with an objection: shape (objections, sentences).

    `odds` are log likelihood ratios of the same shape: dealing with it against dealing with none.
    Forward-backward, for all cases with the same number of objections at once.
    """
    groups: dict[int, list[int]] = defaultdict(list)
    for at, each in enumerate(odds):
        groups[len(each)].append(at)
    found: dict[int, Floats] = {}
    for count, members in groups.items():
        for at, each in zip(members, _together([odds[at] for at in members], count, walk), strict=True):
            found[at] = each
    return [found[at] for at in range(len(odds))]


def step_of(distance: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number in STEPS of a move by `distance` objections."""
    return np.clip(distance, -2, 3) + STEPS.index("same")


def _together(odds: Sequence[NDArray[np.floating]], count: int, walk: Walk) -> list[Floats]:
    longest = max(each.shape[1] for each in odds)
    heard = np.ones((len(odds), longest, 2 * count + 1))
    for at, each in enumerate(odds):
        heard[at, : each.shape[1], 1 : count + 1] = np.exp(
            np.clip(each.T, -_FAR, _FAR) - np.maximum(0, each.max(axis=0))[:, None]
        )
        heard[at, : each.shape[1], [0, *range(count + 1, 2 * count + 1)]] = np.exp(-np.maximum(0, each.max(axis=0)))
    moves, first = _moves(count, walk)
    chances = _forward_backward(heard, moves, first)
    return [chances[at, : each.shape[1], 1 : count + 1].T for at, each in enumerate(odds)]


def _forward_backward(heard: Floats, moves: Floats, first: Floats) -> Floats:
    """Probabilities of the states: shape of `heard` (cases, sentences, states). Padding hears all alike."""
    ahead = np.empty_like(heard)
    state = first * heard[:, 0]
    ahead[:, 0] = state / state.sum(axis=1, keepdims=True)
    for at in range(1, heard.shape[1]):
        state = (ahead[:, at - 1] @ moves) * heard[:, at]
        ahead[:, at] = state / state.sum(axis=1, keepdims=True)
    behind = np.ones_like(heard)
    for at in range(heard.shape[1] - 2, -1, -1):
        state = (behind[:, at + 1] * heard[:, at + 1]) @ moves.T
        behind[:, at] = state / state.sum(axis=1, keepdims=True)
    both = ahead * behind
    chances: Floats = both / both.sum(axis=2, keepdims=True)
    return chances


@lru_cache(maxsize=256)
def _moves(count: int, walk: Walk) -> tuple[Floats, Floats]:
    """Probabilities of moves between all states, rows summing to 1, and of the first state."""
    here = np.arange(count)
    steps = step_of(here[None, :] - here[:, None])
    moves = np.zeros((2 * count + 1, 2 * count + 1))
    moves[0, 0], moves[0, 1 : count + 1] = (
        np.exp(walk.start[0]),
        _spread(np.array(walk.start), step_of(here + 1)[None, :])[0],
    )
    for block, table in ((1, walk.on), (count + 1, walk.off)):
        rows = slice(block, block + count)
        moves[rows, 1 : count + 1] = _spread(np.array(table), steps)
        moves[rows, count + 1 :] = np.exp(table[0]) * np.eye(count)
    moves /= moves.sum(axis=1, keepdims=True)
    return moves, moves[0]


def _spread(table: Floats, steps: NDArray[np.int64]) -> Floats:
    """Probability of each move; where several are one kind of step they share it."""
    sharing = (steps[:, :, None] == steps[:, None, :]).sum(axis=2)
    chances: Floats = np.exp(table[steps]) / sharing
    return chances
