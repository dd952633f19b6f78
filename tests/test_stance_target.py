"""What a stance is judged on: the answered words of the parent, and the reply's own."""

import random

import pytest

from graph.stances.target import rarity, sentences, stance_pair
from ingest.models import Comment, CommentId, DiscussionId
from ingest.quotes import find_quotes

PARENT = (
    "The library closes at five, which is before most people leave work. Nobody has asked the readers about that. "
    "The reading room on Elm Street could stay open until nine for very little money."
)


def comments(*texts):
    return [Comment(CommentId(f"c{n}"), DiscussionId("d"), text, n) for n, text in enumerate(texts)]


def pair(parent, reply, *others):
    found = comments(parent, *others, reply)
    return stance_pair(found[-1], found[0], find_quotes(found).quotes)


def test_a_reply_without_quotes_is_kept_whole_and_a_short_parent_too():
    found = pair(PARENT, "I would go there after work.")
    assert found.texts == (PARENT, "I would go there after work.")
    assert not found.quoted


def test_a_marked_quote_is_cut_out_and_becomes_the_target():
    found = pair(PARENT, "> Nobody has asked the readers about that.\nThey did ask, in March.")
    assert found.texts == ("Nobody has asked the readers about that.", "They did ask, in March.")
    assert found.quoted


def test_an_unmarked_quote_in_a_line_of_its_own_is_cut_out():
    found = pair(PARENT, "Nobody has asked the readers about that.\nThey did ask, in March.")
    assert found.texts == ("Nobody has asked the readers about that.", "They did ask, in March.")


def test_a_quote_that_the_answer_follows_on_the_same_line_is_cut_out():
    found = pair(PARENT, "> Nobody has asked the readers about that. They did ask, in March.")
    assert found.reply == "They did ask, in March."


def test_words_quoted_inside_a_sentence_stay_in_it():
    reply = 'You say it "could stay open until nine for very little money" and I would like to see the sum.'
    found = pair(PARENT, reply)
    assert found.reply == reply
    assert found.quoted
    assert found.target.startswith("The reading room")


def test_words_of_a_third_comment_are_cut_out_but_are_not_the_target():
    other = "Opening on Sundays was tried eleven years ago and hardly anyone came in before noon."
    found = pair(PARENT, f"{other}\nThat was a different building.", other)
    assert found.texts == (PARENT, "That was a different building.")


def test_marked_lines_that_nobody_here_wrote_are_cut_out():
    found = pair(PARENT, "> The mayor said there is no money.\n> There never is.\nThen ask for some.")
    assert found.reply == "Then ask for some."


def test_a_reply_that_is_all_quote_keeps_its_words():
    assert pair(PARENT, "> Nobody has asked the readers about that.").reply


def test_two_quotes_leave_the_words_between_and_behind_them():
    reply = f"> {sentence(0)}\nTrue.\n> {sentence(2)}\nNot for little money at all."
    found = pair(PARENT, reply)
    assert found.reply == "True.\nNot for little money at all."
    assert found.target == f"{sentence(0)} {sentence(2)}"


def sentence(number):
    start, end = sentences(PARENT)[number]
    return PARENT[start:end]


def test_of_a_long_parent_the_sentences_that_share_rare_words_are_the_target():
    filler = [f"Point {n} of the annual report was about nothing that anybody in the village minds." for n in range(20)]
    parent = " ".join([*filler[:12], "The ferry timetable ignores the tides.", *filler[12:]])
    found = pair(parent, "Which ferry? The tides have nothing to do with the timetable.")
    assert "The ferry timetable ignores the tides." in found.target
    assert len(found.target.split()) <= 70


def test_one_endless_sentence_is_cut_to_the_budget():
    assert len(pair("word " * 500, "What?").target.split()) == 70


def test_a_parent_without_words_and_an_empty_reply_make_empty_texts():
    assert pair("", "").texts == ("", "")


@pytest.mark.parametrize("seed", range(20))
def test_places_in_the_reply_lead_to_the_same_words_in_the_comment(seed):
    chance = random.Random(seed)  # noqa: S311
    lines = [f"line {n} says {chance.random()}" for n in range(6)]
    text = "\n\n ".join(chance.choice(["", "> "]) + line for line in lines)
    found = pair(PARENT, text)
    for line in found.reply.split("\n"):
        start = found.reply.index(line) + 1
        first, last = found.place(start, start + 5)
        assert text[first:last] == found.reply[start : start + 5]


def test_sentences_end_at_stops_and_at_lines():
    text = 'He paid 3.50 for it. "Really?" Yes!\nno stop here'
    assert [text[start:end] for start, end in sentences(text)] == [
        "He paid 3.50 for it.",
        '"Really?"',
        "Yes!",
        "no stop here",
    ]


def test_rare_words_weigh_more_than_common_ones():
    common, rare = rarity(["the", "timetable"])
    assert rare > common
