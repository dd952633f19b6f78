"""Gaps inside a comment that may be boundaries: kept with their probability, asked about, and settled for good by a person."""

from dataclasses import replace
from hashlib import sha256

import pytest

from graph.builder import Builder, rebuild
from graph.correction.correcting import correct, listed, undo
from graph.correction.reviewing import Question, review
from graph.corrections import BadCorrection, make
from graph.proposing import merge_value, split_value, unsplit_value
from graph.sqlite_store import SqliteStore
from graph.storage.copying import copy_store
from graph.store import GraphStore
from ingest.models import Comment, CommentId, Discussion, DiscussionId, Place, Post, Source, SourceId
from ingest.readings import open_gaps

ELMS = "The elms on Harbour Street are older than the town hall, and no plan should touch them before a survey is done."
TRAM = "A tram line needs both lanes, so the parked cars have to go whatever becomes of the trees along the kerb."
SHOP = "Shops lose a third of their trade in the first year of any closure; ask the people on Mill Lane how it went."
BIKE = "Nobody has counted the bicycles yet, which makes every figure in this debate a guess and nothing more."
NOISE = "At night the lorries are louder than any tram could be, and the council has measured it twice this year."
MIXED = f"{SHOP}\n{BIKE}\n{NOISE}"
AT_BIKE, AT_NOISE = MIXED.index(BIKE), MIXED.index(NOISE)


def source(name: str, kind: str = "text") -> Source:
    sha = sha256(name.encode()).hexdigest()
    return Source(SourceId(f"s:{sha[:32]}"), name, kind, sha, len(name))


def posts(*texts: str) -> tuple[Post, ...]:
    """Flat text, a line end between two comments; each line of a comment but its first may begin another, at .4, .3, ..."""
    found, at = [], 0
    for text in texts:
        begins = [n + 1 for n, letter in enumerate(text) if letter == "\n"]
        gaps = tuple((begin, 0.4 - n / 10) for n, begin in enumerate(begins))
        found.append(Post(text, (Place(at, at + len(text)),), boundary=0.6 if at else 1.0, gaps=gaps))
        at += len(text) + 1
    return tuple(found)


def read(store: GraphStore, *texts: str, name: str = "one", reader: str = "") -> None:
    Builder(store).add(source(name), [Discussion(DiscussionId(f"d:{name}"), posts(*texts))], reader=reader)


def by_text(store: GraphStore, text: str) -> Comment:
    return next(row for row in store.scan_comments(limit=1000) if row.text == text)


def gaps(store: GraphStore, text: str) -> list[tuple[int, float]]:
    row = by_text(store, text)
    return open_gaps(row, store.occurrences([row.uid]))


def say_one(store: GraphStore, text: str, at: int) -> None:
    row = by_text(store, text)
    correct(make("merge", row.uid, unsplit_value(row, str(at), store)), store)


def say_split(store: GraphStore, text: str, at: str) -> None:
    row = by_text(store, text)
    correct(make("split", row.uid, split_value(row, at, store)), store)


def asked(store: GraphStore) -> list[Question]:
    return [each for each in review(store, 100) if each.kind == "split"]


def test_open_gaps_come_back_from_the_store(store):
    read(store, ELMS, MIXED)
    assert gaps(store, MIXED) == [(AT_BIKE, 0.4), (AT_NOISE, pytest.approx(0.3))]
    assert gaps(store, ELMS) == []


def test_the_gap_nearest_to_even_is_asked_first_with_both_edges_and_what_settles_it(store):
    read(store, ELMS, MIXED)
    uid = by_text(store, MIXED).uid
    first, second = asked(store)
    assert (first.comment, first.confidence, second.confidence) == (uid, 0.6, 0.7)
    assert first.texts == (("before", SHOP), ("after", f"{BIKE}\n{NOISE}"))
    assert [each.command for each in first.choices] == [
        f"rejoinder correct {uid} --split {AT_BIKE}",
        f"rejoinder correct {uid} --merge {AT_BIKE}",
    ]


