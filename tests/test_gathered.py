from graph.builder import SourceReport
from ingest.models import Rejected
from ui.ingesting import FileReport, Ingested
from ui.printing.console import out
from ui.printing.gathered import gathered
from ui.printing.reports import draw


def told(files, most=4):
    return [(row.name, row.files) for row in gathered(files, most)]


def drawn(done: Ingested) -> str:
    console = out()
    with console.capture() as said:
        console.print(draw(done))
    return said.get()


def test_few_files_stand_alone():
    files = [("a/x", "mbox"), ("a/y", "mbox"), ("b", "csv")]
    assert told(files) == [("a/x", [0]), ("a/y", [1]), ("b", [2])]


def test_many_files_are_told_folder_by_folder_and_by_format():
    files = [(f"in/a/{n}", "mbox") for n in range(3)] + [("in/a/z", "text"), ("in/b/c/1", "mbox"), ("in/b/d/1", "mbox")]
    assert told(files) == [("in/a (3 files)", [0, 1, 2]), ("in/a/z", [3]), ("in/b (2 files)", [4, 5])]


def test_folders_are_told_as_deep_as_there_is_room():
    files = [(f"in/{year}/{month}/{n}", "mbox") for year in (1, 2) for month in (1, 2) for n in range(5)]
    assert [name for name, _ in told(files)] == [f"in/{year}/{month} (5 files)" for year in (1, 2) for month in (1, 2)]
    assert [name for name, _ in told(files, most=3)] == ["in/1 (10 files)", "in/2 (10 files)"]


def test_many_files_of_one_folder_have_one_row():
    assert told([(f"in/a/{n}", "mbox") for n in range(100)]) == [("in/a (100 files)", list(range(100)))]


def test_the_same_path_over_and_over_has_one_row():
    assert told([("a/b", "mbox")] * 9) == [("a/b (9 files)", list(range(9)))]


def test_a_report_of_many_files_sums_them_and_shows_something_of_each_folder(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    bad = [Rejected("s", f"in/a/{n}", "no comment") for n in range(40)]
    files = [FileReport(each.location, SourceReport("s", "", read=1, rejected=[each])) for each in bad]
    files += [FileReport(f"in/b/{n}", SourceReport("s", "mbox", read=100, new=99, seconds=0.5)) for n in range(30)]
    files[-1].report.rejected.append(Rejected("s", "in/b/29:4", "cut short"))
    said = drawn(Ingested(tuple(files), None))
    assert [line.split() for line in said.splitlines() if "files)" in line] == [
        ["in/a", "(40", "files)", "40", "0", "0", "40", "0.0"],
        ["in/b", "(30", "files)", "mbox", "3,000", "2,970", "0", "1", "15.0"],
    ]
    assert "in/b/29:4: cut short" in said
    assert "in/a/9: no comment" in said
    assert "in/a/10: no comment" not in said
    assert "... and 30 more rejections" in said
