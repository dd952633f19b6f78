"""`rejoinder evaluate objections` on debates: what is predicted, and that it does not look at what it must not see."""

import json

import pytest
from small_archive import HashingEmbedder

from ui.evaluation.debates import Row, evaluate, from_half, predict
from ui.evaluation.labelled import BadLabelledRow

TEXTS = (
    "The village should buy the old mill",
    "The mill could house the choir, which has sung in a garage since the flood.",
    "The roof alone would cost more than the fire engine that we could not afford.",
    "That is not what the roof costs. The carpenter's offer is half of the engine, and he starts in May.",
)


def row(**changes):
    comments = [{"n": n, "text": text} for n, text in enumerate(TEXTS)]
    return {"id": "mill", "topic": TEXTS[0], "comments": comments, "unanswered_objections": [3]} | changes


def written(path, *rows):
    path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
    return path


def test_every_comment_but_the_topic_gets_a_prediction(tmp_path):
    said = tmp_path / "said.jsonl"
    found = evaluate(written(tmp_path / "data.jsonl", row()), said, HashingEmbedder())
    lines = [json.loads(line) for line in said.read_text(encoding="utf-8").splitlines()]
    assert sorted((each["id"], each["item"]) for each in lines) == [("mill", "1"), ("mill", "2"), ("mill", "3")]
    assert all(0 <= each["unaddressed"] <= 1 for each in lines)
    assert found["items"] == found["statements"] == 3


def test_labels_and_the_order_of_the_comments_change_nothing():
    edges = [{"src": 1, "rel": "supports", "dst": 0, "claim": "The choir needs a house"}]
    plain = Row.model_validate(row(unanswered_objections=None))
    other = Row.model_validate(row(comments=row()["comments"][::-1], unanswered_objections=[1], edges=edges))
    assert predict([plain], HashingEmbedder()) == predict([other], HashingEmbedder())


def test_without_labels_nothing_is_scored(tmp_path):
    found = evaluate(written(tmp_path / "data.jsonl", row(unanswered_objections=None)), None, HashingEmbedder())
    assert "auc" not in found
    assert found["items"] == 3


def test_a_row_without_a_topic_is_refused(tmp_path):
    bad = {"id": "mill", "comments": []}
    with pytest.raises(BadLabelledRow, match="topic"):
        evaluate(written(tmp_path / "data.jsonl", row(), bad), None, HashingEmbedder())


@pytest.mark.parametrize(("chance", "said"), [(0.0, 0.0), (0.4, 0.5), (1.0, 1.0)])
def test_the_cut_is_said_as_one_half(chance, said):
    assert from_half(chance, 0.4) == pytest.approx(said)
