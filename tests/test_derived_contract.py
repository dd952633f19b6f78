"""What every store must do with claims, positions and objections: run on the embedded one and on a real Neo4j server."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from graph import access
from graph.arguments import Claims, Derived, ObjectionFilter, Objections, Placement
from graph.models import Batch
from graph.store import StoreError, StoreReadOnly, open_store
from tests.derived_rows import (
    claim,
    derived_contents,
    derived_filled,
    flat,
    objection,
    position,
    response,
    rows_of,
    sample_derived,
    write,
)
from tests.store_rows import ODD, comment, filled, problems, thread

# Reading what was written


def test_everything_derived_reads_back_as_it_was_written(store):
    written = sample_derived()
    derived_filled(store)
    assert flat(store.scan_derived()) == flat(rows_of(written))
    assert store.positions() == sorted(written.positions, key=lambda row: row.uid)
    assert store.placements() == sorted(written.placements, key=lambda row: row.claim)
    assert store.objections_in("d:1") == list(written.objections[0].objections)
    assert flat(store.claims(["b2", "c1", "d3"])) == flat(written.claims[0].claims)
    assert problems(store) == []


def test_a_read_of_nothing_derived_gives_nothing(store):
    for _ in range(2):
        assert store.claims([]) == store.claims(["absent"]) == store.claims_of(["absent"]) == store.claims_of([]) == []
        assert store.positions([]) == store.positions(["absent"]) == store.positions() == store.placements([]) == []
        assert store.objections([]) == store.objections_in("absent") == store.ranked_objections() == []
        assert list(store.scan_derived()) == list(store.scan_claims("model:1")) == store.named_objections([]) == []
        assert store.ranked_objections(ObjectionFilter(frozenset())) == store.ranked_positions() == []
        assert store.complete_positions("") == store.objection_facet("author", ObjectionFilter()) == []
        assert store.count_positions() == 0
        assert store.digest(derived=True) == store.digest()
        filled(store)


def test_claims_come_by_comment_and_start(store):
    made = (claim("a", "b2", 9), claim("b", "b2", 2), claim("c", "c1", 0), claim("d", "b2", 30))
    filled(store)
    write(store, claims=[Claims("d:1", "m", made)])
    assert [each.uid for each in store.claims(["c1", "b2"])] == ["b", "a", "d", "c"]


def test_claims_are_found_by_their_positions(store):
    derived_filled(store)
    assert [each.uid for each in store.claims_of(["p1", "p9"])] == ["k1", "k3"]
    assert [each.uid for each in store.claims_of(["p2", "p1"])] == ["k1", "k2", "k3"]


def test_positions_and_placements_are_read_by_id_or_all(store):
    derived_filled(store)
    assert [each.uid for each in store.positions(["p9", "p1", "absent"])] == ["p1", "p9"]
    assert store.placements(["k3", "absent", "k1"]) == [Placement("k1", "p1"), Placement("k3", "p1")]


def test_objections_are_found_from_both_ends(store):
    derived_filled(store)
    assert [each.uid for each in store.objections(["b2"])] == ["o1", "o3"]
    assert [each.uid for each in store.objections(["e4"])] == ["o2"]
    assert [each.uid for each in store.objections(["c1", "d3"])] == ["o1", "o2", "o3"]
    assert store.objections_in("d:2") == []  # e4, of d:2, is objected to from d:1


def test_claims_are_streamed_by_their_embedder(store, monkeypatch):
    monkeypatch.setattr(access, "_PAGE", 3)
    made = [claim(f"k{number:02d}", "b2", number, fingerprint=f"m:{number % 2}") for number in range(11)]
    filled(store)
    write(store, claims=[Claims("d:1", "m", tuple(made[::-1]))])
    assert flat(store.scan_claims("m:0")) == flat(made[::2])
    assert flat(store.scan_claims("m:1")) == flat(made[1::2])


def test_counts_say_how_much_is_derived(store):
    assert (filled(store).counts().claims, store.counts().positions, store.counts().objections) == (0, 0, {})
    found = derived_filled(store).counts()
    assert (found.claims, found.positions) == (3, 2)  # p9 was merged: nobody is there any more
    assert found.objections == {"answered": 1, "silent": 2}


def test_any_text_survives_in_every_field_of_what_is_derived(store):
    filled(store)
    store.write(thread(ODD))
    derived = Derived(
        claims=[Claims("d:1", ODD, (claim(ODD, ODD, text=ODD, fingerprint=ODD),))],
        positions=[position(ODD, ODD, question=ODD, opposes=(ODD, "gone"), came_from=(ODD,), went_to=(ODD,))],
        placements=[Placement(ODD, ODD)],
        objections=[
            Objections(
                "d:1", ODD, (objection(ODD, ODD, ODD, position=ODD, responses=(response(ODD),), terms=((ODD, 0.5),)),)
            )
        ],
    )
    store.write(Batch(derived=derived))
    assert flat(store.scan_derived()) == flat(rows_of(derived))
    assert store.objections([ODD]) == store.named_objections([ODD]) == list(derived.objections[0].objections)
    assert store.ranked_objections(ObjectionFilter(positions=frozenset({ODD}))) == store.objections([ODD])
    assert store.objection_facet("position", ObjectionFilter()) == [(ODD, 1)]
    assert store.complete_positions(ODD[:3]) == [ODD]
    assert store.undone("claims", ODD) == ["d:2"]
    assert flat(store.claims_of([ODD])) == flat(derived.claims[0].claims)
    assert problems(store) == []


def test_whole_numbers_where_fractions_are_meant_are_no_damage(store):
    filled(store)
    made = objection(
        "o", "b2", "c1", score=2, probability=1, terms=(("size", 2),), responses=(response("d3", counted=1),)
    )
    write(store, objections=[Objections("d:1", "m", (made,))])
    assert store.objections(["b2"]) == [made]
    assert problems(store) == []


# Ranked pages


def ranked(number: int = 60) -> list[Objections]:
    """Objections with many equal scores, in the order of their ranks."""
    dice = np.random.default_rng(5)
    kinds, scores = ("silent", "ignored", "answered"), (0.0, 0.5, 2.25, -1.0)
    made = [
        objection(f"o{at:03d}", "b2", "c1", score=float(scores[dice.integers(4)]), status=kinds[dice.integers(3)])
        for at in range(number)
    ]
    return [Objections("d:1", "m", tuple(made))]


@pytest.mark.parametrize(
    "statuses", [None, {"silent"}, {"answered", "silent"}, {"answered", "ignored", "silent"}, {"deferred"}]
)
@pytest.mark.parametrize("probability", [0.0, 0.5])  # with a least probability another statement is asked
def test_ranked_objections_are_read_a_page_at_a_time(store, statuses, probability):
    filled(store)
    [made] = groups = ranked()
    write(store, objections=groups)
    wanted = ObjectionFilter(None if statuses is None else frozenset(statuses), probability=probability)
    there = [each for each in made.objections if statuses is None or each.status in statuses]
    there.sort(key=lambda each: (-each.score, each.uid))
    pages = [store.ranked_objections(wanted, at, 7) for at in range(0, len(there) + 7, 7)]
    assert [each for page in pages for each in page] == there == store.ranked_objections(wanted)
    assert store.ranked_objections(wanted, limit=3) == there[:3]


def told_apart(store):
    """Three objections by Ada and one by Bo, in two discussions, of which two attack a position."""
    filled(store)
    write(store, positions=[position("p1"), position("p2")])
    first = (
        objection("o1", "b2", "c1", position="p1", score=4.0),
        objection("o2", "c1", "b2", position="p2", score=3.0, status="answered", probability=0.5),
        objection("o3", "b2", "e4", score=2.0),
    )
    other = (objection("o4", "e4", "b2", score=1.0, status="ignored"),)
    write(store, objections=[Objections("d:1", "m", first), Objections("d:2", "m", other)])
    return store


@pytest.mark.parametrize(
    ("wanted", "uids"),
    [
        ({}, "o1 o2 o3 o4"),
        ({"discussion": "d:1"}, "o1 o2 o3"),
        ({"discussion": "d:2"}, "o4"),
        ({"authors": frozenset({"Ada"})}, "o1 o3"),
        ({"authors": frozenset({"Ada", "Bo"})}, "o1 o2 o3"),
        ({"authors": frozenset({"Nobody"})}, ""),
        ({"authors": frozenset()}, ""),
        ({"positions": frozenset({"p1", "p2"})}, "o1 o2"),
        ({"positions": frozenset({"p2"}), "authors": frozenset({"Ada"})}, ""),
        ({"probability": 0.6}, "o1 o3 o4"),
        ({"statuses": frozenset({"silent", "ignored"}), "discussion": "d:1"}, "o1 o3"),
    ],
)
def test_objections_are_asked_for_by_what_is_known_of_them(store, wanted, uids):
    told_apart(store)
    found = store.ranked_objections(ObjectionFilter(**wanted))
    assert [each.uid for each in found] == uids.split()
    assert [each.uid for each in store.ranked_objections(ObjectionFilter(**wanted), 1, 1)] == uids.split()[1:2]
    assert sum(number for _, number in store.objection_facet("status", ObjectionFilter(**wanted))) == len(found)


def test_objections_are_asked_for_by_the_moment_in_which_they_were_raised(store):
    moment = datetime(2024, 5, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    filled(store)
    store.write(Batch(comments=[comment("b2", created_at=moment), comment("c1", created_at=None)]))
    raised = tuple(objection(f"o:{uid}", uid, "d3") for uid in ("b2", "c1"))
    write(store, objections=[Objections("d:1", "m", raised)])
    for since, uids in ((moment, ["o:b2"]), (moment + timedelta(seconds=1), []), (None, ["o:b2", "o:c1"])):
        assert [each.uid for each in store.ranked_objections(ObjectionFilter(since=since))] == uids


def test_facets_count_what_is_wanted_the_most_first(store):
    told_apart(store)
    facets = {
        "status": [("silent", 2), ("answered", 1), ("ignored", 1)],
        "discussion": [("d:1", 3), ("d:2", 1)],
        "author": [("Ada", 2), ("Bo", 1)],
        "position": [("p1", 1), ("p2", 1)],
    }
    for facet, counts in facets.items():
        assert store.objection_facet(facet, ObjectionFilter()) == counts
        assert store.objection_facet(facet, ObjectionFilter(), limit=1) == counts[:1]
    assert store.objection_facet("author", ObjectionFilter(positions=frozenset({"p2"}))) == [("Bo", 1)]
    assert store.objection_facet("position", ObjectionFilter(discussion="d:2")) == []


def test_objections_are_found_by_their_own_ids(store):
    told_apart(store)
    assert [each.uid for each in store.named_objections(["o3", "o1", "absent"])] == ["o1", "o3"]


# Positions


def test_positions_are_read_a_page_at_a_time_the_largest_first(store):
    derived_filled(store)
    sized = [position(f"q{at}", "k1", size=size) for at, size in enumerate((1, 7, 2, 7))]
    write(store, positions=sized, placements=[Placement("k2", "q1")])
    order = ["q1", "q3", "p1", "q2", "p2", "q0"]  # p9 was merged: nobody is there any more
    assert [each.uid for each in store.ranked_positions()] == order
    assert [each.uid for each in store.ranked_positions(2, offset=1, limit=2)] == ["q3", "p1"]
    assert (store.count_positions(), store.count_positions(2), store.count_positions(8)) == (6, 4, 0)
    assert [each.uid for each in store.ranked_positions(discussion="d:1")] == ["q1", "p1"]
    assert (store.count_positions(discussion="d:1"), store.count_positions(3, "d:1")) == (2, 1)
    assert store.ranked_positions(discussion="d:2") == store.ranked_positions(discussion="absent") == []


def test_ids_of_positions_are_completed(store):
    derived_filled(store)
    assert store.complete_positions("p") == ["p1", "p2", "p9"]
    assert store.complete_positions("p", 2) == ["p1", "p2"]
    assert store.complete_positions("p9") == ["p9"]
    assert store.complete_positions("P") == store.complete_positions("p%") == []


# Writing


def test_writing_what_is_derived_twice_writes_it_once(store):
    before = derived_contents(derived_filled(store))
    store.write(Batch(derived=sample_derived()))
    assert derived_contents(store) == before
    assert problems(store) == []


def test_claims_replace_those_of_their_discussion_only(store):
    derived_filled(store)
    write(store, claims=[Claims("d:2", "cut:1", (claim("k9", "e4"),))])
    write(store, claims=[Claims("d:1", "cut:2", (claim("k4", "c1"),))])
    assert [each.uid for each in store.scan_claims("model:1")] == ["k4", "k9"]
    assert store.placements() == []
    assert problems(store) == []


def test_a_claim_that_is_written_again_keeps_its_place(store):
    derived_filled(store)
    again = claim("k1", "c1", 3, 7, text="other words")
    write(store, claims=[Claims("d:1", "cut:2", (again, claim("k5", "d3")))])
    assert flat(store.claims(["b2", "c1"])) == flat([again])
    assert store.placements() == [Placement("k1", "p1")]
    assert [each.uid for each in store.claims_of(["p1"])] == ["k1"]
    assert problems(store) == []


def test_a_claim_is_placed_anew(store):
    derived_filled(store)
    write(store, placements=[Placement("k1", "p2"), Placement("k2", "p1")])
    assert store.placements() == [Placement("k1", "p2"), Placement("k2", "p1"), Placement("k3", "p1")]
    assert problems(store) == []


def test_objections_replace_those_that_a_discussion_raises(store):
    derived_filled(store)
    write(store, objections=[Objections("d:2", "judge:1", (objection("o8", "e4", "b2"),))])
    write(store, objections=[Objections("d:1", "judge:2", (objection("o3", "b2", "e4", responses=(response("c1"),)),))])
    assert [each.uid for each in store.ranked_objections()] == ["o3", "o8"]
    assert store.objections(["d3"]) == []
    assert store.objections(["e4"])[0].responses == (response("c1"),)
    assert store.counts().objections == {"silent": 2}
    assert problems(store) == []


def test_an_objection_that_moves_to_another_discussion_leaves_nothing_behind(store):
    derived_filled(store)
    moved = objection("o1", "e4", "c1")
    write(store, objections=[Objections("d:2", "judge:1", (moved,))])
    assert store.objections_in("d:2") == [moved]
    assert [each.uid for each in store.objections_in("d:1")] == ["o2", "o3"]
    assert problems(store) == []


def test_the_last_of_two_in_one_batch_holds(store):
    filled(store)
    first = objection("o", "b2", "c1", position="p", responses=(response("c1"), response("d3")))
    last = objection("o", "e4", "c1", score=9.0)
    derived = Derived(
        claims=[Claims("d:1", "m", (claim("k0", "b2"),)), Claims("d:1", "n", (claim("k", "b2"), claim("k", "c1")))],
        positions=[position("p"), position("p", "k")],
        placements=[Placement("k", "p"), Placement("k", "p")],
        objections=[Objections("d:1", "m", (first,)), Objections("d:2", "m", (last,))],
    )
    store.write(Batch(derived=derived))
    assert [each.comment for each in store.scan_claims("model:1")] == ["c1"]
    assert store.positions() == [position("p", "k")]
    assert store.objections(["c1", "b2"]) == [last]
    assert store.undone("claims", "n") == ["d:2"]
    assert problems(store) == []


def test_removing_a_comment_removes_all_that_is_derived_from_it(store):
    derived_filled(store)
    store.write(Batch(removed_comments=["c1"]))
    assert [each.uid for each in store.claims(["b2", "c1"])] == ["k1", "k2"]
    assert store.placements() == [Placement("k1", "p1"), Placement("k2", "p2")]
    assert [each.uid for each in store.objections_in("d:1")] == ["o2", "o3"]
    assert problems(store) == []


def test_removing_a_comment_removes_its_responses_and_the_others_keep_their_order(store):
    filled(store)
    made = objection("o", "b2", "c1", responses=(response("e4"), response("d3", engagement=0.1), response("c1")))
    write(store, objections=[Objections("d:1", "m", (made,))])
    store.write(Batch(removed_comments=["d3"]))
    assert store.objections(["b2"]) == [replace(made, responses=(response("e4"), response("c1")))]
    assert problems(store) == []


def test_removing_a_position_frees_its_claims_and_is_against_nothing(store):
    derived_filled(store)
    write(store, removed_positions=["p1", "absent"])
    assert [each.uid for each in store.positions()] == ["p2", "p9"]
    assert store.placements() == [Placement("k2", "p2")]
    assert [each.position for each in store.objections(["b2"])] == [None, None]
    assert problems(store) == []


def test_one_batch_removes_a_position_and_says_what_comes_in_its_place(store):
    derived_filled(store)
    [group] = sample_derived().objections
    derived = Derived(
        removed_positions=["p1"],
        positions=[position("p3", "k1", "k3", came_from=("p1",))],
        placements=[Placement("k1", "p3"), Placement("k3", "p3")],
        objections=[replace(group, objections=(replace(group.objections[0], position="p3"),))],
    )
    store.write(Batch(derived=derived))
    assert [each.uid for each in store.claims_of(["p3"])] == ["k1", "k3"]
    assert store.objections(["b2"])[0].position == "p3"
    assert problems(store) == []


def test_positions_may_oppose_what_comes_later_or_is_gone(store):
    for uid, other in (("p1", "p2"), ("p3", "p2"), ("p2", "p1")):
        write(store, positions=[position(uid, opposes=(other, "never"))])
        assert problems(store) == []
    write(store, removed_positions=["p2"])
    assert problems(store) == []
    write(store, positions=[position("p2"), position("p1", opposes=("p3",))])
    assert [each.opposes for each in store.positions()] == [("p3",), (), ("p2", "never")]
    assert problems(store) == []


@pytest.mark.parametrize(
    "derived",
    [
        Derived(claims=[Claims("d:1", "m", (claim("k", "absent"),))]),
        Derived(claims=[Claims("d:2", "m", (claim("k", "b2"),))]),
        Derived(claims=[Claims("absent", "m")]),
        Derived(placements=[Placement("k1", "absent")]),
        Derived(placements=[Placement("absent", "p1")]),
        Derived(objections=[Objections("d:1", "m", (objection("o", "absent", "b2"),))]),
        Derived(objections=[Objections("d:1", "m", (objection("o", "b2", "absent"),))]),
        Derived(objections=[Objections("d:2", "m", (objection("o", "b2", "c1"),))]),
        Derived(objections=[Objections("d:1", "m", (objection("o", "b2", "c1", position="absent"),))]),
        Derived(objections=[Objections("d:1", "m", (objection("o", "b2", "c1", responses=(response("absent"),)),))]),
        Derived(removed_positions=["p1"], placements=[Placement("k1", "p1")]),
    ],
)
def test_what_names_something_absent_leaves_nothing_behind(store, derived):
    before = derived_contents(derived_filled(store))
    with pytest.raises(StoreError, match="nothing of it was written"):
        store.write(Batch(comments=[comment("new")], derived=derived))
    assert derived_contents(store) == before
    assert problems(store) == []


def test_a_store_that_is_open_for_reading_takes_nothing_derived(store):
    before = derived_contents(derived_filled(store))
    with open_store(store.url, read_only=True) as reader:
        assert derived_contents(reader) == before
        assert store.undone("claims", "cut:1") == reader.undone("claims", "cut:1")
        with pytest.raises(StoreReadOnly):
            write(reader, removed_positions=["p1"])
    assert derived_contents(store) == before
