"""A text cut into paragraphs: nothing with a word in it is lost, offsets are true, wrapped files are read as written."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.paragraphs import read_page
from ingest.words import words


def texts_of(page):
    return [paragraph.text for paragraph in page.paragraphs]


def test_one_line_is_one_paragraph():
    assert texts_of(read_page("A first line.\nA second one.\r\nAnd a third.")) == [
        "A first line.",
        "A second one.",
        "And a third.",
    ]


def test_a_blank_line_is_remembered_before_what_follows():
    page = read_page("One.\n\nTwo.\nThree.\r\n\r\nFour.")
    assert [paragraph.apart for paragraph in page.paragraphs] == [0, 1, 0, 1]


def test_hard_wrapped_lines_are_joined_up_to_the_blank_line():
    wrapped = (
        "The ferry has run every hour since the spring, and nobody who lives on\n"
        "the island remembers a winter in which it did not stop for at least two\n"
        "weeks because of the ice on the northern side of the sound.\n"
        "\n"
        "That is true, but the new hull was built for it, and the harbour master\n"
        "told us in the autumn that he expects no more than three days in which\n"
        "the boat stays where it is.\n"
    )
    page = read_page(wrapped)
    assert len(page.paragraphs) == 2
    assert page.paragraphs[0].text.endswith("side of the sound.")
    assert page.paragraphs[1].text.startswith("That is true")


def test_a_marked_quote_in_a_wrapped_file_is_a_paragraph_of_its_own():
    wrapped = (
        "> I would rather see the old mill kept as it is, with the wheel and the\n"
        "> stones, than have one more building that could stand in any town.\n"
        "Keeping it costs more than building a new one, and the money that we\n"
        "have for such things would be gone for the next ten years or so.\n"
        "\n"
        "Perhaps the two could be combined, as they did it further up the river,\n"
        "where the wheel turns in front of a perfectly modern office building.\n"
    )
    page = read_page(wrapped)
    assert [paragraph.marked for paragraph in page.paragraphs] == [True, False, False]


def test_short_lines_that_come_again_and_again_are_dropped_with_a_reason():
    lines = [line for n in range(12) for line in (f"This is what person number {n} thinks of it.", "Reply")]
    page = read_page("\n".join(lines))
    assert len(page.paragraphs) == 12
    assert len(page.dropped) == 12
    assert "boilerplate" in page.dropped[0].reason
    assert all(paragraph.apart for paragraph in page.paragraphs[1:])


def test_short_sentences_are_kept_however_often_they_come():
    lines = [line for n in range(12) for line in (f"This is what person number {n} thinks of it.", "I agree.")]
    assert len(read_page("\n".join(lines)).paragraphs) == 24


def test_a_file_of_one_repeated_line_keeps_its_lines():
    assert len(read_page("again and again\n" * 10_000).paragraphs) == 10_000


def test_a_rule_is_dropped_and_sets_the_next_paragraph_apart():
    page = read_page("One thing.\n-----\nAnother thing.")
    assert texts_of(page) == ["One thing.", "Another thing."]
    assert page.dropped[0].reason == "no word in it"
    assert page.paragraphs[1].apart


def test_a_line_without_words_stays_with_the_line_before_it():
    assert texts_of(read_page("That was fun\n:-)\nNext")) == ["That was fun\n:-)", "Next"]


def test_only_empty_lines_are_no_paragraph():
    page = read_page("\n \n\t\n\r\n")
    assert page.paragraphs == ()
    assert page.dropped == ()


LINES = st.text(alphabet=st.sampled_from("ab -.>\n\r\t#é’1"), max_size=200)


@given(LINES)
def test_every_word_is_in_a_paragraph_or_dropped_and_offsets_are_true(text):
    page = read_page(text)
    kept = [text[each.start : each.end] for each in page.paragraphs]
    assert kept == texts_of(page)
    spans = sorted([(each.start, each.end) for each in (*page.paragraphs, *page.dropped)])
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    for word in words(text):
        assert any(start <= word.start and word.end <= end for start, end in spans)
