"""`evaluate objections` on reviews and rebuttals: the product's path, with and without labels, and figures worked out by hand."""

import gzip
import json

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from graph.training.engagement_examples import alone, by_objections, by_sentences
from graph.training.engagement_figures import auc, average_precision, status_figures, status_of
from ingest.embedder import open_embedder
from ui.evaluation.labelled import BadLabelledRow
from ui.evaluation.objections import evaluate

REVIEW = {
    "id": "7",
    "objections": [
        {"id": "1", "text": "The winter months are missing from the traffic counts.", "addressed_by": [1]},
        {
            "id": "2",
            "text": "Nobody asked the shopkeepers what the closed street did to their income.",
            "addressed_by": [],
        },
    ],
    "reply": ["Thank you for the review.", "The winter traffic counts are in the second table, and show the same."],
}


def asked(number, text, action="arg_structuring", side="none"):
    return {"sentence_index": number, "text": text, "review_action": action, "polarity": side}


SENTENCES = {
    "metadata": {"review_id": "r1", "forum_id": "f1"},
    "review_sentences": [
        asked(0, "The paper counts cars."),
        asked(1, "The winter months are missing from the traffic counts.", "arg_evaluative", "pol_negative"),
        asked(2, "What did the closed street do to the income of the shops?", "arg_request"),
    ],
    "rebuttal_sentences": [
        {"text": "Thank you.", "rebuttal_action": "rebuttal_social", "alignment": ["context_global", None]},
        {
            "text": "We will add the winter traffic counts in the final version.",
            "rebuttal_action": "rebuttal_by-cr",
            "alignment": ["context_sentences", [1]],
        },
    ],
}


@pytest.fixture(scope="module")
def embedder():
    return open_embedder()


def written(folder, *rows):
    with gzip.open(folder / "rows.jsonl.gz", "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row) + "\n" for row in rows)
    return folder / "rows.jsonl.gz"


def said_of(folder):
    return [json.loads(line) for line in (folder / "said.jsonl").read_text(encoding="utf-8").splitlines()]


def test_each_objection_of_a_review_gets_a_line(tmp_path, embedder):
    found = evaluate(written(tmp_path, REVIEW, REVIEW | {"id": "8"}), tmp_path / "said.jsonl", embedder)
    said = said_of(tmp_path)
    assert [(each["id"], each["item"], each["row"]) for each in said] == [
        ("7", "1", 0),
        ("7", "2", 0),
        ("8", "1", 1),
        ("8", "2", 1),
    ]
    assert said[0]["unaddressed"] < 0.4 < 0.6 < said[1]["unaddressed"]
    assert (said[0]["status"] != "none", said[1]["status"]) == (True, "none")
    assert (found["auc"], found["ap"], found["objections"], found["items"]) == (1, 1, 4, 4)


def test_reviews_with_one_id_are_told_apart(tmp_path, embedder):
    other = {"id": "7", "objections": [REVIEW["objections"][0] | {"addressed_by": []}], "reply": ["Thank you."]}
    found = evaluate(written(tmp_path, REVIEW, other), None, embedder)
    assert (found["auc"], found["objections"]) == (1, 3)


def test_every_sentence_of_a_review_gets_a_line_and_those_that_object_are_scored(tmp_path, embedder):
    found = evaluate(written(tmp_path, SENTENCES), tmp_path / "said.jsonl", embedder)
    said = said_of(tmp_path)
    assert [(each["id"], each["item"]) for each in said] == [("r1", "0"), ("r1", "1"), ("r1", "2")]
    assert (said[1]["status"], said[2]["status"]) == ("deferred", "none")
    assert (found["objections"], found["auc"]) == (2, 1)
    assert found["status_f1"]["deferred"] == 1


def test_without_labels_there_are_only_predictions(tmp_path, embedder):
    bare = {
        "id": "7",
        "objections": [{key: each[key] for key in ("id", "text")} for each in REVIEW["objections"]],
        "reply": REVIEW["reply"],
    }
    evaluate(written(tmp_path, REVIEW), tmp_path / "said.jsonl", embedder)
    told = said_of(tmp_path)
    found = evaluate(
        written(tmp_path, bare, {"id": "9", "objections": [], "reply": []}), tmp_path / "said.jsonl", embedder
    )
    assert said_of(tmp_path) == told
    assert "auc" not in found


def test_a_row_of_no_known_kind_is_refused(tmp_path, embedder):
    with pytest.raises(BadLabelledRow, match=r"rows\.jsonl\.gz:2: .*needs objections and a reply"):
        evaluate(written(tmp_path, REVIEW, {"id": "1", "objections": []}), None, embedder)


@pytest.mark.parametrize("seed", range(5))
def test_figures_are_those_of_scikit_learn(seed):
    chance = np.random.default_rng(seed)
    truth, scores = chance.random(60) < 0.3, chance.random(60)
    assert auc(scores, truth) == pytest.approx(roc_auc_score(truth, scores))
    assert average_precision(scores, truth) == pytest.approx(average_precision_score(truth, scores))
    assert auc(np.round(scores, 1), truth) == pytest.approx(roc_auc_score(truth, np.round(scores, 1)))


def test_ties_are_no_luck_in_average_precision():
    assert average_precision(np.zeros(4), np.array([True, False, True, False])) == pytest.approx((1 / 3 + 2 / 4) / 2)


def test_a_status_is_the_likeliest_act_if_the_objection_is_dealt_with():
    acts = (0.1, 0.2, 0.3, 0.38, 0.02, 0.0)
    assert (status_of(0.5, acts), status_of(0.49, acts)) == ("answered", "none")
    found = status_figures(["none", "answered", "answered"], ["none", "answered", "none"])
    assert found["status_f1"] == {
        "conceded": 0,
        "deferred": 0,
        "rebutted": 0,
        "answered": pytest.approx(0.667),
        "none": pytest.approx(0.667),
    }


def test_the_truth_of_an_objection_is_the_strongest_thing_that_a_sentence_does():
    row = json.loads(json.dumps(SENTENCES))
    row["rebuttal_sentences"].append(
        {"text": "True.", "rebuttal_action": "rebuttal_concede-criticism", "alignment": ["context_sentences", [1, 2]]}
    )
    example = by_sentences(row)
    assert example.statuses == ["nothing", "concedes", "concedes"]
    assert example.judged.tolist() == [False, True, True]
    assert by_sentences(SENTENCES).statuses == ["nothing", "defers", "nothing"]


def test_single_objections_are_cut_out_with_right_and_wrong_answers():
    whole = [by_objections(REVIEW), by_objections(REVIEW | {"id": "8", "reply": ["Hello.", "Buses run at night."]})]
    cut = alone(whole)
    assert {len(each.links) for each in cut} == {1}
    assert {each.group for each in cut} == {"rr 7", "rr 8"}
    for each in cut:
        assert each.addressed[0] == set(each.case.answer).issubset({REVIEW["reply"][1], "Buses run at night."})
