from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from graph.replies import infer_replies
from ingest.models import Comment, CommentId, DiscussionId, Quote
from ingest.quotes import find_quotes

DISCUSSION = DiscussionId("d:1")
MORNING = datetime(2024, 5, 1, 8, tzinfo=UTC)


def comment(name: str, text: str | None = None, **fields) -> Comment:
    return Comment(CommentId(name), DISCUSSION, text or f"text of {name}", **fields)


def quote(comment: str, of: str, start: int = 0) -> Quote:
    return Quote(f"{comment}{start}{of}", CommentId(comment), start, start + 5, CommentId(of), 0, 5)


def said(comments, quotes=(), parents=None, **more):
    return {r.child: (r.parent, r.evidence) for r in infer_replies(comments, quotes, parents or {}, **more).replies}


def talk(*posts: tuple[str, str, str]) -> list[Comment]:
    """Comments (name, author, text), ten minutes apart."""
    return [
        comment(name, text, author=author, created_at=MORNING + timedelta(minutes=10 * at), position=at)
        for at, (name, author, text) in enumerate(posts)
    ]


TALK = talk(
    ("a", "Ana", "The library should stay open on Sundays, because many of us work during the week."),
    ("b", "Ben", "Sunday opening costs more than the town can pay, and hardly anybody would come."),
    ("c", "Cem", "My children would love to go there on a Sunday afternoon."),
    (
        "d",
        "Ana",
        "Sunday opening costs more than the town can pay, and hardly anybody would come.\n\nHave you asked anybody?",
    ),
    ("e", "Ben", "Yes, I asked the whole of my street last week, and they go to the lake."),
)


def test_an_explicit_parent_is_certain_and_stronger_than_a_quote():
    comments = [comment("a"), comment("b"), comment("c", parent=CommentId("a"))]
    found = infer_replies(comments, [quote("c", "b")], {CommentId("c"): CommentId("a")})
    assert [(r.parent, r.evidence, r.confidence) for r in found.replies] == [("a", "explicit", 1.0)]
    assert found.parentages == ()


def test_what_a_person_said_is_stronger_than_what_the_source_says():
    comments = [comment("a", root=True), comment("b"), comment("c", parent=CommentId("a"))]
    corrected = {CommentId("c"): CommentId("b"), CommentId("b"): None}
    found = infer_replies(comments, [], {CommentId("c"): CommentId("a")}, corrected=corrected)
    assert [(r.child, r.parent, r.evidence, r.confidence) for r in found.replies] == [("c", "b", "correction", 1.0)]


def test_a_corrected_comment_has_no_other_likely_parents():
    found = infer_replies(TALK, [], {}, corrected={CommentId("e"): CommentId("a"), CommentId("c"): None})
    assert {"e": "a"}.items() <= {r.child: r.parent for r in found.replies}.items()
    assert "c" not in {r.child for r in found.replies}
    assert {each.child for each in found.parentages} == {"a", "b", "d"}


def test_a_quote_tells_the_parent():
    assert said(TALK, find_quotes(TALK).quotes)["d"] == ("b", "quote")


def test_without_authors_and_dates_a_quote_tells_the_parent_too():
    flat = [comment(each.uid, each.text, position=at) for at, each in enumerate(TALK)]
    found = said(flat, find_quotes(flat).quotes)
    assert found["d"] == ("b", "quote")


def test_where_nothing_else_speaks_the_comment_before_is_answered():
    replies = infer_replies([comment("a"), comment("b")], [], {}).replies
    assert [(r.child, r.parent, r.evidence) for r in replies] == [("b", "a", "order")]
    assert 0 < replies[0].confidence < 1


def test_a_root_answers_nothing_and_a_threaded_discussion_needs_no_order():
    assert said([comment("a", root=True), comment("b", root=True)]) == {}
    assert said([comment("a"), comment("b"), comment("c", parent=CommentId("a"))], parents={"c": "a"}) == {
        "c": ("a", "explicit")
    }


