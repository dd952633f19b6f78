"""Parents for all comments of a page in depth-first order: each answers the comment before it or one that this one stands under."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.reply.candidates import Pairs
from graph.reply.thread import Talk

Floats = NDArray[np.float64]

_BEAM = 6
_SHUT = -9.0  # log of the weight of answering nothing where that is no candidate and nothing else is open
_REACH = 64  # steps up the open path
_CROSSED = 0.2  # share of quotes that may lead off the open path in a page that is in depth-first order


@dataclass(frozen=True, slots=True)
class _Step:
    """A comment under the comment of `up`."""

    comment: int
    up: "_Step | None"


@dataclass(frozen=True, slots=True)
class _Guess:
    """Parents for all comments up to one: the last comment's step, its parent, the guess for those before, log of its weight."""

    tip: _Step | None
    parent: int
    before: "_Guess | None"
    score: float


def is_depth_first(talk: Talk) -> bool:
    """Whether most quotes are of a comment that the quoting one may stand under, when every comment is under what it quotes."""
    path: list[int] = []
    crossed = 0
    for comment, quoted in enumerate(talk.quoted.tolist()):
        if quoted in path[-_REACH:]:
            del path[path.index(quoted, max(0, len(path) - _REACH)) + 1 :]
        elif quoted >= 0:
            crossed += 1
        path.append(comment)
    return bool(crossed <= _CROSSED * (talk.quoted >= 0).sum())


def best_parents(pairs: Pairs, chances: Floats, size: int) -> list[int]:
    """The parents of comments 0..size that are likeliest together, -1 for none; a beam search over open paths."""
    bounds = np.searchsorted(pairs.child, np.arange(size + 1)).tolist()
    parents, weights = pairs.parent.tolist(), np.log(np.maximum(chances, 1e-9)).tolist()
    beam = [_Guess(None, -1, None, 0.0)]
    for child in range(size):
        options = list(
            zip(parents[bounds[child] : bounds[child + 1]], weights[bounds[child] : bounds[child + 1]], strict=True)
        )
        grown = [next_guess for guess in beam for next_guess in _grown(guess, child, options)]
        beam = sorted(grown, key=lambda each: -each.score)[:_BEAM]
    return _traced(beam[0])


def open_rows(pairs: Pairs, parents: Sequence[int]) -> NDArray[np.bool_]:
    """Which candidates are on the open path of their child, given the parents of all comments; answering nothing always is."""
    paths: list[_Step | None] = []
    for child, parent in enumerate(parents):
        paths.append(_Step(child, paths[parent] if parent >= 0 else None))
    return np.array(
        [
            parent < 0 or parent in _path(paths[child - 1], parent)
            for child, parent in zip(pairs.child.tolist(), pairs.parent.tolist(), strict=True)
        ],
        bool,
    )


def _path(step: _Step | None, lowest: int) -> Iterator[int]:
    """Comments from a step upwards, as far as `lowest`."""
    while step is not None and step.comment >= lowest:
        yield step.comment
        step = step.up


def _grown(guess: _Guess, child: int, options: Sequence[tuple[int, float]]) -> Iterator[_Guess]:
    """The guess with each possible parent of the next comment."""
    wanted = {parent: weight for parent, weight in options if parent >= 0}
    step, lowest = guess.tip, min(wanted, default=child)
    while step is not None and step.comment >= lowest:
        if step.comment in wanted:
            yield _Guess(_Step(child, step), step.comment, guess, guess.score + wanted[step.comment])
        step = step.up
    none = dict(options).get(-1, _SHUT)
    yield _Guess(_Step(child, None), -1, guess, guess.score + none)


def _traced(last: _Guess) -> list[int]:
    found: list[int] = []
    guess: _Guess | None = last
    while guess is not None and guess.before is not None:
        found.append(guess.parent)
        guess = guess.before
    return found[::-1]
