from hypothesis import given
from hypothesis import strategies as st

from search.passages import first_line, own_line, snippet

LONG = "Nothing here. " * 40 + "The harbour wall leaks at night. Nobody repairs harbours. " + "Nothing there. " * 40


def whole_words(text):
    return text.lower().split()


def shown(text, weights, span=None):
    return snippet(text, span or (0, len(text)), weights, whole_words)


def marked(part):
    return [part.text[start:end] for start, end in part.marks]


def test_a_short_text_is_shown_whole_with_its_words_marked():
    part = shown("Cats sleep. Dogs do not.", {"dogs": 1.0, "not": 1.0})
    assert (part.text, marked(part)) == ("Cats sleep. Dogs do not.", ["Dogs", "not"])


def test_the_part_with_most_of_the_words_is_shown():
    part = shown(LONG, {"harbour": 2.0, "leaks": 2.0})
    assert marked(part) == ["harbour", "leaks"]
    assert len(part.text) <= 300
    assert part.text[0].isupper()
    assert part.text[-1] == "."


def test_a_rare_word_counts_more_than_two_common_ones():
    text = "Here blue and red. " + "x. " * 150 + "There is ochre."
    assert marked(shown(text, {"blue": 0.5, "red": 0.5, "ochre": 5.0})) == ["ochre"]


def test_without_a_matched_word_the_part_begins_where_the_span_does():
    part = shown(LONG, {}, (14, 900))
    assert (part.start, part.marks) == (14, ())


def test_a_sentence_that_is_too_long_is_cut_at_words():
    text = "word " * 200 + "needle " + "word " * 200
    part = shown(text, {"needle": 1.0})
    assert marked(part) == ["needle"]
    assert len(part.text) <= 300
    assert set(part.text.split()) == {"word", "needle"}


def test_faint_words_are_marked_only_when_nothing_else_was_asked():
    assert marked(shown("the cat and the dog", {"the": 0.1, "cat": 1.0})) == ["cat"]
    assert marked(shown("the cat and the dog", {"the": 0.1})) == ["the", "the"]


@given(st.text(max_size=1500), st.integers(0, 1500), st.integers(0, 1500), st.sets(st.sampled_from(["a", "0", "é"])))
def test_a_snippet_is_a_short_part_of_its_span(text, start, end, asked):
    part = snippet(text, (start, end), dict.fromkeys(asked, 1.0), whole_words)
    assert part.text == text[part.start : part.end].encode("utf-8", "replace").decode()
    assert len(part.text) <= 300
    assert part.start == part.end or start <= part.start <= part.end <= end
    assert all(0 <= first < last <= len(part.text) for first, last in part.marks)


@given(st.text(alphabet=st.sampled_from("ab .!\n"), min_size=1, max_size=1200).filter(str.strip))
def test_a_text_with_words_is_never_shown_empty(text):
    assert shown(text, {"a": 1.0}).text.strip()


def test_the_first_line_that_says_something_is_cut_at_a_word():
    assert first_line("\n \n  Hello there \nmore") == "Hello there"
    assert first_line("word " * 100, 22) == "word word word word …"
    assert first_line(" ") == ""


def test_a_line_of_ones_own_leaves_out_what_is_quoted():
    text = "> Trams are dear.\nSo are roads.\nTrams are dear."
    assert own_line(text, []) == "> Trams are dear."
    assert own_line(text, [(2, 17), (32, 47)]) == "So are roads."
    assert own_line("Trams are dear.", [(0, 15)]) == "Trams are dear."
    assert own_line("No: trams are dear, I think.", [(4, 18), (4, 10)]) == "No:"
