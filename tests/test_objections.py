from dataclasses import replace

import pytest

from graph.arguments import UNADDRESSED, Claim, ClaimId, PositionId, Response, SaidStatus
from graph.engaging import ACTS, Meeting
from graph.models import Parentage, Reply
from graph.objection.score import TERMS
from graph.objections import Judges, find_objections
from ingest.models import CommentId, Quote
from tests.word_engagements import WordEngagements, comment, flat_talk, talk

PLAN = ("plan", "Ana", None, "", "The harbour road should become a park, and the lorries can use the bypass.")
LORRIES = (
    "lorries",
    "Ben",
    "plan",
    "disagree",
    "The bypass floods every winter, so the lorries would stand in the water.",
)
PUMPS = (
    "pumps",
    "Ana",
    "lorries",
    "disagree",
    "The bypass floods no more in winter: new pumps were built for the lorries.",
)
CHILDREN = ("children", "Cem", "plan", "disagree", "Children would have to cross the tram rails to get to such a park.")


def found(*talks, **more):
    """Objections by the comment that raises them."""
    judges = Judges(**{"engagements": WordEngagements()} | more)
    return {each.comment: each for group in find_objections(talks, judges, "1") for each in group.objections}


def test_an_objection_without_a_reply_is_silent_and_one_whose_author_wrote_on_is_ignored():
    assert found(talk(PLAN, LORRIES))["lorries"].status == "silent"
    later = ("later", "Ana", None, "", "Tomorrow I shall bring coffee to the meeting.")
    assert found(talk(PLAN, LORRIES, later))["lorries"].status == "ignored"


def test_the_same_words_of_an_unknown_author_are_one_objection_and_those_of_another_person_two():
    again = ("again", None, "plan", "disagree", LORRIES[4])
    assert list(found(talk(PLAN, again, LORRIES))) == ["lorries"]
    assert set(found(talk(PLAN, LORRIES, ("again", "Cem", *again[2:])))) == {"lorries", "again"}
    assert set(found(talk(PLAN, LORRIES, ("again", "Ben", *again[2:])))) == {"lorries"}


def test_an_answer_that_engages_closes_an_objection_and_says_where_it_meets_it():
    objection = found(talk(PLAN, LORRIES, PUMPS))["lorries"]
    assert objection.status == "rebutted"
    assert objection.unaddressed < 0.2
    [response] = objection.responses
    assert (response.comment, response.by, response.act) == ("pumps", "target_author", "rebuts")
    assert PUMPS[4][response.start : response.end].startswith("The bypass floods no more")
    assert LORRIES[4][response.met_start : response.met_end] == "bypass floods every winter, so the lorries"


def test_a_copy_of_an_objection_does_not_answer_it():
    copied = ("copied", None, "plan", "", f"{LORRIES[4]} We shall see about the rest of it next week.")
    objection = found(talk(PLAN, LORRIES, copied))["lorries"]
    assert objection.unaddressed > 0.9
    assert found(talk(PLAN, LORRIES, PUMPS, copied))["lorries"].status == "rebutted"


def test_thanks_and_praise_leave_an_objection_open():
    polite = ("thanks", "Ana", "lorries", "agree", "Thanks, good post!")
    objection = found(talk(PLAN, LORRIES, polite))["lorries"]
    assert objection.status == "acknowledged"
    assert objection.unaddressed == 1.0


def test_a_reply_of_the_author_about_something_else_deflects():
    other = ("other", "Ana", "lorries", "neutral", "Think of the music and how happy everybody was in July.")
    assert found(talk(PLAN, LORRIES, other))["lorries"].status == "deflected"


def test_an_author_who_takes_back_the_plan_concedes():
    granted = ("granted", "Ana", "lorries", "agree", "I was wrong about that road, sorry.")
    objection = found(talk(PLAN, LORRIES, granted))["lorries"]
    assert (objection.status, objection.responses[0].act) == ("conceded", "concedes")


def test_an_objector_may_take_it_back_but_never_answers():
    back = ("back", "Ben", "pumps", "agree", "You convinced me: my objection is gone.")
    objection = found(talk(PLAN, LORRIES, PUMPS, back))["lorries"]
    assert objection.status == "withdrawn"
    assert objection.responses[0].by == "objector"
    again = (
        "again",
        "Ben",
        "lorries",
        "neutral",
        "The bypass floods every winter, I say, and the lorries stand in the water.",
    )
    assert found(talk(PLAN, LORRIES, again))["lorries"].unaddressed == 1.0


