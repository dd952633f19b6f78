"""What is derived follows what was read: nothing is done twice, nothing is forgotten, a run that broke off goes on."""

import json

import pytest

from graph.deriving import Models, derive, find_claims
from graph.engagement.reading import open_engagements
from graph.models import Batch, Relations
from graph.store import open_store
from ingest.embedder import open_embedder
from ingest.pair_model import open_pair_model
from tests.commands import answer

pytestmark = pytest.mark.model

BRIDGE = [
    {"id": "1", "author": "ann", "text": "The old bridge should be closed to lorries before it falls into the river."},
    {
        "id": "2",
        "author": "bob",
        "parent": "1",
        "text": "No, that is wrong. The bakery gets its flour over that bridge.",
    },
    {
        "id": "3",
        "author": "ann",
        "parent": "2",
        "text": "The flour can come over the new bridge: it is four minutes more.",
    },
]
FERRY = [
    {"id": "1", "author": "cem", "text": "The ferry should run at night, because the hospital has shifts until two."},
    {"id": "2", "author": "dee", "parent": "1", "text": "I disagree, nobody in the harbour could sleep with its horn."},
]
REPLY = {
    "id": "3",
    "author": "cem",
    "parent": "2",
    "text": "The horn is silent at night: it sleeps in the harbour as you do.",
}


def lines(discussion, rows):
    return "".join(json.dumps({"discussion": discussion, **row}) + "\n" for row in rows)


@pytest.fixture
def ingest(tmp_path):
    """Write rows to a file of this name and ingest it."""

    def read(name, discussion, rows):
        (tmp_path / name).write_text(lines(discussion, rows))
        answer("ingest", tmp_path / name, archive=tmp_path / "archive")

    return read


@pytest.fixture
def stored(tmp_path):
    """Ask the archive's store one thing."""

    def ask(question, **options):
        with open_store(str(tmp_path / "archive" / "archive.db"), **options) as store:
            return question(store)

    return ask


def models():
    return Models(open_embedder(), open_pair_model(), open_engagements(open_embedder()))


def test_an_ingest_leaves_nothing_to_do_and_another_one_does_nothing(ingest, stored):
    ingest("bridge.jsonl", "bridge", BRIDGE)
    assert stored(lambda store: store.counts().claims) >= 3
    before = stored(lambda store: (store.revision(), store.digest(derived=True)))
    ingest("bridge.jsonl", "bridge", BRIDGE)
    assert stored(lambda store: (store.revision(), store.digest(derived=True))) == before
    stored(lambda store: derive(store, models()))
    assert stored(lambda store: store.digest(derived=True)) == before[1]


def test_a_new_reply_changes_its_own_discussion_only(ingest, stored):
    ingest("bridge.jsonl", "bridge", BRIDGE)
    ingest("ferry.jsonl", "ferry", FERRY)
    sizes = stored(lambda store: {len(store.comments_in(each.uid)): each.uid for each in store.discussions()})
    bridge, ferry = sizes[3], sizes[2]
    before = stored(lambda store: (store.objections_in(bridge), store.objections_in(ferry)))
    ingest("more.jsonl", "ferry", [*FERRY, REPLY])
    after = stored(lambda store: (store.objections_in(bridge), store.objections_in(ferry)))
    assert after[0] == before[0] != []
    answered = {each.comment: each.unaddressed for each in after[1]}
    assert all(answered[each.comment] < each.unaddressed for each in before[1])


def test_a_run_that_broke_off_after_the_claims_goes_on(ingest, stored, tmp_path):
    ingest("bridge.jsonl", "bridge", BRIDGE)
    whole = stored(lambda store: store.digest(derived=True))
    broken = tmp_path / "broken.db"

    def begin(source):
        with open_store(str(broken)) as store:
            rows = [row for home in source.discussions() for row in source.comments_in(home.uid)]
            store.write(_without_what_is_derived(source, rows))
            find_claims(store, open_embedder())
            assert (store.counts().claims, store.counts().positions) == (source.counts().claims, 0)

    stored(begin)
    with open_store(str(broken)) as store:
        derive(store, models())
        assert store.digest(derived=True) == whole


def _without_what_is_derived(source, rows):
    relations = [
        Relations(
            home.uid,
            tuple(source.quotes([row.uid for row in rows])),
            tuple(source.replies_in(home.uid)),
            tuple(source.parentages_in(home.uid)),
            tuple(source.stances_in(home.uid)),
        )
        for home in source.discussions()
    ]
    uids = [row.uid for row in rows]
    return Batch(
        sources=source.sources(),
        discussions=source.discussions(),
        comments=rows,
        occurrences=source.occurrences(uids),
        keys=dict(source.scan_keys()),
        relations=relations,
    )


def test_making_all_anew_keeps_ids_and_statuses(ingest, stored):
    ingest("bridge.jsonl", "bridge", BRIDGE)
    ingest("ferry.jsonl", "ferry", FERRY)
    before = stored(lambda store: ({each.uid for each in store.positions()}, store.ranked_objections()))
    stored(lambda store: derive(store, models(), rebuild=True))
    assert stored(lambda store: ({each.uid for each in store.positions()}, store.ranked_objections())) == before
