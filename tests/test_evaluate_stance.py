"""`evaluate stance`: the product's path, figures that can be worked out by hand, and rows that are refused."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import f1_score

from graph.training.stance_figures import bootstrap, figures, macro_f1
from ui.evaluation.labelled import BadLabelledRow
from ui.evaluation.stance import evaluate

ROWS = [
    ("Trams should run all night.", "Exactly, I completely agree with you.", "agree"),
    ("Trams should run all night.", "No, that is wrong. You don't know what that costs.", "disagree"),
    ("Trams should run all night.", "Which lines do you mean?", "neutral"),
    ("Buses are faster.", "> Buses are faster.\nNo, they are not. You are wrong.", "disagree"),
    ("Buses are faster.", "Yes! I agree, and they are cheaper too.", "agree"),
]


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "pairs.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(
            json.dumps({"parent": parent, "reply": reply, "label": label, "group": "g"}) + "\n"
            for parent, reply, label in ROWS
        )
    return path


def test_every_row_is_answered_with_probabilities(data, tmp_path):
    found = evaluate(data, tmp_path / "said.jsonl")
    said = [json.loads(line) for line in (tmp_path / "said.jsonl").read_text().splitlines()]
    assert [each["row"] for each in said] == list(range(len(ROWS)))
    assert all(sum(each["probabilities"].values()) == pytest.approx(1) for each in said)
    assert [said[n]["label"] for n in (0, 1, 3, 4)] == ["agree", "disagree", "disagree", "agree"]
    assert found["accuracy"] >= 0.8


def test_without_labels_there_are_only_predictions(tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_text('{"parent": "Trams are late.", "reply": "Are they?"}\n\n{"parent": "", "reply": ""}\n')
    found = evaluate(path, tmp_path / "said.jsonl")
    assert "macro_f1" not in found
    assert found["rows"] == len((tmp_path / "said.jsonl").read_text().splitlines()) == 2


@pytest.mark.parametrize("line", ['{"parent": "a"}', '{"parent": "a", "reply": "b", "label": "maybe"}', "no json"])
def test_a_row_that_is_no_pair_is_refused_with_its_line(tmp_path, line):
    path = tmp_path / "pairs.jsonl"
    path.write_text(f'{{"parent": "a", "reply": "b"}}\n{line}\n')
    with pytest.raises(BadLabelledRow, match=r"pairs\.jsonl:2: .*perhaps a label"):
        evaluate(path, None)


def test_figures_are_those_worked_out_by_hand():
    chances = np.array([[0.9, 0.05, 0.05], [0.1, 0.2, 0.7], [0.5, 0.3, 0.2], [0.2, 0.6, 0.2], [0.3, 0.3, 0.4]])
    truth, said = np.array([0, 2, 1, 1, 0]), np.array([0, 2, 0, 1, 2])
    found = figures(truth, said, chances)
    assert found["f1_agree"] == 0.5
    assert found["f1_neutral"] == found["f1_disagree"] == 0.6667
    assert found["accuracy"] == 0.6
    assert found["accuracy_top20"] == 1.0
    assert found["ece"] == pytest.approx((0.1 + 0.3 + 0.5 + 0.4 + 0.4) / 5, abs=1e-4)


def test_macro_f1_and_its_interval_agree_with_the_library():
    chance = np.random.default_rng(2)
    truth = chance.integers(0, 3, 600)
    said = np.where(chance.random(600) < 0.6, truth, chance.integers(0, 3, 600))
    score = f1_score(truth, said, average="macro")
    assert macro_f1(truth, said) == pytest.approx(score)
    low, high = bootstrap(truth, said)
    assert low < score < high < low + 0.15


def test_the_referee_says_the_same(data, tmp_path):
    referee = Path(os.environ.get("REJOINDER_REFEREE", "/nonexistent/score.py"))
    if not referee.is_file():
        pytest.skip("REJOINDER_REFEREE names no score.py")
    found = evaluate(data, tmp_path / "said.jsonl")
    told = subprocess.run(
        [sys.executable, referee, "stance", data, tmp_path / "said.jsonl"], capture_output=True, text=True, check=True
    )
    other = json.loads(told.stdout)
    for name in ("macro_f1", "accuracy", "accuracy_top20", "ece"):
        assert found[name] == pytest.approx(other[name], abs=1e-4)
