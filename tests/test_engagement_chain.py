"""The walk over an answer: against a brute-force sum over all paths, in any company, and with any certainty."""

from itertools import product

import numpy as np
import pytest

from graph.engagement.chain import STEPS, Walk, posteriors, step_of


def some_walk(chance):
    return Walk(*(tuple(np.log(chance.dirichlet(np.ones(len(STEPS)))).tolist()) for _ in range(3)))


def brute_force(odds, walk):
    """Sum over all sequences of what each sentence deals with: an objection, or none (-1)."""
    count, length = odds.shape
    met, total = np.zeros(odds.shape), 0.0
    for path in product(range(-1, count), repeat=length):
        chance = path_chance(path, odds, walk)
        total += chance
        for at, objection in enumerate(path):
            if objection >= 0:
                met[objection, at] += chance
    return met / total


def path_chance(path, odds, walk):
    count = len(odds)
    chance, last, on = 1.0, -1, False
    for at, objection in enumerate(path):
        table = walk.start if last < 0 else walk.on if on else walk.off
        steps = [int(step_of(np.array(n - last))) for n in range(count)]
        moves = [np.exp(table[0]), *(np.exp(table[step]) / steps.count(step) for step in steps)]
        chance *= moves[objection + 1] / sum(moves)
        on = objection >= 0
        if on:
            chance *= np.exp(odds[objection, at])
            last = objection
    return chance


@pytest.mark.parametrize("seed", range(8))
def test_equals_the_sum_over_all_paths(seed):
    chance = np.random.default_rng(seed)
    walk, odds = some_walk(chance), chance.normal(size=(chance.integers(1, 4), chance.integers(1, 5))) * 3
    assert posteriors([odds], walk)[0] == pytest.approx(brute_force(odds, walk), abs=1e-9)


def test_cases_are_read_alone_whatever_else_is_read():
    chance = np.random.default_rng(1)
    walk = some_walk(chance)
    cases = [chance.normal(size=(chance.integers(1, 4), chance.integers(1, 9))) for _ in range(30)]
    for odds, found in zip(cases, posteriors(cases, walk), strict=True):
        assert found.shape == odds.shape
        assert found == pytest.approx(posteriors([odds], walk)[0], abs=1e-12)


def test_certainty_overflows_nothing():
    walk = some_walk(np.random.default_rng(2))
    odds = np.array([[900.0, -900.0, 0.0], [-900.0, -900.0, 900.0]])
    [found] = posteriors([odds], walk)
    assert found == pytest.approx(np.array([[1, 0, 0], [0, 0, 1]]), abs=1e-6)


def test_nothing_is_read_of_no_cases():
    assert posteriors([], some_walk(np.random.default_rng(3))) == []
