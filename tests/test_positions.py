import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_archive import HashingEmbedder

from graph.position.claim_space import ClaimSpace, centred, on_one_question, stem_rows, trained_space
from graph.position.linkage import average_linkage, near_pairs
from graph.position.neighbours import near_asked
from graph.position.sides import negated
from graph.positions import ClaimRows, group
from graph.training.position_figures import adjusted_rand

BRIDGE = "The old bridge must be closed to lorries."
NO_BRIDGE = "The old bridge must not be closed to lorries."
RENT = "Rents near the harbour rise faster than wages."


def rows_of(seed, count=40, dimension=6):
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def groups(numbers):
    """The groups as sets of rows."""
    return {frozenset(np.flatnonzero(numbers == each).tolist()) for each in np.unique(numbers)}


def joined_one_by_one(rows, threshold):
    """Average linkage from the table of all pairs, the nearest two clusters at a time."""
    clusters = [[n] for n in range(len(rows))]
    while len(clusters) > 1:
        best, one, other = max(
            (float(np.mean(rows[a] @ rows[b].T)), -i, -j)
            for i, a in enumerate(clusters)
            for j, b in enumerate(clusters)
            if i < j
        )
        if best < threshold:
            break
        clusters[-one] += clusters.pop(-other)
    return {frozenset(each) for each in clusters}


@pytest.mark.parametrize("seed", range(8))
def test_joining_in_rounds_gives_what_joining_one_by_one_gives(seed):
    rows = rows_of(seed)
    for threshold in (0.05, 0.2, 0.6):
        found = average_linkage(rows, np.arange(len(rows)), threshold)
        assert groups(found) == joined_one_by_one(rows, threshold)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(24)))
def test_the_order_of_the_rows_changes_no_group(order):
    rows = rows_of(3, 24)
    plain = groups(average_linkage(rows, np.arange(24), 0.2))
    turned = average_linkage(rows[order], np.arange(24), 0.2)
    assert {frozenset(order[n] for n in each) for each in groups(turned)} == plain


def test_clusters_that_were_there_are_never_split():
    rows = rows_of(1, 30)
    start = np.arange(30) % 5
    found = average_linkage(rows, start, 0.5)
    assert all(len(set(found[start == each].tolist())) == 1 for each in range(5))


def test_each_row_chooses_its_nearest_others_only():
    first, second = near_pairs(rows_of(2, 50), -1.0, most=4)
    assert np.bincount(first).tolist() == [4] * 50
    assert (first != second).all()


def test_pairs_that_share_a_cell_are_nearly_all_near_pairs(monkeypatch):
    rng = np.random.default_rng(0)
    middles = rng.normal(size=(300, 24))
    rows = (middles[np.arange(900) % 300] + 0.05 * rng.normal(size=(900, 24))).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    exact = {
        tuple(sorted(each)) for each in zip(*map(np.ndarray.tolist, near_asked(rows, np.arange(900), 0.9)), strict=True)
    }
    monkeypatch.setattr("graph.position.neighbours._EXACT", 0)
    cells = {
        tuple(sorted(each)) for each in zip(*map(np.ndarray.tolist, near_asked(rows, np.arange(900), 0.9)), strict=True)
    }
    assert cells <= exact
    assert len(cells) > 0.98 * len(exact)


def test_only_pairs_with_an_asked_row_are_given():
    rows = rows_of(5, 60)
    first, second = near_asked(rows, np.array([3, 7]), 0.1)
    assert len(first)
    assert all({a, b} & {3, 7} for a, b in zip(first.tolist(), second.tolist(), strict=True))


def test_a_negation_turns_a_claim_round():
    assert negated(BRIDGE, NO_BRIDGE)
    assert negated("Ban plastic bags in shops.", "Don't ban plastic bags in shops.")
    assert not negated(BRIDGE, BRIDGE)
    assert not negated(BRIDGE, RENT)
    assert not negated("Nobody needs a wider harbour road.", "We don't need a wider harbour road.")


def grouped(texts, discussions=None):
    vectors = HashingEmbedder().embed(texts)
    return group(ClaimRows.unplaced(texts, vectors, np.array(discussions or [0] * len(texts))))


def test_opposed_claims_share_a_question_and_no_side():
    found = grouped([BRIDGE, NO_BRIDGE, BRIDGE, RENT])
    assert found.question[0] == found.question[1] == found.question[2]
    assert found.question[3] != found.question[0]
    assert found.side[0] == found.side[2] != found.side[1]


def test_the_same_words_in_two_discussions_are_one_position():
    found = grouped([BRIDGE, RENT, BRIDGE, "A library should open on Sundays too."], [0, 0, 1, 1])
    assert found.question[0] == found.question[2]
    assert len(set(found.question.tolist())) == 3


def test_no_claims_give_no_groups():
    found = group(ClaimRows.unplaced([], np.zeros((0, 4), np.float32), np.zeros(0, np.int64)))
    assert not len(found.question)


def test_the_product_of_two_points_is_high_for_the_same_words():
    texts = [BRIDGE, BRIDGE, RENT, "A library should open on Sundays too."]
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(4, 384)).astype(np.float32)
    vectors[1] = vectors[0]
    points = trained_space().points(vectors, texts)
    assert points[0] @ points[1] == pytest.approx(1, abs=1e-4)
    assert points[0] @ points[2] < 0.6


def test_a_small_discussion_keeps_more_of_what_it_has_in_common():
    vectors = np.tile(np.eye(3, dtype=np.float32)[0], (2, 1)) + 0.1 * np.eye(3, dtype=np.float32)[1:]
    few = centred(vectors)
    many = centred(np.tile(vectors, (50, 1)))
    assert few[0] @ few[1] > many[0] @ many[1]


def test_words_of_grammar_are_no_stems():
    assert not stem_rows(["It is of the and to.", "Was it?"]).any()
    closed, closing = stem_rows(["closed bridges", "closing the bridge"])
    assert closed @ closing == pytest.approx(1, abs=1e-5)


def test_the_space_is_the_same_after_it_was_stored():
    space = ClaimSpace(np.eye(4, dtype=np.float32), 0.4, 0.5, 0.1, 0.05, 0.45)
    again = ClaimSpace.of(space.arrays())
    assert (again.projection == space.projection).all()
    assert again.threshold(1) == 0.45 > again.threshold(20) > again.threshold(10_000) == 0.05


def test_claims_on_one_question_are_counted_and_others_are_not():
    alike = np.tile(np.eye(4, dtype=np.float32)[0], (30, 1))
    apart = np.eye(40, dtype=np.float32)
    assert on_one_question(alike) == 30
    assert on_one_question(apart) == 1
    assert on_one_question(np.vstack([np.pad(alike, ((0, 0), (0, 36))), apart[1:]])) == pytest.approx((900 + 39) / 69)
    assert on_one_question(alike[:0]) == 0


def test_of_very_many_claims_a_part_is_asked():
    alike = np.tile(np.eye(4, dtype=np.float32)[0], (2500, 1))
    assert on_one_question(alike) == 2500


def test_the_adjusted_rand_index_is_one_for_the_same_groups_and_none_for_singletons():
    truth = [0, 0, 1, 1, 2, 2]
    assert adjusted_rand(truth, ["a", "a", "b", "b", "c", "c"]) == 1
    assert adjusted_rand(truth, range(6)) == 0
