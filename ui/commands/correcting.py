"""Commands with which people correct what was inferred: correct, corrections."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.command import Run, WrongUsage, command
from ui.commands.filling import code

if TYPE_CHECKING:
    from ui.correcting import Said


WantedStatus = Annotated[
    str | None,
    typer.Option(
        metavar="STATUS",
        help="What became of its objection: answered, silent, ... or no_objection.",
        show_default=False,
    ),
]
AnsweredBy = Annotated[
    str | None, typer.Option(metavar="ID", help="The comment that answers its objection.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    for each in (correct, corrections):
        command(app)(each)


def correct(
    run: Run,
    id: Annotated[str, typer.Argument(metavar="ID", help="A comment's id, or its beginning.")],
    parent: Annotated[
        str | None, typer.Option(metavar="ID|none", help="The comment that it answers.", show_default=False)
    ] = None,
    stance: Annotated[
        Literal["agree", "neutral", "disagree"] | None,
        typer.Option(help="Of what mind it is toward what it answers.", show_default=False),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(
            metavar="AT",
            help="Words (or a character) with which a second comment begins; 0: it begins rightly.",
            show_default=False,
        ),
    ] = None,
    merge: Annotated[
        str | None,
        typer.Option(
            metavar="ID|AT",
            help="The comment it goes on in, or another copy of it; a character: it goes on there.",
            show_default=False,
        ),
    ] = None,
    separate: Annotated[
        str | None,
        typer.Option(metavar="PLACE", help="A source or an o:... id where another comment stands.", show_default=False),
    ] = None,
    status: WantedStatus = None,
    answered_by: AnsweredBy = None,
    why: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; kept and shown.", show_default=False)] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back what was last said (of this kind, if one is given).")
    ] = False,
) -> None:
    """Say what is so, where it was inferred wrongly."""
    from ui.printing.corrections import corrected_json, draw_corrected
    from ui.progress import Stages

    given = {"parent": parent, "stance": stance, "split": split, "merge": merge, "separate": separate}
    said = _said(id, given | {"status": _status(status, answered_by)}, why, undo)
    said = replace(said, by=answered_by)
    with run.open(write=True) as archive, Stages() as stages:
        done = archive.correct(said, stages)
    run.show(corrected_json(done), lambda: draw_corrected(done))


def corrections(
    run: Run,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE.jsonl", help="Write them all to a new file.", show_default=False)
    ] = None,
    import_: Annotated[
        Path | None, typer.Option("--import", metavar="FILE.jsonl", help="Take those in a file.", show_default=False)
    ] = None,
) -> int:
    """List what people corrected; share it with others."""
    if export is not None and import_ is not None:
        raise WrongUsage("either --export or --import", "run the command twice")
    if import_ is not None:
        return _import(run, import_)
    if export is not None:
        return _export(run, export)
    from ui.printing.corrections import draw_listed, listed_json

    with run.open() as archive:
        found = archive.corrections()
    run.show(listed_json(found), lambda: draw_listed(found))
    return 0


def _said(id: str, options: dict[str, str | None], why: str | None, undo: bool) -> "Said":
    from ui.correcting import KINDS, Said

    given = {name: value for name, value in options.items() if value is not None}
    if len(given) > 1 or not (given or undo):
        names = ", ".join(f"--{name}" for name in options)
        raise WrongUsage(f"one of {names} is wanted, and {len(given) or 'none'} given", "see: rejoinder correct --help")
    kind = next((each for each in KINDS if each in given), None)
    return Said(id, kind, given.get(kind or "", ""), why=why, undo=undo)


def _status(status: str | None, answered_by: str | None) -> str | None:
    """The status that is said; whoever names an answer says that there is one."""
    from ui.correcting import STATUSES

    if status is not None and status not in STATUSES:
        raise WrongUsage(f"no status is called '{status}'", f"choose one of {', '.join(STATUSES)}")
    return status or ("answered" if answered_by is not None else None)


def _export(run: Run, file: Path) -> int:
    from ui.printing.console import amount

    with run.open() as archive:
        written = archive.export_corrections(file)
    run.show({"file": str(file), "corrections": written}, lambda: f"{amount(written, 'correction')} written to {file}")
    return 0


def _import(run: Run, file: Path) -> int:
    from ui.printing.corrections import draw_imported, imported_json
    from ui.progress import Stages

    with run.open(create=True) as archive, Stages() as stages:
        done = archive.import_corrections(file, stages)
    run.show(imported_json(done), lambda: draw_imported(done))
    return code(done.taken + done.known, len(done.rejected))
