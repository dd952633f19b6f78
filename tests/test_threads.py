import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from graph.models import Reply
from graph.threads import assemble, in_order
from ingest.models import Comment, CommentId, DiscussionId

DISCUSSION = DiscussionId("d:1")


def comment(name: str, position: int = 0, **fields) -> Comment:
    return Comment(CommentId(name), DISCUSSION, f"text of {name}", position=position, **fields)


def reply(child: str, parent: str, confidence: float = 1.0) -> Reply:
    return Reply(f"{child}>{parent}", CommentId(child), CommentId(parent), confidence, "explicit")


def shape(thread) -> list[tuple[int, str]]:
    return [(row.depth, row.comment.uid) for row in thread.rows]


def test_children_follow_their_parent_in_the_given_order():
    thread = assemble([comment(n) for n in "abcd"], [reply("b", "a"), reply("d", "a"), reply("c", "b")])
    assert shape(thread) == [(0, "a"), (1, "b"), (2, "c"), (1, "d")]


def test_a_chain_of_ten_thousand_is_assembled():
    names = [f"{n:05}" for n in range(10_000)]
    thread = assemble([comment(n) for n in names], [reply(b, a) for a, b in itertools.pairwise(names)])
    assert [row.depth for row in thread.rows] == list(range(10_000))


def test_a_cycle_is_cut_at_its_first_comment():
    thread = assemble([comment(n) for n in "abc"], [reply("a", "c"), reply("b", "a"), reply("c", "b")])
    assert shape(thread) == [(0, "a"), (1, "b"), (2, "c")]
    assert thread.rows[0].reply is None


def test_a_self_reply_and_an_absent_parent_make_roots():
    thread = assemble([comment("a"), comment("b")], [reply("a", "a"), reply("b", "nobody")])
    assert shape(thread) == [(0, "a"), (0, "b")]


def test_the_surest_of_several_parents_counts():
    thread = assemble([comment(n) for n in "abc"], [reply("c", "a", 0.4), reply("c", "b", 0.6)])
    assert shape(thread) == [(0, "a"), (0, "b"), (1, "c")]


def test_a_subtree_starts_at_depth_zero_and_ends_with_its_last_descendant():
    thread = assemble([comment(n) for n in "abcd"], [reply("b", "a"), reply("c", "b"), reply("d", "a")])
    assert shape(thread.under(CommentId("b"))) == [(0, "b"), (1, "c")]
    assert thread.under(CommentId("absent")).rows == ()


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12), st.floats(0, 1)), max_size=40))
def test_every_comment_stands_in_the_tree_exactly_once(edges):
    comments = [comment(f"{n:02}") for n in range(13)]
    thread = assemble(comments, [reply(f"{a:02}", f"{b:02}", c) for a, b, c in edges])
    assert sorted(row.comment.uid for row in thread.rows) == [c.uid for c in comments]


def test_dated_comments_stand_by_date_and_undated_ones_by_position():
    start = datetime(2024, 5, 1, tzinfo=UTC)
    late = comment("late", 0, created_at=start + timedelta(hours=1))
    early = comment("early", 1, created_at=start)
    assert [c.uid for c in in_order([late, early])] == ["early", "late"]
    assert [c.uid for c in in_order([comment("second", 2), comment("first", 1), late])] == ["late", "first", "second"]
