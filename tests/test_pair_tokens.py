import pytest

from ingest.pair_scores import CLASSES
from ingest.pair_tokens import BUDGET, token_pairs


def test_a_pair_is_two_segments_between_marks():
    (pair,) = token_pairs("stance", [("trees are green", "no they are not")])
    assert pair.ids[0] == 101
    assert pair.ids[pair.second - 1] == pair.ids[-1] == 102
    assert len(pair.ids) == 3 + 3 + 4


@pytest.mark.parametrize("head", CLASSES)
def test_no_pair_is_longer_than_its_budget(head):
    (pair,) = token_pairs(head, [("one two three " * 200, "four five six " * 200)])
    assert len(pair.ids) == BUDGET[head] + 3


def test_a_short_text_leaves_its_room_to_the_other():
    (pair,) = token_pairs("same", [("short", "word " * 300)])
    assert len(pair.ids) == BUDGET["same"] + 3


def test_in_front_of_a_gap_the_end_of_the_text_is_kept():
    before = "apple " + "filler " * 300 + "zebra"
    gap, other = (token_pairs(head, [(before, "next " * 300)])[0] for head in ("boundary", "reply"))
    (whole,) = token_pairs("same", [("apple zebra", "")])
    apple, zebra = whole.ids[1], whole.ids[2]
    assert zebra in gap.ids
    assert apple not in gap.ids
    assert apple in other.ids
    assert zebra not in other.ids


def test_pairs_keep_their_order():
    pairs = [(f"first {n}", f"second {n}") for n in range(5)]
    together = token_pairs("reply", pairs)
    assert together == [token_pairs("reply", [pair])[0] for pair in pairs]


def test_no_pairs_give_no_tokens():
    assert token_pairs("reply", []) == []
