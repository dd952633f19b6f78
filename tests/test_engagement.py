"""Whether answers deal with objections, by the shipped model and embedder: on forum comments as well as in a rebuttal."""

import random

import numpy as np
import pytest

from graph.engagement.model import pack, trained_model, unpack
from graph.engagement.reading import open_engagements
from graph.engaging import ACTS, DEALING, Case
from ingest.embedder import open_embedder

SHOPS = "Closing the street on Saturdays will ruin the small shops, because a third of their weekly income is made on that day."
WINTER = "The study only counted people in June, so it says nothing about winter."
WIND = "Nuclear power is far too expensive compared with wind."
SPEED = "You never show that the new compiler is faster on real programs."
OBJECTIONS = (SHOPS, WINTER, WIND, SPEED)
ANSWERS = (
    "Shops in Freiburg had the same fear, and on Saturdays they took in more once the street was closed to cars.",
    "It does: the winter counts are in the second table of the study, and they show the same.",
    "Expensive at first, but a nuclear plant runs for sixty years, and with storage wind costs as much.",
    "We ran the compiler on forty real programs, and it was faster on all but two.",
)
OFF_TOPIC = (
    ("lol",),
    ("My phone does not show the pictures on this page, can a moderator fix that?",),
    ("Did anyone see the match last night?", "What a goal in the last minute."),
    ("I think cats make better pets than dogs because they keep themselves clean.",),
    ("The closing date for applications is the first of March.",),
)


@pytest.fixture(scope="module")
def engagements():
    return open_engagements(open_embedder())


def engagement(engagements, objection, *answer):
    return engagements.meet([Case((objection,), answer)])[0][0].engagement


@pytest.mark.parametrize("objection", OBJECTIONS)
@pytest.mark.parametrize(
    "answer", [("Thanks, good post.",), ("Great read!", "Thank you for sharing."), ("Welcome to the forum.",)]
)
def test_thanks_engage_with_nothing(engagements, objection, answer):
    assert engagement(engagements, objection, *answer) < 0.25


def test_what_is_off_the_topic_hardly_engages(engagements):
    found = np.array(
        [[engagement(engagements, objection, *answer) for answer in OFF_TOPIC] for objection in OBJECTIONS]
    )
    assert found.mean() < 0.4
    assert (found < 0.5).mean() > 0.8
    right = [engagement(engagements, objection, answer) for objection, answer in zip(OBJECTIONS, ANSWERS, strict=True)]
    assert (found.max(axis=1) < right).all()


@pytest.mark.parametrize(("objection", "answer"), [*zip(OBJECTIONS, ANSWERS, strict=True)])
def test_a_short_answer_to_the_only_objection_engages_with_it(engagements, objection, answer):
    assert engagement(engagements, objection, answer) > 0.65


@pytest.mark.parametrize("asked", range(4))
def test_one_of_two_objections_is_answered(engagements, asked):
    other = (asked + 1) % 4
    [(first, second)] = engagements.meet([Case((OBJECTIONS[asked], OBJECTIONS[other]), (ANSWERS[asked],))])
    assert first.engagement > 0.6 > 0.4 > second.engagement


def test_each_objection_meets_its_own_sentence_and_its_own_words(engagements):
    objection = f"I like the plan. {SHOPS}"
    answer = ("Thank you both.", ANSWERS[1], ANSWERS[0])
    [(shops, winter)] = engagements.meet([Case((objection, WINTER), answer)])
    assert (shops.sentence, winter.sentence) == (2, 1)
    assert objection[slice(*shops.met)] == SHOPS
    assert WINTER[slice(*winter.met)] == WINTER


def test_numbers_tell_which_objection_is_meant(engagements):
    objections = ("The text is hard to follow.", "The proofs are too long.", "The title says little.")
    answer = ("2. We have moved them to the appendix.",)
    [meetings] = engagements.meet([Case(objections, answer)])
    assert max(meetings, key=lambda each: each.engagement) is meetings[1]


def test_acts_sum_to_one_and_follow_the_engagement(engagements):
    answer = (*ANSWERS[:2], "Thanks!")
    for meetings in engagements.meet([Case(OBJECTIONS, answer), Case((SHOPS,), ("Thanks, good post.",))]):
        for each in meetings:
            assert sum(each.acts) == pytest.approx(1)
            assert (ACTS.index(each.act) < DEALING) == (each.engagement >= 0.5)
    assert engagements.meet([Case((SHOPS,), ("Thanks, good post.",))])[0][0].act == "acknowledges"
    assert engagements.meet([Case((SHOPS,), ("Did anyone see the match last night?",))])[0][0].act == "deflects"


def test_putting_a_promise_off_defers(engagements):
    [(meeting,)] = engagements.meet([Case((SPEED,), ("We will add timings of real programs in the final version.",))])
    assert meeting.act == "defers"


def test_other_cases_and_their_order_change_nothing(engagements):
    chance = random.Random(4)  # noqa: S311
    cases = [
        Case(
            tuple(chance.sample(OBJECTIONS, chance.randint(1, 4))), tuple(chance.sample(ANSWERS, chance.randint(1, 4)))
        )
        for _ in range(20)
    ]
    together = engagements.meet(cases)
    for case, meetings in zip(cases, together, strict=True):
        [alone] = engagements.meet([case])
        assert [each.sentence for each in alone] == [each.sentence for each in meetings]
        assert [each.engagement for each in alone] == pytest.approx([each.engagement for each in meetings], abs=0.01)


@pytest.mark.parametrize("objection", ["", "?", "🙂", "x" * 5000, "1. 2. 3."])
@pytest.mark.parametrize("answer", [("",), ("🙂", "?"), ("y " * 3000,)])
def test_any_text_is_read(engagements, objection, answer):
    [(first, second)] = engagements.meet([Case((objection, SHOPS), answer)])
    for each, text in ((first, objection), (second, SHOPS)):
        assert 0 <= each.engagement <= 1
        assert 0 <= each.met[0] <= each.met[1] <= len(text)
        assert 0 <= each.sentence < len(answer)


def test_no_objection_no_answer_and_no_case(engagements):
    assert engagements.meet([]) == []
    found = engagements.meet([Case((), ("Well.",)), Case((SHOPS, WINTER), ()), Case((SHOPS,), (ANSWERS[0],))])
    assert [len(each) for each in found] == [0, 2, 1]
    assert [each.engagement for each in found[1]] == [0.0, 0.0]
    assert sum(found[1][0].acts) == pytest.approx(1)


def test_what_is_stored_is_what_is_used(tmp_path):
    model = trained_model()
    np.savez(tmp_path / "model.npz", **pack(model))
    again = unpack(dict(np.load(tmp_path / "model.npz", allow_pickle=False)))
    rows = np.random.default_rng(0).normal(size=(40, len(model.gauge.weights))).astype(np.float32)
    assert again.gauge.chances(rows).tolist() == model.gauge.chances(rows).tolist()
    assert again.walk == model.walk
    assert again.acts.words.tolist() == model.acts.words.tolist()
