import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui.evaluation.labelled import BadLabelledRow, read_rows
from ui.evaluation.replies import NEEDS, Prediction, Row, evaluate, score

POSTS = [
    {"discussion": 1, "id": 10, "parent": None, "author": "x", "ts": 0, "text": "The bridge is closed again.", "quotes": []},
    {"discussion": 1, "id": 11, "parent": 10, "author": "y", "ts": 60, "text": "Since when is it closed?", "quotes": []},
    {"discussion": 1, "id": 12, "parent": 11, "author": "x", "ts": 120, "text": "Since Monday morning.", "quotes": []},
    {
        "discussion": 1,
        "id": 13,
        "parent": 10,
        "author": "z",
        "ts": 180,
        "text": "The bridge is closed again.\n\nThen I shall take the ferry and be late.",
        "quotes": [{"start": 0, "end": 27, "quote_id": 10}],
    },
    {"discussion": 2, "id": 20, "parent": 99, "author": "y", "ts": 0, "text": "An answer to nothing here.", "quotes": []},
]  # fmt: skip


def file_of(folder, posts):
    path = folder / "posts.jsonl.gz"
    with gzip.open(path, "wt") as lines:
        lines.writelines(json.dumps(post) + "\n" for post in posts)
    return path


def says(**said):
    return [Prediction(id=uid[1:], parent=p, confidence=c, evidence="order") for uid, (p, c) in said.items()]


def test_figures_are_those_of_posts_whose_parent_is_here(tmp_path):
    rows = read_rows(file_of(tmp_path, POSTS), Row, NEEDS)
    said = says(p10=(None, 1.0), p11=("10", 0.85), p12=("10", 0.65), p13=("10", 0.95), p20=(None, 0.2))
    figures = score(rows, said)
    assert figures["n"] == 3
    assert figures["accuracy"] == pytest.approx(2 / 3)
    assert figures["accuracy_quoting"] == 1
    assert figures["accuracy_not_quoting"] == 0.5
    assert figures["ece"] == pytest.approx((0.15 + 0.65 + 0.05) / 3)


def test_equal_bins_are_taken_together_before_they_are_compared(tmp_path):
    rows = read_rows(file_of(tmp_path, POSTS), Row, NEEDS)
    said = says(p10=(None, 1.0), p11=("10", 0.62), p12=("10", 0.68), p13=("10", 0.65), p20=(None, 0.2))
    assert score(rows, said)["ece"] == pytest.approx(abs(0.62 + 0.68 + 0.65 - 2) / 3)


def test_every_post_gets_a_prediction_and_a_quote_is_followed(tmp_path):
    out = tmp_path / "out.jsonl"
    figures = evaluate(file_of(tmp_path, POSTS), out)
    said = {each["id"]: each for each in map(json.loads, out.read_text().splitlines())}
    assert set(said) == {"10", "11", "12", "13", "20"}
    assert (said["13"]["parent"], said["13"]["evidence"]) == ("10", "quote")
    assert said["20"]["parent"] is None
    assert all(0 <= each["confidence"] <= 1 for each in said.values())
    assert (figures["n"], figures["posts"], figures["discussions"]) == (3, 5, 2)


def test_the_truth_is_not_looked_at_when_predicting(tmp_path):
    bare = [{name: post[name] for name in ("discussion", "id", "author", "ts", "text")} for post in POSTS]
    with_truth, without = tmp_path / "with.jsonl", tmp_path / "without.jsonl"
    evaluate(file_of(tmp_path, POSTS), with_truth)
    assert "accuracy" not in evaluate(file_of(tmp_path, bare), without)
    assert with_truth.read_text() == without.read_text()


def test_a_line_that_is_no_post_is_named_with_its_cure(tmp_path):
    with pytest.raises(BadLabelledRow, match=r"posts\.jsonl\.gz:1: discussion: .*a discussion, an id and a text"):
        evaluate(file_of(tmp_path, [{"id": 1, "text": "no discussion"}]), None)


def test_the_referee_counts_the_same(tmp_path):
    referee = Path(os.environ.get("REJOINDER_REFEREE", "/nonexistent/score.py"))
    if not referee.exists():
        pytest.skip("REJOINDER_REFEREE names no score.py")
    data, out = file_of(tmp_path, POSTS), tmp_path / "out.jsonl"
    figures = evaluate(data, out)
    done = subprocess.run([sys.executable, referee, "replies", data, out], capture_output=True, check=True, text=True)
    theirs = json.loads(done.stdout)
    for name in ("n", "accuracy", "accuracy_quoting", "accuracy_not_quoting", "ece"):
        assert figures[name] == pytest.approx(theirs[name])
