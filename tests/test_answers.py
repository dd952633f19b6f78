"""What a comment answers and how it takes that: gathered from rows, and told in words."""

import pytest

from graph.models import Parentage, Reply, Stance
from graph.objection.answers import Answer, Likely, answers_of
from ingest.models import Comment, CommentId, DiscussionId
from ui.printing.answers import evidence, nothing, open_question, percent, takes, takes_because

HOME = DiscussionId("d")
ROOT = Comment(CommentId("r"), HOME, "The ferry should run all night.")
CHILD = Comment(CommentId("c"), HOME, "Fair point, but no: who would pay for that?", 1)
ASKED = Stance(
    "t",
    CHILD.uid,
    ROOT.uid,
    "disagree",
    0.06,
    0.12,
    0.82,
    cues=((0, 10, "concedes"), (16, 18, "disagree"), (20, 29, "disagree")),
)


def answered(replies=(), parentages=(), stances=()):
    return answers_of([ROOT, CHILD], replies, parentages, stances)[CHILD.uid]


def reply(evidence="content", confidence=0.5, parent=ROOT.uid):
    return Reply(f"r:{parent}:{evidence}", CHILD.uid, CommentId(parent), confidence, evidence)


def test_every_comment_has_an_answer_even_one_that_says_nothing():
    assert answers_of([ROOT], (), (), ()) == {ROOT.uid: Answer()}
    assert Answer().to_json() == {"reply": None, "likely_parents": [], "stance": None}


def test_of_several_replies_the_sources_counts_then_a_persons_then_the_surest():
    rows = [reply("content", 0.9, "a"), reply("explicit", 1.0, "b"), reply("correction", 1.0, "c"), reply("order", 0.3)]
    assert answered(rows).reply.evidence == "explicit"
    assert answered([each for each in rows if each.evidence != "explicit"]).reply.evidence == "correction"
    assert answered([rows[3], rows[0]]).reply.evidence == "content"


def test_only_the_stance_toward_the_parent_that_is_taken_counts():
    assert answered([reply()], stances=[ASKED]).opinion.label == "disagree"
    assert answered([reply(parent="x")], stances=[ASKED]).opinion is None
    assert answered([], stances=[ASKED]).opinion is None


def test_the_words_that_decided_come_from_the_text():
    found = answered([reply()], stances=[ASKED]).opinion.cues
    assert [each.words for each in found] == ["Fair point", "no", "who would"]


def test_other_parents_are_those_that_were_not_taken():
    guess = Parentage("p", CHILD.uid, ((ROOT.uid, 0.5), (None, 0.3), (CommentId("x"), 0.1)))
    assert answered([reply()], [guess]).others == (Likely(None, 0.3), Likely(CommentId("x"), 0.1))
    assert answered([reply()], [guess]).nothing is None


def test_that_a_comment_answers_nothing_is_a_guess_with_its_probability():
    guess = Parentage("p", CHILD.uid, ((None, 0.6), (ROOT.uid, 0.3)))
    assert answered([], [guess]).nothing == 0.6
    assert answered([], [guess]).others == (Likely(ROOT.uid, 0.3),)
    assert answered([]).nothing is None
    assert answered([], [Parentage("p", CHILD.uid, ((None, 1.0),))]).nothing is None
    assert nothing(0.6) == "likely answers nothing here, 60 %"


def test_parents_that_are_hardly_possible_are_not_worth_a_line():
    guess = Parentage("p", CHILD.uid, ((ROOT.uid, 0.98), (CommentId("x"), 0.01)))
    assert open_question(answered([reply()], [guess])) == ()


@pytest.mark.parametrize("kind", ["explicit", "correction"])
def test_what_a_source_or_a_person_says_leaves_no_question_open(kind):
    guess = Parentage("p", CHILD.uid, ((CommentId("x"), 0.9),))
    assert open_question(answered([reply(kind, 1.0)], [guess])) == ()
    assert open_question(answered([reply()], [guess])) == (Likely(CommentId("x"), 0.9),)


@pytest.mark.parametrize(
    ("share", "told"),
    [(0, "0 %"), (0.001, "under 1 %"), (0.82, "82 %"), (0.994, "99 %"), (0.9951, "over 99 %"), (1, "100 %")],
)
def test_only_what_is_certain_is_called_certain(share, told):
    assert percent(share) == told


def test_what_a_reply_rests_on_is_told_with_how_sure_it_is():
    assert evidence("quote", 0.9) == "inferred from quote, 90 %"
    assert evidence("explicit", 1.0) == "explicit"
    assert evidence("correction", 1.0) == "corrected by hand"


def test_a_stance_is_told_by_a_word_and_how_sure():
    opinion = answered([reply()], stances=[ASKED]).opinion
    assert takes(opinion).plain == "disagrees 82 %"
    assert takes_because(opinion).plain == (
        "disagrees 82 % (neutral 12 %, agrees 6 %; “no”, “who would”; concedes: “Fair point”)"
    )


def test_of_words_within_others_only_the_others_are_shown():
    nested = Stance("t", CHILD.uid, ROOT.uid, "disagree", 0, 0, 1, cues=((20, 23, "disagree"), (20, 29, "disagree")))
    assert takes_because(answered([reply()], stances=[nested]).opinion).plain.endswith("; “who would”)")


def test_a_stance_that_is_neutral_for_want_of_certainty_says_what_it_may_be():
    unsure = Stance("t", CHILD.uid, ROOT.uid, "neutral", 0.41, 0.3, 0.29)
    assert takes(answered([reply()], stances=[unsure]).opinion).plain == "neutral, or agrees 41 %"


def test_a_stance_that_a_person_set_is_told_as_the_persons():
    set_by_hand = Stance("t", CHILD.uid, ROOT.uid, "agree", 1, 0, 0, "correction")
    opinion = answered([reply()], stances=[set_by_hand]).opinion
    assert takes(opinion).plain == takes_because(opinion).plain == "agrees (corrected by hand)"


def test_the_three_stances_differ_without_colour_and_in_it():
    told = [
        takes(answered([reply()], stances=[Stance("t", CHILD.uid, ROOT.uid, label, 0.4, 0.4, 0.4)]).opinion)
        for label in ("agree", "neutral", "disagree")
    ]
    assert len({each.plain for each in told}) == len({each.style for each in told}) == 3
