"""Corrections of every kind on real stores: what follows from each, what outlives them, and that taking them back restores all."""

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from random import Random

import pytest

from graph.builder import Builder, rebuild
from graph.correction.correcting import correct, listed, take_in, undo
from graph.corrections import BadCorrection, line_of, make, read_line
from graph.linking import Rules
from graph.proposing import merge_value, parent_value, separate_value, split_value, stance_value
from graph.seams import Text
from graph.sqlite_store import SqliteStore
from graph.storage.copying import copy_store
from graph.store import GraphStore
from ingest.errors import RejoinderError
from ingest.models import Comment, CommentId, Discussion, DiscussionId, Place, Post, Source, SourceId
from ingest.readings import readings_of

ELMS = "The elms on Harbour Street are older than the town hall, and no plan should touch them before a survey is done."
TRAM = "A tram line needs both lanes, so the parked cars have to go whatever becomes of the trees along the kerb."
SHOP = "Shops lose a third of their trade in the first year of any closure; ask the people on Mill Lane how it went."
BIKE = "Nobody has counted the bicycles yet, which makes every figure in this debate a guess and nothing more."
NOISE = "At night the lorries are louder than any tram could be, and the council has measured it twice this year."
EDITED = BIKE.replace("a guess and nothing more", "a wild guess and not much more than that")
PAGE = (ELMS, TRAM, f"{SHOP}\n{BIKE}", "Thanks!", NOISE)


def source(name: str, kind: str = "text") -> Source:
    sha = sha256(name.encode()).hexdigest()
    return Source(SourceId(f"s:{sha[:32]}"), name, kind, sha, len(name))


def posts(texts: Iterable[str]) -> tuple[Post, ...]:
    """Flat text: the places are those of the texts in a file, a line end between two."""
    found, at = [], 0
    for text in texts:
        found.append(Post(text, (Place(at, at + len(text)),), boundary=0.6 if at else 1.0))
        at += len(text) + 1
    return tuple(found)


def read(store: GraphStore, texts: Iterable[str], name: str = "one", reader: str = "") -> None:
    Builder(store).add(source(name), [Discussion(DiscussionId(f"d:{name}"), posts(texts))], reader=reader)


def comments(store: GraphStore) -> list[Comment]:
    rows = [row for row in store.scan_comments(limit=10_000) if not row.stub]
    return sorted(rows, key=lambda row: (row.discussion, row.position))


def texts(store: GraphStore) -> list[str]:
    return [row.text for row in comments(store)]


def by_text(store: GraphStore, text: str) -> Comment:
    return next(row for row in comments(store) if row.text == text)


def edges(store: GraphStore) -> set[tuple[str, str, float, str]]:
    text_of = {row.uid: row.text for row in comments(store)}
    found = store.replies(list(text_of))
    return {(text_of[each.child], text_of[each.parent], each.confidence, each.evidence) for each in found}


def say_parent(store, child, parent, why=None):
    value = parent_value(by_text(store, child), parent and by_text(store, parent), store)
    return correct(make("parent", by_text(store, child).uid, value, why), store)


def say_stance(store, child, label):
    row = by_text(store, child)
    return correct(make("stance", row.uid, stance_value(row, label, store), None), store)


def say_split(store, text, at):
    row = by_text(store, text)
    return correct(make("split", row.uid, split_value(row, at, store), None), store)


def say_merged(store, first, second):
    row = by_text(store, first)
    return correct(make("merge", row.uid, merge_value(row, by_text(store, second), store), None), store)


def test_a_corrected_parent_is_sure_and_the_persons_and_the_reason_is_kept(store):
    read(store, PAGE)
    say_parent(store, NOISE, ELMS, why="it speaks of the street")
    assert (NOISE, ELMS, 1.0, "correction") in edges(store)
    assert [(each.kind, each.why) for each in store.corrections()] == [("parent", "it speaks of the street")]


def test_a_comment_that_answers_nothing_has_no_reply(store):
    read(store, PAGE)
    say_parent(store, NOISE, None)
    assert NOISE not in {child for child, *_ in edges(store)}


