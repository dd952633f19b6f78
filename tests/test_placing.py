from dataclasses import replace

import numpy as np
import pytest
from small_archive import HashingEmbedder

from graph.arguments import Claims, Derived, PositionId
from graph.claims import claims_of
from graph.models import Batch, DiscussionRow
from graph.position.inheriting import inherit, successors
from graph.position.placing import place_claims
from graph.sqlite_store import SqliteStore
from graph.training.position_figures import adjusted_rand
from ingest.models import Comment, CommentId, DiscussionId

BRIDGE = "The old bridge must be closed to lorries."
NO_BRIDGE = "The old bridge must not be closed to lorries."
RENT = "Rents near the harbour rise faster than wages."
MODEL = HashingEmbedder()


@pytest.fixture
def store(tmp_path):
    with SqliteStore(str(tmp_path / "archive.db")) as opened:
        yield opened


def say(store, discussion, *said):
    """Add comments (author, text) to a discussion and find its claims."""
    home = DiscussionId(discussion)
    before = store.comments_in(home)
    new = [
        Comment(CommentId(f"c:{discussion}:{n:04}"), home, text, n, author)
        for n, (author, text) in enumerate(said, start=len(before))
    ]
    claims = claims_of([*before, *new], [], MODEL)
    found = Claims(home, "test", claims)
    store.write(Batch(discussions=[DiscussionRow(home)], comments=new, derived=Derived(claims=[found])))


def place(store, **options):
    """Place all claims; how many batches that took."""
    batches = list(place_claims(store, MODEL.fingerprint, **options))
    for each in batches:
        store.write(each)
    return len(batches)


def held(store):
    """The live positions by label."""
    return {each.label: each for each in store.positions() if each.size}


def test_every_claim_is_in_one_position_and_placing_again_changes_nothing(store):
    say(store, "d:1", ("Ann", BRIDGE), ("Bob", BRIDGE), ("Cem", RENT))
    assert place(store) == 1
    assert len(store.placements()) == 3
    assert {label: each.size for label, each in held(store).items()} == {BRIDGE: 2, RENT: 1}
    assert place(store) == 0


def test_one_person_who_repeats_himself_counts_once(store):
    say(store, "d:1", ("Ann", BRIDGE), ("Ann", BRIDGE), ("Ann", BRIDGE))
    place(store)
    assert (held(store)[BRIDGE].size, held(store)[BRIDGE].counted) == (1, "authors")


def test_where_an_author_is_unknown_comments_are_counted(store):
    say(store, "d:1", ("Ann", BRIDGE), ("Ann", BRIDGE))
    say(store, "d:2", (None, BRIDGE))
    place(store)
    assert (held(store)[BRIDGE].size, held(store)[BRIDGE].counted) == (3, "comments")


def test_the_same_words_in_a_discussion_without_their_author_are_no_further_holder(store):
    say(store, "d:1", (None, BRIDGE), ("Ann", BRIDGE), (None, BRIDGE))
    place(store)
    assert (held(store)[BRIDGE].size, held(store)[BRIDGE].counted) == (1, "authors")


def test_opposed_claims_are_two_positions_that_oppose_each_other(store):
    say(store, "d:1", ("Ann", BRIDGE), ("Bob", NO_BRIDGE), ("Cem", BRIDGE))
    place(store)
    for_it, against = held(store)[BRIDGE], held(store)[NO_BRIDGE]
    assert for_it.opposes == (against.uid,)
    assert against.opposes == (for_it.uid,)
    assert for_it.question == against.question is not None


def test_a_new_claim_joins_its_side_and_ids_stay(store):
    say(store, "d:1", ("Ann", BRIDGE), ("Bob", NO_BRIDGE), ("Cem", RENT))
    place(store)
    before = held(store)
    say(store, "d:1", ("Dora", NO_BRIDGE), ("Emil", "A library should open on Sundays too."))
    place(store)
    after = held(store)
    assert {label: after[label].uid for label in before} == {label: each.uid for label, each in before.items()}
    assert after[NO_BRIDGE].size == 2
    assert after[BRIDGE] == before[BRIDGE]
    assert len(after) == 4


def test_a_claim_of_another_discussion_joins_the_position_that_says_the_same(store):
    say(store, "d:1", ("Ann", BRIDGE), ("Bob", RENT))
    place(store)
    before = held(store)[BRIDGE].uid
    say(store, "d:2", ("Cem", BRIDGE))
    place(store)
    assert held(store)[BRIDGE].uid == before
    assert held(store)[BRIDGE].size == 2


