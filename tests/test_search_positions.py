import json
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_archive import HashingEmbedder, small_store
from small_arguments import POSITIONS, argued_store, claims

from graph.arguments import Claim, Claims, Derived, Placement, Position
from graph.models import Batch
from search.generation import UnusableIndex, check, open_generation
from search.index_builder import build_index
from search.positions import PositionSearcher
from search.searcher import Searcher

FINGERPRINT = HashingEmbedder().fingerprint
MODES = ["hybrid", "semantic", "lexical"]
HELD = {each.uid: each for each in POSITIONS if each.claim}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    with argued_store(folder / "archive.db") as store:
        build_index(store, folder / "index", FINGERPRINT)
        yield store, open_generation(folder / "index", store, FINGERPRINT)


@pytest.fixture(scope="module")
def searcher(archive):
    return PositionSearcher(*archive, HashingEmbedder)


def uids(results):
    return [hit.uid for hit in results.hits]


@pytest.mark.parametrize("mode", MODES)
def test_a_position_is_found_by_the_words_of_each_of_its_claims_and_says_which(archive, searcher, mode):
    places = {each.claim: each.position for each in archive[0].placements()}
    for claim in claims():
        hit = searcher.search(claim.text, mode).hits[0]
        assert (hit.uid, hit.matches[0].uid) == (places[claim.uid], claim.uid)
        assert hit.score == hit.matches[0].score


def test_a_position_is_found_by_its_label_alone(searcher):
    (hit,) = searcher.search("nothing", "lexical").hits
    assert (hit.uid, {each.uid for each in hit.matches}) == ("p:late", {"k-better", "k-late"})
    assert not any(each.marks for each in hit.matches)


def test_a_hit_carries_what_a_person_needs(searcher):
    hit = searcher.search("shop bags").hits[0]
    assert (hit.uid, hit.label, hit.size, hit.counted, hit.claims) == (
        "p:keep",
        "We should not ban plastic bags.",
        2,
        "authors",
        2,
    )
    assert (hit.question, hit.opposes) == ("q:ban", ("p:ban",))
    assert [hit.label[start:end] for start, end in hit.marks] == ["bags"]
    best = hit.matches[0]
    assert (best.uid, best.comment, best.author, best.discussion, best.title) == (
        "k-shop",
        "a3",
        "alice Smith",
        "bags",
        "Plastic bag ban",
    )
    assert [best.text[start:end] for start, end in best.marks] == ["shop", "bags"]
    assert (best.start, best.end) == (0, len(best.text))
    assert best.score == pytest.approx(best.shares.lexical + best.shares.semantic)
    plain = json.loads(json.dumps(searcher.search("shop bags").to_json()))
    assert (plain["hits"][0]["id"], plain["hits"][0]["matches"][0]["id"]) == ("p:keep", "k-shop")


@pytest.mark.parametrize("mode", MODES)
def test_filters_are_asked_of_the_comments_that_claim_it(searcher, mode):
    assert uids(searcher.search("in:trains-7", mode)) == ["p:late"]
    assert set(uids(searcher.search("late author:bob", mode))) == {"p:late", "p:ban"} - (
        {"p:ban"} if mode == "lexical" else set()
    )
    assert set(uids(searcher.search("stance:disagree", mode))) == {"p:ban"}
    assert uids(searcher.search('bags "end up"', mode)) == ["p:ban"]
    assert uids(searcher.search("is:stub", mode)) == []


@pytest.mark.parametrize("mode", MODES)
def test_without_words_the_largest_comes_first_and_claims_are_named_only_where_they_were_asked_for(searcher, mode):
    everything = searcher.search("", mode)
    assert uids(everything) == ["p:keep", "p:ban", "p:late", "p:liners"]
    assert all(hit.matches == () for hit in everything.hits)
    bob = searcher.search("author:bob", mode)
    assert {hit.uid: [each.uid for each in hit.matches] for hit in bob.hits} == {
        "p:ban": ["k-sea"],
        "p:late": ["k-better"],
    }


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("typed", ["bags late", "-sea", ""])
def test_pages_follow_each_other_without_repeats(searcher, mode, typed):
    whole = searcher.search(typed, mode, limit=100)
    pages = [searcher.search(typed, mode, limit=1, offset=at) for at in range(whole.total + 1)]
    assert [hit for page in pages for hit in page.hits] == list(whole.hits)
    assert len(set(uids(whole))) == len(whole.hits) == whole.total


def test_no_claim_stands_before_a_better_one(searcher):
    results = searcher.search("bags are late in the sea")
    assert all(one.score >= other.score for one, other in pairwise(results.hits))
    for hit in results.hits:
        assert all(one.score >= other.score for one, other in pairwise(hit.matches))
        assert hit.matches[-1].score >= 0.8 * hit.score


def test_of_equal_positions_the_larger_comes_first(tmp_path):
    with argued_store(tmp_path / "archive.db") as store:
        liners = next(each for each in POSITIONS if each.uid == "p:liners")
        (same,) = (each for each in claims() if each.uid == "k-liners")
        twin = replace(same, uid="k-twin", comment="b1", start=0, end=5)
        late = [each for each in claims() if each.comment in {"b1", "b2"}]
        store.write(
            Batch(
                derived=Derived(
                    claims=[Claims("Trains-7", "m:1", (*late, twin))],
                    positions=[replace(liners, uid="p:x", claim=twin.uid, size=7)],
                    placements=[Placement("k-twin", "p:x")],
                )
            )
        )
        build_index(store, tmp_path / "index", FINGERPRINT)
        generation = open_generation(tmp_path / "index", store, FINGERPRINT, "positions")
        found = PositionSearcher(store, generation, HashingEmbedder).search("reused bin liners", "semantic")
        assert uids(found)[:2] == ["p:x", "p:liners"]
        assert found.hits[0].score == found.hits[1].score


