import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_archive import BAGS, COMMENTS, HashingEmbedder, embed, small_store

from graph.models import Batch, DiscussionRow
from search.generation import open_generation
from search.index_builder import build_index
from search.query import parse
from search.ranking import Ranker
from search.searcher import Searcher

MODES = ["hybrid", "semantic", "lexical"]
PIECES = [
    '"',
    "-",
    "OR",
    "AND",
    "NOT",
    "(",
    ")",
    ":",
    "^",
    "~",
    "*",
    "?",
    "[",
    "]",
    "{",
    "}",
    "+",
    "&&",
    "||",
    "!",
    "\\",
    "/",
    "\x00",
    "\ud800",
]
PIECES += [
    "author:",
    "in:",
    "source:",
    "before:",
    "after:2024",
    "has:quote",
    "is:stub",
    "body:",
    "bags",
    "late",
    "“",
    "”",
    "🙂",
    "不",
    "e\u0301",
    "\u202e",
]


class Counting:
    """Passes every call on to a store and counts them."""

    def __init__(self, store):
        self.store, self.calls = store, 0

    def __getattr__(self, name):
        self.calls += 1
        return getattr(self.store, name)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    with small_store(folder / "archive.db") as store:
        build_index(store, folder / "index", HashingEmbedder().fingerprint)
        yield store, open_generation(folder / "index", store, HashingEmbedder().fingerprint)


@pytest.fixture(scope="module")
def searcher(archive):
    return Searcher(*archive, HashingEmbedder)


def uids(results):
    return [hit.uid for hit in results.hits]


@pytest.mark.parametrize("mode", MODES)
def test_a_comment_is_found_by_its_own_words(searcher, mode):
    for row in COMMENTS:
        if not row.stub:
            assert uids(searcher.search(" ".join(row.text.split()[-5:]), mode))[0] == row.uid


def test_a_hit_carries_what_a_person_needs(searcher):
    hit = searcher.search("banning sea").hits[0]
    assert (hit.uid, hit.author, hit.discussion, hit.title, hit.sources) == (
        "a2",
        "Bob",
        "bags",
        "Plastic bag ban",
        ("Town_Talk.TXT",),
    )
    assert hit.created_at == COMMENTS[1].created_at
    assert [hit.snippet.text[start:end] for start, end in hit.snippet.marks] == ["sea", "banning"]
    assert hit.parent is not None
    assert (hit.parent.uid, hit.parent.author, hit.parent.evidence, hit.parent.confidence) == (
        "A1",
        "Alice",
        "quote",
        0.7,
    )
    assert hit.parent.line == COMMENTS[0].text


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("stance:disagree", {"a2"}),
        ("stance:Neutral", {"b2"}),
        ("stance:agree", set()),
        ("stance:neutral stance:disagree", {"a2", "b2"}),
        ("-stance:disagree reply:quote", set()),
        ("reply:quote", {"a2"}),
        ("reply:order", {"b2"}),
        ("reply:inferred", {"b2"}),
        ("reply:inferred OR reply:quote", {"a2", "b2"}),
        ("reply:correction", set()),
        ("reply:none", {"A1", "a3", "b1"}),
        ("reply:none is:stub", {"s1"}),
        ("reply:none in:bags", {"A1", "a3"}),
        ("-reply:none -reply:quote", {"b2"}),
    ],
)
def test_replies_and_stances_filter_every_mode_alone_and_among_words(searcher, typed, found, mode):
    assert set(uids(searcher.search(typed, mode))) == found
    assert set(uids(searcher.search(f"late {typed} bags", mode))) == found


def test_a_hit_says_what_else_it_may_answer_and_how_it_takes_what_it_answers(searcher):
    hit = searcher.search("stance:disagree").to_json()["hits"][0]
    assert (hit["parent"]["uid"], hit["parent"]["confidence"], hit["parent"]["evidence"]) == ("A1", 0.7, "quote")
    assert [(each["parent"], each["probability"]) for each in hit["likely_parents"]] == [
        ("A1", 0.7),
        ("a3", 0.2),
        (None, 0.1),
    ]
    assert hit["stance"] == {
        "label": "disagree",
        "probabilities": {"agree": 0.07, "neutral": 0.11, "disagree": 0.82},
        "evidence": "model",
        "cues": [{"start": 0, "end": 3, "speaks_for": "disagree", "words": "But"}],
    }


def test_a_hit_without_a_parent_has_no_stance(searcher):
    hit = searcher.search('author:"alice smith"').hits[0]
    assert (hit.parent, hit.stance, hit.likely_parents[0].parent) == (None, None, None)


def test_the_shares_add_up_to_the_score(searcher):
    for hit in searcher.search("bags late", "hybrid").hits:
        shares = hit.shares
        assert hit.score == pytest.approx(shares.lexical + shares.semantic)
        assert shares.semantic == pytest.approx(shares.weight * max(0, shares.cosine))


def test_json_calls_the_uid_id(searcher):
    plain = searcher.search("bags", limit=1).to_json()
    assert plain["hits"][0]["id"] == uids(searcher.search("bags", limit=1))[0]
    assert plain["mode"] == "hybrid"


def test_the_passage_that_matched_is_shown(searcher):
    hit = searcher.search("paper tears", "semantic").hits[0]
    assert hit.uid == "a3"
    assert hit.snippet.text.endswith("Paper tears.")
    assert hit.snippet.start > 400
    assert COMMENTS[2].text[hit.snippet.start : hit.snippet.end] == hit.snippet.text


