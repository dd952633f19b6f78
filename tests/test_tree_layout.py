"""Where the comments of a reply tree stand in a picture."""

from collections import defaultdict
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from graph.threads import ThreadRow
from graph.tree_layout import around, layout, nearest, parents_of
from ingest.models import Comment, CommentId, DiscussionId


def rows(*depths):
    """Comments in depth-first order that stand at these levels."""
    return [
        ThreadRow(depth, Comment(CommentId(f"c{at}"), DiscussionId("d"), "x"), None) for at, depth in enumerate(depths)
    ]


def places(*depths):
    return [each.across for each in layout(rows(*depths))]


@st.composite
def trees(draw):
    """Levels of a tree of at most 60 comments."""
    depths = [0]
    for _ in range(draw(st.integers(0, 59))):
        depths.append(draw(st.integers(0, depths[-1] + 1)))
    return depths


def test_a_parent_stands_amid_those_that_answer_it():
    spots = layout(rows(0, 1, 2, 1, 0))
    assert [each.parent for each in spots] == [-1, 0, 1, 0, -1]
    assert [each.across for each in spots] == [0.5, 0.0, 0.0, 1.0, 1.5]
    assert [each.down for each in spots] == [0, 1, 2, 1, 0]
    assert [each.replies for each in spots] == [2, 1, 0, 0, 0]


def test_a_flat_subtree_slides_under_a_deep_one():
    assert places(0, 1, 2, 3, 3, 3, 1) == [1.5, 1.0, 1.0, 0.0, 1.0, 2.0, 2.0]
    assert places(0, 1, 1, 2, 3, 3, 3) == [0.5, 0.0, 1.0, 1.0, 0.0, 1.0, 2.0]


def test_nothing_and_one_comment_have_a_place():
    assert layout([]) == []
    assert places(0) == [0.0]


@given(trees())
def test_no_two_comments_of_a_level_are_nearer_than_one_step_and_they_stand_in_order(depths):
    levels = defaultdict(list)
    for spot in layout(rows(*depths)):
        levels[spot.down].append(spot.across)
    assert all(right - left >= 0.99 for level in levels.values() for left, right in pairwise(level))
    assert min(min(level) for level in levels.values()) == 0


@given(trees())
def test_every_parent_lies_amid_its_children_and_an_equal_tree_is_drawn_equally(depths):
    spots = layout(rows(*depths))
    children = defaultdict(list)
    for spot in spots:
        children[spot.parent].append(spot.across)
    for at, spot in enumerate(spots):
        if at in children:
            assert abs(spot.across - (children[at][0] + children[at][-1]) / 2) < 0.01
    assert layout(rows(*depths)) == spots


@given(trees())
def test_a_tree_turned_around_has_no_other_width(depths):
    width = max(places(*depths))
    turned = _turned(depths)
    assert abs(max(places(*turned)) - width) < 0.01 * len(depths)


def _turned(depths):
    """The same tree with the children of each comment in reverse order."""
    children = defaultdict(list)
    for at, parent in enumerate(parents_of(rows(*depths))):
        children[parent].append(at)
    found, stack = [], [(0, at) for at in children[-1]]
    while stack:
        depth, at = stack.pop()
        found.append(depth)
        stack += [(depth + 1, child) for child in children[at]]
    return found


def test_a_chain_and_a_comb_of_tens_of_thousands_are_laid_out():
    assert set(places(*range(30_000))) == {0.0}
    comb = [depth for at in range(10_000) for depth in (at, at + 1)]
    assert len(layout(rows(0, *comb[1:]))) == 20_000


def test_of_many_comments_those_nearest_to_the_beginning_are_taken_with_their_parents():
    taken = nearest(rows(0, 1, 2, 3, 1, 2, 0), 5)
    assert [(each.comment.uid, each.depth) for each in taken] == [("c0", 0), ("c1", 1), ("c2", 2), ("c4", 1), ("c6", 0)]
    assert nearest(rows(0, 1), 5) == rows(0, 1)


def test_the_part_around_a_comment_begins_as_far_above_it_as_there_is_room():
    chain = rows(*range(50))
    assert around(chain, 3, 10) == chain[:10]
    part = around(chain, 30, 10)
    assert [each.comment.uid for each in part] == [f"c{at}" for at in range(21, 31)]
    assert [each.depth for each in part] == list(range(10))
    assert around(chain, 49, 60) == chain


@given(trees(), st.data())
def test_the_part_around_a_comment_is_a_tree_that_holds_it(depths, data):
    whole = rows(*depths)
    at = data.draw(st.integers(0, len(whole) - 1))
    part = around(whole, at, 12)
    assert whole[at].comment in [each.comment for each in part]
    assert len(part) <= 12
    assert part[0].depth == 0
    assert all(after.depth <= before.depth + 1 for before, after in pairwise(part))
