"""Repeated passages: found wherever they stand, bounded in work, and true to a brute-force search."""

import subprocess
import sys
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.repeats import Repeat, repeats


def tokens_of(text):
    return text.split()


FIRST = tokens_of("the council closed the old bridge because its northern pillar had cracked last winter")


def test_a_quoted_passage_is_found_at_both_ends():
    answer = tokens_of("you wrote because its northern pillar had cracked last winter but i saw no crack")
    assert repeats([FIRST, answer]) == [Repeat(0, 6, 14, 1, 2, 10)]


def test_a_repeat_of_the_whole_text_covers_all_of_both():
    assert repeats([FIRST, FIRST]) == [Repeat(0, 0, 14, 1, 0, 14)]


def test_a_passage_repeated_inside_one_text_names_it_twice():
    text = [*FIRST, "anyway", *FIRST]
    assert repeats([text]) == [Repeat(0, 0, 14, 0, 15, 29)]


def test_a_changed_word_inside_a_passage_does_not_cut_it():
    changed = [*FIRST[:6], "when", *FIRST[7:]]
    assert repeats([FIRST, changed]) == [Repeat(0, 0, 14, 1, 0, 14)]


def test_a_word_put_in_or_left_out_does_not_cut_it():
    longer = [*FIRST[:6], "sadly", *FIRST[6:]]
    shorter = [*FIRST[:6], *FIRST[7:]]
    assert repeats([FIRST, longer]) == [Repeat(0, 0, 14, 1, 0, 15)]
    assert repeats([FIRST, shorter]) == [Repeat(0, 0, 14, 1, 0, 13)]


def test_passages_too_far_apart_stay_two():
    torn = [*FIRST[:6], *tokens_of("and here somebody says something else entirely"), *FIRST[6:]]
    assert [(each.second_start, each.second_end) for each in repeats([FIRST, torn])] == [(0, 6), (13, 21)]


def test_passages_in_another_order_stay_two():
    turned = [*FIRST[7:], *FIRST[:7]]
    assert {(each.first_start, each.second_start) for each in repeats([FIRST, turned])} == {(7, 0), (0, 7)}


def test_words_that_everybody_uses_are_no_repeats():
    formula = tokens_of("with kind regards from all")
    texts = [[*formula, f"sender{n}"] for n in range(60)]
    assert repeats(texts) == []
    assert len(repeats(texts[:50])) == 50 * 49 // 2


def test_a_text_of_one_word_repeated_does_not_overlap_itself():
    for found in repeats([["ha"] * 40]):
        assert found.first_end <= found.second_start


def test_nothing_repeats_in_nothing():
    assert repeats([]) == []
    assert repeats([[], ["word"], []]) == []


def test_fewer_words_than_a_shingle_are_no_repeat():
    assert repeats([["one", "two", "three", "four"]] * 2) == []


def test_shorter_shingles_find_shorter_repeats():
    assert repeats([["one", "two", "three"], ["so", "one", "two", "three"]], size=3) == [Repeat(0, 0, 3, 1, 1, 4)]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abc"), max_size=12), max_size=5))
def test_every_pair_of_equal_shingles_lies_in_a_repeat(texts):
    found = repeats(texts, size=3, most=10_000, gap=0)
    for (first, one), (second, other) in combinations(enumerate(texts), 2):
        for at, there in product(range(len(one) - 2), range(len(other) - 2)):
            if one[at : at + 3] == other[there : there + 3]:
                assert any(_lies_in(each, (first, at, second, there)) for each in found)


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=12), max_size=5))
def test_a_repeat_in_another_text_begins_and_ends_with_equal_shingles(texts):
    for each in repeats(texts, size=3, gap=0):
        first, second = texts[each.first], texts[each.second]
        if each.first != each.second:
            assert first[each.first_start : each.first_start + 3] == second[each.second_start : each.second_start + 3]
            assert first[each.first_end - 3 : each.first_end] == second[each.second_end - 3 : each.second_end]


def _lies_in(repeat, spot):
    first, at, second, there = spot
    return (
        (repeat.first, repeat.second) == (first, second)
        and repeat.first_start <= at < repeat.first_end
        and repeat.second_start <= there < repeat.second_end
    )


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=15), max_size=4))
def test_both_sides_of_a_repeat_lie_inside_their_texts(texts):
    for each in repeats(texts, size=2):
        assert 0 <= each.first_start < each.first_end <= len(texts[each.first])
        assert 0 <= each.second_start < each.second_end <= len(texts[each.second])
        assert each.first <= each.second


def test_the_hash_seed_changes_nothing():
    code = "from ingest.repeats import repeats; print(repeats([list('abcdefgh'), list('xabcdefg'), list('cdefghab')]))"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert len(runs) == 1