@pytest.mark.parametrize("mode", MODES)
def test_filters_and_exclusions_bind_every_mode(searcher, mode):
    assert set(uids(searcher.search("bags in:trains-7 late", mode))) <= {"b1", "b2"}
    assert set(uids(searcher.search("bags -sea", mode))).isdisjoint({"a2"})
    assert uids(searcher.search('bags "end up"', mode)) == ["a2"]
    assert uids(searcher.search("bags is:stub", mode)) == ["s1"]
    assert "s1" not in uids(searcher.search("a symbol somebody said", mode))


@pytest.mark.parametrize("mode", MODES)
def test_filters_alone_list_the_newest_first(searcher, mode):
    results = searcher.search("", mode)
    assert uids(results) == ["a2", "A1", "b1", "a3", "b2"]
    assert results.total == 5
    assert uids(searcher.search("author:bob", mode)) == ["a2", "b2"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("typed", ["bags late", "-sea"])
def test_pages_follow_each_other_without_repeats(searcher, mode, typed):
    whole = searcher.search(typed, mode, limit=100)
    pages = [searcher.search(typed, mode, limit=2, offset=at) for at in range(0, whole.total + 2, 2)]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert len(whole.hits) == whole.total


def test_the_number_of_questions_to_the_store_does_not_grow_with_the_hits(archive):
    store, generation = archive
    counts = []
    for limit in (2, 5):
        counting = Counting(store)
        Searcher(counting, generation, HashingEmbedder).search("bags late", limit=limit)
        counts.append(counting.calls)
    assert counts[0] == counts[1] == 10


def test_lexical_search_opens_no_model(archive):
    def refuse():
        raise AssertionError("a model was asked for")

    searcher = Searcher(*archive, refuse)
    assert uids(searcher.search("bags", "lexical"))
    assert uids(searcher.search("author:bob"))


def test_a_comment_that_left_the_store_is_no_hit(tmp_path):
    with small_store(tmp_path / "archive.db") as store:
        build_index(store, tmp_path / "index", "hashing:1")
        searcher = Searcher(store, open_generation(tmp_path / "index", store, "hashing:1"), HashingEmbedder)
        store.write(Batch(removed_comments=[COMMENTS[1].uid], comments=[replace(COMMENTS[2], text="Short now.")]))
        results = searcher.search("bags")
        assert "a2" not in uids(results)
        assert "no longer" in results.note


def test_after_any_adding_and_removing_a_hit_is_the_comment_that_it_names(tmp_path):
    from graph.sqlite_store import SqliteStore

    chance, alive = random.Random(3), {}  # noqa: S311  (the same changes on every run)
    with SqliteStore(str(tmp_path / "archive.db")) as store:
        for cycle in range(8):
            removed = chance.sample(sorted(alive), len(alive) // 3)
            added = [
                replace(COMMENTS[0], uid=f"{chance.random()}", text=f"word{cycle}x{n} says thing{n}") for n in range(12)
            ]
            alive = {uid: text for uid, text in alive.items() if uid not in removed} | {
                row.uid: row.text for row in added
            }
            store.write(Batch(removed_comments=removed, discussions=[DiscussionRow(BAGS)], comments=added))
            embed(store, HashingEmbedder())
            build_index(store, tmp_path / "index", "hashing:1")
            searcher = Searcher(store, open_generation(tmp_path / "index", store, "hashing:1"), HashingEmbedder)
            for uid, text in alive.items():
                hit = searcher.search(text, "semantic", limit=1).hits[0]
                assert (hit.snippet.text, alive[hit.uid]) == (store.comments([hit.uid])[hit.uid].text, hit.snippet.text)
                assert uids(searcher.search(text.split()[0], "lexical")) == [uid]
            assert searcher.search("", limit=1).total == len(alive)


def test_an_empty_archive_answers_every_query(tmp_path):
    from graph.sqlite_store import SqliteStore

    with SqliteStore(str(tmp_path / "archive.db")) as store:
        build_index(store, tmp_path / "index", "hashing:1")
        searcher = Searcher(store, open_generation(tmp_path / "index", store, "hashing:1"), HashingEmbedder)
        for mode in MODES:
            assert searcher.search("anything", mode).hits == searcher.search("", mode).hits == ()


def test_10000_queries_of_operators_and_odd_characters_raise_nothing(archive):
    _, generation = archive
    ranker = Ranker(generation.text, generation.comments, lambda: generation.vectors, HashingEmbedder)
    chance = random.Random(20)  # noqa: S311  (the same queries on every run)
    for at in range(10_000):
        pieces = [
            chance.choice(PIECES) if chance.random() < 0.8 else chr(chance.randrange(0x110000))
            for _ in range(chance.randrange(9))
        ]
        typed = chance.choice(["", " "]).join(pieces)
        ranker.rank(parse(typed), MODES[at % 3], 5)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=10).map(" ".join)),
    mode=st.sampled_from(MODES),
)
def test_any_text_can_be_searched_and_its_answer_written_as_json(searcher, typed, mode):
    results = searcher.search(typed, mode)
    assert len(results.to_json()["hits"]) == len(results.hits) <= results.total
    results.model_dump_json()
