"""Commands that ask what is held, what is objected, and what nobody answered: objections, positions, position."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from ui.command import Run, WrongUsage, command

if TYPE_CHECKING:
    from datetime import datetime

    from graph.arguments import Status
    from ui.objections import FoundObjections

Query = Annotated[
    list[str] | None, typer.Argument(metavar="[QUERY]", help="What it is about, as in a search.", show_default=False)
]
Limit = Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")]
Offset = Annotated[int, typer.Option(min=0, help="How many to leave out before the first.")]
Discussion = Annotated[str | None, typer.Option(metavar="ID", help="Only in this discussion.", show_default=False)]
WantedStatus = Annotated[
    list[str] | None,
    typer.Option(metavar="STATUS", help="any, or names like silent,answered; else those open.", show_default=False),
]
Author = Annotated[str | None, typer.Option(metavar="NAME", help="Only what this author objects.", show_default=False)]
Against = Annotated[str | None, typer.Option(metavar="ID", help="Only against this position.", show_default=False)]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="Only what was raised since.", show_default=False)]
Confidence = Annotated[float, typer.Option(min=0, max=1, help="Only if at least so likely to be an objection.")]


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    for each in (objections, positions, position):
        command(app)(each)


def objections(
    run: Run,
    query: Query = None,
    status: WantedStatus = None,
    discussion: Discussion = None,
    author: Author = None,
    against_position: Against = None,
    since: Since = None,
    min_confidence: Confidence = 0.0,
    limit: Limit = 10,
    offset: Offset = 0,
    csv: Annotated[bool, typer.Option("--csv", help="Print a table for spreadsheets instead of text.")] = False,
) -> None:
    """List the objections that nobody answered, and why."""
    from ui.objections import WantedObjections
    from ui.progress import Stages

    if csv and run.json:
        raise WrongUsage("either --csv or --json", "run the command twice")
    moment = None if since is None else _moment(since)
    about, open_or_named = " ".join(query or ()), _statuses(status or ["open"])
    wanted = WantedObjections(
        about, open_or_named, discussion, author, against_position, moment, min_confidence, limit, offset
    )
    with run.open() as archive, Stages() as stages:
        found = archive.objections(wanted, stages)
    _show(run, found, csv, offset)


def positions(
    run: Run,
    query: Query = None,
    discussion: Discussion = None,
    min_size: Annotated[
        int | None,
        typer.Option(
            min=1, help="Only those that at least so many hold; else 2 where there are such.", show_default=False
        ),
    ] = None,
    limit: Limit = 10,
    offset: Offset = 0,
) -> None:
    """List what is held, by how many, and who objects."""
    from ui.positions import WantedPositions
    from ui.printing.positions import as_json, draw
    from ui.progress import Stages

    wanted = WantedPositions(" ".join(query or ()), min_size, discussion, limit, offset)
    with run.open() as archive, Stages() as stages:
        found = archive.positions(wanted, stages)
    run.show(as_json(found), lambda: draw(found, offset))


def position(
    run: Run, id: Annotated[str, typer.Argument(metavar="ID", help="A position's id, or its beginning.")]
) -> None:
    """Show one position: who holds it, who objects, how it grew."""
    from ui.printing.positions import draw_story, story_json

    with run.open() as archive:
        story = archive.position(id)
    run.show(story_json(story), lambda: draw_story(story))


def _show(run: Run, found: "FoundObjections", csv: bool, offset: int) -> None:
    if csv:
        import sys

        from ui.printing.objection_table import write

        write(sys.stdout, found)
        return
    from ui.printing.objections import as_json, draw

    run.show(as_json(found), lambda: draw(found, offset))


def _statuses(named: Iterable[str]) -> "frozenset[Status]":
    """What the names, which may be joined by commas and written as they are shown, stand for. Raises WrongUsage."""
    from graph.arguments import UNADDRESSED, Status

    known: dict[str, frozenset[Status]] = {each: frozenset([each]) for each in get_args(Status)}
    known |= {"open": UNADDRESSED, "any": frozenset(get_args(Status))}
    names = [
        re.sub(r"[\s_-]+", "_", name.strip().lower()) for given in named for name in given.split(",") if name.strip()
    ]
    for name in names:
        if name not in known:
            raise WrongUsage(f"no status is called '{name}'", f"choose from {', '.join(reversed(known))}")
    return frozenset().union(*(known[name] for name in names))


def _moment(date: str) -> "datetime":
    """The first moment of a year, a month or a day. Raises WrongUsage."""
    from search.query import parse

    found = [each.moment for each in parse(f'after:"{date}"').filters if each.moment]
    if not found:
        raise WrongUsage(f"'{date}' is no date", "give one like 2024, 2024-05 or 2024-05-31")
    return found[0]