def test_an_answer_that_was_itself_defeated_leaves_an_objection_contested():
    attacks = [
        (f"attack {n}", author, "pumps", "disagree", "Those machines broke down again last week, ask anybody.")
        for n, author in enumerate(("Ben", "Dee", "Eli"))
    ]
    before = found(talk(PLAN, LORRIES, PUMPS))["lorries"]
    after = found(talk(PLAN, LORRIES, PUMPS, *attacks))["lorries"]
    assert (before.status, after.status) == ("rebutted", "contested")
    assert after.responses[0].strength < 0.5 < after.unaddressed


def test_a_later_comment_of_the_author_elsewhere_in_the_thread_may_answer():
    elsewhere = ("pumps", "Ana", "children", "disagree", PUMPS[4])
    objection = found(talk(PLAN, LORRIES, CHILDREN, elsewhere))["lorries"]
    assert [each.comment for each in objection.responses] == ["pumps"]
    assert objection.responses[0].probability < 1


def test_a_question_counts_without_disagreement_and_a_rhetorical_one_does_not():
    asking = ("asking", "Ben", "plan", "neutral", "Which lorries are meant? How many of them are there?")
    scorn = ("scorn", "Ben", "plan", "neutral", "Who cares?")
    assert found(talk(PLAN, asking))["asking"].kind == "question"
    assert found(talk(PLAN, scorn)) == {}
    assert found(talk(PLAN, LORRIES))["lorries"].kind == "objection"


def test_agreement_is_no_objection_and_one_does_not_object_to_oneself():
    praise = ("praise", "Ben", "plan", "agree", "A park by the harbour would be wonderful for us all.")
    self = ("self", "Ana", "plan", "disagree", "On second thoughts the bypass is too narrow for that.")
    assert found(talk(PLAN, praise, self)) == {}


def test_one_author_alone_and_an_empty_thread_have_no_objections():
    alone = [("a", "Ana", None, "", "One."), ("b", "Ana", "a", "disagree", "Two is better than one by far.")]
    assert found(talk(*alone)) == {}
    [empty] = find_objections([talk()], Judges(WordEngagements()), "7")
    assert (empty.objections, empty.mark) == ((), "7")
    assert find_objections([], Judges(WordEngagements()), "7") == []


def test_without_authors_what_nobody_answered_has_no_response():
    unknown = [(uid, None, parent, stance, text) for uid, _, parent, stance, text in (PLAN, LORRIES, CHILDREN)]
    assert {each.status for each in found(talk(*unknown)).values()} == {"no_response"}


def test_a_deleted_target_can_be_objected_to():
    gone = comment("plan", "", None, stub=True)
    thread = talk(PLAN, LORRIES)
    thread = replace(thread, comments=(gone, *thread.comments[1:]))
    objection = found(thread)["lorries"]
    assert (objection.target, objection.target_start, objection.target_end) == ("plan", 0, 0)


def test_a_circle_of_replies_and_a_reply_to_oneself_are_judged():
    thread = talk(PLAN, LORRIES, PUMPS)
    circle = Reply("r:plan", CommentId("plan"), CommentId("pumps"), 1.0, "correction")
    own = Reply("r:own", CommentId("lorries"), CommentId("lorries"), 1.0, "explicit")
    assert "lorries" in found(replace(thread, replies=(*thread.replies, circle)))
    assert found(replace(thread, replies=(own,))) == {}


def test_passages_under_several_quotes_are_objections_of_their_own():
    text = "The harbour road should become a park\nNo: the road is needed for the ferry every single day.\n"
    text += "the lorries can use the bypass\nThe bypass has no surface that carries them, and it never will have."
    thread = talk(PLAN, ("two", "Ben", "plan", "disagree", text))
    quotes = [
        Quote("q1", CommentId("two"), 0, 37, CommentId("plan"), 0, 37),
        Quote("q2", CommentId("two"), text.index("the lorries"), text.index("\nThe bypass"), CommentId("plan"), 43, 73),
    ]
    [group] = find_objections([replace(thread, quotes=tuple(quotes))], Judges(WordEngagements()), "1")
    spans = [(PLAN[4][each.target_start : each.target_end], text[each.start : each.end]) for each in group.objections]
    assert [target for target, _ in spans] == [
        "The harbour road should become a park",
        "the lorries can use the bypass",
    ]
    assert [words.split()[0] for _, words in spans] == ["No:", "The"]


