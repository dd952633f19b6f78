import gzip
import json

import pytest
from small_archive import HashingEmbedder

from ui.evaluation.positions import BadPositionData, evaluate

ARGUMENTS = """arg_id,argument,topic,stance
a1,The old bridge must be closed to lorries.,We should close the bridge,1
a2,The old bridge must be closed to lorries now.,We should close the bridge,1
a3,Rents near the harbour rise faster than wages.,We should close the bridge,1
a4,The old bridge must not be closed to lorries.,We should close the bridge,-1
"""
LABELS = "arg_id,key_point_id,label\na1,k1,1\na2,k1,1\na3,k2,1\na4,k3,1\na4,k1,0\n"


def said_of(path):
    return {row["id"]: row["position"] for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}


def test_arguments_are_grouped_by_topic_and_scored(tmp_path):
    data = tmp_path / "arguments_dev.csv"
    data.write_text(ARGUMENTS, encoding="utf-8")
    (tmp_path / "labels_dev.csv").write_text(LABELS, encoding="utf-8")
    found = evaluate(data, tmp_path / "out.jsonl", HashingEmbedder())
    said = said_of(tmp_path / "out.jsonl")
    assert said["a1"] == said["a2"]
    assert len({said["a1"], said["a3"], said["a4"]}) == 3
    assert (found["ari_inside_a_side"], found["on_the_wrong_side"], found["n"]) == (1.0, 0.0, 4)


def test_without_labels_there_are_only_predictions(tmp_path):
    data = tmp_path / "arguments_dev.csv"
    data.write_text(ARGUMENTS, encoding="utf-8")
    found = evaluate(data, tmp_path / "out.jsonl", HashingEmbedder())
    assert len(said_of(tmp_path / "out.jsonl")) == 4
    assert set(found) == {"task", "claims", "seconds"}


def test_the_order_of_the_arguments_changes_no_group(tmp_path):
    data, turned = tmp_path / "arguments_dev.csv", tmp_path / "arguments_turned.csv"
    head, *rows = ARGUMENTS.strip().splitlines()
    data.write_text(ARGUMENTS, encoding="utf-8")
    turned.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    evaluate(data, tmp_path / "out.jsonl", HashingEmbedder())
    evaluate(turned, tmp_path / "turned.jsonl", HashingEmbedder())
    assert said_of(tmp_path / "out.jsonl") == said_of(tmp_path / "turned.jsonl")


def test_perspectives_are_named_by_row_cluster_and_place(tmp_path):
    clusters = [
        {
            "stance": "SUPPORT",
            "perspectives": ["The old bridge is a danger to all.", "The old bridge is a danger to all of us."],
        },
        {"stance": "UNDERMINE", "perspectives": ["Rents near the harbour rise faster than wages."]},
    ]
    data = tmp_path / "perspectives.jsonl.gz"
    with gzip.open(data, "wt", encoding="utf-8") as out:
        out.write(json.dumps({"claim": "Close the bridge", "clusters": clusters}) + "\n")
    found = evaluate(data, tmp_path / "out.jsonl", HashingEmbedder())
    assert set(said_of(tmp_path / "out.jsonl")) == {"0.0.0", "0.0.1", "0.1.0"}
    assert found["topics"] == 1


def test_data_of_another_kind_is_named_with_a_cure(tmp_path):
    data = tmp_path / "arguments_dev.csv"
    data.write_text("id,text\n1,no\n", encoding="utf-8")
    with pytest.raises(BadPositionData, match=r"arguments_dev\.csv"):
        evaluate(data, None, HashingEmbedder())
