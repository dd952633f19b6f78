"""Chances of pairs against the sum over all matchings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.debate.pairing import pair_chances


def summed(odds):
    """Chances of pairs by adding up every matching."""
    count = len(odds)
    total, paired = 0.0, np.zeros((count, count))
    for matching in matchings(list(range(count))):
        weight = float(np.prod([odds[a, b] for a, b in matching]))
        total += weight
        for a, b in matching:
            paired[a, b] += weight
            paired[b, a] += weight
    return paired / total


def matchings(free):
    if not free:
        return [[]]
    first, *rest = free
    alone = matchings(rest)
    return alone + [
        [(first, other), *more] for other in rest for more in matchings([each for each in rest if each != other])
    ]


def symmetric(count, seed, spread):
    odds = np.exp(np.random.default_rng(seed).normal(-1, spread, (count, count)))
    return (odds + odds.T) * (1 - np.eye(count))


@pytest.mark.parametrize("spread", [0.5, 2.0])
@pytest.mark.parametrize("seed", range(10))
def test_chances_are_near_the_sum_over_all_matchings(seed, spread):
    odds = symmetric(6, seed, spread)
    wrong = np.abs(pair_chances(odds) - summed(odds))
    assert wrong.max() < 0.1
    assert wrong.mean() < 0.02


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=6))
@settings(max_examples=50, deadline=None)
def test_chances_on_a_path_are_exact(weights):
    odds = np.zeros((len(weights) + 1, len(weights) + 1))
    for at, weight in enumerate(weights):
        odds[at, at + 1] = odds[at + 1, at] = weight
    assert np.allclose(pair_chances(odds), summed(odds), atol=1e-6)


def test_nobody_is_in_more_than_one_pair():
    chances = pair_chances(symmetric(40, 3, 3.0))
    assert chances.min() >= 0
    assert chances.sum(axis=1).max() <= 1 + 1e-6


def test_a_certain_pair_leaves_nothing_to_a_third():
    odds = np.array([[0, 1e15, 1.0], [1e15, 0, 1.0], [1.0, 1.0, 0]])
    chances = pair_chances(odds)
    assert chances[0, 1] > 0.999
    assert chances[2].max() < 0.001


def test_the_odds_are_left_as_they_were():
    odds = np.ones((3, 3))
    pair_chances(odds)
    assert odds.tolist() == np.ones((3, 3)).tolist()


def test_one_alone_has_no_pair():
    assert pair_chances(np.ones((1, 1))).tolist() == [[0.0]]
