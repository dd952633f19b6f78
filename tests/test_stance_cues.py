"""Cues of agreement and disagreement, found where they tell something."""

import pytest

from graph.stances.cues import find_cues, patterns


def names(reply):
    return {patterns()[cue.kind].name for cue in find_cues(reply)}


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        ("Yes, and the trams are late as well.", "yes"),
        ("Well, yeah. Trams are late.", "yes"),
        ("Exactly! Nobody asked for it.", "exactly"),
        ("I totally agree with that.", "agreement"),
        ("I couldn’t agree more.", "agreement"),
        ("You’re absolutely right about the trams.", "you are right"),
        ("Good point, I had not thought of that.", "good point"),
        ("No, they are not late.", "no"),
        ("Wrong. They are on time.", "no"),
        ("But the trams are on time.", "but"),
        ("I disagree, they are on time.", "disagreement"),
        ("You are completely wrong here.", "you are wrong"),
        ("That is complete nonsense.", "that is wrong"),
        ("Do you have a source?", "challenge"),
        ("Yes, they are late, but who minds?", "yes, but"),
        ("I see what you mean; however, the bus is no better.", "yes, but"),
        ("Which line is that?", "asks"),
        ("What line was that one again?", "only a question"),
        ("Thanks for the timetable.", "thanks"),
        ("Great, another strike. /s", "mocks"),
    ],
)
def test_a_cue_is_found_in_a_reply_that_has_it(reply, name):
    assert name in names(reply)


@pytest.mark.parametrize(
    ("reply", "name"),
    [
        ("No doubt they are late.", "no"),
        ("The answer is yes.", "yes"),
        ("They are late. Is that fine?", "only a question"),
        ("Trams run on rails.", "agreement"),
        ("The map is right there on the wall.", "true"),
    ],
)
def test_words_that_mean_something_else_there_are_no_cue(reply, name):
    assert name not in names(reply)


def test_a_cue_tells_its_characters():
    reply = "Hm, honestly: I disagree."
    spans = {patterns()[cue.kind].name: reply[cue.start : cue.end] for cue in find_cues(reply)}
    assert spans["disagreement"] == "I disagree"


def test_every_pattern_has_a_name_of_its_own_and_matches_no_empty_text():
    assert len({pattern.name for pattern in patterns()}) == len(patterns()) >= 50
    assert not any(pattern.words.fullmatch("") for pattern in patterns())


def test_cues_lie_inside_the_reply_even_in_odd_texts():
    for reply in ("", "?", "…", "👍", "\ud800 no", "yes" * 3000, "(((((", "> > >", "İstanbul? No."):
        assert all(0 <= cue.start < cue.end <= len(reply) for cue in find_cues(reply))


def test_long_texts_take_no_longer_than_their_beginning():
    assert max(cue.end for cue in find_cues("You know. " * 2000)) <= 600