def test_a_gap_that_a_person_closed_is_not_asked_about_again(store):
    read(store, ELMS, MIXED)
    whole = by_text(store, MIXED)
    say_one(store, MIXED, AT_BIKE)
    assert by_text(store, MIXED) == whole
    assert [each.state for each in listed(store)] == ["in effect"]
    rebuild(store)
    read(store, ELMS, MIXED, reader="newer")
    assert [each.texts[1][1] for each in asked(store)] == [NOISE]


def test_a_closed_gap_stays_closed_where_newer_code_or_another_dump_cuts_there(store):
    read(store, ELMS, MIXED)
    say_one(store, MIXED, AT_BIKE)
    read(store, ELMS, SHOP, f"{BIKE}\n{NOISE}", reader="newer")
    assert [at for at, _ in gaps(store, MIXED)] == [AT_NOISE]
    read(store, SHOP, BIKE, name="two")
    assert by_text(store, f"{SHOP}\n{BIKE}")


def test_a_split_leaves_each_part_the_gaps_inside_it(store):
    read(store, ELMS, MIXED)
    say_split(store, MIXED, str(AT_BIKE))
    assert gaps(store, SHOP) == []
    assert gaps(store, f"{BIKE}\n{NOISE}") == [(len(BIKE) + 1, pytest.approx(0.3))]
    assert [each.texts for each in asked(store)] == [(("before", BIKE), ("after", NOISE))]


def test_comments_that_a_person_joined_keep_the_gaps_of_both(store):
    pair = f"{ELMS}\n{TRAM}", f"{SHOP}\n{BIKE}"
    read(store, *pair)
    first, second = (by_text(store, each) for each in pair)
    correct(make("merge", first.uid, merge_value(first, second, store)), store)
    whole = "\n".join(pair)
    assert [whole[at:].split("\n")[0] for at, _ in gaps(store, whole)] == [TRAM, BIKE]


@pytest.mark.parametrize("how", ["one", "split"])
def test_taking_it_back_opens_the_gap_again(store, how):
    read(store, ELMS, MIXED)
    before = store.digest()
    uid = by_text(store, MIXED).uid
    if how == "one":
        say_one(store, MIXED, AT_BIKE)
    else:
        say_split(store, MIXED, str(AT_BIKE))
    assert store.digest() != before
    undo(uid, None, store)
    assert store.digest() == before


def test_a_source_that_marks_its_comments_settles_the_gap(store):
    read(store, ELMS, MIXED)
    marked = Post(MIXED, (Place(0, 900),), id=CommentId("x:1"))
    Builder(store).add(source("export", "jsonl"), [Discussion(DiscussionId("d:x"), (marked,))])
    assert asked(store) == []
    with pytest.raises(BadCorrection, match="a source says where it begins and ends"):
        unsplit_value(by_text(store, MIXED), str(AT_BIKE), store)


def test_of_two_dumps_the_greater_probability_counts(store):
    read(store, ELMS, MIXED)
    surer = [replace(each, gaps=tuple((at, 0.45) for at, _ in each.gaps)) for each in posts(TRAM, MIXED)]
    Builder(store).add(source("two"), [Discussion(DiscussionId("d:two"), tuple(surer))])
    assert gaps(store, MIXED) == [(AT_BIKE, 0.45), (AT_NOISE, 0.45)]


def test_what_begins_a_comment_cannot_be_one_with_nothing(store):
    read(store, ELMS, MIXED)
    with pytest.raises(BadCorrection, match="begins at character 0"):
        unsplit_value(by_text(store, MIXED), "0", store)


def test_a_copy_and_a_newer_reading_of_an_archive_without_gaps_hold_them(tmp_path):
    with SqliteStore(str(tmp_path / "a.db")) as store, SqliteStore(str(tmp_path / "b.db")) as other:
        plain = tuple(replace(each, gaps=()) for each in posts(ELMS, MIXED))
        Builder(store).add(source("one"), [Discussion(DiscussionId("d:one"), plain)], reader="older")
        assert asked(store) == []
        read(store, ELMS, MIXED, reader="newer")
        assert len(asked(store)) == 2
        say_one(store, MIXED, AT_NOISE)
        copy_store(store, other)
        assert other.digest() == store.digest()
        assert gaps(other, MIXED) == [(AT_BIKE, 0.4)]
