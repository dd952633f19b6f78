"""What became of the comments of one source."""

from graph.models import Relations, Reply
from graph.source_counts import SourceCounts
from ingest.models import CommentId, DiscussionId


def relations(name: str, replies: dict[str, str], comments: str, stubs: str = "") -> Relations:
    """Replies by explicit parents but for those to an `x`, which are told by order; comments and stubs are letters."""
    edges = tuple(
        Reply(f"r:{child}", CommentId(child), CommentId(parent), 1.0, "order" if parent == "x" else "explicit")
        for child, parent in replies.items()
    )
    ids = (tuple(map(CommentId, each)) for each in (comments, stubs))
    return Relations(DiscussionId(name), (), edges, (), (), *ids)


def test_only_comments_of_the_source_are_counted():
    counts = SourceCounts()
    counts.comments.add(["a", "b", "c"])
    counts.note(
        [relations("d:2", {"b": "a", "z": "b", "c": "x"}, "abcyz", "x"), relations("d:1", {"u": "v"}, "uv", "w")]
    )
    assert (counts.discussions, counts.replies, counts.roots, counts.stubs) == (
        ["d:2"],
        {"explicit": 1, "order": 1},
        1,
        1,
    )


def test_a_discussion_that_is_related_again_counts_once_and_as_it_is_now():
    counts = SourceCounts()
    counts.comments.add(["a", "b"])
    counts.note([relations("d:1", {}, "ab", "x")])
    counts.note([relations("d:1", {"b": "a"}, "ab", "x")])
    assert (counts.discussions, counts.replies, counts.roots, counts.stubs) == (["d:1"], {"explicit": 1}, 1, 1)


def test_a_source_that_gave_nothing_counts_nothing():
    counts = SourceCounts()
    counts.note([relations("d:1", {"b": "a"}, "ab", "x")])
    assert (counts.discussions, counts.replies, counts.roots, counts.stubs) == ([], {}, 0, 0)
