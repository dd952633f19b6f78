"""Commands that ask an archive something: search, thread, show."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from ui.command import Run, command

if TYPE_CHECKING:
    from rich.console import RenderableType

    from search.models import PositionResults, Results

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="A comment's or a discussion's id, or its beginning.")]


def register(app: typer.Typer) -> None:
    """Add these commands to `app`."""
    command(app)(search)
    command(app)(thread)
    command(app)(show)


def search(
    run: Run,
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="QUERY",
            help='Words, "phrases", OR, NOT, author: in: source: before: after: has: is: stance: reply:',
        ),
    ],
    among: Annotated[Literal["comments", "positions"], typer.Option("--in", help="What to find.")] = "comments",
    mode: Annotated[
        Literal["hybrid", "semantic", "lexical"], typer.Option(help="By meaning, by words, or both.")
    ] = "hybrid",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many hits.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="How many hits to leave out before the first.")] = 0,
    explain: Annotated[bool, typer.Option("--explain", help="Show each signal's share of the score.")] = False,
) -> None:
    """Find comments, or positions, by what they mean and by their words."""
    from ui.archive import Asked
    from ui.progress import Stages

    asked = Asked(" ".join(query), mode, limit, offset)
    with run.open() as archive, Stages() as stages:
        found = archive.search_positions(asked, stages) if among == "positions" else archive.search(asked, stages)
    run.show(found.to_json(), lambda: _drawn(found, explain, offset))


def _drawn(found: "Results | PositionResults", explain: bool, offset: int) -> "RenderableType":
    from search.models import Results

    if isinstance(found, Results):
        from ui.printing.hits import draw

        return draw(found, explain, offset)
    from ui.printing.position_hits import draw_positions

    return draw_positions(found, explain, offset)


def thread(
    run: Run,
    id: IdArgument,
    under: Annotated[bool, typer.Option("--under", help="Only this comment and what answers it.")] = False,
) -> None:
    """Show the reply tree of a discussion."""
    from ui.printing.threads import Tree, as_json

    with run.open() as archive:
        found = archive.thread(id, under=under)
    run.show(as_json(found), lambda: Tree(found))


def show(run: Run, id: IdArgument) -> None:
    """Show all that is known of one comment, and why."""
    from ui.printing.comments import as_json, draw

    with run.open() as archive:
        found = archive.comment(id)
    run.show(as_json(found), lambda: draw(found))
