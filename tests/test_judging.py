from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from graph.arguments import Claim, ClaimId, Claims, Derived, Placement, Position, PositionId, SaidStatus
from graph.models import Batch, DiscussionRow, Relations, Reply
from graph.objection.elsewhere import NEAR
from graph.objection.judging import Reading, judge, judge_put_off, put_off
from graph.sqlite_store import SqliteStore
from ingest.models import CommentId, DiscussionId
from tests.word_engagements import WordEngagements, stance, talk

PLAN = ("plan", "Ana", None, "", "The harbour road should become a park, and the lorries can use the bypass.")
LORRIES = (
    "lorries",
    "Ben",
    "plan",
    "disagree",
    "The bypass floods every winter, so the lorries would stand in the water.",
)
PUMPS = (
    "pumps",
    "Ana",
    "lorries",
    "disagree",
    "The bypass floods no more in winter: new pumps were built for the lorries.",
)


@pytest.fixture
def store(tmp_path):
    with SqliteStore(str(tmp_path / "archive.db")) as opened:
        yield opened


def write(store, home, *lines):
    """A discussion of these lines, its ids made its own."""
    own = [(f"{home}/{uid}", author, parent and f"{home}/{parent}", *rest) for uid, author, parent, *rest in lines]
    told = talk(*own)
    rows = [replace(row, discussion=DiscussionId(home)) for row in told.comments]
    relations = Relations(DiscussionId(home), (), told.replies, (), told.stances)
    store.write(Batch(discussions=[DiscussionRow(DiscussionId(home))], comments=rows, relations=[relations]))


def judged(store, how=judge, **said):
    """Judge what is undone; the discussions that were written."""
    written = []
    people = {CommentId(uid): status for uid, status in said.items()}
    for batch in how(store, Reading(WordEngagements(), None, "1", people)):
        store.write(batch)
        written += [each.discussion for each in batch.derived.objections]
    return written


def test_every_discussion_is_judged_once_and_one_without_objections_is_done_too(store):
    write(store, "d1", PLAN, LORRIES)
    write(store, "d2", PLAN)
    assert sorted(judged(store)) == ["d1", "d2"]
    assert store.undone("objections", "1") == []
    assert judged(store) == []
    assert [each.status for each in store.objections_in("d1")] == ["silent"]


def test_a_new_reply_has_only_its_discussion_judged_again(store):
    write(store, "d1", PLAN, LORRIES)
    write(store, "d2", PLAN, LORRIES)
    judged(store)
    write(store, "d1", PLAN, LORRIES, PUMPS)
    assert judged(store) == ["d1"]
    assert {each.comment: each.status for each in store.objections_in("d1")}["d1/lorries"] == "rebutted"
    assert [each.status for each in store.objections_in("d2")] == ["silent"]


def test_another_mark_has_everything_judged_again(store):
    write(store, "d1", PLAN, LORRIES)
    judged(store)
    assert store.undone("objections", "2") == ["d1"]


def test_what_a_person_said_is_in_what_is_written(store):
    write(store, "d1", PLAN, LORRIES)
    judged(store, **{"d1/lorries": SaidStatus("answered")})
    assert [(each.status, each.evidence) for each in store.objections_in("d1")] == [("answered", "correction")]


def test_what_was_put_off_is_judged_again_and_nothing_else(store):
    for home in ("d1", "d2", "d3"):
        write(store, home, PLAN, LORRIES)
    judged(store)
    store.write(Batch(derived=Derived(objections=put_off([DiscussionId("d1")], store))))
    write(store, "d3", PLAN, LORRIES, PUMPS)
    assert [each.status for each in store.objections_in("d1")] == ["silent"]
    assert judged(store, judge_put_off, **{"d1/lorries": SaidStatus("answered")}) == ["d1"]
    assert [each.status for each in store.objections_in("d1")] == ["answered"]
    assert store.undone("objections", "1") == ["d3"]
    assert judged(store, judge_put_off) == []


def claim(uid, of, vector):
    return Claim(
        ClaimId(uid), CommentId(of), 0, 30, "The bypass floods every winter", "f", np.array(vector, np.float32)
    )


def place(store, *claims):
    """Claims of lorries in each discussion, in one position."""
    by_home = {each.comment.partition("/")[0]: each for each in claims}
    position = Position(PositionId("floods"), "The bypass floods every winter", claims[0].uid, len(claims), "authors")
    found = [Claims(DiscussionId(home), "1", (each,)) for home, each in by_home.items()]
    placed = [Placement(each.uid, position.uid) for each in claims]
    store.write(Batch(derived=Derived(claims=found, positions=[position], placements=placed)))


@pytest.mark.parametrize("order", [("d1", "d2"), ("d2", "d1")])
def test_the_same_objection_answered_in_another_discussion_is_answered_elsewhere(store, order):
    lines = {"d1": (PLAN, LORRIES), "d2": (PLAN, LORRIES, PUMPS)}
    for home in order:
        write(store, home, *lines[home])
    place(store, claim("a", "d1/lorries", [1, 0]), claim("b", "d2/lorries", [0.8, 0.6]))
    judged(store)
    [here] = store.objections_in("d1")
    assert here.status == "answered_elsewhere"
    [response] = here.responses
    assert (response.comment, response.elsewhere) == ("d2/pumps", True)
    assert response.probability == pytest.approx(0.8, abs=0.01)


def test_an_answer_that_comes_later_closes_the_same_objection_elsewhere(store):
    write(store, "d1", PLAN, LORRIES)
    write(store, "d2", PLAN, LORRIES)
    place(store, claim("a", "d1/lorries", [1, 0]), claim("b", "d2/lorries", [1, 0]))
    judged(store)
    write(store, "d2", PLAN, LORRIES, PUMPS)
    place(store, claim("a", "d1/lorries", [1, 0]), claim("b", "d2/lorries", [1, 0]))
    assert Counter(judged(store)) == Counter(["d2", "d1"])
    assert [each.status for each in store.objections_in("d1")] == ["answered_elsewhere"]


def test_claims_that_are_not_near_enough_are_another_objection(store):
    write(store, "d1", PLAN, LORRIES)
    write(store, "d2", PLAN, LORRIES, PUMPS)
    other = [NEAR - 0.05, (1 - (NEAR - 0.05) ** 2) ** 0.5]
    place(store, claim("a", "d1/lorries", [1, 0]), claim("b", "d2/lorries", other))
    judged(store)
    assert [each.status for each in store.objections_in("d1")] == ["silent"]


def test_a_parent_in_another_discussion_can_be_objected_to(store):
    write(store, "d1", PLAN)
    write(store, "d2", ("lorries", "Ben", None, "", LORRIES[4]))
    far = Reply("r:far", CommentId("d2/lorries"), CommentId("d1/plan"), 1.0, "explicit")
    against = stance(far.child, far.parent, "disagree")
    store.write(Batch(relations=[Relations(DiscussionId("d2"), (), (far,), (), (against,))]))
    judged(store)
    assert [each.target for each in store.objections_in("d2")] == ["d1/plan"]
