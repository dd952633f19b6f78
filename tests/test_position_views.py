"""Which positions are found, and what is told of one."""

from dataclasses import replace
from typing import get_args

import pytest

from graph.arguments import Derived, Objections, Status
from graph.models import Batch
from graph.sqlite_store import SqliteStore
from tests.argued_archive import COMMENTS, HOME, OBJECTIONS, OTHER, fill
from ui.objections import WantedObjections, find_objections
from ui.position import tell
from ui.position_ids import UnknownPosition, complete_position
from ui.positions import WantedPositions, find_positions


@pytest.fixture
def archive(tmp_path):
    with SqliteStore(str(tmp_path / "own.db")) as store:
        yield fill(store)


def found(archive, matched=None, **wanted):
    return find_positions(WantedPositions(**wanted), archive, lambda query: matched or {})


def ids(result):
    return [each.position.uid for each in result.positions]


def test_what_only_one_holds_is_left_out_and_counted(archive):
    result = found(archive)
    assert (ids(result), result.smaller) == (["p:quiet"], 3)


def test_where_nothing_else_is_there_what_one_holds_is_shown(archive):
    result = found(archive, discussion=OTHER)
    assert (ids(result), result.smaller) == (["p:ferry"], 0)
    assert ids(found(archive, discussion=OTHER, min_size=2)) == []


def test_the_largest_come_first_and_a_limit_says_that_there_are_more(archive):
    result = found(archive, min_size=1, limit=2)
    assert (ids(result), result.more) == (["p:quiet", "p:ferry"], True)
    assert ids(found(archive, min_size=1, discussion=HOME)) == ["p:quiet", "p:jam", "p:shops"]


def test_an_offset_leaves_out_the_first_and_the_total_stays(archive):
    result = found(archive, min_size=1, limit=2, offset=2)
    assert (ids(result), result.more, result.total) == (["p:jam", "p:shops"], False, 4)
    matched = {"p:shops": ["k:4"], "p:quiet": ["k:2"], "p:jam": ["k:3"]}
    result = found(archive, matched, query="shops", limit=1, offset=1)
    assert (ids(result), result.more, result.total) == (["p:quiet"], True, 3)


def test_a_position_that_was_merged_or_split_is_not_listed(archive):
    assert not [uid for uid in ids(found(archive, min_size=1)) if uid.startswith("p:0")]


def test_a_query_orders_by_match_and_names_the_claims_that_matched(archive):
    result = found(archive, {"p:shops": ["k:4"], "p:quiet": ["k:2"]}, query="shops")
    assert ids(result) == ["p:shops", "p:quiet"]
    assert [[each.claim for each in view.matched] for view in result.positions] == [["k:4"], ["k:2"]]
    assert ids(found(archive, {}, query="nothing of this")) == []


def test_a_position_tells_who_objects_and_how_much_is_open(archive):
    (view,) = found(archive).positions
    assert view.objectors == ("Marta Lind", "Piet")
    assert (view.open, view.statuses) == (1, {"acknowledged": 1, "answered": 1})
    assert [each.uid for each in view.opposes] == ["p:jam"]
    assert [each.words.text for each in view.members] == [view.position.label, COMMENTS["f6"].text]


def test_a_position_grows_by_the_people_who_come_to_hold_it(archive):
    story = tell("p:quiet", archive)
    assert story.growth == (("2024-01", 1), ("2025-03", 2))
    assert story.undated == 0
    undated = tell("p:shops", archive)
    assert (undated.growth, undated.undated) == ((), 1)


def test_the_same_person_counts_once(archive):
    archive.write(Batch(comments=[replace(COMMENTS["f6"], author="Ana")]))
    assert tell("p:quiet", archive).growth == (("2024-01", 1), ("2025-03", 1))


def test_a_merged_position_leads_to_the_one_that_it_is_part_of(archive):
    story = tell("p:0noise", archive)
    assert (story.asked.uid, story.view.position.uid) == ("p:0noise", "p:quiet")
    assert [each.uid for each in story.came_from] == ["p:0noise"]


def test_a_split_position_leads_to_all_its_parts_also_through_a_later_merge(archive):
    story = tell("p:0dirt", archive)
    assert [each.uid for each in story.now] == ["p:quiet", "p:shops"]


def test_what_was_objected_to_a_position_before_it_was_merged_is_objected_to_what_it_became(archive):
    before = [replace(each, position="p:0noise") for each in OBJECTIONS if each.position]
    archive.write(Batch(derived=Derived(objections=[Objections(HOME, "m", tuple(before))])))
    (view,) = found(archive).positions
    assert [each.uid for each in view.objections] == ["j:road", "j:flour"]
    wanted = WantedObjections(statuses=frozenset(get_args(Status)), position="p:quiet")
    views = find_objections(wanted, archive, lambda query, offset: None).objections
    assert [(each.objection.uid, each.position.uid) for each in views] == [
        ("j:road", "p:quiet"),
        ("j:flour", "p:quiet"),
    ]


def test_an_id_may_be_shortened_as_far_as_it_is_unique(archive):
    assert complete_position("p:q", archive) == "p:quiet"
    with pytest.raises(UnknownPosition, match="p:0dirt, p:0noise"):
        complete_position("p:0", archive)
    with pytest.raises(UnknownPosition, match="no position"):
        complete_position("q", archive)


def test_every_store_tells_the_same(store, archive):
    fill(store)
    wanted = WantedPositions(min_size=1)
    assert find_positions(wanted, store, lambda query: {}) == find_positions(wanted, archive, lambda query: {})
    assert tell("p:0noise", store) == tell("p:0noise", archive)
    anything = WantedObjections(statuses=frozenset(get_args(Status)), author="marta", position="p:0noise")
    found = [find_objections(anything, each, lambda query, offset: None) for each in (store, archive)]
    assert found[0] == found[1]
    assert [each.objection.uid for each in found[0].objections] == ["j:road"]
