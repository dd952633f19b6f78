"""Stances of replies: calibrated, corrected, with the words that decided."""

from dataclasses import replace

import numpy as np
import pytest

from graph.models import Reply
from graph.stance import infer_stances, stance_uid
from graph.stances.features import COLUMNS, cue_columns, relation_columns, word_buckets
from graph.stances.model import LABELS, StanceModel, StanceModels, pack, trained_models, unpack, word_log_odds
from graph.stances.target import StancePair
from ingest.models import STANCE_KEY, Comment, CommentId, DiscussionId
from ingest.quotes import find_quotes

CLAIM = "The old bridge should be kept for people on foot, and the new one built beside it."
YES = "Exactly, I completely agree. You are right about the bridge."
NO = "No, that is wrong. You clearly don't know what the old bridge costs."
BUT = "Yes, it is a fine bridge, but you don't pay for it. It is not true that it can be kept."


def discussion(*texts, authors=None):
    """A comment, and further ones that each answer it."""
    rows = [
        Comment(CommentId(f"c{n}"), DiscussionId("d"), text, n, authors[n] if authors else None)
        for n, text in enumerate(texts)
    ]
    return rows, [Reply(f"r{n}", row.uid, rows[0].uid, 1.0, "explicit") for n, row in enumerate(rows) if n]


def stances(*texts, **options):
    rows, replies = discussion(*texts)
    return infer_stances(rows, replies, find_quotes(rows).quotes, **options)


class Oracle:
    """A pair model that is sure of one label, and remembers what it was asked."""

    fingerprint = "oracle"

    def __init__(self, label):
        self.label, self.calls = label, []

    def score(self, head, pairs):
        self.calls.append((head, list(pairs)))
        return np.tile(np.eye(3, dtype=np.float32)[self.label], (len(pairs), 1))


def test_plain_agreement_and_plain_disagreement_are_told():
    assert [each.label for each in stances(CLAIM, YES, NO)] == ["agree", "disagree"]


def test_probabilities_sum_to_one_and_name_the_pair():
    for stance in stances(CLAIM, YES, NO, "Where is it?"):
        assert stance.agree + stance.neutral + stance.disagree == pytest.approx(1, abs=1e-9)
        assert min(stance.agree, stance.neutral, stance.disagree) >= 0
        assert (stance.uid, stance.parent, stance.evidence) == (stance_uid(stance.child, "c0"), "c0", "model")


def test_the_words_that_decided_are_shown_with_what_they_speak_for():
    agreed, denied = stances(CLAIM, YES, NO)
    assert (YES[slice(*agreed.cues[0][:2])], agreed.cues[0][2]) == ("Exactly", "agree")
    assert "disagree" in {side for _, _, side in denied.cues}


def test_a_concession_is_kept_as_one_and_does_not_make_agreement():
    (stance,) = stances(CLAIM, BUT)
    assert stance.label != "agree"
    assert "concedes" in {side for _, _, side in stance.cues}


def test_cues_point_into_the_whole_text_behind_a_quote():
    reply = f"> {CLAIM}\nExactly, I agree."
    (stance,) = stances(CLAIM, reply)
    assert {reply[start:end] for start, end, _ in stance.cues} >= {"Exactly"}


def test_quoted_words_are_no_cue():
    parent = "I totally agree with the mayor that the bridge has to go this year."
    (stance,) = stances(parent, f"> {parent}\nNo. That is wrong.")
    assert stance.label == "disagree"
    assert "agree" not in {side for _, _, side in stance.cues}


def test_what_a_person_said_is_certain_and_is_not_asked_of_the_model():
    oracle = Oracle(0)
    said = stances(CLAIM, YES, NO, corrected={CommentId("c1"): "disagree"}, scorer=oracle)
    assert (said[0].label, said[0].disagree, said[0].agree, said[0].evidence) == ("disagree", 1.0, 0.0, "correction")
    assert said[1].evidence == "model"
    assert all(YES not in pair for _, pairs in oracle.calls for pair in pairs)


def test_what_a_person_said_of_a_reply_to_a_comment_without_words_counts_too():
    assert [each.label for each in stances("", YES, NO, corrected={CommentId("c2"): "neutral"})] == ["neutral"]


def test_replies_to_comments_without_words_have_no_stance():
    assert stances("", YES) == []
    rows, _ = discussion(CLAIM, YES)
    assert infer_stances(rows, [Reply("r", rows[1].uid, CommentId("absent"), 1.0, "explicit")], []) == []


def test_nothing_asked_is_nothing_answered():
    assert infer_stances([], [], []) == []


