"""Commands that write files for others: export, evaluate."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.command import Run, WrongUsage, command

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.pair_scores import PairScorer
    from ui.archive import Archive

Predictions = Annotated[
    Path | None, typer.Option(metavar="OUT", help="Write what was said, an answer a line.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    command(app)(export)
    measures = typer.Typer(name="evaluate", help="Score the program on labelled data.", no_args_is_help=True)
    command(measures)(retrieval)
    command(measures)(dedup)
    command(measures)(stance)
    command(measures)(replies)
    command(measures)(positions)
    command(measures)(keypoints)
    command(measures)(objections)
    app.add_typer(measures)


def export(
    run: Run,
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help="Folder (convokit, csv) or file to write; nothing may be there yet.")
    ],
    format: Annotated[
        Literal["convokit", "argdown", "graphml", "csv", "html"],
        typer.Option(
            help="A corpus of all comments, a map of positions and objections, the whole graph, tables, or a page to read."
        ),
    ] = "convokit",
    discussion: Annotated[
        str | None,
        typer.Option(metavar="ID", help="html: only this discussion, or that of this comment.", show_default=False),
    ] = None,
    query: Annotated[
        str, typer.Option(metavar="QUERY", help="html: only what a search for this finds.", show_default=False)
    ] = "",
) -> None:
    """Write the archive as files that other programs read, or as a page for people."""
    from ui.printing.console import counted

    if format != "html" and (discussion or query):
        raise WrongUsage("--discussion and --query choose what a page tells", "add: --format html")
    with run.open() as archive:
        counts = _report(archive, out, discussion, query) if discussion or query else archive.export(out, format)
    place = "folder" if out.is_dir() else "file"
    run.show({place: str(out), "format": format, **counts}, lambda: f"{counted(counts)} written to {out}")


def _report(archive: "Archive", out: Path, discussion: str | None, query: str) -> dict[str, int]:
    """Write a page of a part of the archive."""
    from ui.export.html import export_part
    from ui.export.report.part import part_of

    return export_part(archive.store, out, part_of(archive, discussion, query))


def retrieval(
    run: Run,
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="JSON lines of _id and text; may be gzipped.")],
    queries: Annotated[Path, typer.Option(help="Tab-separated: query id, text.")],
    qrels: Annotated[
        Path | None, typer.Option(help="Which documents answer which query, in BEIR form.", show_default=False)
    ] = None,
    mode: Annotated[
        Literal["hybrid", "semantic", "lexical"], typer.Option(help="By meaning, by words, or both.")
    ] = "hybrid",
    predictions: Predictions = None,
) -> None:
    """Measure search on a corpus with known answers."""
    from platformdirs import user_cache_path

    from ui.evaluation.retrieval import Task, evaluate
    from ui.printing.state import draw_figures
    from ui.progress import Stages

    kept = user_cache_path("rejoinder", appauthor=False) / "evaluation-vectors.db"
    with Stages() as stages:
        figures = evaluate(Task(corpus, queries, qrels, predictions, kept), mode, stages.stage("embedding"))
    run.show(figures, lambda: draw_figures(figures))


def dedup(
    run: Run,
    data: Annotated[Path, typer.Argument(metavar="DATA", help="JSON lines of id and text; may be gzipped.")],
    predictions: Predictions = None,
) -> None:
    """Measure which comments are recognised as the same."""
    from ui.evaluation.dedup import evaluate
    from ui.printing.state import draw_figures

    figures = evaluate(data, predictions)
    run.show(figures, lambda: draw_figures(figures))


def stance(
    run: Run,
    data: Annotated[Path, typer.Argument(metavar="DATA", help="JSON lines of parent and reply; may be gzipped.")],
    predictions: Predictions = None,
) -> None:
    """Measure whether agreement and disagreement are told."""
    from ui.evaluation.stance import evaluate

    _measure_with_pairs(run, evaluate, data, predictions)


def replies(
    run: Run,
    data: Annotated[Path, typer.Argument(metavar="DATA", help="JSON lines of posts by discussion; may be gzipped.")],
    predictions: Predictions = None,
) -> None:
    """Measure whether it is told who answers whom."""
    from ui.evaluation.replies import evaluate

    _measure_with_pairs(run, evaluate, data, predictions)


def positions(
    run: Run,
    data: Annotated[Path, typer.Argument(metavar="DATA", help="ArgKP's arguments_*.csv, or Perspectrum's *.jsonl.gz.")],
    predictions: Predictions = None,
) -> None:
    """Measure whether claims are gathered as people gathered them."""
    from ui.evaluation.positions import evaluate
    from ui.printing.state import draw_figures

    figures = evaluate(data, predictions)
    run.show(figures, lambda: draw_figures(figures))


def keypoints(
    run: Run,
    data: Annotated[
        Path, typer.Argument(metavar="DATA", help="labels_*.csv; arguments_* and key_points_* lie beside.")
    ],
    predictions: Predictions = None,
) -> None:
    """Measure whether it is told which arguments make the same point."""
    from ingest.embedder import open_embedder
    from ui.evaluation.keypoints import evaluate

    embedder = open_embedder()
    _measure_with_pairs(run, lambda path, out, scorer: evaluate(path, out, embedder, scorer), data, predictions)


def objections(
    run: Run,
    data: Annotated[
        Path, typer.Argument(metavar="DATA", help="JSON lines of reviews and rebuttals, or of debates; may be gzipped.")
    ],
    predictions: Predictions = None,
) -> None:
    """Measure whether it is told which objections nobody answered."""
    from ingest.embedder import open_embedder
    from ui.evaluation.objections import evaluate

    embedder = open_embedder()
    _measure_with_pairs(run, lambda path, out, scorer: evaluate(path, out, embedder, scorer), data, predictions)


def _measure_with_pairs(
    run: Run,
    evaluate: "Callable[[Path, Path | None, PairScorer], dict[str, object]]",
    data: Path,
    predictions: Path | None,
) -> None:
    """Print the figures of a measure that asks the pair model."""
    from ingest.pair_model import open_pair_model
    from ui.printing.console import err
    from ui.printing.state import draw_figures

    figures = evaluate(data, predictions, open_pair_model(say=err().print))
    run.show(figures, lambda: draw_figures(figures))