def test_many_claims_of_one_position_do_not_hide_the_others(tmp_path):
    """Every claim of the large position is nearer than the only one of the small: both are wanted, both are found."""
    embedder = HashingEmbedder()
    with small_store(tmp_path / "archive.db") as store:
        texts = [f"bags bags bags number{at}" for at in range(300)] + ["bags and something else"]
        said = tuple(
            Claim(f"k:{at:03}", "A1", 0, 5, text, FINGERPRINT, vector)
            for at, (text, vector) in enumerate(zip(texts, embedder.embed(texts), strict=True))
        )
        places = [Placement(each.uid, "p:many" if each.uid < "k:300" else "p:one") for each in said]
        held = [Position("p:many", "Many", "k:000", 300, "comments"), Position("p:one", "One", "k:300", 1, "comments")]
        store.write(Batch(derived=Derived(claims=[Claims("bags", "m", said)], positions=held, placements=places)))
        build_index(store, tmp_path / "index", FINGERPRINT)
        searcher = PositionSearcher(store, open_generation(tmp_path / "index", store, FINGERPRINT), HashingEmbedder)
        for mode in MODES:
            assert uids(searcher.search("bags", mode, limit=2)) == ["p:many", "p:one"]
            assert len(searcher.search("bags", mode).hits[0].matches) == 5
            assert searcher.search("bags", mode).hits[0].claims == 300


def test_claims_of_another_embedder_and_retired_positions_are_not_indexed(tmp_path):
    with argued_store(tmp_path / "archive.db") as store:
        other = [replace(each, fingerprint="other:1") for each in claims() if each.comment in {"b1", "b2"}]
        store.write(Batch(derived=Derived(claims=[Claims("Trains-7", "m:2", tuple(other))])))
        manifest = build_index(store, tmp_path / "index", FINGERPRINT)
        assert (manifest.positions, manifest.claims) == (3, 4)
        generation = open_generation(tmp_path / "index", store, FINGERPRINT, "positions")
        assert generation.claims.positions == sorted({"p:keep", "p:ban", "p:liners"})


def test_every_claim_is_where_the_index_says(archive):
    store, generation = archive
    index = generation.claims
    places = {each.claim: each.position for each in store.placements()}
    by_id = {each.uid: each for each in store.scan_claims(FINGERPRINT)}
    assert sorted(claim for claim, _ in index.names) == sorted(by_id)
    for row, (claim, comment) in enumerate(index.names):
        assert by_id[claim].comment == comment
        assert index.positions[index.claims["group"][row]] == places[claim]
        assert index.vectors.index.reconstruct(row).tolist() == by_id[claim].vector.tolist()


def test_an_archive_without_positions_finds_none_and_says_so(tmp_path):
    with small_store(tmp_path / "archive.db") as store:
        build_index(store, tmp_path / "index", FINGERPRINT)
        searcher = PositionSearcher(store, open_generation(tmp_path / "index", store, FINGERPRINT), HashingEmbedder)
        for mode in MODES:
            for typed in ("anything", "", "author:bob", "-sea"):
                results = searcher.search(typed, mode)
                assert (results.hits, results.total) == ((), 0)
                assert "no positions yet" in results.note


def test_a_position_that_left_the_store_is_no_hit(tmp_path):
    with argued_store(tmp_path / "archive.db") as store:
        build_index(store, tmp_path / "index", FINGERPRINT)
        searcher = PositionSearcher(store, open_generation(tmp_path / "index", store, FINGERPRINT), HashingEmbedder)
        store.write(Batch(derived=Derived(removed_positions=["p:ban"])))
        results = searcher.search("bags sea")
        assert "p:ban" not in uids(results)
        assert "no longer" in results.note


def test_who_searches_comments_needs_nothing_of_the_claims_and_the_other_way_round(tmp_path):
    with argued_store(tmp_path / "archive.db") as store:
        build_index(store, tmp_path / "index", FINGERPRINT)
        home = check(tmp_path / "index").folder
        spoilt, whole = home / "claims/claims.json", home / "comments.json"
        kept = spoilt.read_bytes()
        spoilt.write_bytes(b"[]")
        generation = open_generation(tmp_path / "index", store, FINGERPRINT, "comments")
        assert Searcher(store, generation, HashingEmbedder).search("bags").hits
        for among in ("positions", None):
            with pytest.raises(UnusableIndex) as caught:
                open_generation(tmp_path / "index", store, FINGERPRINT, among)
            assert caught.value.state == "damaged"
        spoilt.write_bytes(kept)
        whole.write_bytes(b"[]")
        generation = open_generation(tmp_path / "index", store, FINGERPRINT, "positions")
        assert PositionSearcher(store, generation, HashingEmbedder).search("bags").hits


def test_a_search_for_comments_imports_nothing_that_finds_positions():
    script = (
        "import sys, ui.archive; print([m for m in sys.modules if m in {'search.positions', 'search.position_hits'}])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.text(max_size=60) | st.sampled_from(["NOT", "-", '"late" OR', "in:x late", "is:stub"]),
    mode=st.sampled_from(MODES),
)
def test_any_text_can_be_searched_and_its_answer_written_as_json(searcher, typed, mode):
    results = searcher.search(typed, mode)
    assert len(results.hits) <= results.total <= len(HELD)
    json.dumps(results.to_json()).encode("utf-8")
