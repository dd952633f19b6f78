import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fusion import SEMANTIC_WEIGHT, fuse, ranking

SIGNALS = st.lists(st.tuples(st.just(0.0) | st.floats(1e-6, 50), st.floats(-1, 1)), min_size=1, max_size=20)


def columns(pairs):
    return np.array([each[0] for each in pairs], np.float64), np.array([each[1] for each in pairs], np.float32)


def test_the_score_is_the_weighted_sum_of_its_parts():
    fused = fuse(np.array([10.0, 5.0]), np.array([0.5, 1.0], np.float32), weight=0.75)
    assert fused.lexical.tolist() == [0.25, 0.125]
    assert fused.semantic.tolist() == [0.375, 0.75]
    assert fused.scores.tolist() == [0.625, 0.875]


@given(SIGNALS)
def test_scores_stay_between_0_and_1(pairs):
    scores = fuse(*columns(pairs)).scores
    assert ((scores >= 0) & (scores <= 1 + 1e-9)).all()


@given(SIGNALS, st.floats(0.01, 1000))
def test_the_scale_of_bm25_does_not_matter(pairs, scale):
    bm25, cosines = columns(pairs)
    assert fuse(bm25 * scale, cosines).scores == pytest.approx(fuse(bm25, cosines).scores)


@given(SIGNALS)
def test_what_is_better_by_both_signals_is_never_ranked_lower(pairs):
    bm25, cosines = columns(pairs)
    place = {int(at): rank for rank, at in enumerate(ranking(fuse(bm25, cosines).scores, np.arange(len(bm25))))}
    for first in range(len(bm25)):
        for second in range(len(bm25)):
            if bm25[first] > bm25[second] and cosines[first] > max(0, cosines[second]) and bm25[second] > 1e-6:
                assert place[first] < place[second]


@given(SIGNALS)
def test_without_a_common_word_meaning_decides_alone(pairs):
    _, cosines = columns(pairs)
    scores = fuse(np.zeros(len(cosines)), cosines).scores
    assert scores == pytest.approx(SEMANTIC_WEIGHT * np.clip(cosines, 0, 1))


def test_equal_scores_are_ranked_by_row():
    assert ranking(np.array([0.5, 0.9, 0.5]), np.array([7, 5, 3])).tolist() == [1, 2, 0]
