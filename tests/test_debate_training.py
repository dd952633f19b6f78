"""Fitting the model of unordered statements: on made numbers, and on made debates."""

import gzip
import json

import numpy as np
import pytest
from small_archive import HashingEmbedder

from graph.training.debate_examples import read_debates
from graph.training.debate_figures import auc, f1, figures
from graph.training.debate_matchings import fitted_pairs
from graph.training.debates import best_cut, fitted


def test_pairs_that_share_a_number_teach_its_weight():
    chance = np.random.default_rng(0)
    tables, targets = [], []
    for _ in range(40):
        target, answer = chance.choice(4, 2, replace=False)
        table = np.stack([np.ones((4, 4)), chance.normal(0, 1, (4, 4))], axis=-1)
        table[target, answer, 1] += 3
        tables.append(table)
        targets.append([int(target) if at == answer else -1 for at in range(4)])
    bias, weight = fitted_pairs(tables, targets, 0.1)
    assert weight > 1
    assert bias < 0


def test_without_evidence_only_how_many_pairs_there_are_is_learnt():
    # Two statements, paired in one debate of two, either way round: each way has odds of a half against none.
    tables = [np.ones((2, 2, 1))] * 4
    (weight,) = fitted_pairs(tables, [[-1, 0], [1, -1], [-1, -1], [-1, -1]], 1e-6)
    assert np.exp(weight) == pytest.approx(0.5, rel=1e-3)


def test_strong_shrinking_leaves_no_weight():
    assert abs(fitted_pairs([np.ones((2, 2, 1))], [[-1, 0]], 1e6)[0]) < 1e-3


def test_a_true_one_said_higher_counts_whole_and_a_tie_half():
    truth = np.array([True, False, True, False])
    assert auc(np.array([0.9, 0.1, 0.8, 0.2]), truth) == 1.0
    assert auc(np.array([0.5, 0.5, 0.5, 0.5]), truth) == 0.5
    assert f1(np.array([0.9, 0.9, 0.1, 0.1]), truth, 0.5) == 0.5


def test_figures_are_the_same_at_every_call():
    said = [np.array([0.9, 0.2]), np.array([0.4, 0.7])]
    truth = [np.array([True, False]), np.array([True, False])]
    assert figures(said, truth, 0.5) == figures(said, truth, 0.5)
    assert figures(said, truth, 0.5)["statements"] == 4


def debate(number):
    """A made debate of two points, the second of which is countered."""
    topics = ("bridge", "market", "library", "harbour", "garden", "school")
    first, second = topics[number % 6], topics[(number + 1) % 6]
    texts = [
        f"The town should sell the {first}",
        f"The {first} costs more every year. Nobody visits the {first} in winter, whatever number {number} says.",
        f"A {second} nearby would suffer. The {second} lives from its neighbours, all {number} of them.",
        f"Not so. The {second} had {number} good years without neighbours.",
    ]
    edges = [(1, "supports", 0), (2, "attacks", 0), (3, "attacks", 2)]
    return {
        "id": f"d{number}",
        "topic": texts[0],
        "comments": [{"n": n, "text": text} for n, text in enumerate(texts)],
        "edges": [{"src": src, "rel": rel, "dst": dst} for src, rel, dst in edges],
    }


@pytest.fixture
def debates(tmp_path):
    path = tmp_path / "debates.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(debate(number)) + "\n" for number in range(24))
    return read_debates(path, HashingEmbedder(), None)


def test_what_is_true_follows_the_edges_through_the_shuffling(debates):
    for each in debates:
        (answer,) = np.flatnonzero(each.targets >= 0)
        assert each.open.tolist() == [at == answer for at in range(3)]
        assert each.against[each.targets[answer]]
        assert each.against.sum() == 1
    assert len({int(np.flatnonzero(each.open)[0]) for each in debates}) == 3


def test_what_was_learnt_from_some_made_debates_holds_for_others(debates):
    model = fitted([each for each in debates if each.fold != 0])
    for each in debates:
        found = model.chances(each.sheet)
        answer = int(np.flatnonzero(each.targets >= 0)[0])
        assert found.unaddressed.argmax() == answer
        assert found.counters[:, answer].argmax() == each.targets[answer]


def test_the_cut_is_where_most_is_told_rightly(debates):
    said = [np.where(each.open, 0.45, 0.35) for each in debates]
    assert best_cut(said, debates) == pytest.approx(0.40, abs=0.05)
