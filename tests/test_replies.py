from graph.replies import infer_replies
from ingest.models import Comment, CommentId, DiscussionId, Quote

DISCUSSION = DiscussionId("d:1")


def comment(name: str, **fields) -> Comment:
    return Comment(CommentId(name), DISCUSSION, f"text of {name}", **fields)


def quote(comment: str, of: str, start: int = 0) -> Quote:
    return Quote(f"{comment}{start}{of}", CommentId(comment), start, start + 5, CommentId(of), 0, 5)


def said(comments, quotes=(), parents=None):
    return {r.child: (r.parent, r.evidence) for r in infer_replies(comments, quotes, parents or {})}


def test_an_explicit_parent_is_certain_and_stronger_than_a_quote():
    comments = [comment("a"), comment("b"), comment("c", parent=CommentId("a"))]
    replies = infer_replies(comments, [quote("c", "b")], {CommentId("c"): CommentId("a")})
    assert [(r.parent, r.evidence, r.confidence) for r in replies] == [("a", "explicit", 1.0)]


def test_a_quote_is_stronger_than_order():
    assert said([comment("a"), comment("b"), comment("c")], [quote("c", "a")])["c"] == ("a", "quote")


def test_of_several_quoted_comments_the_latest_is_answered():
    assert said([comment("a"), comment("b"), comment("c")], [quote("c", "b"), quote("c", "a", 9)])["c"] == (
        "b",
        "quote",
    )


def test_where_nothing_else_speaks_the_comment_before_is_answered():
    replies = infer_replies([comment("a"), comment("b")], [], {})
    assert [(r.child, r.parent, r.evidence) for r in replies] == [("b", "a", "order")]
    assert 0 < replies[0].confidence < 1


def test_a_root_answers_nothing_and_a_threaded_discussion_needs_no_order():
    assert said([comment("a", root=True), comment("b", root=True)]) == {}
    assert said([comment("a"), comment("b"), comment("c", parent=CommentId("a"))], parents={"c": "a"}) == {
        "c": ("a", "explicit")
    }


def test_a_stub_answers_nothing_and_is_not_answered_by_order():
    assert said([comment("s", stub=True), comment("a"), comment("b")], [quote("a", "s")]) == {
        "a": ("s", "quote"),
        "b": ("a", "order"),
    }


def test_nobody_answers_oneself():
    assert said([comment("a", parent=CommentId("a"))], parents={"a": "a"}) == {}


def test_an_unsure_beginning_makes_an_unsure_reply():
    sure, unsure = (infer_replies([comment("a"), comment("b", boundary=p)], [], {})[0].confidence for p in (1.0, 0.4))
    assert unsure == round(0.4 * sure, 4)