def test_stances_come_in_the_order_of_the_replies_whatever_their_batch():
    rows, replies = discussion(CLAIM, YES, NO, BUT)
    whole = infer_stances(rows, replies, [])
    assert [each.child for each in whole] == [each.child for each in replies]
    assert whole[::-1] == infer_stances(rows[::-1], replies[::-1], [])
    assert whole == [each for reply in replies for each in infer_stances(rows, [reply], [])]


def test_a_stub_with_words_can_be_agreed_with():
    rows, replies = discussion(CLAIM, YES)
    stub = Comment(rows[0].uid, rows[0].discussion, CLAIM, stub=True)
    assert infer_stances([stub, rows[1]], replies, [])[0].label == "agree"


def paired_models(weight):
    """The shipped model for words alone, and one that believes the pair model."""
    alone = trained_models().alone
    columns = np.concatenate([np.zeros_like(alone.columns), weight * np.eye(3)])
    return StanceModels(alone, StanceModel(columns, np.zeros_like(alone.words), np.zeros(3), 0.0, True))


@pytest.mark.parametrize("label", range(3))
def test_all_pairs_are_scored_in_one_call_and_the_pair_model_counts(monkeypatch, label):
    models = paired_models(1.0)
    monkeypatch.setattr("graph.stance.trained_models", lambda: models)
    oracle = Oracle(label)
    found = stances(CLAIM, YES, NO, BUT, scorer=oracle)
    assert {each.label for each in found} == {LABELS[label]}
    assert [(head, len(pairs)) for head, pairs in oracle.calls] == [("stance", 3)]


def test_an_unsure_answer_is_neutral():
    model = StanceModel(np.zeros((1, 3)), np.zeros((2, 3)), np.zeros(3), 0.4, False)
    assert model.label((0.38, 0.25, 0.37)) == "neutral"
    assert model.label((0.41, 0.19, 0.40)) == "agree"


def test_the_shipped_weights_are_small_and_survive_packing():
    arrays = pack(trained_models())
    assert sum(array.nbytes for array in arrays.values()) <= 1_000_000
    assert all(array.dtype != object for array in arrays.values())
    again = pack(unpack(arrays))
    assert all((arrays[name] == again[name]).all() for name in arrays)


def test_there_are_as_many_columns_as_weights():
    pair = StancePair(CLAIM, NO, ((0, len(NO)),), False)
    assert len(relation_columns(pair, False)) == len(COLUMNS)
    assert len(cue_columns([])) + len(COLUMNS) == len(trained_models().alone.columns)


def test_columns_are_numbers_for_texts_without_words():
    for target, reply in (("", ""), ("?", "!!!"), (CLAIM, "👍")):
        pair = StancePair(target, reply, ((0, len(reply)),), False)
        assert np.isfinite(np.array(relation_columns(pair, True), float)).all()


def test_words_of_the_head_are_told_from_the_same_words_later():
    filler = " ".join(f"w{n}" for n in range(20))
    first, later = set(word_buckets(f"never {filler}", 1 << 15)), set(word_buckets(f"{filler} never", 1 << 15))
    assert first - later


def test_a_reply_without_words_weighs_nothing():
    assert (word_log_odds(np.ones((4, 3)), [np.empty(0, np.int32)]) == 0).all()


def authored(label, evidence="explicit", text=YES):
    rows, replies = discussion(CLAIM, text)
    return [rows[0], replace(rows[1], meta={STANCE_KEY: label})], [replace(replies[0], evidence=evidence)]


def test_what_the_source_says_of_a_stance_is_not_judged_again():
    oracle = Oracle(LABELS.index("agree"))
    (said,) = infer_stances(*authored("disagree"), [], scorer=oracle)
    assert (said.label, said.disagree, said.evidence, said.cues) == ("disagree", 1.0, "explicit", ())
    assert oracle.calls == []
    (wordless,) = infer_stances(*authored("agree", text=""), [])
    assert (wordless.label, wordless.evidence) == ("agree", "explicit")


def test_a_person_overrules_what_the_source_says_of_a_stance():
    (said,) = infer_stances(*authored("disagree"), [], corrected={CommentId("c1"): "neutral"})
    assert (said.label, said.evidence) == ("neutral", "correction")


@pytest.mark.parametrize(("label", "evidence"), [("agree", "order"), ("against", "explicit"), (["agree"], "explicit")])
def test_only_a_known_label_of_a_known_reply_is_taken_from_the_source(label, evidence):
    (said,) = infer_stances(*authored(label, evidence, NO), [])
    assert (said.label, said.evidence) == ("disagree", "model")