def test_a_parent_that_would_answer_its_own_child_in_the_end_is_refused(store):
    read(store, PAGE)
    say_parent(store, TRAM, ELMS)
    say_parent(store, NOISE, TRAM)
    before = store.digest()
    with pytest.raises(BadCorrection, match=r"answers .* already, directly or through others; say first what"):
        say_parent(store, ELMS, NOISE)
    assert store.digest() == before


def test_a_stance_is_said_toward_the_parent_and_waits_when_the_parent_is_another(store):
    read(store, PAGE)
    say_parent(store, TRAM, ELMS)
    say_stance(store, TRAM, "disagree")
    tram = by_text(store, TRAM).uid
    [held] = [each for each in store.stances([tram]) if each.child == tram]
    assert (held.label, held.disagree, held.evidence) == ("disagree", 1.0, "correction")
    say_parent(store, TRAM, None)
    assert [each for each in store.stances([tram]) if each.child == tram] == []
    assert [each.state for each in listed(store)] == ["replaced", "waiting", "in effect"]


def test_a_comment_is_split_where_a_phrase_begins_and_nothing_of_its_source_is_lost(store):
    read(store, PAGE)
    say_split(store, PAGE[2], "Nobody has counted")
    assert texts(store) == [ELMS, TRAM, SHOP, BIKE, "Thanks!", NOISE]
    whole = "\n".join(PAGE)
    for row in comments(store):
        assert [whole[each.start : each.end] for each in store.occurrences([row.uid])] == [row.text]
    assert by_text(store, BIKE).boundary == 1.0


def test_a_split_holds_in_another_dump_that_is_cut_otherwise(store):
    read(store, PAGE)
    say_split(store, PAGE[2], "Nobody has counted")
    read(store, [f"{TRAM}\n{SHOP}\n{BIKE}", NOISE], name="two")
    assert BIKE in texts(store)
    assert {each.source for each in store.occurrences([by_text(store, BIKE).uid])} == {
        source("one").uid,
        source("two").uid,
    }


def test_comments_side_by_side_are_joined_even_across_two_batches(store):
    read(store, PAGE)
    say_merged(store, ELMS, TRAM)
    assert texts(store)[0] == f"{ELMS}\n{TRAM}"
    pieces = [Discussion(DiscussionId("d:two"), posts(PAGE))]
    Builder(store, batch=1).add(source("two"), pieces)
    joined = by_text(store, f"{ELMS}\n{TRAM}")
    assert [(each.start, each.end) for each in store.occurrences([joined.uid])] == [(0, len(joined.text))] * 2


def test_merging_the_halves_again_replaces_a_split(store):
    read(store, PAGE)
    before = [(row.uid, row.text) for row in comments(store)]
    say_split(store, PAGE[2], "Nobody has counted")
    say_merged(store, SHOP, BIKE)
    assert [(row.uid, row.text) for row in comments(store)] == before
    assert [each.state for each in listed(store)] == ["replaced", "in effect"]


def test_two_comments_that_are_one_become_one_with_two_places(store):
    other = "Who has counted the bicycles so far? I know of no figure that I would trust."
    read(store, [ELMS, BIKE])
    read(store, [TRAM, other], name="two")
    say_merged(store, BIKE, other)
    [row] = [row for row in comments(store) if row.text in (BIKE, other)]
    places = store.occurrences([row.uid])
    assert len(places) == 2
    assert any("a person says" in each.why for each in places)


def test_places_with_the_same_words_are_separated_by_their_source(store):
    read(store, [ELMS, BIKE])
    read(store, [TRAM, BIKE], name="two")
    row = by_text(store, BIKE)
    there = [each for each in store.occurrences([row.uid]) if each.source == source("two").uid]
    correct(make("separate", row.uid, separate_value(row, there, store), None), store)
    both = [each for each in comments(store) if each.text == BIKE]
    assert {each.discussion for each in both} == {"d:one", "d:two"}
    read(store, [TRAM, BIKE], name="two", reader="newer")
    read(store, [NOISE, BIKE], name="three")
    assert len([each for each in comments(store) if each.text == BIKE]) == 2


def test_an_edited_version_that_is_another_comment_is_separated_in_every_dump(store):
    read(store, [ELMS, BIKE])
    read(store, [TRAM, EDITED], name="two")
    [row] = [each for each in comments(store) if each.text in (BIKE, EDITED)]
    there = [each for each in store.occurrences([row.uid]) if each.source == source("two").uid]
    correct(make("separate", row.uid, separate_value(row, there, store), None), store)
    read(store, [NOISE, EDITED], name="three")
    assert {BIKE, EDITED} <= set(texts(store))
    assert len(store.occurrences([by_text(store, EDITED).uid])) == 2


