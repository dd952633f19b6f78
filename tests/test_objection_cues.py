import pytest

from graph.objection.cues import asks, grants, hedged, taken_back, thanks, trouble


@pytest.mark.parametrize(
    "text",
    [
        "Close it if you like, but first show me where the cars go.",
        "I asked how I get from there to the chemist. Could somebody please answer that?",
        "What is your source?",
        "That is a large number. Citation needed.",
        "How many lorries are there?",
        "When will it begin? Thank you!",
        "Do you have any figures for that? I would like to read them.",
    ],
)
def test_questions_and_requests_for_evidence_ask(text):
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Who cares?",
        "So you think that trees are evil?",
        "Isn't that silly?",
        "Really? I asked the neighbours, and none of them had heard of it.",
        "What is a park for? It is for children.",
        "It floods.",
        "",
    ],
)
def test_rhetorical_questions_and_statements_do_not_ask(text):
    assert not asks(text)


@pytest.mark.parametrize(
    "text", ["Thanks!", "Thank you very much for this thoughtful answer.", "Great post, bookmarked"]
)
def test_politeness_and_nothing_else_is_thanks(text):
    assert thanks(text)


@pytest.mark.parametrize("text", ["Thanks, but the bypass floods.", "Good luck with the lorries", "It is so", "This"])
def test_anything_more_is_not(text):
    assert not thanks(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Fair enough. I was wrong about the bypass.", "I was wrong"),
        ("If so, then my main objection is gone.", "my main objection is gone"),
        ("I take it back: the pumps work.", "I take it back"),
        ("You’ve convinced me.", "You’ve convinced me"),
        ("That answers my question, thanks.", "That answers my"),
    ],
)
def test_words_that_take_something_back_are_found_where_they_stand(text, words):
    start, end = taken_back(text)
    assert text[start:end] == words


@pytest.mark.parametrize(
    "text", ["Tell me where I was wrong.", "If I am wrong, say so.", "You were wrong.", "I am not convinced."]
)
def test_other_words_take_nothing_back(text):
    assert taken_back(text) is None


def test_hedges_and_trouble_are_told():
    assert hedged("Perhaps it floods.")
    assert not hedged("It floods.")
    assert trouble("We cannot get there, and it costs too much.") == 1.0
    assert trouble("The band played all day.") == 0.0


def test_a_text_grants_that_begins_by_agreeing_and_does_not_turn():
    assert grants("I mostly just agree with your comment, it is more of a reframing.")
    assert grants("Good point. The bypass floods.")
    assert not grants("I agree, but the bypass floods.")
    assert not grants("I do not agree with any of this.")