def test_a_position_whose_claims_are_gone_is_removed(store):
    say(store, "d:1", ("Ann", BRIDGE), ("Bob", RENT))
    place(store)
    store.write(Batch(removed_comments=[CommentId("c:d:1:0001")]))
    place(store)
    assert [each.label for each in store.positions()] == [BRIDGE]
    assert place(store) == 0


def test_the_size_follows_when_a_claim_goes(store):
    say(store, "d:1", ("Ann", BRIDGE), ("Bob", BRIDGE))
    place(store)
    store.write(Batch(removed_comments=[CommentId("c:d:1:0000")]))
    place(store)
    assert held(store)[BRIDGE].size == 1


def test_rebuilding_keeps_ids_and_positions(store):
    say(store, "d:1", ("Ann", BRIDGE), ("Bob", NO_BRIDGE), ("Cem", RENT), ("Dora", BRIDGE))
    place(store)
    before = store.positions()
    place(store, rebuild=True)
    assert store.positions() == before


def test_positions_that_become_one_are_written_down(store):
    say(store, "d:1", ("Ann", BRIDGE), ("Bob", BRIDGE), ("Cem", BRIDGE))
    place(store)
    (kept,) = store.positions()
    claims = store.claims([CommentId("c:d:1:0002")])
    apart = replace(kept, uid=PositionId("position:apart"), claim=claims[0].uid, size=1)
    moved = [replace(each, position=apart.uid) for each in store.placements([claims[0].uid])]
    store.write(Batch(derived=Derived(positions=[apart], placements=moved)))
    place(store, rebuild=True)
    rows = {each.uid: each for each in store.positions()}
    assert rows[kept.uid].came_from == (apart.uid,)
    assert rows[apart.uid].went_to == (kept.uid,)
    assert (rows[apart.uid].size, rows[apart.uid].claim) == (0, None)
    assert place(store) == 0


def test_the_larger_part_of_a_split_keeps_the_id():
    uids = [f"claim:{n}" for n in range(5)]
    heirs = inherit(uids, np.zeros(5, np.int64), [PositionId("old")], np.array([0, 0, 0, 1, 1]))
    assert [each.rows.tolist() for each in heirs] == [[0, 1, 2], [3, 4]]
    assert heirs[0].uid == "old"
    assert heirs[1].came_from == ("old",)
    assert successors(heirs) == {"old": (heirs[1].uid,)}


def test_an_id_rests_on_the_claim_that_founds_the_position():
    uids = ["claim:a", "claim:b", "claim:c"]
    none = np.full(3, -1)
    one = inherit(uids, none, [], np.array([0, 0, 1]))
    other = inherit(uids[:2], none[:2], [], np.array([7, 7]))
    assert one[0].uid == other[0].uid != one[1].uid


def made(seed):
    """Short comments on a handful of subjects, each in its own words."""
    rng = np.random.default_rng(seed)
    subjects = ["bridge lorries closed", "harbour rents wages", "library sunday opening", "market stalls noise"]
    verbs = ["must", "should", "cannot", "will"]
    for n in range(60):
        words = subjects[int(rng.integers(4))].split()
        rng.shuffle(words)
        yield f"p{n % 11}", f"The {words[0]} {verbs[int(rng.integers(4))]} be {words[1]} for the {words[2]} of us."


def test_a_rebuilt_grouping_is_much_like_the_grown_one(store):
    said = list(made(0))
    for at in range(0, 60, 12):
        say(store, "d:1", *said[at : at + 12])
        place(store)
    grown = {each.claim: each.position for each in store.placements()}
    place(store, rebuild=True)
    anew = {each.claim: each.position for each in store.placements()}
    assert grown.keys() == anew.keys()
    assert adjusted_rand([grown[each] for each in sorted(grown)], [anew[each] for each in sorted(grown)]) >= 0.8


def test_the_order_of_the_discussions_changes_nothing(tmp_path):
    rows = []
    for order in (("d:1", "d:2"), ("d:2", "d:1")):
        with SqliteStore(str(tmp_path / f"{order[0][-1]}.db")) as opened:
            for discussion in order:
                say(opened, discussion, *list(made(int(discussion[-1])))[:20])
            place(opened)
            rows.append((opened.positions(), opened.placements()))
    assert rows[0] == rows[1]
