"""Looking first: what an ingest would read."""

import gzip
import json
import zipfile

from rich.console import Console

from ui.ingesting import preview, wanted
from ui.printing.reports import draw_preview, preview_json

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
    shown = preview(wanted([str(tmp_path)]), NoScorer())
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
