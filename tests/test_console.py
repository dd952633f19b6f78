"""Printing texts that strangers wrote."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from ui.printing.console import amount, day, marked, one_line, safe

ANYTHING = st.text(st.characters(exclude_categories=()))


@given(ANYTHING)
def test_safe_text_can_be_encoded_keeps_its_length_and_is_safe_already(text):
    made = safe(text)
    made.encode("utf-8")
    assert len(made) == len(text)
    assert safe(made) == made


@given(ANYTHING)
def test_one_line_is_one_line_of_the_width_asked_for(text):
    line = one_line(text, 20)
    assert len(line) <= 20
    assert "\n" not in line


def test_a_comment_cannot_steer_the_terminal():
    assert safe("\x1b[31mred\x1b]0;title\x07 \u202egnirts\r") == "�[31mred�]0;title� ⇠gnirts "


def test_text_that_hides_is_seen_and_scripts_and_emoji_are_left_alone():
    assert safe("pay\u200b \u202epal\u202c \u2067x\u2069 \ufeffno\u2060w \U000e0041") == "pay◌ ⇠pal↔ ⇠x↔ ◌no◌w ◌"
    assert safe("a\u200c\u200d\u200c\u200db") == "a◌◌◌◌b"
    for text in ("می\u200cخواهم", "👩\u200d👧", "שלום\u200f!", "co\u00adoperate", "❤\ufe0f"):
        assert safe(text) == text


def test_what_is_marked_is_what_was_meant_even_behind_unsafe_characters():
    shown = marked("\x07a bell and words", [(12, 17)])
    (span,) = shown.spans
    assert shown.plain[span.start : span.end] == "words"


def test_markup_in_a_comment_is_text():
    console = Console(markup=False, width=40)
    with console.capture() as captured:
        console.print(marked("[bold]loud[/bold] :smile:", []))
    assert captured.get() == "[bold]loud[/bold] :smile:\n"


def test_amounts_agree_with_their_noun():
    assert [amount(1, "reply"), amount(12_000, "reply"), amount(0, "comment")] == [
        "1 reply",
        "12,000 replies",
        "0 comments",
    ]


def test_a_day_is_a_date_or_nothing():
    assert (day(datetime(2024, 5, 1, 23, tzinfo=UTC)), day(None)) == ("2024-05-01", "")
