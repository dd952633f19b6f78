import csv
import gzip
import json

import numpy as np
import pytest
import torch

from ingest.pair_network import PairNetwork, columns_of
from ingest.pair_scores import CLASSES
from ingest.training.pair_batches import WIDTH, make_batches
from ingest.training.pair_figures import figure
from ingest.training.pair_fit import Recipe, fit, judge
from ingest.training.pair_sets import addressed_pairs, agreement_pairs, labelled, other_stance_pairs, same_pairs
from ingest.training.thread_pairs import own_text, reply_pairs

pytestmark = pytest.mark.model
STANCES = [("agree", "Yes, exactly that"), ("disagree", "No, that is wrong"), ("neutral", "Where is it held?")]
TOY = [
    labelled("stance", (f"The {thing} should stay", reply), label, thing)
    for thing in ("bridge", "market", "library", "ferry", "bakery", "fountain")
    for label, reply in STANCES
]


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    torch.manual_seed(0)
    network = PairNetwork()
    checkpoint = tmp_path_factory.mktemp("fit") / "toy.checkpoint"
    fit(network, TOY, Recipe(epochs=12, rate=2e-4), checkpoint, lambda line: None)
    return network, checkpoint


def test_the_network_learns_what_it_is_shown(learned):
    network, _ = learned
    said = judge(network, "stance", TOY)
    assert [CLASSES["stance"][at] for at in said.argmax(1)] == [label for _ in range(6) for label, _ in STANCES]
    assert figure(said, TOY).startswith("macro-F1 1.000 accuracy 1.000")


def test_a_run_that_was_finished_takes_its_weights_from_the_checkpoint(learned):
    network, checkpoint = learned
    again, steps = PairNetwork(), []
    fit(again, TOY, Recipe(epochs=12, rate=2e-4), checkpoint, steps.append)
    assert steps == []
    np.testing.assert_allclose(judge(again, "stance", TOY), judge(network, "stance", TOY), atol=1e-6)


def test_a_run_that_was_cut_short_goes_on(tmp_path):
    torch.manual_seed(0)
    network, said = PairNetwork(), []
    fit(network, TOY, Recipe(epochs=1, rate=2e-4), tmp_path / "half", said.append)
    fit(network, TOY, Recipe(epochs=3, rate=2e-4), tmp_path / "half", said.append)
    assert [line.split(",")[0] for line in said] == ["step 1/1", "step 3/3"]


def test_weights_of_another_network_are_refused():
    network = PairNetwork()
    tensors = network.trained()
    tensors.pop("heads.bias")
    with pytest.raises(RuntimeError, match=r"another network: heads\.bias"):
        network.load_trained(tensors)


def test_the_word_embeddings_are_not_stored():
    names = PairNetwork().trained()
    assert not [name for name in names if "embeddings" in name]
    assert sum(value.numel() for value in names.values()) * 2 < 25_000_000


def test_batches_hold_every_pair_once_and_the_same_in_every_run():
    pairs = [labelled("same", (f"number {n} " * (n % 40), "x"), "yes" if n % 2 else "no", "g") for n in range(300)]
    first, second = (list(make_batches(pairs, seed=4)) for _ in range(2))
    assert sum(len(batch.ids) for batch in first) == 300
    assert all(torch.equal(one.ids, two.ids) for one, two in zip(first, second, strict=True))
    assert sum(float(batch.targets[:, columns_of("same")][:, 1].sum()) for batch in first) == 150


def test_only_the_classes_of_the_head_are_allowed():
    (batch,) = make_batches([labelled("stance", ("a", "b"), "agree", "g")], seed=0)
    assert batch.allowed.tolist() == [[False] * 4 + [True] * 3 + [False] * (WIDTH - 7)]


def test_where_annotators_differ_the_label_is_soft(tmp_path):
    _write(tmp_path / "stance" / "train_debagreement.jsonl.gz", [_reply("agree", agreement=0.667)])
    (pair,) = agreement_pairs(tmp_path)
    assert pair.shares == pytest.approx((0.667, 0.1665, 0.1665))


