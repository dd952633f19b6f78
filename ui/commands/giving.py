"""Commands that write files for others: export, evaluate."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ui.command import Run, command


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    command(app)(export)
    measures = typer.Typer(name="evaluate", help="Score the program on labelled data.", no_args_is_help=True)
    command(measures)(retrieval)
    command(measures)(dedup)
    app.add_typer(measures)


def export(
    run: Run,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write; it must not hold an export already.")],
    format: Annotated[Literal["convokit"], typer.Option(help="What to write: a ConvoKit corpus.")] = "convokit",
) -> None:
    """Write the archive as files that other programs read."""
    from ui.printing.console import amount

    with run.open() as archive:
        comments = archive.export(out)
    run.show(
        {"folder": str(out), "format": format, "comments": comments},
        lambda: f"{amount(comments, 'comment')} written to {out}",
    )


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
    predictions: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write what was found, a query a line.", show_default=False)
    ] = None,
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
    predictions: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write what was said, a comment a line.", show_default=False)
    ] = None,
) -> None:
    """Measure which comments are recognised as the same."""
    from ui.evaluation.dedup import evaluate
    from ui.printing.state import draw_figures

    figures = evaluate(data, predictions)
    run.show(figures, lambda: draw_figures(figures))
