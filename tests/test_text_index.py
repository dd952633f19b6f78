import numpy as np
import pytest
from small_archive import COMMENTS

from search.models import Query
from search.query import parse, plain
from search.text_index import TextIndex, TextRow, TextWriter

BODIES = [
    "Cats should not be banned",
    "Banning a cat is running late",
    "don't run",
    "a dog barks",
    "the cat, the cat, the dog",
]


def built(folder, rows):
    with TextWriter(folder) as writer:
        for row in rows:
            writer.add(row)
    return TextIndex(folder)


@pytest.fixture
def index(tmp_path):
    return built(tmp_path / "text", [TextRow(at, f"Id-{at}", body) for at, body in enumerate(BODIES)])


@pytest.fixture
def named(tmp_path):
    rows = [
        TextRow(
            at,
            row.uid,
            row.text,
            author=row.author or "",
            discussion=row.discussion,
            discussion_title={"bags": "Plastic bag ban"}.get(row.discussion, "Late trains"),
            sources=("Town_Talk.TXT", "copy.json") if row.discussion == "bags" else (),
            created_at=row.created_at,
            marks=("is:stub",) if row.stub else ("has:quote",) if row.uid == "a2" else (),
        )
        for at, row in enumerate(COMMENTS)
    ]
    return built(tmp_path / "text", rows)


def found(index, typed):
    return sorted(index.search(parse(typed), 100).rows.tolist())


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("cats", [0, 1, 4]),
        ("BANS", [0, 1]),
        ("not", [0]),
        ("should", [0]),
        ("don’t", [2]),
        ("runs", [1, 2]),
        ('"the dog"', [4]),
        ('"dog the"', []),
        ('"cat is run"', [1]),
        ("barks OR late", [1, 3]),
        ("cat AND dog", [4]),
        ("cat -dog", [0, 1]),
        ("cat NOT dog NOT late", [0]),
        ('cat -"the dog"', [0, 1]),
        ("id-3", [3]),
        ("ID-2 ", [2]),
        ("zebra", []),
        ("🙂", []),
    ],
)
def test_words_phrases_and_operators(index, typed, rows):
    assert found(index, typed) == rows


@pytest.mark.parametrize(
    ("typed", "uids"),
    [
        ("author:ALICE", {"A1", "a3"}),
        ('author:"Alice Smith"', {"a3"}),
        ("author:alice author:bob", {"A1", "a2", "a3", "b2"}),
        ("-author:bob", {"A1", "a3", "b1"}),
        ("in:trains-7", {"b1", "b2"}),
        ("in:TRAINS", {"b1", "b2"}),
        ('in:"ban plastic"', {"A1", "a2", "a3"}),
        ("source:town_talk.txt", {"A1", "a2", "a3"}),
        ("source:copy", {"A1", "a2", "a3"}),
        ("before:2024", {"b1"}),
        ("after:2024 before:2024-01-02", {"A1"}),
        ("after:2024", {"A1", "a2"}),
        ("has:quote", {"a2"}),
        ("-has:quote in:bags", {"A1", "a3"}),
        ("is:stub", {"s1"}),
        ("", {"A1", "a2", "a3", "b1", "b2"}),
        ("author:bob in:bags", {"a2"}),
        ("author:nobody", set()),
    ],
)
def test_filters(named, typed, uids):
    assert {COMMENTS[row].uid for row in named.matching(parse(typed))} == uids
    assert {COMMENTS[row].uid for row in named.search(parse(f"{typed} bags late"), 100).rows} == uids


def test_what_a_query_demands_matches_without_its_other_words(named):
    assert {COMMENTS[row].uid for row in named.matching(parse('zebra "end up"'))} == {"a2"}


def test_scores_of_given_rows_are_those_of_the_search(index):
    query = plain("the cat and the dog")
    ranked = index.search(query, 10)
    rows = np.arange(len(BODIES))
    again = dict(zip(rows.tolist(), index.scores(query, rows).tolist(), strict=True))
    assert [again.pop(row) for row in ranked.rows.tolist()] == pytest.approx(ranked.scores.tolist())
    assert set(again.values()) <= {0.0}
    assert list(ranked.scores) == sorted(ranked.scores, reverse=True)


def test_the_total_counts_more_than_the_limit(index):
    assert (len(index.search(plain("cat"), 1).rows), index.search(plain("cat"), 1).total) == (1, 3)


def test_rare_words_weigh_more(index):
    weights = index.weights(parse('cats -late "barks"'))
    assert weights["bark"] > weights["cat"] > 0
    assert "late" not in weights


def test_texts_that_are_no_utf8_are_indexed_and_searched(tmp_path):
    index = built(tmp_path / "text", [TextRow(0, "\ud800", "one \ud800 two\x00", author="\udfff")])
    assert found(index, "two \ud800") == [0]
    assert found(index, "author:\udfff x") == []


def test_an_error_while_writing_commits_nothing(tmp_path):
    def rows():
        yield TextRow(0, "x", "cat")
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        built(tmp_path / "text", rows())
    assert len(TextIndex(tmp_path / "text")) == 0


def test_a_query_of_very_many_words_is_answered(index):
    assert index.search(Query(words=tuple(f"w{n}" for n in range(5000)) + ("cat",) * 2, text="cat"), 5).total == 3
