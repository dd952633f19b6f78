"""The main job shown on the shipped samples: a raw dump goes in; a thread, a search and what was left unanswered come out."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

from ingest.samples import sample_paths
from ui.archive import Archive, Asked
from ui.command import Run
from ui.ingesting import Ingested, wanted
from ui.objections import WantedObjections
from ui.printing import hits, objections, reports, threads
from ui.printing.console import out
from ui.progress import Stages

QUESTION = Asked("how will deliveries reach the shops?", limit=3)
OPEN = WantedObjections(limit=3)


def play(run: Run) -> None:
    """Ingest the samples, show the tree and answer one query; in a folder that is gone afterwards, unless --archive names one."""
    if run.archive is not None:
        _play(run)
        return
    with TemporaryDirectory(prefix="rejoinder-demo-") as folder:
        _play(replace(run, archive=Path(folder), store=run.store or str(Path(folder, "archive.db"))))


def _play(run: Run) -> None:
    dump, *exports = sample_paths().values()
    with run.open(create=True) as archive, Stages() as stages:
        first = _ingest(archive, [dump], stages)
        tree = archive.thread(first.files[0].report.discussions[0])
        results = archive.search(QUESTION, stages)
        second = _ingest(archive, exports, stages)
        unanswered = archive.objections(OPEN, stages)
    if run.json:
        told = {"thread": threads.as_json(tree), "search": results.to_json()}
        left = {"again": reports.as_json(second), "objections": objections.as_json(unanswered)}
        run.show({"ingest": reports.as_json(first), **told, **left}, lambda: "")
        return
    console = out()
    _say(console, "A page's text: no ids, no authors, everything twice.", _ingest_command(first))
    console.print(reports.draw(first))
    _say(console, "Who answers whom, and how that is known.", f"rejoinder thread {tree.discussion.uid}")
    console.print(threads.Tree(tree))
    _say(console, "By meaning and by words.", f'rejoinder search "{QUESTION.query}" --limit {QUESTION.limit}')
    console.print(hits.draw(results, explain=False))
    _say(console, "The same discussion as two exports: what is there already is recognised.", _ingest_command(second))
    console.print(reports.draw(second))
    _say(
        console,
        "What nobody answered, and how near the nearest answer came.",
        f"rejoinder objections --limit {OPEN.limit}",
    )
    console.print(objections.draw(unanswered))


def _ingest(archive: Archive, paths: Sequence[Path], stages: Stages) -> Ingested:
    done = archive.ingest(wanted([str(path) for path in paths]), stages)
    return replace(done, files=tuple(each._replace(path=Path(each.path).name) for each in done.files))


def _ingest_command(done: Ingested) -> str:
    return " ".join(["rejoinder ingest", *(each.path for each in done.files)])


def _say(console: Console, what: str, command: str) -> None:
    console.print(Text.assemble("\n", (f"# {what}\n", "dim"), (f"$ {command}", "bold green")))
