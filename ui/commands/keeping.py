"""Commands that look after an archive: status, verify, rebuild, copy, doctor."""

from typing import Annotated

import typer

from ui.command import Run, command


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    for each in (status, verify, rebuild, copy, doctor):
        command(app)(each)


def status(run: Run) -> None:
    """Show how much is here, and how much is inferred."""
    from ui.printing.state import draw_status, status_json

    with run.open() as archive:
        found = archive.status()
    run.show(status_json(found), lambda: draw_status(found))


def verify(run: Run) -> int:
    """Check every stored row, every edge and the index."""
    from ui.printing.state import draw_problems, problems_json

    with run.open() as archive:
        problems = archive.verify()
    run.show(problems_json(problems), lambda: draw_problems(problems))
    return 1 if problems else 0


def rebuild(run: Run) -> None:
    """Make relations, vectors and index anew."""
    from ui.printing.state import draw_status, status_json
    from ui.progress import Stages

    with run.open(write=True) as archive, Stages() as stages:
        archive.rebuild(stages)
        found = archive.status()
    run.show(status_json(found), lambda: draw_status(found))


def copy(
    run: Run,
    to: Annotated[
        str, typer.Option(metavar="URL", help="The store to copy into: a file, neo4j://HOST or bolt://HOST.")
    ],
) -> None:
    """Copy into another store; compare the digests."""
    from ui.printing.state import copied_json, draw_copied
    from ui.progress import Stages

    with run.open() as archive, Stages() as stages:
        copied = archive.copy(to, stages)
    run.show(copied_json(copied), lambda: draw_copied(copied))


def doctor(run: Run) -> int:
    """Check what Rejoinder needs from this machine."""
    from ui.doctor import examine
    from ui.printing.state import checks_json, draw_checks

    with run.open() as archive:
        checks = list(examine(archive))
    run.show(checks_json(checks), lambda: draw_checks(checks))
    return 0 if all(each.well for each in checks) else 1
