"""Two renderings of one page: found, cut at the right line, and aligned without losing a line or its order."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.paragraphs import read_page
from ingest.pieces import make_pieces
from ingest.renderings import align, find_renderings

PAGE = [
    "The library should stay open on Sundays, because that is the only day on which families come together.",
    "Three things speak for it:",
    "students have nowhere else to read,",
    "the building is heated anyway,",
    "and the staff have offered to take turns.",
    "Who pays for the additional hours, then? The budget of this year is already spent to the last coin.",
    "There is a fund for trial projects that nobody has touched since the spring, and it would last a year.",
    "Fair enough, I did not know about the fund, so let us at least try it from autumn until Christmas.",
]
QUOTE = "the only day on which families come together"


def paragraphs_of(lines):
    return read_page("\n".join(lines)).paragraphs


def test_a_page_that_stands_once_has_one_rendering():
    assert find_renderings(paragraphs_of(PAGE)) == [range(8)]


def test_a_copy_of_the_page_is_its_second_rendering():
    assert find_renderings(paragraphs_of(PAGE * 2)) == [range(8), range(8, 16)]


def test_three_copies_are_three_renderings():
    assert find_renderings(paragraphs_of(PAGE * 3)) == [range(8), range(8, 16), range(16, 24)]


def test_a_list_joined_on_one_line_is_aligned_with_its_lines():
    first = [PAGE[0], PAGE[1], " ".join(PAGE[2:5]), *PAGE[5:]]
    paragraphs = paragraphs_of(first + PAGE)
    blocks = align(paragraphs, find_renderings(paragraphs))
    assert {0: range(2, 3), 1: range(8, 11)} in [block.ranges for block in blocks]


def test_the_piece_of_a_joined_list_keeps_its_lines():
    first = [PAGE[0], PAGE[1], " ".join(PAGE[2:5]), *PAGE[5:]]
    paragraphs = paragraphs_of(first + PAGE)
    pieces = make_pieces(paragraphs, align(paragraphs, find_renderings(paragraphs)), 2)
    assert pieces[2].lines == tuple(PAGE[2:5])
    assert pieces[2].joined


def test_a_quote_that_stands_in_the_first_only_is_told_so():
    first = [*PAGE[:5], QUOTE, *PAGE[5:]]
    paragraphs = paragraphs_of(first + PAGE)
    pieces = make_pieces(paragraphs, align(paragraphs, find_renderings(paragraphs)), 2)
    assert [piece.text for piece in pieces if piece.first_only] == [QUOTE]


def test_a_short_line_that_stands_in_the_second_only_is_told_so():
    paragraphs = paragraphs_of([*PAGE, *PAGE[:5], "Thanks for asking!", *PAGE[5:]])
    pieces = make_pieces(paragraphs, align(paragraphs, find_renderings(paragraphs)), 2)
    assert [(n, piece.text) for n, piece in enumerate(pieces) if piece.later_only] == [(5, "Thanks for asking!")]


def test_a_short_line_before_the_second_rendering_begins_it():
    paragraphs = paragraphs_of([*PAGE, "Opening hours", *PAGE])
    assert find_renderings(paragraphs) == [range(8), range(8, 17)]


def test_a_quote_of_the_first_paragraph_is_no_rendering():
    answer = "That is simply not so: the only day on which our family comes together is a Wednesday in the holidays."
    assert find_renderings(paragraphs_of([*PAGE, PAGE[0], answer])) == [range(10)]


def test_an_edited_repeat_of_the_first_comment_is_no_rendering():
    assert len(find_renderings(paragraphs_of([*PAGE, PAGE[0].replace("Sundays", "Sunday afternoons")]))) == 1


def test_a_paragraph_quoted_at_once_is_aligned_with_its_original():
    paragraphs = paragraphs_of([*PAGE[:6], PAGE[5], *PAGE[6:], *PAGE])
    blocks = align(paragraphs, find_renderings(paragraphs))
    assert {0: range(5, 6), 1: range(14, 15)} in [block.ranges for block in blocks]
    assert {0: range(6, 7)} in [block.ranges for block in blocks]


def test_a_line_only_in_the_richer_text_and_one_only_in_the_other_are_both_kept():
    joined = "the building is heated anyway, as was said here before, and the staff have offered to take turns."
    first = [*PAGE[:3], joined, *PAGE[5:]]
    second = [*PAGE[:3], PAGE[3], "cheap to do", PAGE[4], *PAGE[5:]]
    paragraphs = paragraphs_of(first + second)
    pieces = make_pieces(paragraphs, align(paragraphs, find_renderings(paragraphs)), 2)
    text = "\n".join(piece.text for piece in pieces)
    assert text.count("cheap to do") == 1
    assert text.count("as was said here before") == 1
    assert text.count("the building is heated anyway") == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(0, 7), max_size=4), st.booleans())
def test_every_paragraph_is_in_one_block_and_order_is_kept(seed, missing, joined):
    chance = random.Random(seed)  # noqa: S311
    first = [line for n, line in enumerate(PAGE) if n not in missing or len(line) > 60]
    if joined:
        first[2:4] = [" ".join(first[2:4])]
    first.insert(chance.randrange(len(first)), chance.choice(PAGE))
    paragraphs = paragraphs_of(first + PAGE)
    renderings = find_renderings(paragraphs)
    blocks = align(paragraphs, renderings)
    for number, rendering in enumerate(renderings):
        ranges = [block.ranges[number] for block in blocks if number in block.ranges]
        assert [n for which in ranges for n in which] == list(rendering)
