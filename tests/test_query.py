from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.models import Filter, Term
from search.query import parse, plain

PIECES = [
    "OR",
    "AND",
    "NOT",
    "-",
    '"',
    "“",
    "”",
    "author:",
    "before:",
    "is:stub",
    "has:",
    "(",
    ")",
    ":",
    "--",
    "cat",
    "ünï",
    "\x00",
    "\ud800",
    "~^*?",
]


def test_words_rank_and_demand_nothing():
    query = parse("plastic  bags")
    assert (query.words, query.required, query.text, query.note) == (("plastic", "bags"), (), "plastic bags", "")
    assert not query.narrows


def test_a_phrase_must_occur():
    assert parse('late "end up" sea').required == ((Term("end up", phrase=True),),)
    assert parse("“end up”").required == ((Term("end up", phrase=True),),)


def test_or_makes_alternatives_and_and_demands_both():
    assert parse("a OR b OR c d").required == ((Term("a"), Term("b"), Term("c")),)
    assert parse("a OR b OR c d").words == ("d",)
    assert parse("a AND b OR c").required == ((Term("a"),), (Term("b"), Term("c")))


@pytest.mark.parametrize("typed", ["bags -sea", "bags NOT sea"])
def test_minus_and_not_exclude(typed):
    query = parse(typed)
    assert (query.words, query.excluded, query.text) == (("bags",), (Term("sea"),), "bags")


def test_a_hyphen_inside_a_word_excludes_nothing():
    assert parse("well-known - fact").excluded == ()


def test_filters_take_quoted_values_and_can_be_excluded():
    query = parse('author:"Jane Doe" -in:x IS:stub bags')
    assert query.filters == (Filter("author", "Jane Doe"), Filter("in", "x", excluded=True), Filter("is", "stub"))
    assert (query.text, query.wants_stubs) == ("bags", True)


def test_replies_and_stances_are_filters_whose_values_are_known():
    assert parse("Reply:Inferred -stance:AGREE").filters == (
        Filter("reply", "inferred"),
        Filter("stance", "agree", excluded=True),
    )
    assert "stance:disagree" in parse("stance:angry").note


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2024", datetime(2024, 1, 1, tzinfo=UTC)),
        ("2024-5", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-31", datetime(2024, 5, 31, tzinfo=UTC)),
        ("2024-05-31T12:30+02:00", datetime(2024, 5, 31, 10, 30, tzinfo=UTC)),
    ],
)
def test_dates_are_read_in_utc(value, moment):
    assert parse(f"before:{value}").filters[0].moment == moment


@pytest.mark.parametrize(
    "typed",
    [
        "before:soon",
        "after:2024-13",
        "before:0001-01-01T00:00+14:00",
        "has:wings",
        "reply:guess",
        "colour:red",
        "a OR",
        "NOT",
        'say "this',
    ],
)
def test_what_is_not_understood_becomes_words_with_a_note(typed):
    query = parse(typed)
    assert query.note
    assert query.words
    assert not query.filters


def test_an_address_is_no_unknown_filter():
    assert parse("https://example.org/x").note == ""


def test_a_query_with_only_filters_or_exclusions_browses():
    assert parse("author:bob").browses
    assert parse("-sea").browses
    assert parse("   ").browses
    assert not parse("bags author:bob").browses


def test_a_pasted_text_is_read_without_operators():
    pasted = 'He said "never" OR -maybe ' * 20
    assert parse(pasted) == plain(pasted)
    assert not parse(pasted).narrows
    assert parse(pasted + "author:bob").note


@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
        st.lists(st.sampled_from(PIECES), max_size=12).map("".join),
    )
)
def test_any_text_is_a_query(typed):
    query = parse(typed)
    assert all(isinstance(each.moment, datetime) for each in query.filters if each.name in {"before", "after"})


@given(st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), max_size=20))
def test_plain_words_are_kept_in_order(typed):
    assert parse(" ".join(typed)) == plain(" ".join(typed))
    assert list(parse(" ".join(typed)).words) == typed
