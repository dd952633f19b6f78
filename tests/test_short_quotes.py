"""Long quotes give way to what a comment says itself, and marks stay on their words."""

from ingest.models import CommentId
from ui.spoken import Spoken
from ui.web.short_quotes import short

QUOTE = "the whole street was shut for a summer and nobody came to buy bread " * 8
OWN = "I do not believe a word of this."


def spoken(text, *quoted):
    return Spoken(CommentId("c1"), None, None, 0, len(text), text, quoted)


def test_a_long_quote_keeps_its_beginning_and_the_words_of_the_comment_all_of_theirs():
    shown, _ = short(spoken(f"{QUOTE}\n{OWN}\n{QUOTE}", (0, len(QUOTE)), (len(QUOTE) + len(OWN) + 2, 0)))
    assert OWN in shown.text
    assert shown.text.startswith("the whole street was shut")
    [first, _] = shown.quoted
    assert shown.text[slice(*first)].endswith("…")
    assert len(shown.text[slice(*first)]) < 200


def test_marks_stay_on_their_words_behind_and_between_quotes():
    text = f"{QUOTE}\n{OWN}\n{QUOTE}\nNever."
    second = text.index(QUOTE, len(QUOTE))
    at, last = text.index("believe"), text.index("Never")
    marks = [(at, at + 7), (last, last + 5)]
    shown, moved = short(spoken(text, (0, len(QUOTE)), (second, second + len(QUOTE))), marks)
    assert [shown.text[start:end] for start, end in moved] == ["believe", "Never"]
    assert shown.text.count("…") == 2


def test_a_mark_within_what_was_cut_becomes_empty_and_a_short_quote_stays():
    at = len(QUOTE) - 20
    shown, [(start, end)] = short(spoken(f"{QUOTE}\n{OWN}", (0, len(QUOTE))), [(at, at + 5)])
    assert start == end
    assert shown.text.endswith(OWN)
    plain = spoken(f"a short quote\n{OWN}", (0, 13))
    assert short(plain, [(0, 1)]) == (plain, [(0, 1)])
