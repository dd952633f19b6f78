"""`rejoinder objections`, `positions` and `position`, on an archive whose objections were written by hand."""

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest

from graph.arguments import Claims, Derived
from graph.embedding import embed_store
from graph.models import Batch
from graph.store import open_store
from tests.argued_archive import CLAIMS, HOME, fill
from tests.commands import answer, rejoinder
from ui.archive import Archive
from ui.settings import find_settings


@pytest.fixture(autouse=True)
def unwrapped(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    with open_store(str(folder / "archive.db")) as store:
        fill(store)
    return folder


def ids(*arguments, archive):
    return [each["id"] for each in answer("objections", *arguments, archive=archive)["objections"]]


def test_objections_are_one_object_best_first(archive):
    assert ids(archive=archive) == ["j:road", "j:shops"]
    assert ids("--status", "any", "--limit", 1, archive=archive) == ["j:road"]


@pytest.mark.parametrize(
    ("options", "uids"),
    [
        (("--status", "any"), ["j:road", "j:shops", "j:flour"]),
        (("--status", "answered,silent"), ["j:shops", "j:flour"]),
        (("--status", "Answered elsewhere, no-response"), []),
        (("--status", "answered", "--status", "Open"), ["j:road", "j:shops", "j:flour"]),
        (("--discussion", "d:str"), ["j:road", "j:shops"]),
        (("--discussion", "a1"), ["j:road", "j:shops"]),
        (("--discussion", "d:ferry"), []),
        (("--author", "lind"), ["j:road"]),
        (("--against-position", "p:qu"), ["j:road"]),
        (("--since", "2024-02"), ["j:road"]),
        (("--min-confidence", "0.7"), ["j:road"]),
    ],
    ids=str,
)
def test_options_leave_out_what_is_not_asked_for(archive, options, uids):
    assert ids(*options, archive=archive) == uids


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("objections", "--status", "hopeless"), 2, "no status is called 'hopeless'; choose from any, open"),
        (("objections", "--since", "now"), 2, "'now' is no date"),
        (("objections", "--min-confidence", "2"), 2, "less than or equal to 1"),
        (("objections", "--discussion", "d:nowhere"), 1, "begins with 'd:nowhere'"),
        (("objections", "--against-position", "p:nowhere"), 1, "no position has an id"),
        (("objections", "--csv", "--json"), 2, "either --csv or --json"),
        (("positions", "--min-size", "0"), 2, "greater than or equal to 1"),
        (("position", "p:"), 1, "several positions begin with 'p:'"),
    ],
    ids=str,
)
def test_what_cannot_be_is_one_line_with_the_cure(archive, arguments, code, said):
    done = rejoinder(*arguments, archive=archive)
    assert done.exit_code == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_table_has_a_line_for_each_objection(archive):
    done = rejoinder("objections", "--csv", "--status", "any", archive=archive)
    rows = list(csv.DictReader(StringIO(done.stdout)))
    assert [row["id"] for row in rows] == ["j:road", "j:shops", "j:flour"]
    assert rows[0]["position_label"] == "it would be quieter, and safer for the children."


def test_the_command_that_is_printed_names_the_comment_and_the_answer(archive):
    shown = rejoinder("objections", archive=archive).stdout
    assert 'rejoinder correct d4 --status answered --why "..."' in shown
    assert "--answered-by e5" in shown


def test_positions_are_one_object_the_largest_first(archive):
    told = answer("positions", archive=archive)
    assert [each["id"] for each in told["positions"]] == ["p:quiet"]
    assert told["smaller"] == 3
    assert len(answer("positions", "--min-size", 1, "--discussion", HOME, archive=archive)["positions"]) == 3


def test_a_position_is_found_by_the_beginning_of_its_id_or_by_an_id_that_it_had(archive):
    assert answer("position", "p:q", archive=archive)["id"] == "p:quiet"
    assert answer("position", "p:0noise", archive=archive)["id"] == "p:quiet"
    assert "was merged into this one" in rejoinder("position", "p:0noise", archive=archive).stdout


def test_status_counts_claims_positions_and_objections(archive):
    shown = " ".join(rejoinder("status", archive=archive).stdout.split())
    assert "claims 5 positions 4 objections 3: 2 open, 67 % (1 acknowledged, 1 silent); 1 answered" in shown
    told = answer("status", archive=archive)["objections"]
    assert (told["open"]["count"], told["answered"]["count"]) == (2, 1)


def test_an_export_says_what_each_comment_objects_and_our_own_reading_leaves_that_out(archive, tmp_path):
    answer("export", tmp_path / "corpus", archive=archive)
    lines = [json.loads(line) for line in (tmp_path / "corpus" / "utterances.jsonl").read_text().splitlines()]
    metas = {each["id"]: each["meta"] for each in lines}
    told = metas["b2"]["objection"]
    assert (told["status"], told["unaddressed"], told["target"]) == ("answered", 0.2, "a1")
    assert told["responses"][0]["id"] == "c3"
    assert "objection" not in metas["a1"]
    preview = answer("ingest", "--dry-run", tmp_path / "corpus", archive=tmp_path)
    assert preview["files"][0]["comments"] == len(lines)


@pytest.mark.model
def test_a_query_finds_objections_by_what_they_mean(archive):
    with Archive(find_settings(archive), write=True) as opened:
        embed_store(opened.store, opened.embedder)
        vectors = opened.embedder.embed([each.text for each in CLAIMS])
        made = {"fingerprint": opened.embedder.fingerprint}
        claims = [replace(each, vector=vector, **made) for each, vector in zip(CLAIMS, vectors, strict=True)]
        opened.store.write(Batch(derived=Derived(claims=[Claims(HOME, "m", tuple(claims))])))
    assert ids("traffic jams and detours", archive=archive)[0] == "j:road"
    assert ids("shops that lose money", archive=archive)[0] == "j:shops"
    assert ids('author:"Marta Lind"', archive=archive) == ["j:road"]
    (hit,) = answer("search", 'detours author:"Marta Lind"', archive=archive)["hits"]
    (raised,) = hit["objections"]
    assert (raised["id"], raised["status"], raised["unaddressed"]) == ("j:road", "acknowledged", 0.94)
    assert "objection open: acknowledged" in rejoinder("search", "detours", archive=archive).stdout
    assert answer("positions", "shops", archive=archive)["positions"][0]["id"] == "p:shops"
