"""The commands, on a real store with the real model."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from graph.models import Batch, DiscussionRow, Relations, Reply
from graph.store import open_store
from ingest.models import Comment, CommentId, DiscussionId
from tests.commands import answer, rejoinder

ROWS = [
    {"id": "1", "discussion": "street", "title": "A street without cars", "author": "Ana", "created_at": "2024-05-01",
     "text": "Should the town close Mill Street to cars on Saturdays? I say yes, for the noise and for the air."},
    {"id": "2", "discussion": "street", "parent": "1", "author": "Bob", "created_at": "2024-05-02",
     "text": "> I say yes, for the noise and for the air.\n\nNo. The bakery gets its flour at nine, and nobody told the miller."},
    {"id": "3", "discussion": "street", "parent": "2", "author": "Cy", "created_at": "2024-05-03",
     "text": "Vans could come before eight, as they do in every other old town I know."},
    {"id": "4", "discussion": "street", "parent": "99", "author": "Dee", "created_at": "2024-05-04",
     "text": "And where shall wheelchairs go when the two level bays are shut, may I ask?"},
]  # fmt: skip

EVIL = "Red \u001b[31m text \ud800 that rings \u0007 at you."
SAME = "The very same long comment is written here, word for word, by somebody."

DOCUMENTS = [("d1", "Bees make honey."), ("d2", "Trains run late.")]

pytestmark = pytest.mark.model


@pytest.fixture(autouse=True)
def unwrapped(monkeypatch):
    """In a pipe nothing is wrapped, unless COLUMNS says where."""
    monkeypatch.delenv("COLUMNS", raising=False)


def written(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    return written(tmp_path_factory.mktemp("dump") / "street.jsonl", *ROWS)


@pytest.fixture(scope="module")
def archive(dump, tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    assert rejoinder("ingest", dump, archive=folder).exit_code == 0
    return folder


def test_ingest_prints_a_sum_that_adds_up(dump, tmp_path):
    done = rejoinder("ingest", dump, archive=tmp_path)
    assert "4 read = 4 new + 0 duplicate + 0 rejected; 4 passages embedded" in done.stdout
    assert "explicit" in done.stdout


def test_ingest_tells_in_json_what_became_of_each_file(archive, dump, tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "A comment with enough words to be taken for one."}\nnot json\n')
    done = rejoinder("ingest", dump, bad, tmp_path / "absent.txt", "--json", archive=tmp_path / "archive")
    said = json.loads(done.stdout)
    assert done.exit_code == 3
    assert [each["path"] for each in said["files"]] == [str(dump), str(bad), str(tmp_path / "absent.txt")]
    for part in (said, *said["files"]):
        assert part["read"] == part["new"] + part["duplicate"] + part["rejected"]
    assert [each["rejected"] for each in said["files"]] == [0, 1, 1]
    assert said["files"][0]["replies"] == {"explicit": 3, "quote": 0, "content": 0, "order": 0}
    assert said["files"][0]["stubs"] == 1
    assert said["files"][1]["rejections"][0]["location"] == "bad.jsonl:2"


def test_what_is_rejected_is_a_line_with_place_and_cure(tmp_path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{]\n")
    done = rejoinder("ingest", bad, "--format", "jsonl", archive=tmp_path / "archive")
    (line,) = [each for each in done.stdout.splitlines() if each.startswith("rejected")]
    assert line.startswith("rejected bad.jsonl:1: ")
    assert "; " in line
    assert done.exit_code == 1


def test_a_second_ingest_adds_nothing_and_embeds_nothing(archive, dump):
    before = answer("status", archive=archive)
    again = answer("ingest", dump, archive=archive)
    assert (again["new"], again["duplicate"], again["embedded"]) == (0, 4, 0)
    assert answer("status", archive=archive) == before


def test_a_dry_run_shows_the_comments_and_writes_nothing(dump, tmp_path):
    done = rejoinder("ingest", dump, "--dry-run", archive=tmp_path / "archive")
    assert "jsonl (every line starts a JSON object), 4 comments" in done.stdout
    assert "1. Should the town close Mill Street" in done.stdout
    assert not (tmp_path / "archive").exists()


def test_a_field_can_have_another_name(tmp_path):
    path = written(
        tmp_path / "odd.jsonl", {"said": "Words under a name that nobody else uses for words.", "who": "Eve"}
    )
    said = answer("ingest", path, "--map", "text=said", "--map", "author=who", archive=tmp_path / "archive")
    assert (said["new"], said["rejected"]) == (1, 0)


@pytest.mark.parametrize(
    "wrong", [["--format", "papyrus"], ["--map", "colour=red"], ["--nonsense"]], ids=lambda given: given[0]
)
def test_a_wrong_option_is_wrong_usage(wrong, dump, tmp_path):
    assert rejoinder("ingest", dump, *wrong, archive=tmp_path / "archive").exit_code == 2


def test_search_finds_what_is_meant_and_marks_what_is_said(archive):
    found = answer("search", "how do disabled people get there", archive=archive)
    assert found["hits"][0]["id"] == "jsonl:street:4"
    lexical = answer("search", "flour", "--mode", "lexical", archive=archive)
    (hit,) = lexical["hits"]
    (start, end), *_ = hit["snippet"]["marks"]
    assert hit["snippet"]["text"][start:end] == "flour"


def test_a_hit_is_shown_with_its_discussion_author_date_and_parent(archive):
    shown = rejoinder("search", "vans", "--limit", 1, "--explain", archive=archive).stdout
    for part in ("A street without cars", "Cy", "2024-05-03", "answers Bob", "explicit", "score", "BM25"):
        assert part in shown


def test_hits_can_be_paged(archive):
    first = answer("search", "street", "--limit", 2, archive=archive)
    rest = answer("search", "street", "--limit", 2, "--offset", 2, archive=archive)
    ids = [each["id"] for each in first["hits"] + rest["hits"]]
    assert len(ids) == len(set(ids)) == 4


def test_a_query_that_is_no_query_is_searched_as_words(archive):
    assert rejoinder("search", 'author: AND ("', archive=archive).exit_code == 0


def test_a_lost_index_is_built_by_the_next_search(archive):
    (archive / "index" / "CURRENT").unlink()
    assert "missing" in answer("status", archive=archive)["index"]
    shown = rejoinder("search", "vans", archive=archive).stdout
    assert "the index was missing and has been built anew" in shown
    assert answer("status", archive=archive)["index"] == "current"


def test_a_damaged_index_is_reported_and_then_replaced(archive):
    (damaged,) = archive.glob("index/gen-*/vectors.faiss")
    damaged.write_bytes(b"nonsense")
    assert rejoinder("verify", archive=archive).exit_code == 1
    assert rejoinder("doctor", archive=archive).exit_code == 1
    assert answer("search", "vans", archive=archive)["hits"][0]["id"] == "jsonl:street:3"
    assert answer("verify", archive=archive) == {"well": True, "problems": []}


def test_a_thread_is_a_tree_with_evidence(archive):
    tree = answer("thread", "jsonl:street:3", archive=archive)
    depths = {each["id"].removeprefix("jsonl:street:"): each["depth"] for each in tree["comments"]}
    assert depths == {"1": 0, "2": 1, "3": 2, "99": 0, "4": 1}
    assert {each["reply"]["evidence"] for each in tree["comments"] if each["reply"]} == {"explicit"}


def test_a_thread_shows_who_is_absent(archive):
    shown = rejoinder("thread", "jsonl:street:4", archive=archive).stdout
    assert "jsonl:street:99 (absent comment, named as a parent)" in shown


def test_under_a_comment_stands_only_what_answers_it(archive):
    tree = answer("thread", "jsonl:street:2", "--under", archive=archive)
    assert [each["id"] for each in tree["comments"]] == ["jsonl:street:2", "jsonl:street:3"]


def test_a_chain_of_ten_thousand_answers_is_shown(tmp_path):
    home, uids = DiscussionId("d:long"), [CommentId(f"t:{at:05}") for at in range(10_000)]
    comments = [Comment(uid, home, f"Answer number {at}.", at) for at, uid in enumerate(uids)]
    replies = tuple(Reply(f"r:{child}", child, parent, 1.0, "explicit") for parent, child in pairwise(uids))
    with open_store(str(tmp_path / "archive.db")) as store:
        store.write(
            Batch(discussions=[DiscussionRow(home)], comments=comments, relations=[Relations(home, (), replies)])
        )
    shown = rejoinder("thread", "d:long", archive=tmp_path).stdout
    assert "10,000 comments · 10,000 levels" in shown
    assert "[level 9,999] └ t:09999" in shown
    assert len(answer("thread", "d:long", archive=tmp_path)["comments"]) == 10_000


def test_show_tells_all_that_is_known_of_a_comment(archive):
    shown = rejoinder("show", "jsonl:street:2", archive=archive).stdout
    for part in (
        "Bob",
        "in A street without cars",
        "street.jsonl characters",
        "exact",
        "quotes",
        "answers",
        "is answered by",
    ):
        assert part in shown
    plain = answer("show", "jsonl:street:2", archive=archive)
    (quote,) = plain["quotes"]
    assert plain["text"][quote["start"] : quote["end"]].startswith("I say yes")
    assert quote["of"] == "jsonl:street:1"


def test_an_id_may_be_shortened_and_an_ambiguous_one_is_explained(archive):
    assert answer("show", "jsonl:street:1", archive=archive)["id"] == "jsonl:street:1"
    assert answer("show", "jsonl:street:9", archive=archive)["id"] == "jsonl:street:99"
    many = rejoinder("show", "jsonl:str", archive=archive)
    assert many.exit_code == 1
    assert "jsonl:street:1, jsonl:street:2" in many.stderr
    assert rejoinder("show", "nobody", archive=archive).exit_code == 1


def test_status_says_how_much_is_inferred(archive):
    shown = rejoinder("status", archive=archive).stdout
    assert "3: 3 explicit (100 %)" in shown
    plain = answer("status", archive=archive)
    assert plain["counts"]["stubs"] == 1
    assert plain["replies"]["explicit"] == {"count": 3, "share": 1.0}
    assert plain["replies"]["corrected"] == {"count": 0, "share": 0.0}


def test_rebuilding_changes_nothing(archive):
    before = answer("status", archive=archive)["digest"]
    assert answer("rebuild", archive=archive)["digest"] == before


def test_a_copy_has_the_same_digest(archive, tmp_path):
    copied = answer("copy", "--to", tmp_path / "copy.db", archive=archive)
    assert copied["digest"] == answer("status", archive=archive)["digest"]
    elsewhere = answer("status", "--store", tmp_path / "copy.db", archive=tmp_path)
    assert elsewhere["digest"] == copied["digest"]


def test_an_export_can_be_ingested(archive, tmp_path):
    assert answer("export", tmp_path / "corpus", archive=archive)["comments"] == 4
    said = answer("ingest", tmp_path / "corpus", archive=tmp_path / "archive")
    assert (said["new"], said["files"][0]["format"]) == (4, "convokit")


def test_doctor_finds_this_machine_well(archive):
    checks = {each["name"]: each for each in answer("doctor", archive=archive)["checks"]}
    assert all(each["well"] for each in checks.values())
    assert checks["java"]["found"] == "not needed"
    assert "all-MiniLM-L6-v2" in checks["model"]["found"]


def test_doctor_finds_an_archive_that_is_not_there_yet_well(tmp_path):
    assert rejoinder("doctor", archive=tmp_path).exit_code == 0


@pytest.mark.parametrize("command", ["search x", "thread x", "show x", "status", "verify", "rebuild", "export out"])
def test_without_an_archive_every_command_says_so_in_a_line(command, tmp_path):
    done = rejoinder(*command.split(), archive=tmp_path / "absent")
    assert done.exit_code == 1
    assert done.stderr.startswith("error: there is no archive at ")
    assert done.stderr.count("\n") == 1


def test_formats_lists_what_can_be_read(tmp_path):
    names = {each["name"] for each in answer("formats", archive=tmp_path)["formats"]}
    assert {"text", "jsonl", "convokit"} <= names


def test_a_comment_cannot_steer_the_terminal_that_shows_it(tmp_path):
    path = written(
        tmp_path / "evil.jsonl",
        {"id": "1", "author": "\u001b[1mM", "text": EVIL},
    )
    rejoinder("ingest", path, archive=tmp_path)
    for command in ("show", "thread"):
        assert "\x1b" not in rejoinder(command, "jsonl:evil:1", archive=tmp_path).stdout


def test_the_installed_command_answers_in_any_encoding(archive):
    command = [Path(sys.executable).with_name("rejoinder"), "show", "jsonl:street:2", "--archive", archive]
    done = subprocess.run(command, capture_output=True, env={"PYTHONIOENCODING": "ascii", "LANG": "C"}, check=True)
    assert b"The bakery gets its flour at nine" in done.stdout


def test_evaluate_dedup_prints_its_figures(tmp_path):
    data = written(tmp_path / "data.jsonl",
                   {"id": "a", "text": SAME},
                   {"id": "b", "text": SAME, "same_as": "a"})  # fmt: skip
    said = answer("evaluate", "dedup", data, "--predictions", tmp_path / "out.jsonl", archive=tmp_path)
    assert (said["precision"], said["recall"]) == (1, 1)
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 2


def test_evaluate_retrieval_prints_its_figures(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    corpus = written(tmp_path / "corpus.jsonl", *({"_id": uid, "text": text} for uid, text in DOCUMENTS))
    (tmp_path / "queries.tsv").write_text("q1\thoney\n")
    (tmp_path / "qrels.tsv").write_text("q1 0 d1 1\n")
    options = ["--queries", tmp_path / "queries.tsv", "--qrels", tmp_path / "qrels.tsv"]
    assert answer("evaluate", "retrieval", corpus, *options, archive=tmp_path)["ndcg10"] == 1


@pytest.mark.neo4j
def test_neo4j_holds_a_whole_archive_and_gives_it_back(archive, neo4j_url, tmp_path):
    here = answer("status", archive=archive)["digest"]
    assert answer("copy", "--to", neo4j_url, archive=archive)["digest"] == here
    assert answer("status", "--store", neo4j_url, archive=tmp_path)["digest"] == here
    assert answer("search", "vans", "--store", neo4j_url, archive=tmp_path)["hits"][0]["id"] == "jsonl:street:3"
    assert answer("verify", "--store", neo4j_url, archive=tmp_path) == {"well": True, "problems": []}
    assert answer("rebuild", "--store", neo4j_url, archive=tmp_path)["digest"] == here
    assert answer("doctor", "--store", neo4j_url, archive=tmp_path)["well"]
    assert answer("copy", "--to", tmp_path / "back.db", "--store", neo4j_url, archive=tmp_path)["digest"] == here


@pytest.mark.neo4j
def test_a_dump_is_ingested_into_neo4j_as_into_a_file(archive, dump, neo4j_url, tmp_path):
    first = answer("ingest", dump, "--store", neo4j_url, archive=tmp_path)
    again = answer("ingest", dump, "--store", neo4j_url, archive=tmp_path)
    assert (first["new"], again["new"], again["embedded"]) == (4, 0, 0)
    assert (
        answer("status", "--store", neo4j_url, archive=tmp_path)["digest"]
        == answer("status", archive=archive)["digest"]
    )


def test_a_store_that_does_not_answer_is_named_with_the_cure(tmp_path):
    done = rejoinder("status", "--store", "bolt://127.0.0.1:1", archive=tmp_path)
    assert done.exit_code == 1
    assert done.stderr.startswith("error: bolt://127.0.0.1:1")
    assert done.stderr.count("\n") == 1
