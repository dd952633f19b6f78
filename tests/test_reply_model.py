import numpy as np
import pytest

from graph.reply.candidates import Pairs
from graph.reply.model import KINDS, mixed, pack, softmax, trained_model, unpack, worth_asking

PAIRS = Pairs(np.array([0, 1, 1, 2, 2, 2, 2, 2, 2]), np.array([-1, -1, 0, -1, 0, 1, 3, 4, 5]))
CHANCES = np.array([1.0, 0.01, 0.99, 0.05, 0.3, 0.25, 0.2, 0.15, 0.05])


def test_probabilities_of_each_child_sum_to_one():
    scores = np.random.default_rng(0).normal(0, 50, len(CHANCES))
    chances = softmax(scores, PAIRS.starts())
    assert np.add.reduceat(chances, PAIRS.starts()) == pytest.approx([1, 1, 1])


def test_only_the_likeliest_parents_of_unsure_comments_are_worth_asking_about():
    assert worth_asking(CHANCES, PAIRS).tolist() == [4, 5, 6, 7]


def test_a_pair_model_raises_whom_it_believes_in_and_leaves_others_alone():
    asked = worth_asking(CHANCES, PAIRS)
    said = np.array([-2.0, 3.0, -2.0, -2.0])
    chances = mixed(CHANCES, PAIRS, asked, said, (1.0, 1.0))
    assert chances[3:].argmax() == 2
    assert chances[:3] == pytest.approx(CHANCES[:3])
    assert chances[3:].sum() == pytest.approx(1)
    assert mixed(CHANCES, PAIRS, asked, said, (1.0, 0.0)) == pytest.approx(CHANCES)


def test_the_model_is_read_as_it_was_written():
    model = trained_model()
    again = unpack(pack(model))
    rows = np.random.default_rng(1).normal(0, 10, (50, 200)).astype(np.float32)
    for kind in KINDS:
        assert np.array_equal(model[kind].trees.log_odds(rows), again[kind].trees.log_odds(rows))
        assert (model[kind].slope, model[kind].pair_weight) == (again[kind].slope, again[kind].pair_weight)
