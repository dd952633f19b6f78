"""The command `rejoinder`. Only what parses is imported here: `--help` answers at once, a command imports what it needs."""

import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from ui.command import ArchiveOption, JsonOption, Run, StoreOption
from ui.commands import arguing, asking, correcting, filling, giving, keeping, reviewing, showing

app = typer.Typer(
    name="rejoinder",
    help="An archive of discussions: each comment once, and who answers whom.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # its traceback prints local variables, and a password may be one of them
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"rejoinder {version('rejoinder')}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    archive: ArchiveOption = None,
    store: StoreOption = None,
    json: JsonOption = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """An archive of discussions: each comment once, and who answers whom."""
    context.obj = Run(archive, store, json)


for group in (filling, asking, arguing, correcting, reviewing, giving, keeping, showing):
    group.register(app)


def main() -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a comment may hold what this terminal cannot encode
    app()
