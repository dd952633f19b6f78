import numpy as np
import pytest
from small_archive import HashingEmbedder

from graph.claims import asserting, claims_of
from graph.position.claim_model import ClaimModel, cue_rows, trained_model, word_buckets
from ingest.models import Comment, CommentId, DiscussionId, Quote


def said(text, uid="c:1", position=0):
    return Comment(CommentId(uid), DiscussionId("d:1"), text, position)


def found(text, quotes=()):
    return [text[start:end] for start, end in asserting(text, quotes)]


def test_a_claim_is_the_words_that_stand_at_its_span():
    comment = said("Hello all.\n- The bridge should be closed because it is not safe any more.")
    (claim,) = claims_of([comment], [], HashingEmbedder())
    assert comment.text[claim.start : claim.end] == claim.text
    assert claim.text.startswith("The bridge should be closed")
    assert np.linalg.norm(claim.vector) == pytest.approx(1)


def test_questions_greetings_and_talk_about_the_talk_are_no_claims():
    assert not found("Do you really believe that the bridge is safe enough for lorries?")
    assert not found("Thank you all for the many kind answers to my post.")
    assert not found("Edit: I changed the second paragraph because it was not clear.")
    assert not found("I will now try to answer each of your points in turn.")


def test_what_is_too_short_or_too_long_is_no_claim():
    assert not found("The bridge is unsafe.")
    assert not found("The bridge is unsafe " + "and the road is bad " * 12 + ".")


def test_quoted_words_are_no_claim_of_who_quotes_them():
    first = said("The bridge should be closed because it is not safe any more.", "c:1")
    second = said(f"{first.text}\nThat would only move the lorries into our street, which is worse.", "c:2", 1)
    size = len(first.text)
    quote = Quote("q:1", second.uid, 0, size, first.uid, 0, size)
    claims = claims_of([first, second], [quote], HashingEmbedder())
    assert [(each.comment, each.text[:10]) for each in claims] == [("c:1", "The bridge"), ("c:2", "That would")]


def test_a_comment_of_nothing_but_quotes_claims_nothing():
    text = "The bridge should be closed because it is not safe any more."
    quote = Quote("q:1", CommentId("c:2"), 0, len(text), CommentId("c:1"), 0, len(text))
    assert not found(text, [quote])
    assert not found("> The bridge should be closed because it is not safe any more.")


def test_a_comment_has_no_more_claims_than_asked_and_keeps_their_order():
    text = " ".join(
        f"The {name} should be closed because it is not safe." for name in ("bridge", "tower", "mill", "dam")
    )
    claims = claims_of([said(text)], [], HashingEmbedder())
    assert len(claims) == 3
    assert [each.start for each in claims] == sorted(each.start for each in claims)
    assert len(claims_of([said(text)], [], HashingEmbedder(), most=1)) == 1


def test_the_uid_of_a_claim_does_not_depend_on_other_comments():
    one = said("The bridge should be closed because it is not safe any more.", "c:1")
    other = said("The bridge is perfectly safe and should stay open for all of us.", "c:0")
    alone = claims_of([one], [], HashingEmbedder())
    together = claims_of([one, other], [], HashingEmbedder())
    turned = claims_of([other, one], [], HashingEmbedder())
    assert {each.uid for each in alone} < {each.uid for each in together}
    assert [each.uid for each in turned] == [each.uid for each in together]


def test_equal_sentences_of_one_comment_have_uids_of_their_own():
    text = "The bridge should be closed because it is not safe any more. " * 2
    first, second = claims_of([said(text)], [], HashingEmbedder())
    assert first.uid != second.uid
    assert first.start < second.start


def test_a_sentence_is_not_cut_after_a_title_or_an_abbreviation():
    assert found("I think Dr. Miller should have closed the bridge in March, e.g. after the flood.") == [
        "I think Dr. Miller should have closed the bridge in March, e.g. after the flood."
    ]


def test_what_judges_and_demands_is_surer_than_what_tells():
    odds = trained_model().log_odds(
        [
            "I think they should ban lorries because it is wrong to risk lives.",
            "We went there with the dog on Friday at about nine in the morning.",
        ]
    )
    assert odds[0] > odds[1]


def test_the_model_is_the_same_after_it_was_stored():
    rng = np.random.default_rng(0)
    columns = rng.normal(size=cue_rows(["a"]).shape[1]).astype(np.float32).astype(np.float64)
    words = rng.normal(size=1 << 12).astype(np.float16).astype(np.float64)
    model = ClaimModel(columns, words, 0.5, -0.25)
    again = ClaimModel.of(model.arrays())
    texts = ["The mill is old.", "Nobody should cross this bridge!"]
    assert again.log_odds(texts).tolist() == model.log_odds(texts).tolist()
    assert again.threshold == model.threshold


def test_log_odds_are_the_sum_of_cues_and_words():
    model = trained_model()
    text = "It is not right that nobody may cross the bridge on foot."
    expected = float(cue_rows([text])[0] @ model.columns) + float(model.words[word_buckets(text)].sum()) + model.bias
    assert model.log_odds([text])[0] == pytest.approx(expected)
