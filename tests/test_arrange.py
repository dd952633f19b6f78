from hypothesis import given
from hypothesis import strategies as st

from graph.arrange import homes, interleave


def test_discussions_that_share_three_comments_are_one():
    originals = (
        {f"c{n}": {"d:b"} for n in range(10)}
        | {f"x{n}": {"d:a"} for n in range(10)}
        | {f"s{n}": {"d:a", "d:b"} for n in range(3)}
    )
    assert set(homes(originals).values()) == {"d:a"}


def test_a_text_posted_in_two_discussions_does_not_join_them():
    originals = {f"c{n}": {"d:b"} for n in range(10)} | {f"x{n}": {"d:a"} for n in range(10)} | {"s": {"d:a", "d:b"}}
    found = homes(originals)
    assert found["s"] == "d:a"
    assert found["c0"] == "d:b"


def test_a_chain_of_overlapping_discussions_is_one_whatever_the_order():
    pairs = [("d:c", "d:b"), ("d:b", "d:a")]
    originals = {f"s{p}{n}": set(pair) for p, pair in enumerate(pairs) for n in range(4)}
    assert set(homes(originals).values()) == {"d:a"}
    assert homes(dict(reversed(originals.items()))) == homes(originals)


def test_overlapping_sequences_become_one_in_order():
    assert interleave([["c", "d", "e"], ["a", "b", "c", "d"]]) == ["a", "b", "c", "d", "e"]


def test_contradicting_sequences_still_hold_every_comment_once():
    assert sorted(interleave([["a", "b", "c"], ["c", "b", "a"]])) == ["a", "b", "c"]


@given(st.lists(st.permutations("abcdef"), min_size=1, max_size=4), st.lists(st.integers(0, 6), min_size=4, max_size=4))
def test_interleaving_keeps_all_and_one_sequence_keeps_its_order(orders, cuts):
    sequences = [list(order[cut:]) for order, cut in zip(orders, cuts, strict=False)]
    assert set(interleave(sequences)) == set().union(*map(set, sequences))
    assert interleave(sequences[:1]) == sequences[0]