def test_a_reply_that_quotes_one_passage_hardly_answers_the_other():
    first, second = PLAN[4][:37], "the lorries can use the bypass"
    text = f"{first}\nNo: the road is needed for the ferry.\n{second}\nThe bypass floods, and lorries would drown there in winter."
    words = "The bypass floods, and lorries would drown there in winter."
    reply = f"{words}\nIt floods no more, the bypass: lorries drive to the ferry, the road needed no pumps."
    thread = talk(PLAN, ("two", "Ben", "plan", "disagree", text), ("reply", "Ana", "two", "disagree", reply))
    quotes = (
        Quote("q1", CommentId("two"), 0, 37, CommentId("plan"), 0, 37),
        Quote("q2", CommentId("two"), text.index(second), text.index(second) + 30, CommentId("plan"), 43, 73),
        Quote("q3", CommentId("reply"), 0, len(words), CommentId("two"), text.index(words), len(text)),
    )
    [group] = find_objections([replace(thread, quotes=quotes)], Judges(WordEngagements()), "1")
    ferry, bypass = (each for each in group.objections if each.comment == "two")
    assert ferry.responses[0].probability < bypass.responses[0].probability == 1.0
    assert ferry.unaddressed > bypass.unaddressed


def test_who_quotes_an_objection_answers_it_likelier_and_who_objects_to_the_same_does_not():
    news = "The bypass floods in winter, and there the lorries would wake the children."
    ally = ("ally", "Dee", "plan", "disagree", news)
    assert found(talk(PLAN, LORRIES, ally))["lorries"].unaddressed > 0.9
    stranger = ("ally", "Dee", "children", "neutral", news)
    assert found(talk(PLAN, LORRIES, CHILDREN, stranger))["lorries"].unaddressed < 0.7
    vague = ("vague", "Ana", "lorries", "neutral", "We heard about the lorries and the water.")
    quote = Quote("q", CommentId("vague"), 24, 41, CommentId("lorries"), 32, 72)
    thread = talk(PLAN, LORRIES, vague)
    plain, quoting = (found(each)["lorries"] for each in (thread, replace(thread, quotes=(quote,))))
    assert quoting.responses[0].engagement > plain.responses[0].engagement


def test_an_answer_to_an_objection_is_less_of_an_objection_itself():
    objections = found(talk(PLAN, LORRIES, PUMPS, CHILDREN))
    assert objections["pumps"].probability < 0.6 < objections["children"].probability


def test_a_stranger_elsewhere_in_the_thread_may_answer_in_the_same_rare_words():
    news = "And about the bypass: it floods no more, the engineers drained it, so lorries pass there all winter."
    stranger = ("news", "Dee", "children", "neutral", news)
    objection = found(talk(PLAN, LORRIES, CHILDREN, stranger))["lorries"]
    assert [(each.comment, each.by) for each in objection.responses] == [("news", "third_party")]
    assert 0.1 < objection.unaddressed < 0.8


FLAT = (
    ("plan", None, 0.0, "", PLAN[4]),
    ("lorries", "plan", 0.9, "disagree", LORRIES[4]),
    ("children", "lorries", 0.5, "disagree", CHILDREN[4]),
)


def test_in_flat_text_a_later_passage_answers_whichever_comment_it_answers():
    stray = ("stray", "children", 0.6, "neutral", PUMPS[4])
    before, after = found(flat_talk(*FLAT))["lorries"], found(flat_talk(*FLAT, stray))["lorries"]
    assert after.unaddressed < 0.8 < before.unaddressed
    assert after.responses[0].comment == "stray"
    assert after.inferred > 0.9


def test_a_doubtful_reply_counts_by_its_probability():
    pumps = "New pumps were built beside it last year, so that is over."
    replies = (("answer", "lorries", chance, "disagree", pumps) for chance in (0.2, 0.5, 0.95))
    left = [found(flat_talk(*FLAT, each), engagements=Sure())["lorries"].unaddressed for each in replies]
    assert 1.0 > left[0] > left[1] + 0.1 > left[2] + 0.2


class Sure(WordEngagements):
    """Answers deal with what they answer in three of four cases."""

    def meet(self, cases):
        acts = tuple(float(act == "answers") for act in ACTS)
        return [tuple(Meeting(0.75, 0, (0, 0), acts) for _ in case.objections) for case in cases]


def test_known_replies_are_no_inference_and_guessed_ones_are():
    assert found(talk(PLAN, LORRIES, PUMPS))["lorries"].inferred == 0.0
    assert found(flat_talk(*FLAT))["children"].inferred == 1.0


def test_every_term_of_a_score_is_told_and_they_add_up():
    for each in found(talk(PLAN, LORRIES, PUMPS, CHILDREN)).values():
        assert tuple(name for name, _ in each.terms) == TERMS
        assert each.score == pytest.approx(sum(value for _, value in each.terms), abs=1e-3)


def test_who_agrees_with_an_objection_raises_it_too():
    friend = ("friend", "Dee", "lorries", "agree", "So it is, I see that every year.")
    before, after = found(talk(PLAN, LORRIES))["lorries"], found(talk(PLAN, LORRIES, friend))["lorries"]
    assert dict(after.terms)["raised_by"] > dict(before.terms)["raised_by"]


