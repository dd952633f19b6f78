"""Which paragraphs are quotes, and what that says of the gaps around them."""

import numpy as np

from ingest.cuts import with_repeats_at_end, without_bare_quotes
from ingest.paragraphs import read_page
from ingest.pieces import make_pieces
from ingest.quote_columns import nearest_quotes, quote_columns, spans
from ingest.quote_evidence import find_quoting
from ingest.renderings import align
from ingest.surroundings import surrounding_columns

POINT = "A tram on the ring road would carry more people than the four bus lines do together today."
OTHER = "Nobody who works in the hospital could use it, though, because the ring does not pass there."
REPLY = "That is what the shuttle from the central station is meant for, as the plan says on page three."


def pieces_of(*lines):
    paragraphs = read_page("\n".join(lines)).paragraphs
    return make_pieces(paragraphs, align(paragraphs, [range(len(paragraphs))]), 1)


def test_a_repeated_paragraph_is_a_quote_of_the_first():
    found = find_quoting(pieces_of(POINT, OTHER, POINT, REPLY))
    assert found.quote.tolist() == [False, False, True, False]
    assert found.source.tolist() == [-1, -1, 0, -1]
    assert found.later.tolist() == [1, 0, 0, 0]


def test_part_of_a_paragraph_is_a_quote_that_knows_where_it_was():
    part = " ".join(POINT.split()[8:])
    found = find_quoting(pieces_of(POINT, OTHER, part, REPLY))
    assert found.source[2] == 0
    assert found.source_at[2] == 8 / 18


def test_a_quote_of_a_quote_leads_to_the_original():
    found = find_quoting(pieces_of(POINT, POINT, OTHER, POINT, REPLY))
    assert found.source.tolist() == [-1, 0, -1, 0, -1]


def test_a_marked_line_is_a_quote_even_when_its_original_is_absent():
    found = find_quoting(pieces_of(POINT, "> Something that stands nowhere on this page at all.", REPLY))
    assert found.quote.tolist() == [False, True, False]
    assert found.source[1] == -1


def test_a_shared_phrase_in_new_text_is_no_quote():
    found = find_quoting(pieces_of(POINT, f"{OTHER} Still I like a tram on the ring road for the sake of the air."))
    assert not found.quote.any()
    assert 0 < found.cover[1] < 0.6


def test_between_a_quote_and_its_source_lies_a_span():
    found = find_quoting(pieces_of(POINT, OTHER, POINT, REPLY))
    assert spans(found) == [range(1, 3)]
    assert quote_columns(found)["shortest span"].tolist() == [30, 2, 2, 30]


def test_nearest_quotes_are_told_for_each_gap():
    near = nearest_quotes(find_quoting(pieces_of(POINT, OTHER, POINT, REPLY)))
    assert near.before.tolist() == [-1, -1, -1, 2]
    assert near.after.tolist() == [2, 2, 2, -1]


def test_what_others_leave_open_of_a_span_is_told():
    found = find_quoting(pieces_of(POINT, OTHER, POINT, REPLY))
    columns = surrounding_columns(np.array([1.0, 0.1, 0.7, 0.0]), found)
    np.testing.assert_allclose(columns["rest of span"], [15, 0.7, 0.1, 15])
    np.testing.assert_allclose(columns["source to gap"], [-1, 0, 0.1, -1])


def test_a_comment_is_never_quotes_alone_unless_the_page_ends():
    found = find_quoting(pieces_of(POINT, OTHER, POINT, REPLY))
    assert without_bare_quotes([0, 2, 3], found) == [0, 2]
    assert without_bare_quotes([0, 1, 2], found) == [0, 1, 2]


def test_a_text_again_at_the_end_of_the_page_is_a_comment_in_both_places():
    pieces = pieces_of(POINT, OTHER, REPLY, POINT)
    told = with_repeats_at_end(np.array([1.0, 0.1, 0.2, 0.3]), pieces, find_quoting(pieces))
    assert told.tolist() == [1.0, 0.9, 0.2, 0.9]


def test_a_quote_with_an_answer_is_no_text_again():
    pieces = pieces_of(POINT, OTHER, POINT, REPLY)
    chances = np.array([1.0, 0.1, 0.2, 0.3])
    assert with_repeats_at_end(chances, pieces, find_quoting(pieces)).tolist() == chances.tolist()