@pytest.mark.parametrize(
    ("attempt", "said"),
    [
        (lambda s: say_parent(s, ELMS, ELMS), "answer itself"),
        (lambda s: say_stance(s, ELMS, "agree"), "answers nothing"),
        (lambda s: say_split(s, ELMS, "the"), "stands 2 times"),
        (lambda s: say_split(s, ELMS, "purple elephants"), "does not stand in"),
        (lambda s: say_split(s, ELMS, "6"), "inside a word"),
        (lambda s: say_split(s, ELMS, "4000"), "no word stands behind"),
        (lambda s: say_split(s, ELMS, "0"), "first comment of its page"),
        (lambda s: say_merged(s, ELMS, ELMS), "one comment already"),
        (lambda s: say_merged(s, ELMS, NOISE), "stand apart in one source"),
        (lambda s: undo(comments(s)[0].uid, "parent", s), "no correction of its parent"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(store, attempt, said):
    read(store, PAGE)
    before = store.digest(), store.revision()
    with pytest.raises(BadCorrection, match=said):
        attempt(store)
    assert (store.digest(), store.revision()) == before


def test_what_a_source_says_itself_is_no_inference(store):
    rows = [Post(text, (Place(n * 500, n * 500 + 400),), id=CommentId(f"x:{n}")) for n, text in enumerate(PAGE)]
    rows[1] = replace(rows[1], parent=CommentId("x:0"))
    Builder(store).add(source("export", "jsonl"), [Discussion(DiscussionId("d:x"), tuple(rows))])
    with pytest.raises(BadCorrection, match="its source says what it answers"):
        say_parent(store, TRAM, None)
    with pytest.raises(BadCorrection, match="a source says where it begins"):
        say_split(store, PAGE[2], "Nobody has")
    with pytest.raises(BadCorrection, match="stand apart"):
        say_merged(store, ELMS, TRAM)


def test_saying_the_same_again_changes_nothing(store):
    read(store, PAGE)
    assert say_parent(store, NOISE, ELMS).new
    before = store.digest(), store.revision()
    assert not say_parent(store, NOISE, ELMS).new
    assert (store.digest(), store.revision()) == before


def test_a_correction_outlives_ingest_rebuild_and_copy(store, tmp_path):
    read(store, PAGE)
    say_split(store, PAGE[2], "Nobody has counted")
    say_merged(store, ELMS, TRAM)
    say_parent(store, NOISE, BIKE)
    say_stance(store, NOISE, "agree")
    before = store.digest()
    read(store, PAGE, reader="newer")
    rebuild(store)
    assert store.digest() == before
    with SqliteStore(str(tmp_path / "copy.db")) as copy:
        copy_store(store, copy)
        rebuild(copy)
        assert copy.digest() == before
    assert list(store.problems()) == []


def test_shared_corrections_wait_for_their_comments_and_then_hold(store, tmp_path):
    with SqliteStore(str(tmp_path / "first.db")) as first:
        read(first, PAGE)
        say_split(first, PAGE[2], "Nobody has counted")
        say_parent(first, NOISE, BIKE, why="it is about figures")
        say_stance(first, NOISE, "disagree")
        lines = [line_of(each) for each in first.corrections()]
        told = edges(first), texts(first), first.digest()
    waiting = take_in([*lines, "not json", lines[0]], "shared.jsonl", store)
    assert (waiting.taken, waiting.known, waiting.waiting, len(waiting.rejected)) == (3, 0, 3, 1)
    read(store, PAGE)
    assert (edges(store), texts(store), store.digest()) == told
    again = take_in(lines, "shared.jsonl", store)
    assert (again.taken, again.known, again.waiting) == (0, 3, 0)


def test_corrections_find_comments_that_another_dump_cuts_otherwise(store, tmp_path):
    with SqliteStore(str(tmp_path / "first.db")) as first:
        read(first, PAGE)
        say_parent(first, PAGE[2], ELMS)
        lines = [line_of(each) for each in first.corrections()]
    read(store, [ELMS, TRAM, f"{PAGE[2]}\nThanks!\n{NOISE}"])
    assert take_in(lines, "shared.jsonl", store).waiting == 0
    assert (f"{PAGE[2]}\nThanks!\n{NOISE}", ELMS, 1.0, "correction") in edges(store)


def test_a_parent_that_comes_later_from_another_page_is_taken_when_it_comes(store):
    read(store, [ELMS, TRAM])
    read(store, [SHOP, BIKE], name="two")
    value = parent_value(by_text(store, TRAM), by_text(store, BIKE), store)
    correct(make("parent", by_text(store, TRAM).uid, value, None), store)
    assert (TRAM, BIKE, 1.0, "correction") in edges(store)


@pytest.mark.parametrize("line", ["{}", "[]", '{"uid": "x:1", "kind": "parent"}', "\ud800"])
def test_a_line_that_is_no_correction_is_refused_in_one_line(line):
    with pytest.raises(BadCorrection) as error:
        read_line(line)
    assert "\n" not in str(error.value)


def anything(store: GraphStore, rng: Random) -> object:
    """Something that a person may say, sense or nonsense."""
    rows = comments(store)
    row, other = rng.choice(rows), rng.choice(rows)
    kind = rng.choice(["parent", "stance", "split", "begins", "merge", "next", "separate"])
    if kind == "parent":
        return correct(make("parent", row.uid, parent_value(row, rng.choice([None, other]), store), None), store)
    if kind == "stance":
        label = rng.choice(["agree", "neutral", "disagree"])
        return correct(make("stance", row.uid, stance_value(row, label, store), "so it is"), store)
    if kind in ("split", "begins"):
        at = rng.choice(Text(row.text).words).start if kind == "split" else 0
        return correct(make("split", row.uid, split_value(row, str(at), store), None), store)
    if kind == "next":
        other = rows[min(rows.index(row) + 1, len(rows) - 1)]
    if kind in ("merge", "next"):
        return correct(make("merge", row.uid, merge_value(row, other, store), None), store)
    place = rng.choice(store.occurrences([row.uid]))
    return correct(make("separate", row.uid, separate_value(row, [place], store), None), store)


def covered(store: GraphStore, name: str) -> set[int]:
    """Characters of a source that lie in a place."""
    return {at for each in store.occurrences_in(source(name).uid) for at in range(each.start, each.end)}


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_said_and_taken_back_again_leaves_the_archive_as_it_was(store, seed):
    rng = Random(seed)  # noqa: S311
    pages = {"one": PAGE, "two": (TRAM, SHOP, EDITED, f"{NOISE}\n{ELMS}")}
    for name, page in pages.items():
        read(store, page, name=name)
    words = {
        name: {at for at, letter in enumerate("\n".join(page)) if letter.isalnum()} for name, page in pages.items()
    }
    digests, said = [store.digest()], []
    while len(said) < 6:
        try:
            made = anything(store, rng)
        except RejoinderError:
            continue
        if made.new:
            said.append(made.correction)
            digests.append(store.digest())
            assert all(words[name] <= covered(store, name) for name in pages)
    for name, page in pages.items():
        read(store, page, name=name, reader="newer")
    assert store.digest() == digests[-1]
    for row in reversed(said):
        assert store.digest() == digests.pop()
        assert undo(row.comment, row.kind, store).correction == row
    assert store.digest() == digests.pop()


def test_rules_do_not_depend_on_the_order_in_which_corrections_are_read(store):
    read(store, PAGE)
    say_split(store, PAGE[2], "Nobody has counted")
    say_merged(store, SHOP, BIKE)
    rows = store.corrections()
    given = [raw for row in comments(store) for raw in _raws(row, store)]
    one, other = (Rules(order).apply(given)[0] for order in (rows, rows[::-1]))
    assert one == other


def _raws(row, store):
    return [raw for each in readings_of(row, store.occurrences([row.uid])) for raw in each.given]


def test_a_correction_reads_back_as_it_was_written(store):
    read(store, PAGE)
    say_split(store, PAGE[2], "Nobody has counted")
    [row] = store.corrections()
    assert read_line(line_of(row)) == row
    assert make(row.kind, row.comment, split_value(by_text(store, SHOP), "0", store)).uid != row.uid