def test_every_stance_set_is_read(tmp_path):
    for name in ("train_argrel", "train_rumoureval", "train_arc", "train_ibm", "train_political", "weak_iac"):
        _write(tmp_path / "stance" / f"{name}.jsonl.gz", [_reply("disagree")])
    _write(tmp_path / "objections" / "asg_train.jsonl.gz", [_debate()])
    pairs = other_stance_pairs(tmp_path)
    assert len({pair.group.split()[0] for pair in pairs}) == 7
    assert {pair.shares for pair in pairs if pair.group == "asg d"} == {(0.0, 0.0, 1.0), (1.0, 0.0, 0.0)}


def test_an_answer_is_paired_with_what_it_answers_and_with_another_comment(tmp_path):
    _write(tmp_path / "objections" / "asg_train.jsonl.gz", [_debate()])
    _write(tmp_path / "objections" / "disapere_train.jsonl.gz", [])
    pairs = addressed_pairs(tmp_path)
    assert [(pair.pair[0], pair.shares[1]) for pair in pairs] == [("it is dear", 1.0), ("it is useful", 0.0)]


def test_sentences_of_a_rebuttal_are_paired_with_those_they_answer(tmp_path):
    review = [
        {"sentence_index": n, "text": text, "review_action": action}
        for n, (text, action) in enumerate(
            [("A summary.", "arg_structuring"), ("Too slow.", "arg_evaluative"), ("Please explain.", "arg_request")]
        )
    ]
    answer = {"text": "It is fast now.", "alignment": ["context_sentences", [0, 1]]}
    row = {"metadata": {"forum_id": "f"}, "review_sentences": review, "rebuttal_sentences": [answer]}
    _write(tmp_path / "objections" / "disapere_train.jsonl.gz", [row])
    _write(tmp_path / "objections" / "asg_train.jsonl.gz", [])
    pairs = addressed_pairs(tmp_path)
    assert {pair.pair[0]: pair.shares[1] for pair in pairs} == {"Too slow.": 1.0, "Please explain.": 0.0}


def test_claims_of_one_group_are_the_same(tmp_path):
    folder = tmp_path / "positions" / "argkp"
    folder.mkdir(parents=True)
    _table(folder / "arguments_train.csv", [{"arg_id": "a", "argument": "it costs much", "topic": "t"}])
    _table(folder / "key_points_train.csv", [{"key_point_id": n, "key_point": f"point {n}"} for n in "kl"])
    labels = [{"arg_id": "a", "key_point_id": "k", "label": 1}, {"arg_id": "a", "key_point_id": "l", "label": 0}]
    _table(folder / "labels_train.csv", labels)
    clusters = [{"perspectives": ["it is dear", "it costs a lot"]}, {"perspectives": ["it is ugly"]}]
    _write(tmp_path / "positions" / "perspectrum_train.jsonl.gz", [{"claim": "c", "clusters": clusters}])
    pairs = same_pairs(tmp_path)
    assert [pair.pair for pair in pairs if pair.shares[1]] == [
        ("it costs much", "point k"),
        ("it is dear", "it costs a lot"),
    ]
    assert len(pairs) == 4


def test_replies_are_paired_with_their_parent_and_with_a_post_before():
    thread = [
        _post(1, None, "should the bridge stay"),
        _post(2, 1, "yes it is lovely here"),
        _post(3, 1, "no tear it down"),
    ]
    pairs = list(reply_pairs({"t": thread}))
    assert [(pair.pair, pair.shares[1]) for pair in pairs] == [
        (("should the bridge stay", "no tear it down"), 1.0),
        (("yes it is lovely here", "no tear it down"), 0.0),
    ]


def test_what_is_quoted_is_no_own_text():
    post = _post(1, None, "you said it is old and I say so what")
    post["quotes"] = [{"start": 9, "end": 18, "quote_id": 0}]
    assert own_text(post) == "you said and I say so what"


def _reply(label, **more):
    return {"parent": "It should stay.", "reply": "No.", "label": label, "group": "g", **more}


def _debate():
    texts = ["we need a bridge", "it is dear", "it is useful", "no, it pays for itself"]
    edges = [(1, "attacks", 0), (2, "supports", 0), (3, "attacks", 1)]
    return {
        "id": "d",
        "comments": [{"n": n, "text": text} for n, text in enumerate(texts)],
        "edges": [{"src": src, "rel": rel, "dst": dst} for src, rel, dst in edges],
    }


def _post(number, parent, text):
    return {"id": number, "parent": parent, "text": text, "ts": number, "quotes": []}


def _write(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def _table(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