def test_answers_are_read_against_all_objections_that_they_may_be_meant_for():
    engagements = WordEngagements()
    find_objections([talk(PLAN, LORRIES, CHILDREN, PUMPS)], Judges(engagements), "1")
    case = next(each for each in engagements.asked if each.answer[0].startswith("The bypass floods no more"))
    assert set(case.objections) == {LORRIES[4], CHILDREN[4]}


def test_the_attacked_position_is_that_of_the_claim_the_target_span_overlaps():
    def claim(uid, of, start, end):
        return Claim(ClaimId(uid), CommentId(of), start, end, "", "f", None)

    claims = (claim("park", "plan", 0, 37), claim("bypass", "plan", 43, 74))
    placed = {ClaimId("park"): PositionId("p:park"), ClaimId("bypass"): PositionId("p:bypass")}
    thread = talk(PLAN, LORRIES)
    quote = Quote("q", CommentId("lorries"), 0, 10, CommentId("plan"), 50, 73)
    told = replace(thread, claims=claims, placed=placed, quotes=(quote,))
    assert found(told)["lorries"].position == "p:bypass"
    assert found(thread)["lorries"].position is None


def said(status, by=None):
    return {CommentId("lorries"): SaidStatus(status, by)}


def test_what_a_person_says_beats_the_model():
    objection = found(talk(PLAN, LORRIES, said=said("answered")))["lorries"]
    assert (objection.status, objection.unaddressed, objection.evidence) == ("answered", 0.0, "correction")
    reopened = found(talk(PLAN, LORRIES, PUMPS, said=said("deflected")))["lorries"]
    assert reopened.status == "deflected"
    assert reopened.unaddressed >= 0.5
    assert reopened.score == pytest.approx(sum(value for _, value in reopened.terms), abs=1e-3)


def test_a_person_may_say_that_something_is_no_objection_or_is_one():
    assert found(talk(PLAN, LORRIES, said=said("no_objection"))) == {}
    agreeing = ("lorries", "Ben", "plan", "agree", "Yes, lovely.")
    assert found(talk(PLAN, agreeing, said=said("ignored")))["lorries"].status == "ignored"


def test_the_answer_that_a_person_names_stands_first_with_full_engagement():
    objection = found(talk(PLAN, LORRIES, PUMPS, CHILDREN, said=said("answered", CommentId("children"))))["lorries"]
    first = objection.responses[0]
    assert (first.comment, first.engagement, first.counted, first.by) == ("children", 1.0, 1.0, "third_party")
    assert [each.comment for each in objection.responses].count("children") == 1


def test_an_answer_elsewhere_closes_an_objection_that_nobody_answered_here():
    answer = Response(CommentId("far"), "rebuts", "third_party", 0.9, 0.9, 1.0, 0.8, 0, 5, 0, 5, elsewhere=True)
    objection = found(talk(PLAN, LORRIES), elsewhere=lambda talks, objecting, stands: {0: answer})["lorries"]
    assert objection.status == "answered_elsewhere"
    assert objection.unaddressed == pytest.approx(0.2)
    assert answer in objection.responses


def test_discussions_judged_together_are_judged_as_each_alone():
    other = replace(talk(PLAN, CHILDREN), discussion="d:2")
    other = replace(other, comments=tuple(replace(row, discussion="d:2") for row in other.comments))
    both = find_objections([talk(PLAN, LORRIES, PUMPS), other], Judges(WordEngagements()), "1")
    alone = [find_objections([each], Judges(WordEngagements()), "1")[0] for each in (talk(PLAN, LORRIES, PUMPS), other)]
    assert both == alone


def test_a_doubtful_second_parent_takes_part_of_an_answer():
    shared = Parentage("p:x", CommentId("answer"), ((CommentId("lorries"), 0.5), (CommentId("children"), 0.45)))
    both = PUMPS[4] + " Children get to the park by a bridge, not across tram rails."
    thread = flat_talk(*FLAT, ("answer", "lorries", 0.5, "disagree", both))
    before, after = found(thread), found(replace(thread, parentages=(*thread.parentages[:-1], shared)))
    assert after["children"].unaddressed < before["children"].unaddressed - 0.03
    assert after["lorries"].unaddressed == pytest.approx(before["lorries"].unaddressed, abs=0.01)


def test_every_status_that_is_open_leaves_more_than_half():
    objections = found(talk(PLAN, LORRIES, PUMPS, CHILDREN))
    for each in objections.values():
        assert (each.status in UNADDRESSED) == (each.unaddressed >= 0.5)
