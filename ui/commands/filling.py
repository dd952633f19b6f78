"""Commands that put something into an archive: ingest, demo; and what they can read: formats."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.command import PARTLY, Run, WrongUsage, command

if TYPE_CHECKING:
    from ui.ingesting import Ingested, Wanted


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    command(app)(ingest)
    command(app)(formats)
    command(app)(demo)


def ingest(
    run: Run,
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Files, folders or globs to read.")],
    format: Annotated[
        str, typer.Option(help="Read as this format instead of looking; see: rejoinder formats.")
    ] = "auto",
    map: Annotated[
        list[str] | None, typer.Option(metavar="OURS=THEIRS", help="A field's name in the source; may be repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be read, and write nothing.")] = False,
    no_models: Annotated[
        bool, typer.Option("--no-models", help="Only read and store; rejoinder rebuild finds the rest later.")
    ] = False,
    progress: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also note in FILE how far it is, as JSON lines.", show_default=False),
    ] = None,
) -> int:
    """Read discussions into the archive."""
    asked = replace(_wanted(paths, format, map or []), models=not no_models)
    if dry_run:
        return _preview(run, asked, progress)
    return _ingest(run, asked, progress)


def formats(run: Run) -> None:
    """List the formats that can be read."""
    from ingest.formats import FORMATS
    from ui.printing.state import draw_formats, formats_json

    run.show(formats_json(FORMATS.values()), lambda: draw_formats(FORMATS.values()))


def demo(run: Run) -> None:
    """Read the shipped samples; show a thread, a search and the objections that stand."""
    from ui.demo import play

    play(run)


def _wanted(paths: list[str], format_name: str, pairs: list[str]) -> "Wanted":
    from ingest.formats import UnknownFormat
    from ingest.readers.row import BadMapping
    from ui.ingesting import wanted

    try:
        return wanted(paths, format_name, pairs)
    except (UnknownFormat, BadMapping) as error:
        raise WrongUsage(error.problem, error.cure) from error


def _preview(run: Run, asked: "Wanted", progress: Path | None) -> int:
    from ingest.pair_model import open_pair_model
    from ui.ingesting import preview
    from ui.printing.reports import draw_preview, preview_json
    from ui.progress import Stages

    with Stages(progress) as stages:
        seen = preview(asked, open_pair_model(), stages)
    run.show(preview_json(seen), lambda: draw_preview(seen))
    return code(sum(each.comments for each in seen), sum(len(each.rejected) for each in seen))


def _ingest(run: Run, asked: "Wanted", progress: Path | None) -> int:
    from ui.printing.reports import as_json, draw
    from ui.progress import Stages

    with run.open(create=True) as archive, Stages(progress) as stages:
        done = archive.ingest(asked, stages)
    run.show(as_json(done), lambda: draw(done))
    return code_of(done)


def code_of(done: "Ingested") -> int:
    """Exit code of an ingest: 0 all went in, 3 some, 1 none."""
    return code(
        sum(each.report.new + each.report.duplicate for each in done.files),
        sum(len(each.report.rejected) for each in done.files),
    )


def code(taken: int, rejected: int) -> int:
    """Exit code for so many records taken and so many rejected."""
    if not rejected:
        return 0
    return PARTLY if taken else 1
