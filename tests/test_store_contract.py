"""What every store must do: run on the embedded one and on a real Neo4j server."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from threading import Thread

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import access
from graph.digest import Row, archive_digest, row_digest
from graph.models import Batch, Correction, DiscussionRow, LedgerRow, Parentage, Passage, Relations, Stance
from graph.storage.copying import copy_store
from graph.store import StoreError, StoreReadOnly, open_store
from ingest.models import Occurrence, Quote, Source
from tests.store_rows import (
    ODD,
    comment,
    contents,
    correction,
    filled,
    occurrence,
    parentage,
    passage,
    plain,
    problems,
    quote,
    reply,
    sample,
    source,
    stance,
    thread,
)

SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


# Reading what was written


def test_every_row_reads_back_as_it_was_written(store):
    written = sample()
    filled(store)
    assert store.sources() == written.sources
    assert store.discussions() == written.discussions
    assert list(store.comments(["b2", "c1", "d3", "e4", "absent"]).values()) == written.comments
    assert store.occurrences(["b2", "c1"]) == sorted(written.occurrences, key=lambda row: row.uid)
    assert store.quotes(["b2"]) == store.quotes(["c1"]) == [quote("b2", "c1")]
    assert store.replies(["b2", "d3"]) == sorted(written.relations[0].replies, key=lambda row: row.uid)
    assert store.parentages(["c1", "d3", "b2"]) == sorted(written.relations[0].parentages, key=lambda row: row.uid)
    assert store.stances(["b2", "d3"]) == sorted(written.relations[0].stances, key=lambda row: row.uid)
    assert store.corrections() == sorted(written.corrections, key=lambda row: row.uid)
    assert store.ledger() == {"s:1": written.ledger[0]}
    assert dict(store.scan_keys()) == {"b2": (5, 7, 2**63 - 1), "c1": (0, 5)}
    assert problems(store) == []


def test_a_read_of_nothing_gives_nothing(store):
    assert store.comments([]) == {}
    assert (
        store.occurrences([]) == store.quotes([]) == store.replies([]) == store.passages([]) == store.holders([]) == []
    )
    assert store.parentages([]) == store.stances([]) == store.corrections() == store.occurrences_in("absent") == []
    assert store.discussions([]) == store.discussions(["absent"]) == store.sources() == []
    assert contents(store)[:4] == ([], [], [], {})
    assert (store.revision(), store.digest(), problems(store)) == (0, "0" * 32, [])


def test_discussions_are_read_by_id_or_all(store):
    filled(store)
    assert [row.uid for row in store.discussions(["d:2", "absent"])] == ["d:2"]
    assert [row.uid for row in store.discussions()] == ["d:1", "d:2"]


def test_comments_of_a_discussion_come_by_position(store):
    filled(store)
    assert [row.uid for row in store.comments_in("d:1")] == ["c1", "b2", "d3"]
    assert store.comments_in("absent") == []


def test_replies_are_found_from_both_ends(store):
    filled(store)
    assert [row.uid for row in store.replies(["c1"])] == [row.uid for row in store.replies(["b2"])] == ["r:b2>c1"]
    assert [row.uid for row in store.replies(["c1", "b2", "e4"])] == ["r:b2>c1", "r:d3>e4"]
    assert [row.uid for row in store.replies_in("d:1")] == ["r:b2>c1", "r:d3>e4"]
    assert store.replies_in("d:2") == []


def test_stances_are_found_from_both_ends_and_parentages_from_the_child(store):
    filled(store)
    assert [row.uid for row in store.stances(["b2"])] == ["s:b2>c1", "s:d3>b2"]
    assert [row.uid for row in store.stances(["c1", "e4"])] == ["s:b2>c1", "s:d3>e4"]
    assert [row.uid for row in store.stances_in("d:1")] == ["s:b2>c1", "s:d3>b2", "s:d3>e4"]
    assert [row.uid for row in store.parentages(["d3", "e4", "gone"])] == ["p:d3"]
    assert [row.uid for row in store.parentages_in("d:1")] == ["p:c1", "p:d3"]
    assert (store.stances_in("d:2"), store.parentages_in("d:2")) == ([], [])


def test_occurrences_are_found_by_source(store):
    filled(store)
    store.write(Batch(sources=[source("s:2")], occurrences=[occurrence("b2", "s:2"), occurrence("b2", start=70)]))
    assert [row.uid for row in store.occurrences_in("s:1")] == ["o:b2:s:1:0", "o:b2:s:1:70", "o:c1:s:1:40"]
    assert store.occurrences_in("s:2") == [occurrence("b2", "s:2")]


def test_holders_of_keys_are_found(store):
    filled(store)
    assert store.holders([5, 7, 0, 99, 2**63 - 1]) == [(0, "c1"), (5, "b2"), (5, "c1"), (7, "b2"), (2**63 - 1, "b2")]
    assert store.holders([-1, 2**63]) == []


def test_keys_that_very_many_hold_are_left_out(store):
    filled(store)
    assert store.holders([0, 5, 7], 1) == [(0, "c1"), (7, "b2")]
    assert store.holders([0, 5, 7], 2) == store.holders([0, 5, 7])


def test_twenty_thousand_keys_are_looked_up_at_once(store):
    keys = [number * 0x9E3779B97F4A7C15 % 2**62 for number in range(20_000)]
    store.write(thread("a", "b", keys={"a": tuple(keys[:30]), "b": tuple(keys[20:40])}))
    assert len(store.holders(keys)) == 50
    assert store.holders(keys[20:30]) == sorted((key, uid) for key in keys[20:30] for uid in "ab")


def test_keys_that_no_store_can_hold_are_refused(store):
    with pytest.raises(StoreError, match="outside"):
        store.write(thread("a", keys={"a": (2**63,)}))
    assert store.counts().comments == 0


def test_uids_are_completed_comments_first(store):
    store.write(
        Batch(
            discussions=[DiscussionRow("hn:1"), DiscussionRow("x")],
            comments=[comment(uid, "x") for uid in ("hn:2", "hn:3", "hm", "h%")],
        )
    )
    assert store.complete("hn:") == ["hn:2", "hn:3", "hn:1"]
    assert store.complete("h", limit=2) == ["h%", "hm"]
    assert store.complete("h%") == ["h%"]
    assert store.complete("zz") == []


def test_passages_read_back_bit_for_bit(store):
    vector = np.array([-0.0, 1e-45, 3.4028235e38, 1 / 3, -1.1754944e-38, 1.0], np.float32)
    store.write(thread("a", passages=[Passage("a", 0, 3, "m", vector)]))
    [found] = store.passages(["a"])
    assert found.vector.dtype == np.float32
    assert found.vector.tobytes() == vector.tobytes()
    assert problems(store) == []


def test_passages_come_by_comment_and_start(store):
    filled(store)
    order = [("b2", 0, "model:1"), ("b2", 5, "model:1"), ("c1", 0, "model:1"), ("c1", 0, "model:2")]
    assert [(each.comment, each.start, each.fingerprint) for each in store.passages(["c1", "b2"])] == order
    assert [(each.comment, each.start) for each in store.scan_passages("model:1")] == [("b2", 0), ("b2", 5), ("c1", 0)]
    assert [each.comment for each in store.scan_passages("model:2")] == ["c1"]


def test_comments_that_wait_for_passages_are_listed(store):
    filled(store)
    assert store.without_passages("model:1") == ["d3"]  # e4 has no text
    assert store.without_passages("model:2") == ["b2", "d3"]
    assert store.without_passages("model:3", limit=2) == ["b2", "c1"]
    assert store.without_passages("model:3", after="b2") == ["c1", "d3"]


def test_scans_go_on_where_they_stopped_whatever_the_characters(store):
    names = sorted(["a", "a\uffff", "a\U0001f600", "b", "aa", "é", "zz", "Z"])
    store.write(thread(*names))
    found, after = [], ""
    while page := store.scan_comments(after, limit=3):
        found += [row.uid for row in page]
        after = page[-1].uid
    assert found == names
    assert store.without_passages("m", after="aa", limit=3) == names[names.index("aa") + 1 :][:3]


def test_a_scan_puts_the_stances_of_all_labels_in_the_order_of_their_uids(store, monkeypatch):
    monkeypatch.setattr(access, "_PAGE", 4)
    labels = ["agree"] * 6 + ["disagree", "neutral", "disagree", "agree"] * 3
    names = [f"c{number:02d}" for number in range(len(labels))]
    written = [stance(name, name, label=label) for name, label in zip(names, labels, strict=True)]
    store.write(thread(*names, relations=[Relations("d:1", (), (), (), tuple(written[::-1]))]))
    assert [row for row in store.scan_rows() if isinstance(row, Stance)] == written


def test_counts_say_how_much_there_is(store):
    found = filled(store).counts()
    assert (found.sources, found.discussions, found.comments, found.stubs) == (1, 2, 4, 1)
    assert (found.occurrences, found.quotes, found.passages, found.authors) == (2, 1, 4, 2)
    assert found.replies == {"explicit": 1, "order": 1}
    assert (found.stances, found.corrections) == ({"agree": 1, "disagree": 1, "neutral": 1}, 2)


# Writing


def test_adding_twice_adds_once(store):
    before = contents(filled(store))
    filled(store)
    assert contents(store) == before
    assert store.revision() == 2
    assert problems(store) == []


def test_the_revision_grows_with_every_write(store):
    revisions = [store.revision()]
    for _ in range(3):
        store.write(Batch())
        revisions.append(store.revision())
    assert revisions == sorted(set(revisions))


def test_a_uid_twice_in_one_batch_is_one_row(store):
    store.write(thread(comments=[comment("a", text="old"), comment("a", text="new")]))
    assert store.comments(["a"])["a"].text == "new"
    assert store.counts().comments == 1


def test_rows_replace_rows_with_their_uid(store):
    filled(store)
    changed = Batch(
        sources=[replace(source(), name="renamed.txt")],
        discussions=[DiscussionRow("d:1", "Other", None, {})],
        comments=[comment("b2", "d:2", position=9, author="Cy", text="the text of b2")],
        occurrences=[replace(occurrence("b2"), comment="c1")],
        keys={"b2": (8,)},
        passages=[passage("c1", seed=9)],
        ledger=[LedgerRow("s:1", "2:text", {}, "2025")],
        corrections=[correction("d3", "split", uid="x:b2:parent", value={"at": [3]}, made_at="2025")],
    )
    store.write(changed)
    assert store.corrections() == [*changed.corrections, sample().corrections[1]]
    assert (store.sources(), store.discussions(["d:1"])) == (changed.sources, changed.discussions)
    assert store.comments(["b2"]) == {"b2": changed.comments[0]}
    assert [row.uid for row in store.comments_in("d:2")] == ["e4", "b2"]
    assert [row.uid for row in store.occurrences(["c1"])] == ["o:b2:s:1:0", "o:c1:s:1:40"]
    assert store.holders([5, 7, 8]) == [(5, "c1"), (8, "b2")]
    assert plain(store.scan_passages("model:1"))[-1] == plain(changed.passages)[0]
    assert store.ledger() == {"s:1": changed.ledger[0]}
    assert (store.counts().authors, store.counts().passages) == (3, 4)
    assert problems(store) == []


def test_another_text_drops_the_passages(store):
    filled(store)
    store.write(Batch(comments=[comment("b2", text="rewritten"), replace(sample().comments[1], position=7)]))
    assert plain(store.passages(["b2", "c1"])) == plain(sample().passages[2:])
    assert store.without_passages("model:1") == ["b2", "d3"]
    assert problems(store) == []


def test_passages_of_the_same_batch_outlive_the_new_text(store):
    filled(store)
    store.write(Batch(comments=[comment("b2", text="rewritten")], passages=[passage("b2", seed=8)]))
    assert plain(store.passages(["b2"])) == plain([passage("b2", seed=8)])


def test_removing_a_comment_removes_all_that_hangs_on_it(store):
    filled(store)
    store.write(Batch(removed_comments=["c1", "never there"]))
    assert "c1" not in store.comments(["c1", "b2"])
    assert store.occurrences(["c1", "b2"]) == [occurrence("b2")]
    assert (store.quotes(["b2"]), store.replies(["b2"]), store.passages(["c1"])) == ([], [], [])
    assert store.holders([0, 5, 7]) == [(5, "b2"), (7, "b2")]
    assert store.counts().authors == 1
    assert problems(store) == []


def test_removing_a_comment_removes_its_stances_and_its_parentage_and_no_correction(store):
    filled(store)
    store.write(Batch(removed_comments=["b2", "c1"]))
    assert [row.uid for row in store.stances(["b2", "c1", "d3", "e4"])] == ["s:d3>e4"]
    assert [row.uid for row in store.parentages(["b2", "c1", "d3", "e4"])] == ["p:d3"]
    store.write(Batch(removed_comments=["e4"]))
    assert store.stances(["d3"]) == []
    assert store.parentages(["d3"]) == [parentage("d3", "e4", None, "gone")]  # goes on naming what it was judged by
    assert [row.comment for row in store.corrections()] == ["b2", "gone"]
    assert problems(store) == []


def test_a_correction_is_removed_by_its_uid_before_others_come(store):
    filled(store)
    removed = ["x:b2:parent", "x:gone:stance", "never there"]
    store.write(Batch(removed_corrections=removed, corrections=[correction("gone", "stance", why="again")]))
    assert store.corrections() == [correction("gone", "stance", why="again")]
    assert store.counts().corrections == 1
    assert problems(store) == []


def test_removals_come_before_the_rows_of_the_batch(store):
    filled(store)
    store.write(Batch(removed_comments=["b2"], comments=[comment("b2")]))
    assert store.comments(["b2"]) == {"b2": comment("b2")}
    assert (store.occurrences(["b2"]), store.replies(["b2"]), store.passages(["b2"])) == ([], [], [])
    assert problems(store) == []


def test_a_discussion_without_comments_is_kept_and_not_counted(store):
    filled(store)
    moved = [replace(row, discussion="d:2") for row in sample().comments if row.discussion == "d:1"]
    store.write(Batch(comments=moved))
    assert store.comments_in("d:1") == []
    assert [row.uid for row in store.discussions()] == ["d:1", "d:2"]
    assert store.counts().discussions == 1
    assert len(store.passages(["b2", "c1"])) == 4
    assert problems(store) == []


def test_relations_replace_those_of_their_discussion_only(store):
    filled(store)
    store.write(Batch(relations=[Relations("d:2", (), (reply("e4", "b2"),))]))
    store.write(Batch(relations=[Relations("d:1", (quote("d3", "e4"),), (reply("c1", "e4"),))]))
    assert [row.uid for row in store.replies(["b2", "c1", "d3", "e4"])] == ["r:c1>e4", "r:e4>b2"]
    assert [row.uid for row in store.quotes(["b2", "c1", "d3", "e4"])] == ["q:d3<e4"]
    assert problems(store) == []


def test_relations_replace_the_stances_and_parentages_of_their_discussion_only(store):
    filled(store)
    store.write(Batch(relations=[Relations("d:2", (), (), (parentage("e4", "b2"),), (stance("e4", "b2"),))]))
    store.write(Batch(relations=[Relations("d:1", (), (), (parentage("b2", "c1"),), (stance("c1", "e4"),))]))
    assert [row.uid for row in store.stances(["b2", "c1", "d3", "e4"])] == ["s:c1>e4", "s:e4>b2"]
    assert [row.uid for row in store.parentages(["b2", "c1", "d3", "e4"])] == ["p:b2", "p:e4"]
    store.write(Batch(relations=[Relations("d:1", (), ()), Relations("d:2", (), ())]))
    assert (store.counts().stances, store.counts().corrections) == ({}, 2)
    assert store.parentages(["b2", "e4"]) == []
    assert problems(store) == []


def test_a_stance_and_a_parentage_are_replaced_when_their_uid_comes_again(store):
    filled(store)
    judged = stance("e4", "b2", uid="s:b2>c1", label="agree")
    found = parentage("e4", "b2", uid="p:c1")
    store.write(Batch(relations=[Relations("d:2", (), (), (found,), (judged,))]))
    assert (store.stances_in("d:2"), store.parentages_in("d:2")) == ([judged], [found])
    assert [row.uid for row in store.stances_in("d:1")] == ["s:d3>b2", "s:d3>e4"]
    assert [row.uid for row in store.parentages_in("d:1")] == ["p:d3"]
    assert store.counts().stances == {"agree": 2, "neutral": 1}
    assert problems(store) == []


def test_an_edge_moves_when_its_uid_comes_with_other_ends(store):
    filled(store)
    store.write(Batch(relations=[Relations("d:2", (), (reply("e4", "b2", uid="r:b2>c1"),))]))
    assert [(row.child, row.parent) for row in store.replies_in("d:2")] == [("e4", "b2")]
    assert [row.uid for row in store.replies_in("d:1")] == ["r:d3>e4"]
    assert problems(store) == []


BROKEN = {
    "a reply to nobody": Batch(relations=[Relations("d:1", (), (reply("b2", "absent"),))]),
    "a reply by nobody": Batch(relations=[Relations("d:1", (), (reply("absent", "b2"),))]),
    "a reply from elsewhere": Batch(relations=[Relations("d:1", (), (reply("e4", "b2"),))]),
    "a quote of nothing": Batch(relations=[Relations("d:1", (quote("b2", "absent"),), ())]),
    "a stance toward nobody": Batch(relations=[Relations("d:1", (), (), (), (stance("b2", "absent"),))]),
    "a stance of nobody": Batch(relations=[Relations("d:1", (), (), (), (stance("absent", "b2"),))]),
    "a stance from elsewhere": Batch(relations=[Relations("d:1", (), (), (), (stance("e4", "b2"),))]),
    "a stance of another name": Batch(relations=[Relations("d:1", (), (), (), (stance("b2", "c1", label="so-so"),))]),
    "a parentage of nobody": Batch(relations=[Relations("d:1", (), (), (parentage("absent", "b2"),))]),
    "a parentage from elsewhere": Batch(relations=[Relations("d:1", (), (), (parentage("e4", "b2"),))]),
    "a comment without discussion": Batch(comments=[comment("new", "absent")]),
    "an occurrence of nothing": Batch(occurrences=[occurrence("absent")]),
    "an occurrence nowhere": Batch(occurrences=[occurrence("b2", source="absent")]),
    "keys of nothing": Batch(keys={"absent": (1,)}),
    "a passage of nothing": Batch(passages=[passage("absent")]),
    "a ledger row of nothing": Batch(ledger=[LedgerRow("absent", "1", {}, "2024")]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_batch_that_names_what_is_absent_leaves_nothing_behind(store, name):
    before = contents(filled(store)), store.revision(), store.digest()
    broken = replace(
        BROKEN[name], removed_comments=["d3"], discussions=[DiscussionRow("d:9"), DiscussionRow("d:1", "changed")]
    )
    with pytest.raises(StoreError, match="refused") as caught:
        store.write(broken)
    assert caught.value.cure
    assert (contents(store), store.revision(), store.digest()) == before
    assert problems(store) == []


# Awkward graphs


def test_a_reply_stands_before_its_parent_in_one_batch(store):
    rows = [comment("a-child"), comment("z-parent", "d:2")]
    store.write(
        Batch(
            discussions=[DiscussionRow("d:1"), DiscussionRow("d:2")],
            comments=rows,
            relations=[Relations("d:1", (), (reply("a-child", "z-parent"),))],
        )
    )
    assert store.replies(["z-parent"]) == [reply("a-child", "z-parent")]


def test_a_reply_to_itself_and_a_cycle_are_stored(store):
    edges = (reply("a", "a"), reply("a", "b"), reply("b", "c"), reply("c", "a"))
    store.write(thread(*"abc", edges=edges, quotes=[quote("a", "a")]))
    assert store.replies(["a"]) == [reply("a", "a"), reply("a", "b"), reply("c", "a")]
    assert store.quotes(["a"]) == [quote("a", "a")]
    store.write(Batch(removed_comments=["a"]))
    assert store.replies(["a", "b", "c"]) == [reply("b", "c")]
    assert problems(store) == []


def test_a_chain_of_ten_thousand_replies_is_stored(store):
    names = [f"c{number:05d}" for number in range(10_000)]
    edges = tuple(reply(child, parent) for parent, child in pairwise(names))
    store.write(thread(*names))
    store.write(Batch(relations=[Relations("d:1", (), edges)]))
    assert store.replies_in("d:1") == list(edges)
    assert len(store.comments(names)) == 10_000


# Awkward texts


def test_any_text_survives_in_every_field(store):
    row = comment(ODD, ODD, text=ODD, author=ODD, parent=ODD, title=ODD, url=ODD, meta={ODD: [ODD]})
    batch = Batch(
        sources=[Source(ODD, ODD, ODD, ODD, 0)],
        discussions=[DiscussionRow(ODD, ODD, ODD, {"k": ODD})],
        comments=[row],
        occurrences=[Occurrence(ODD, ODD, ODD, 0, 1, 1, "near", ODD, ODD, {"k": ODD})],
        keys={ODD: (1,)},
        relations=[
            Relations(
                ODD,
                (Quote(ODD, ODD, 0, 1, ODD, 0, 1),),
                (reply(ODD, ODD),),
                (parentage(ODD, ODD, None),),
                (stance(ODD, ODD, uid=ODD, cues=((0, 1, ODD),)),),
            )
        ],
        corrections=[Correction(ODD, "parent", ODD, {ODD: ODD}, ODD, ODD)],
        passages=[passage(ODD, fingerprint=ODD)],
        ledger=[LedgerRow(ODD, ODD, {ODD: ODD}, ODD)],
    )
    store.write(batch)
    relations = batch.relations[0]
    assert list(store.scan_rows()) == [
        *batch.sources,
        *batch.discussions,
        row,
        *batch.occurrences,
        *relations.quotes,
        *relations.replies,
        *relations.parentages,
        *relations.stances,
        *batch.corrections,
    ]
    assert store.comments([ODD]) == {ODD: row}
    assert store.comments_in(ODD) == [row]
    assert store.holders([1]) == [(1, ODD)]
    assert store.complete(ODD[:20]) == [ODD, ODD]
    assert plain(store.scan_passages(ODD)) == plain(batch.passages)
    assert store.without_passages("other") == [ODD]
    assert store.ledger() == {ODD: batch.ledger[0]}
    assert problems(store) == []


@settings(max_examples=25, deadline=None, suppress_health_check=SLOW)
@given(
    st.text(st.characters(exclude_categories=()), min_size=1),
    st.text(st.characters(exclude_categories=())),
    st.datetimes(
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=-7))]),
        min_value=datetime(1900, 1, 1),
        max_value=datetime(3000, 1, 1),
    ),
    st.floats(0, 1),
    st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()),
)
def test_a_comment_reads_back_as_it_was_written(store, uid, text, moment, boundary, meta):
    row = comment(uid, text=text, author=text, created_at=moment, boundary=boundary, meta=meta)
    store.write(thread(comments=[row]))
    assert store.comments([uid]) == {uid: row}
    assert row in store.comments_in("d:1")
    assert problems(store) == []


def test_a_whole_number_where_a_fraction_is_meant_is_no_damage(store):
    relations = Relations(
        "d:1",
        (),
        (reply("a", "a", confidence=1),),
        (Parentage("p:a", "a", ((None, 1), ("a", 0))),),
        (stance("a", "a", agree=1, neutral=0, disagree=0, label="agree"),),
    )
    store.write(thread(comments=[comment("a", boundary=1, stub=0)], relations=[relations]))
    assert problems(store) == []
    assert store.digest() == archive_digest(row_digest(row) for row in store.scan_rows())


INJECTIONS = (
    "'}) DETACH DELETE (n) //",
    "x' OR '1'='1'; DROP TABLE comment; --",
    "`}) MATCH (n) DETACH DELETE n WITH 1 AS x MATCH (m {`a`: $ids[0]}) //",
    '"}}) CALL db.labels() YIELD label RETURN label //',
    "$ids ${ids} {ids} :ids ?1 @x",
    "a) OR b:* OR NOT (c\\ ~2 ^4 [a TO z] && ||",
    "\\u0027}) DETACH DELETE n //",
)


@pytest.mark.parametrize("text", INJECTIONS)
def test_no_text_is_taken_for_a_query(store, text):
    filled(store)
    before = store.counts().comments
    row = comment(text, text, text=text, author=text, parent=text, title=text, url=text, meta={text: text})
    store.write(
        Batch(
            sources=[Source(text, text, text, text, 1)],
            discussions=[DiscussionRow(text, text, text, {text: text})],
            comments=[row],
            occurrences=[Occurrence(text, text, text, 0, 1, 1, "exact", text, text)],
            keys={text: (5,)},
            relations=[
                Relations(
                    text,
                    (),
                    (reply(text, "b2", uid=text, evidence=text),),
                    (parentage(text, text, uid=text),),
                    (stance(text, "b2", uid=text, evidence=text, cues=((0, 1, text),)),),
                )
            ],
            corrections=[Correction(text, text, text, {text: text}, text, text)],
            passages=[passage(text, fingerprint=text)],
            ledger=[LedgerRow(text, text, {text: text}, text)],
        )
    )
    assert store.comments([text]) == {text: row}
    assert store.complete(text) == [text, text]
    assert text not in store.without_passages(text)
    assert store.holders([5]) == sorted([(5, "b2"), (5, "c1"), (5, text)])
    assert store.stances([text])[0].cues == ((0, 1, text),)
    assert store.parentages([text])[0].candidates == ((text, 0.6),)
    store.write(Batch(removed_comments=[text], removed_corrections=[text]))
    assert store.corrections() == sample().corrections
    assert (store.counts().comments, store.counts().discussions) == (before, 2)
    assert problems(store) == []


# Use


def test_other_threads_may_use_the_store(store):
    filled(store)
    found: list[object] = []

    def use() -> None:
        store.write(Batch(comments=[comment("from a thread")]))
        found.append(store.comments(["b2"])["b2"].author)

    threads = [Thread(target=use) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == ["Ada"] * 4
    assert store.revision() == 5


def test_writing_goes_on_while_a_scan_is_open(store):
    filled(store)
    scan = store.scan_rows()
    first = next(scan)
    store.write(Batch(removed_comments=["d3"]))
    assert first == source()
    assert "d3" not in {row.uid for row in scan}


def test_a_store_that_is_open_for_reading_cannot_be_written(store):
    before = contents(filled(store))
    with open_store(store.url, read_only=True) as reader:
        assert contents(reader) == before
        with pytest.raises(StoreReadOnly, match="reading"):
            reader.write(Batch(removed_comments=["b2"]))
    assert contents(store) == before


def test_closing_twice_is_allowed_and_using_a_closed_store_is_refused(store):
    store.close()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.revision()
    with pytest.raises(StoreError, match="closed"):
        store.write(Batch())


# Digests


def test_the_digest_is_that_of_the_rows(store):
    filled(store)
    assert store.digest() == archive_digest(row_digest(row) for row in store.scan_rows())
    written = sample()
    assert store.digest() == archive_digest(map(row_digest, rows_of(written)))


def rows_of(batch: Batch) -> list[Row]:
    rows: list[Row] = [*batch.sources, *batch.discussions, *batch.comments, *batch.occurrences, *batch.corrections]
    for each in batch.relations:
        rows += [*each.quotes, *each.replies, *each.parentages, *each.stances]
    return rows


def test_order_and_batch_size_do_not_change_the_digest(store):
    written = sample()
    store.write(Batch(sources=written.sources, discussions=written.discussions[::-1]))
    for row in written.comments[::-1]:
        store.write(Batch(comments=[row]))
    for row in written.corrections[::-1]:
        store.write(Batch(corrections=[row]))
    store.write(Batch(occurrences=written.occurrences[::-1], relations=written.relations))
    assert store.digest() == archive_digest(map(row_digest, rows_of(written)))


def test_a_copy_and_a_copy_back_hold_the_same(store, tmp_path):
    progress: list[int] = []
    with open_store(str(tmp_path / "first.db")) as first, open_store(str(tmp_path / "second.db")) as second:
        filled(first)
        copy_store(first, store, progress.append)
        copy_store(store, second)
        assert contents(second) == contents(store) == contents(first)
        assert first.digest() == store.digest() == second.digest()
        assert [problems(each) for each in (first, store, second)] == [[], [], []]
        copy_store(first, store)  # again, as after an interruption
        assert contents(store) == contents(first)
    assert progress == sorted(progress)
    assert progress[-1] > 10


def test_a_copy_does_not_mix_archives(store, tmp_path):
    filled(store)
    with open_store(str(tmp_path / "other.db")) as other:
        other.write(Batch(sources=[source("s:2")]))
        with pytest.raises(StoreError, match="holds sources that"):
            copy_store(other, store)
        other.write(Batch(discussions=[DiscussionRow("extra")]))
        with pytest.raises(StoreError, match="not equal"):
            copy_store(store, other)
