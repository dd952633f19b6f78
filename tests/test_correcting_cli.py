"""`rejoinder correct`, `corrections` and `review`, on a real archive with the real model."""

import pytest

from tests.commands import answer, rejoinder

PAGE = """Should the town close Mill Street to cars on Saturdays? I say yes, for the noise and for the air that we breathe.
Vans could come before eight, as they do in every other old town that I know, and be gone by nine.

And where shall wheelchairs go when the two level bays are shut, may I ask the council once more?
My mother cannot cross the cobbles of the chapel yard, and I cannot push her over them either.

No. The bakery gets its flour at nine, and nobody has told the miller about any of this so far.
"""

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def dump(tmp_path_factory):
    path = tmp_path_factory.mktemp("dump") / "street.txt"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def archive(dump, tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    assert rejoinder("ingest", dump, archive=folder).exit_code == 0
    return folder


@pytest.fixture
def corrected(archive):
    """The archive; whatever a test says in it is taken back, and leaves it as it was."""
    before = answer("status", archive=archive)["digest"]
    yield archive
    while made := answer("corrections", archive=archive)["corrections"]:
        answer("correct", made[-1]["comment"], "--undo", archive=archive)
    assert answer("status", archive=archive)["digest"] == before


def ids(archive):
    """Ids of the comments of the page, in its order."""
    found = answer("search", "street mother bakery vans", "--mode", "lexical", "--limit", "50", archive=archive)
    rows = answer("thread", found["hits"][0]["id"], archive=archive)["comments"]
    return [row["id"] for row in sorted(rows, key=lambda row: row["position"])]


def test_a_parent_is_corrected_shown_and_taken_back(corrected):
    first, *_, last = ids(corrected)
    done = rejoinder("correct", last, "--parent", "none", "--why", "it speaks to all", archive=corrected)
    assert (done.exit_code, "it speaks to all" in done.stdout) == (0, True)
    assert f"take it back: rejoinder correct {last} --undo" in done.stdout
    assert not [each for each in answer("show", last, archive=corrected)["replies"] if each["child"] == last]
    shown = rejoinder("corrections", archive=corrected).stdout
    assert "why: it speaks to all" in shown
    assert "made by people" in shown
    assert answer("correct", last, "--undo", archive=corrected)["done"] == "undone"
    assert "nothing was corrected" in rejoinder("corrections", archive=corrected).stdout
    assert first != last


def test_what_is_refused_opens_no_pair_model(archive, monkeypatch):
    def opened(**given):
        raise AssertionError

    monkeypatch.setattr("ingest.pair_model.open_pair_model", opened)
    first, *_ = ids(archive)
    refused = rejoinder("correct", first, "--parent", first, archive=archive)
    assert (refused.exit_code, refused.stderr.startswith("error: ")) == (1, True)


def test_a_split_gives_both_parts_vectors(corrected):
    whole = next(uid for uid in ids(corrected) if "My mother cannot" in answer("show", uid, archive=corrected)["text"])
    text = answer("show", whole, archive=corrected)["text"]
    at = "cross the cobbles" if text.startswith("My mother") else "My mother cannot"
    done = answer("correct", whole, "--split", at, archive=corrected)
    assert [each["text"].startswith(at) for each in done["comments"]] == [False, True]
    assert answer("status", archive=corrected)["complete"]
    back = answer("correct", whole, "--split", at, "--undo", archive=corrected)
    assert [each["text"] for each in back["comments"]] == [text]


def test_a_doubtful_gap_is_shown_asked_about_and_closed(corrected):
    rows = [(uid, answer("show", uid, archive=corrected)) for uid in ids(corrected)]
    uid, gap = next((uid, gap) for uid, row in rows for gap in row["gaps"])
    assert f"rejoinder correct {uid} --split {gap['at']}, if not: --merge {gap['at']}" in " ".join(
        rejoinder("show", uid, archive=corrected).stdout.split()
    )
    assert (uid, "split") in {
        (each["comment"], each["kind"]) for each in answer("review", archive=corrected)["questions"]
    }
    answer("correct", uid, "--merge", str(gap["at"]), archive=corrected)
    assert gap not in answer("show", uid, archive=corrected)["gaps"]
    answer("correct", uid, "--undo", archive=corrected)
    assert gap in answer("show", uid, archive=corrected)["gaps"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((), 2, "one of --parent"),
        (("--parent", "none", "--split", "0"), 2, "2 given"),
        (("--stance", "maybe"), 2, "maybe"),
        (("--parent", "c:nobody"), 1, "begins with 'c:nobody'"),
        (("--split", "purple elephants"), 1, "does not stand in"),
        (("--separate", "nowhere.txt"), 1, "stands at no place called"),
        (("--separate", "street.txt"), 1, "all places"),
        (("--undo",), 1, "no correction to undo"),
    ],
)
def test_what_cannot_be_is_one_line_with_the_cure(archive, arguments, code, said):
    done = rejoinder("correct", ids(archive)[-1], *arguments, archive=archive)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_corrections_are_shared_as_a_file(corrected, dump, tmp_path):
    *_, before, last = ids(corrected)
    answer("correct", last, "--parent", "none", archive=corrected)
    answer("correct", before, "--parent", "none", "--why", "a new thought", archive=corrected)
    shared = tmp_path / "shared.jsonl"
    assert answer("corrections", "--export", shared, archive=corrected)["corrections"] == 2
    again = rejoinder("corrections", "--export", shared, archive=corrected)
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)
    other = tmp_path / "other"
    shared.write_text(shared.read_text(encoding="utf-8") + "no json\n", encoding="utf-8")
    taken = rejoinder("corrections", "--import", shared, archive=other)
    assert taken.exit_code == 3
    assert "2 corrections taken, 0 known before, 1 rejected; 2 wait for comments" in taken.stdout
    assert rejoinder("ingest", dump, archive=other).exit_code == 0
    assert {each["state"] for each in answer("corrections", archive=other)["corrections"]} == {"in effect"}
    assert answer("status", archive=other)["digest"] == answer("status", archive=corrected)["digest"]


def test_review_asks_and_what_it_prints_can_be_typed(corrected):
    questions = answer("review", archive=corrected)["questions"]
    assert questions
    assert len(answer("review", "--limit", "1", archive=corrected)["questions"]) == 1
    command = questions[0]["choices"][0]["command"]
    assert command in rejoinder("review", archive=corrected).stdout
    assert rejoinder(*command.split()[1:], archive=corrected).exit_code == 0
    left = answer("review", archive=corrected)["questions"]
    assert (questions[0]["kind"], questions[0]["comment"]) not in {(each["kind"], each["comment"]) for each in left}