def test_in_a_threaded_discussion_who_quotes_answers_what_is_quoted():
    comments = [comment("a", root=True), comment("b"), comment("c")]
    assert said(comments, [quote("c", "b")]) == {"c": ("b", "quote")}


def test_a_stub_answers_nothing_and_is_not_answered_by_order():
    comments = [comment("s", stub=True), comment("a"), comment("b")]
    assert said(comments, [quote("a", "s")]) == {"a": ("s", "quote"), "b": ("a", "order")}


def test_of_absent_comments_the_one_quoted_first_is_answered():
    assert said([comment("a"), comment("b")], [quote("b", "y", 20), quote("b", "x", 3)])["b"] == ("x", "quote")


def test_nobody_answers_oneself():
    assert said([comment("a", parent=CommentId("a"))], parents={"a": "a"}) == {}


def test_an_unsure_beginning_makes_an_unsure_reply():
    sure, unsure = (infer_replies([comment("a"), comment("b", boundary=p)], [], {}).replies[0] for p in (1.0, 0.4))
    assert unsure.confidence < 0.45 * sure.confidence + 0.1
    assert unsure.confidence < sure.confidence


def test_at_most_three_parents_are_kept_best_first_and_the_reply_is_the_best():
    found = infer_replies(TALK, find_quotes(TALK).quotes, {})
    best = {each.child: each.candidates[0] for each in found.parentages}
    assert {r.child: (r.parent, r.confidence) for r in found.replies} == {
        child: first for child, first in best.items() if first[0] is not None
    }
    for each in found.parentages:
        chances = [chance for _, chance in each.candidates]
        assert 1 <= len(chances) <= 3
        assert chances == sorted(chances, reverse=True)
        assert 0 <= sum(chances) <= 1.001
        assert len({parent for parent, _ in each.candidates}) == len(chances)


def test_parents_come_before_their_children_whatever_is_said():
    order = np.random.default_rng(0)
    vocabulary = [
        "river",
        "bridge",
        "council",
        "market",
        "tram",
        "school",
        "winter",
        "budget",
        "you",
        "why",
        "yes",
        "no",
    ]
    for trial in range(20):
        authors = ["Ana", "Ben", None] if trial % 2 else [None]
        comments = [
            comment(
                f"c{at}",
                " ".join(order.choice(vocabulary, order.integers(1, 30))),
                author=authors[order.integers(len(authors))],
                position=at,
            )
            for at in range(int(order.integers(1, 40)))
        ]
        place = {each.uid: at for at, each in enumerate(comments)}
        found = infer_replies(comments, find_quotes(comments).quotes, {})
        assert all(place[r.parent] < place[r.child] for r in found.replies)
        assert len({r.child for r in found.replies}) == len(found.replies)
        assert [each.child for each in found.parentages] == [each.uid for each in comments]


class Insistent:
    """A pair model that believes in one parent only."""

    fingerprint = "insistent"

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted

    def score(self, head, pairs):
        assert head == "reply"
        yes = np.array([0.99 if first.startswith(self.wanted) else 0.01 for first, _ in pairs], np.float32)
        return np.stack([1 - yes, yes], axis=1)


def test_a_pair_model_may_be_asked():
    found = infer_replies(TALK, [], {}, scorer=Insistent("My children"))
    assert {each.child for each in found.parentages} == {each.uid for each in TALK}


def test_the_same_input_gives_the_same_answer():
    assert infer_replies(TALK, [], {}) == infer_replies(list(TALK), [], {})


def test_no_comments_have_no_replies():
    assert infer_replies([], [], {}).replies == ()


@pytest.mark.parametrize("size", [3000])
def test_a_long_chain_needs_no_recursion(size):
    found = infer_replies([comment(f"c{at}", "well " * (at % 7 + 1), position=at) for at in range(size)], [], {})
    assert len(found.parentages) == size
