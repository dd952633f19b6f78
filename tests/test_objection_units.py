import pytest

from graph.objection.units import target_span, units_of
from ingest.models import Comment, CommentId, DiscussionId, Quote

PLAN = "The harbour road should become a park. The lorries can use the bypass. We decide in May."


def comment(text, uid="c"):
    return Comment(CommentId(uid), DiscussionId("d:1"), text)


def quote(text, words, of="plan"):
    start, there = text.index(words), PLAN.find(words)
    return Quote(f"q:{words}", CommentId("c"), start, start + len(words), CommentId(of), there, there + len(words))


def texts(text, *quotes, **more):
    return [unit.text for unit in units_of(comment(text), quotes, **more)]


def test_a_comment_without_quotes_is_one_unit():
    text = "The bypass floods.\n\nAnd there is no money."
    [unit] = units_of(comment(text), [])
    assert (unit.text, unit.span, unit.whole) == (text, (0, len(text)), True)


def test_words_under_each_of_several_quotes_are_units_of_their_own():
    text = f"{PLAN[:37]}\nNo, the ferry needs it.\n{PLAN[39:69]}\nIt floods.\nEvery winter."
    quotes = [quote(text, PLAN[:37]), quote(text, PLAN[39:69])]
    units = units_of(comment(text), quotes)
    assert [unit.text for unit in units] == ["No, the ferry needs it.", "It floods.\nEvery winter."]
    assert [unit.quotes for unit in units] == [(quotes[0],), (quotes[1],)]


def test_a_few_words_before_the_first_quote_go_with_what_follows_and_many_do_not():
    under = f"{PLAN[:37]}\nThe ferry needs the road.\n{PLAN[39:69]}\nIt floods there."
    quotes = lambda text: [quote(text, PLAN[:37]), quote(text, PLAN[39:69])]  # noqa: E731
    short, long = f"Hello Ana.\n{under}", f"I have lived in this street for longer than you have.\n{under}"
    assert texts(short, *quotes(short)) == ["Hello Ana.\nThe ferry needs the road.", "It floods there."]
    assert len(texts(long, *quotes(long))) == 3


def test_where_comments_were_cut_from_flat_text_long_paragraphs_are_units():
    long = "This is a paragraph that goes on for quite a while " + "and on " * 10 + "until it ends."
    text = f"Hm.\n{long}\nQuite so.\n{long}"
    assert texts(text) == [text]
    assert texts(text, passages=True) == [f"Hm.\n{long}\nQuite so.", long]


@pytest.mark.parametrize("words", ["ferry", "floods", "Every winter."])
def test_places_in_a_unit_are_places_in_the_comment(words):
    text = f"{PLAN[:37]}\nNo, the ferry needs it.\n{PLAN[39:69]}\nIt floods.\n> of course\nEvery winter."
    units = units_of(comment(text), [quote(text, PLAN[:37]), quote(text, PLAN[39:69])])
    [unit] = [each for each in units if words in each.text]
    start, end = unit.place(unit.text.index(words), unit.text.index(words) + len(words))
    assert text[start:end] == words
    assert unit.overlaps(start, end)
    assert words in [text[slice(*span)] for span in unit.sentences()] or words not in unit.text.split("\n")


def test_what_is_quoted_is_attacked_else_what_shares_most_words():
    text = "They cannot use the bypass, it floods and the lorries would drown."
    [unit] = units_of(comment(text), [])
    start, end = target_span(unit, comment(PLAN, "plan"), ())
    assert PLAN[start:end] == "The lorries can use the bypass."
    quoted = quote(PLAN[71:], "We decide in May.")
    assert target_span(unit, comment(PLAN, "plan"), [quoted]) == (71, 88)


def test_where_nothing_is_shared_the_whole_target_is_attacked():
    [unit] = units_of(comment("Nonsense."), [])
    assert target_span(unit, comment(PLAN, "plan"), ()) == (0, len(PLAN))
    assert target_span(unit, comment("", "plan"), ()) == (0, 0)
