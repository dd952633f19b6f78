"""Corrections of parents and stances laid over what was inferred."""

from itertools import pairwise
from random import Random

from graph.correction.laying import Corrections
from graph.models import Reply, Stance
from graph.stance import stance_uid
from ingest.models import Comment, CommentId, DiscussionId


def test_a_corrected_reply_breaks_a_cycle_at_the_least_sure_inference():
    rows = [Comment(CommentId(uid), DiscussionId("d"), uid) for uid in "abc"]
    found = [
        Reply("1", CommentId("b"), CommentId("a"), 0.9, "quote"),
        Reply("2", CommentId("c"), CommentId("b"), 0.4, "order"),
    ]
    laid = Corrections({CommentId("a"): CommentId("c")}, {})
    assert [(each.child, each.parent) for each in laid.replies(rows, found, {CommentId("a"): CommentId("c")})] == [
        ("a", "c"),
        ("b", "a"),
    ]


def test_corrections_that_contradict_each_other_never_make_a_cycle():
    rng = Random(5)  # noqa: S311
    rows = [Comment(CommentId(f"c{n}"), DiscussionId("d"), "") for n in range(12)]
    uids = [row.uid for row in rows]
    for _ in range(200):
        found = [
            Reply(f"r{n}", second, first, rng.random(), "order") for n, (first, second) in enumerate(pairwise(uids))
        ]
        said = {child: rng.choice([None, *uids]) for child in rng.sample(uids, 6)}
        said = {child: parent for child, parent in said.items() if child != parent}
        parent_of = {each.child: each.parent for each in Corrections(said, {}).replies(rows, found, said)}
        for uid in uids:
            at, seen = uid, set()
            while at in parent_of and at not in seen:
                seen.add(at)
                at = parent_of[at]
            assert at not in seen


def test_what_a_source_says_or_names_no_longer_is_not_corrected():
    rows = [Comment(CommentId(uid), DiscussionId("d"), uid, root=uid == "a") for uid in "abcd"]
    said = dict(zip("abcd", ["d", "d", "stub", "b"], strict=True))
    laid = Corrections(said, {}, absent=["stub"])
    assert laid.parents_of(rows, explicit=["b"]) == {"d": "b"}
    assert laid.parents_of(rows, stubs=["stub"]) == {"b": "d", "c": "stub", "d": "b"}


def test_a_corrected_stance_takes_the_place_of_the_models():
    reply = Reply("r", CommentId("b"), CommentId("a"), 0.5, "order")
    model = Stance(
        stance_uid(CommentId("b"), CommentId("a")),
        CommentId("b"),
        CommentId("a"),
        "agree",
        0.8,
        0.1,
        0.1,
        cues=((0, 3, "agree"),),
    )
    laid = Corrections({}, {(CommentId("b"), CommentId("a")): "neutral"})
    [said] = laid.stances([reply], [model])
    assert (said.uid, said.label, said.neutral, said.evidence, said.cues) == (
        model.uid,
        "neutral",
        1.0,
        "correction",
        (),
    )
