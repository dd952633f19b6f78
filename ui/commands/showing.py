"""The command that shows an archive in a browser: ui."""

from typing import Annotated

import typer

from ui.command import Run, command


def register(app: typer.Typer) -> None:
    """Add this command to `app`."""
    command(app, "ui")(pages)


def pages(
    run: Run,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where to listen; 0 for any that is free.")] = 8501,
    address: Annotated[
        str, typer.Option(help="The address to listen at; any other than this lets other machines in.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser.")] = True,
) -> None:
    """Show the archive in a browser, until Ctrl-C."""
    from ui.settings import find_settings
    from ui.web.server import serve

    settings = find_settings(run.archive, run.store)
    serve(settings, address, port, browser, lambda where: _say(run, where))


def _say(run: Run, where: str) -> None:
    run.show({"address": where}, lambda: f"{where}   (Ctrl-C ends it)")
