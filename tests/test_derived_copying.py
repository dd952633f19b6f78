"""Marks, digests and copies of what is derived: run on the embedded store and on a real Neo4j server."""

from dataclasses import replace
from itertools import chain

import pytest

from graph.arguments import Claims, Derived, Done, Objections
from graph.digest import archive_digest
from graph.models import Batch, Relations
from graph.steps import Step
from graph.storage import derived_copying
from graph.storage.copying import copy_store
from graph.storage.writes import steps
from graph.store import StoreError, open_store
from tests.derived_rows import claim, derived_contents, derived_filled, position, sample_derived, write
from tests.store_rows import contents, filled, problems

# Marks


def test_a_stage_is_undone_until_it_was_done_under_this_mark(store):
    assert filled(store).undone("claims", "one") == ["d:1", "d:2"]
    write(store, claims=[Claims("d:1", "one")])
    assert (store.undone("claims", "one"), store.undone("claims", "two")) == (["d:2"], ["d:1", "d:2"])
    assert store.undone("objections", "one") == ["d:1", "d:2"]
    write(store, claims=[Claims("d:1", "two")], objections=[Objections("d:1", "one"), Objections("d:2", "one")])
    assert (store.undone("claims", "one"), store.undone("claims", "two")) == (["d:1", "d:2"], ["d:2"])
    assert store.undone("objections", "one") == []


def test_relations_take_the_marks_of_their_discussion(store):
    derived_filled(store)
    write(store, objections=[Objections("d:2", "judge:1")])
    store.write(Batch(relations=[Relations("d:1", (), ())]))
    assert store.undone("claims", "cut:1") == store.undone("objections", "judge:1") == ["d:1"]
    assert len(store.objections_in("d:1")) == 3  # they stay until others come
    marked = Derived(claims=[Claims("d:1", "cut:1")])
    store.write(Batch(relations=[Relations("d:1", (), ())], derived=marked))
    assert store.undone("claims", "cut:1") == []
    assert problems(store) == []


def test_an_empty_mark_is_none(store):
    filled(store)
    write(store, claims=[Claims("d:1", "", (claim("k", "b2"),))], objections=[Objections("d:2", "")])
    assert store.undone("claims", "") == store.undone("objections", "") == ["d:1", "d:2"]
    assert [row for row in store.scan_derived() if isinstance(row, Done)] == []


def test_a_discussion_without_comments_is_never_undone(store):
    filled(store).write(Batch(removed_comments=["e4"]))
    assert store.undone("claims", "m") == ["d:1"]


# Digests and copies


def test_what_is_derived_does_not_change_the_digest_of_the_archive(store):
    before = filled(store).digest()
    derived_filled(store)
    assert store.digest() == before
    assert store.digest(derived=True) != before


def packed(batch: Batch) -> list[Step]:
    return [step for step in steps(batch) if step.derived and step.kind is not None]


def test_the_derived_digest_is_that_of_the_rows_in_any_order(store):
    filled(store)
    whole = sample_derived()
    write(store, positions=whole.positions[::-1])
    [first, second] = whole.claims
    write(store, claims=[second, replace(first, claims=first.claims[::-1])])
    for placement in whole.placements[::-1]:
        write(store, placements=[placement])
    [group] = whole.objections
    write(store, objections=[replace(group, objections=group.objections[::-1])])
    digests = chain.from_iterable(step.rows for step in packed(Batch(derived=whole)))
    wanted = archive_digest([store.digest(), *(row["row_digest"] for row in digests)])
    assert store.digest(derived=True) == wanted


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_a_copy_and_a_copy_back_hold_the_same_derived_rows(store, tmp_path, monkeypatch, size):
    monkeypatch.setattr(derived_copying, "_BATCH", size)
    with open_store(str(tmp_path / "first.db")) as first, open_store(str(tmp_path / "second.db")) as second:
        derived_filled(first)
        first.write(Batch(relations=[Relations("d:2", (), ())]))  # claims without a mark
        first.write(Batch(derived=Derived(claims=[Claims("d:2", "", (claim("k8", "e4"),))])))
        copy_store(first, store)
        copy_store(store, second)
        assert derived_contents(second) == derived_contents(store) == derived_contents(first)
        assert contents(second) == contents(first)
        assert [problems(each) for each in (first, store, second)] == [[], [], []]
        copy_store(first, store)  # again, as after an interruption
        assert derived_contents(store) == derived_contents(first)


def test_a_copy_that_ends_up_with_other_positions_says_so(store, tmp_path):
    derived_filled(store)
    with open_store(str(tmp_path / "other.db")) as other:
        write(other, positions=[position("extra")])
        with pytest.raises(StoreError, match="not equal"):
            copy_store(store, other)
