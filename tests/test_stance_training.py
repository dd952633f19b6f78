"""Training the stance model: folds by submission, calibration on what trained nothing, a file without pickles."""

import gzip
import json
import sys

import numpy as np
import pytest

from graph.stances.model import chances_of, unpack
from graph.training import stance
from graph.training.stance import best_threshold, calibration, labelled, train
from graph.training.stance_examples import FOLDS, Examples, read_examples
from ingest.training.calibration import calibration_error
from ingest.training.pair_sets import submission_fold

REPLIES = {
    "agree": "Yes, I agree. You are right about the {}.",
    "neutral": "Which {} do you mean?",
    "disagree": "No, that is wrong. The {} is not to blame.",
}
THINGS = ("tram", "bridge", "ferry", "market", "school", "harbour", "library", "theatre", "station", "garden")


@pytest.fixture(autouse=True)
def one_strength(monkeypatch):
    """Try one strength, not all: each costs six fits."""
    monkeypatch.setattr(stance, "_STRENGTHS", (1.0,))


def examples(seed, count=150, signal=1.0):
    """Rows whose first three columns tell the label, more or less."""
    chance = np.random.default_rng(seed)
    labels = chance.integers(0, 3, count)
    rows = chance.normal(size=(count, 6))
    rows[:, :3] += signal * np.eye(3)[labels]
    buckets = [np.unique(chance.integers(0, 50, 5)).astype(np.int32) for _ in labels]
    return Examples(rows, buckets, labels, np.arange(count) % FOLDS)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "stance").mkdir()
    for name in ("train_debagreement", "dev_mask"):
        with gzip.open(tmp_path / "stance" / f"{name}.jsonl.gz", "wt", encoding="utf-8") as lines:
            lines.writelines(
                json.dumps(
                    {"parent": f"The {thing} is why it is so loud.", "reply": said.format(thing), "label": label}
                )[:-1]
                + f', "group": "{thing}"}}\n'
                for thing in THINGS
                for label, said in REPLIES.items()
            )
    return tmp_path


def test_a_submission_is_in_one_fold_and_folds_are_about_equal():
    counts = np.bincount([submission_fold(f"submission {n}", FOLDS) for n in range(2000)], minlength=FOLDS)
    assert counts.min() > 320
    assert submission_fold("submission 7", FOLDS) == submission_fold("submission 7", FOLDS)


def test_labels_out_of_fold_are_told_by_columns_that_tell_them():
    known = examples(1, signal=3.0)
    _, logits = train(known, paired=False)
    assert (logits.argmax(axis=1) == known.labels).mean() > 0.7


def test_too_sure_log_odds_are_calibrated():
    chance = np.random.default_rng(4)
    truth = chance.integers(0, 3, 3000)
    logits = chance.normal(size=(3000, 3)) + np.eye(3)[truth]
    slope, shift = calibration(5 * logits, truth)
    chances = chances_of(slope * 5 * logits + shift)
    assert calibration_error(chances.max(axis=1), chances.argmax(axis=1) == truth) < 0.03
    assert slope == pytest.approx(0.2, rel=0.2)


def test_below_the_threshold_the_label_is_neutral():
    chances = np.array([[0.5, 0.1, 0.4], [0.38, 0.25, 0.37], [0.1, 0.2, 0.7]])
    assert labelled(chances, 0.4).tolist() == [0, 1, 2]
    assert 0.34 <= best_threshold(chances, np.array([0, 1, 2])) <= 0.54


def test_examples_are_made_as_an_archive_makes_them(folder):
    known = read_examples(folder / "stance" / "dev_mask.jsonl.gz")
    assert len(known.rows) == len(known.buckets) == len(known.labels) == 30
    assert len(set(known.fold[:3])) == 1
    assert sorted(set(known.labels)) == [0, 1, 2]


def test_the_command_writes_both_models_and_prints_figures(folder, monkeypatch, capsys):
    known = read_examples(folder / "stance" / "dev_mask.jsonl.gz")
    told = np.log(np.full((30, 3), 0.1) + 0.7 * np.eye(3)[known.labels])
    np.savez(folder / "scores.npz", debagreement=told, dev_mask=told)
    out = folder / "stance.npz"
    monkeypatch.setattr(sys, "argv", ["stance", str(folder), str(out), "--pair-scores", str(folder / "scores.npz")])
    stance.main()
    report = json.loads(capsys.readouterr().out)
    assert report["paired, dev_mask"]["macro_f1"] > 0.9  # what knows is believed
    models = unpack(dict(np.load(out, allow_pickle=False)))
    assert models.paired is not None
    assert not models.alone.paired
