"""What people say of objections: laid over what is judged, kept, shared, and taken back."""

import pytest

from graph.store import open_store
from ingest.samples import sample_paths
from tests.commands import answer, rejoinder

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    dump, export, *_ = sample_paths().values()
    assert dump.suffix == ".txt"
    assert rejoinder("ingest", export, archive=folder).exit_code == 0
    return folder


@pytest.fixture
def corrected(archive):
    """The archive; whatever a test says in it is taken back, and leaves its objections as they were."""
    before = objections(archive)
    yield archive
    while made := answer("corrections", archive=archive)["corrections"]:
        answer("correct", made[-1]["comment"], "--undo", archive=archive)
    assert objections(archive) == before


def objections(archive):
    found = answer("objections", "--status", "any", "--limit", "100", archive=archive)["objections"]
    return {each["comment"]: (each["status"], each["evidence"]) for each in found}


def first_open(archive):
    return answer("objections", "--limit", "1", archive=archive)["objections"][0]


def test_an_objection_that_a_person_calls_answered_is_open_no_more_and_says_why(corrected):
    raised = first_open(corrected)["comment"]
    done = rejoinder("correct", raised, "--status", "answered", "--why", "the draft says so", archive=corrected)
    assert f"{raised} raises an objection: answered (the draft says so)" in done.stdout
    assert objections(corrected)[raised] == ("answered", "correction")
    assert first_open(corrected)["comment"] != raised
    assert "corrected by hand" in rejoinder("objections", "--status", "answered", archive=corrected).stdout
    answer("rebuild", archive=corrected)
    assert objections(corrected)[raised] == ("answered", "correction")


def test_only_what_is_said_of_changes_and_taken_back_all_is_as_it_was(archive):
    raised = first_open(archive)["comment"]
    before = derived(archive)
    answer("correct", raised, "--status", "answered", archive=archive)
    there = derived(archive)
    assert there["claims"] == before["claims"]
    assert {raised} == {
        old.comment for old, new in zip(before["objections"], there["objections"], strict=True) if old != new
    }
    answer("correct", raised, "--undo", archive=archive)
    assert derived(archive) == before


def derived(archive):
    with open_store(str(archive / "archive.db"), read_only=True) as store:
        found = sorted(store.ranked_objections(), key=lambda each: each.uid)
        return {"objections": found, "claims": store.counts().claims, "digest": store.digest(derived=True)}


def test_the_comment_that_answers_can_be_named_and_is_shown_first(corrected):
    raised = first_open(corrected)["comment"]
    by = next(each for each in objections(corrected) if each != raised)
    answer("correct", raised, "--answered-by", by, archive=corrected)
    found = answer("objections", "--status", "answered", "--limit", "100", archive=corrected)["objections"]
    assert next(each for each in found if each["comment"] == raised)["responses"][0]["comment"] == by


def test_what_a_person_calls_no_objection_is_none(corrected):
    raised = first_open(corrected)["comment"]
    answer("correct", raised, "--status", "no_objection", archive=corrected)
    assert raised not in objections(corrected)


def test_a_status_goes_to_another_archive_and_waits_there_for_its_comment(corrected, tmp_path):
    raised = first_open(corrected)["comment"]
    answer("correct", raised, "--status", "conceded", archive=corrected)
    answer("corrections", "--export", tmp_path / "said.jsonl", archive=corrected)
    other = tmp_path / "other"
    assert answer("corrections", "--import", tmp_path / "said.jsonl", archive=other)["waiting"] == 1
    _, export, *_ = sample_paths().values()
    assert rejoinder("ingest", export, archive=other).exit_code == 0
    assert objections(other)[raised] == ("conceded", "correction")
    assert answer("corrections", archive=other)["corrections"][0]["state"] == "in effect"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--status", "solved"), 2, "no status is called 'solved'"),
        (("--answered-by", "itself"), 1, "cannot answer its own objection"),
        (("--status", "answered", "--stance", "agree"), 2, "one of"),
    ],
)
def test_what_cannot_be_said_is_refused_in_one_line(corrected, options, code, said):
    raised = first_open(corrected)["comment"]
    done = rejoinder("correct", raised, *(raised if each == "itself" else each for each in options), archive=corrected)
    assert (done.exit_code, said in done.stderr) == (code, True)


def test_who_raises_no_objection_has_no_status(corrected):
    rows = answer("thread", first_open(corrected)["comment"], archive=corrected)["comments"]
    quiet = next(row["id"] for row in rows if row["id"] not in objections(corrected) and not row["stub"])
    done = rejoinder("correct", quiet, "--status", "answered", archive=corrected)
    assert (done.exit_code, "raises no objection" in done.stderr) == (1, True)
    assert f"rejoinder correct {quiet} --stance disagree" in done.stderr
