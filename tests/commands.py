"""What tests of commands share: a command run in this process, and its answer in JSON."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from ui.cli import app


def rejoinder(*arguments: object, archive: Path) -> Any:
    """What a command says of an archive, and its exit code."""
    return CliRunner().invoke(
        app, [str(each) for each in arguments] + ["--archive", str(archive)], catch_exceptions=False
    )


def answer(*arguments: object, archive: Path) -> Any:
    """What a command that succeeds says in JSON."""
    done = rejoinder(*arguments, "--json", archive=archive)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)
