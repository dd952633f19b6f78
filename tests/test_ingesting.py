"""Looking first: what an ingest would read."""

import gzip
import json
import zipfile

import pytest
from commands import answer, rejoinder
from rich.console import Console

from ui.ingesting import preview, wanted
from ui.printing.reports import draw_preview, preview_json
from ui.progress import Stages

ROWS = [{"id": n, "text": f"Bridge number {n} is too narrow for two prams."} for n in range(1, 6)]
LINES = "".join(json.dumps(row) + "\n" for row in ROWS)


class NoScorer:
    """For formats in which nothing has to be found."""

    fingerprint = ""

    def scores(self, *asked):
        raise AssertionError(asked)


def test_a_folder_of_mixed_files_is_shown_file_by_file_with_reasons(tmp_path):
    (tmp_path / "a.csv").write_text(LINES + '{"id": 6}\n')
    (tmp_path / "b").write_bytes(gzip.compress(json.dumps({"comments": ROWS}).encode()))
    (tmp_path / "c.txt").write_bytes(b"%PDF-1.7")
    with zipfile.ZipFile(tmp_path / "d.dat", "w") as archive:
        archive.writestr("deep/e", LINES)
        archive.writestr("../f", LINES)
    shown = preview(wanted([str(tmp_path)]), NoScorer(), Stages())
    assert [
        (each.path.removeprefix(f"{tmp_path}/"), each.format, each.comments, len(each.rejected)) for each in shown
    ] == [
        ("a.csv", "jsonl", 5, 1),
        ("b", "json", 5, 0),
        (f"{tmp_path}/c.txt".removeprefix(f"{tmp_path}/"), "", 0, 1),
        ("d.dat/deep/e", "jsonl", 5, 0),
        ("d.dat/../f", "", 0, 1),
    ]
    assert shown[0].first == tuple(row["text"] for row in ROWS[:3])
    assert shown[3].why == "every line starts a JSON object"
    console = Console(width=200, markup=False)
    with console.capture() as captured:
        console.print(draw_preview(shown))
    words = captured.get()
    for expected in (
        "a.csv: jsonl (every line starts a JSON object), 5 comments",
        "a.csv:6: no text",
        "a PDF",
        "leads out",
    ):
        assert expected in words
    assert words.endswith("nothing was written\n")
    assert preview_json(shown)["files"][1][
        "why"
    ] == "a JSON document with comments under comments[]; it may also be jsonl " + (
        "(every line starts a JSON object): see --format"
    )


@pytest.mark.model
def test_what_was_read_without_models_becomes_whole_by_a_rebuild_or_when_it_is_read_again(tmp_path):
    said = tmp_path / "said.jsonl"
    answers = [{"id": 6, "parent": 1, "text": "I disagree: two prams pass each other there every day."}]
    said.write_text(LINES + "".join(json.dumps(row) + "\n" for row in answers))
    answer("ingest", said, archive=tmp_path / "whole")
    whole = state(tmp_path / "whole")
    for then in (["rebuild"], ["ingest", said]):
        archive = tmp_path / then[0]
        assert answer("ingest", said, "--no-models", archive=archive)["embedded"] is None
        assert state(archive)["digest"] != whole["digest"]
        assert not state(archive)["complete"]
        assert rejoinder(*then, archive=archive).exit_code == 0
        assert state(archive) == whole


def state(archive):
    """What `rejoinder status` says, but for where the archive is and how it came about."""
    told = answer("status", archive=archive)
    return {name: told[name] for name in told.keys() - {"archive", "store", "revision", "sources"}}
