"""`evaluate keypoints`: the real models on arguments of our own, figures worked out by hand, tables that are refused."""

import csv
import json

import pytest

from ingest.embedder import open_embedder
from ingest.pair_model import open_pair_model
from ui.evaluation.keypoints import Argument, BadKeyPoints, Label, Prediction, evaluate, score

pytestmark = pytest.mark.model

POINTS = {"quiet": "Trams at night disturb people's sleep", "jobs": "Night trams help those who work shifts"}
ARGUMENTS = {
    "a1": ("Nobody along the line can sleep when a tram rattles past at three.", "quiet"),
    "a2": ("The noise of the wheels wakes children every night.", "quiet"),
    "a3": ("Nurses and bakers have no other way to get to work before dawn.", "jobs"),
    "a4": ("People on shift work need a tram home at two in the morning.", "jobs"),
}


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


@pytest.fixture
def labels(tmp_path):
    about = {"topic": "Trams should run all night", "stance": "1"}
    write(tmp_path / "arguments_x.csv", [{"arg_id": k, "argument": v[0], **about} for k, v in ARGUMENTS.items()])
    write(tmp_path / "key_points_x.csv", [{"key_point_id": k, "key_point": v, **about} for k, v in POINTS.items()])
    said = [
        {"arg_id": name, "key_point_id": point, "label": str(int(point == right))}
        for name, (_, right) in ARGUMENTS.items()
        for point in POINTS
    ]
    write(tmp_path / "labels_x.csv", said)
    return tmp_path / "labels_x.csv"


def test_each_argument_is_given_the_point_that_it_makes(labels, tmp_path):
    found = evaluate(labels, tmp_path / "said.jsonl", open_embedder(), open_pair_model())
    said = [json.loads(line) for line in (tmp_path / "said.jsonl").read_text().splitlines()]
    best = {
        name: max((each for each in said if each["arg_id"] == name), key=lambda each: each["score"])
        for name in ARGUMENTS
    }
    assert {name: each["key_point_id"] for name, each in best.items()} == {k: v[1] for k, v in ARGUMENTS.items()}
    assert (found["map_strict"], found["map_relaxed"]) == (1.0, 1.0)


def test_without_labels_there_are_only_predictions(labels, tmp_path):
    labels.unlink()
    found = evaluate(labels, tmp_path / "said.jsonl", open_embedder(), open_pair_model())
    assert found == {"task": "keypoints", "arguments": 4, "key_points": 2}
    assert len((tmp_path / "said.jsonl").read_text().splitlines()) == 8


def test_only_the_surer_half_counts_and_a_pair_without_label_is_wrong_or_right():
    arguments = [Argument(arg_id=name, argument="-", topic="t", stance="1") for name in "abcd"]
    said = [
        Prediction(arg_id=name, key_point_id="k", score=at)
        for name, at in zip("abcd", (0.9, 0.8, 0.2, 0.1), strict=True)
    ]
    labels = [Label(arg_id="b", key_point_id="k", label="1"), Label(arg_id="c", key_point_id="k", label="1")]
    assert score(arguments, said, labels) == {"map_strict": 0.5, "map_relaxed": 1.0}


def test_tables_that_are_missing_or_lack_a_column_are_refused(labels):
    labels.with_name("key_points_x.csv").write_text("key_point_id,topic\n1,t\n")
    with pytest.raises(BadKeyPoints, match=r"key_points_x\.csv: key_point: .*give a table with key_point_id"):
        evaluate(labels, None, open_embedder(), open_pair_model())
    with pytest.raises(BadKeyPoints, match=r"arguments_y\.csv is not there"):
        evaluate(labels.with_name("labels_y.csv"), None, open_embedder(), open_pair_model())
