import csv
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_archive import COMMENTS, small_store
from small_arguments import OBJECTIONS, POSITIONS, argued_store, claims

from graph.arguments import Derived
from graph.models import Batch
from ui.export.cells import harmless
from ui.export.csv_tables import export
from ui.export.draft import ExportError


@pytest.fixture
def store(tmp_path):
    with argued_store(tmp_path / "archive.db") as store:
        yield store


def read(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_every_comment_and_reply_is_a_row(store, tmp_path):
    counts = export(store, tmp_path / "out")
    rows = {each["id"]: each for each in read(tmp_path / "out", "comments")}
    assert {uid: row["text"] for uid, row in rows.items()} == {each.uid: each.text for each in COMMENTS}
    assert rows["A1"] | {"text": ""} == {
        "id": "A1",
        "discussion": "bags",
        "discussion_title": "Plastic bag ban",
        "place": "0",
        "author": "Alice",
        "date": "2024-01-01T00:00:00+00:00",
        "title": "",
        "url": "",
        "stub": "no",
        "text": "",
    }
    replies = {each["child"]: each for each in read(tmp_path / "out", "replies")}
    assert (replies["a2"]["parent"], replies["a2"]["confidence"], replies["a2"]["evidence"]) == ("A1", "0.7", "quote")
    assert (replies["a2"]["stance"], replies["a2"]["disagree"]) == ("disagree", "0.82")
    assert counts == {"comments": 6, "replies": 2, "claims": 6, "objections": 2, "answers": 1, "positions": 5}


def test_every_claim_position_objection_and_answer_is_a_row(store, tmp_path):
    export(store, tmp_path / "out")
    places = {each.claim: each.position for each in store.placements()}
    said = {each["id"]: (each["position"], each["comment"], each["text"]) for each in read(tmp_path / "out", "claims")}
    assert said == {each.uid: (places[each.uid], each.comment, each.text) for each in claims()}
    held = {each["id"]: each for each in read(tmp_path / "out", "positions")}
    assert {uid: (row["label"], int(row["size"]), row["opposes"].split()) for uid, row in held.items()} == {
        each.uid: (each.label, each.size, list(each.opposes)) for each in POSITIONS
    }
    assert (held["p:old"]["went_to"], held["p:old"]["claim"]) == ("p:keep", "")
    rows = {each["id"]: each for each in read(tmp_path / "out", "objections")}
    for each in OBJECTIONS:
        row = rows[each.uid]
        assert (row["status"], row["kind"], float(row["unaddressed"]), float(row["score"])) == (
            each.status,
            each.kind,
            each.unaddressed,
            each.score,
        )
        assert row["open"] == ("yes" if each.status == "silent" else "no")
    assert rows["o:sea"]["target_text"] == "We should not ban plastic bags."
    (answer,) = read(tmp_path / "out", "answers")
    assert (answer["objection"], answer["comment"], answer["act"], answer["engagement"], answer["text"]) == (
        "o:sea",
        "a3",
        "rebuts",
        "0.75",
        "You can't run a shop without bags.",
    )


def test_an_archive_where_nothing_was_found_yet_has_empty_tables(tmp_path):
    with small_store(tmp_path / "archive.db") as store:
        counts = export(store, tmp_path / "out")
    assert counts == {"comments": 6, "replies": 2, "claims": 0, "objections": 0, "answers": 0, "positions": 0}
    assert (tmp_path / "out/objections.csv").read_text().count("\n") == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.sampled_from("=+-@\t\r\n \u00a0\u200b\"',;\x00|x🙂\ud800"), min_size=1, max_size=30))
def test_no_text_of_a_comment_becomes_a_formula_and_none_is_lost(text, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    with small_store(folder / "archive.db") as store:
        store.write(Batch(comments=[replace(COMMENTS[0], text=text, author=text)]))
        store.write(Batch(derived=Derived(positions=[replace(POSITIONS[0], label=text)])))
        export(store, folder / "out")
    row = next(each for each in read(folder / "out", "comments") if each["id"] == "A1")
    assert (row["text"], row["author"]) == (harmless(text), harmless(text))
    assert [each["label"] for each in read(folder / "out", "positions")] == [harmless(text)]


def test_what_is_there_is_left_alone_and_a_failed_export_leaves_nothing(store, tmp_path):
    (tmp_path / "out").mkdir()
    export(store, tmp_path / "out")
    before = sorted(each.name for each in tmp_path.iterdir())
    with pytest.raises(ExportError, match="name a new or an empty folder"):
        export(store, tmp_path / "out")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ExportError, match="file"):
        export(store, tmp_path / "file" / "out")
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted([*before, "file"])
