"""The command that asks people about what is least certain: review."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated

import typer

from ui.command import Run, WrongUsage, command

if TYPE_CHECKING:
    from graph.correction.doubting import Kind


def register(app: typer.Typer) -> None:
    """Add this command to `app`."""
    command(app)(review)


def review(
    run: Run,
    id: Annotated[
        str | None, typer.Argument(metavar="ID", help="Only about the comment with this id.", show_default=False)
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(metavar="KIND", help="Only such: boundary, split, parent, stance, merge.", show_default=False),
    ] = None,
    discussion: Annotated[
        str | None, typer.Option(metavar="ID", help="Only about this discussion.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many questions.")] = 20,
) -> None:
    """Show the least certain inferences, and what settles each."""
    from ui.printing.review import doubts_json, draw_doubts
    from ui.reviewing import WantedDoubts

    with run.open() as archive:
        found = archive.review(WantedDoubts(_kinds(kind or ()), discussion, id, limit))
    run.show(doubts_json(found), lambda: draw_doubts(found))


def _kinds(named: Collection[str]) -> "tuple[Kind, ...]":
    """The kinds of questions of these names, all where none is named. Raises WrongUsage."""
    from graph.correction.doubting import KINDS

    for each in named:
        if each not in KINDS:
            raise WrongUsage(f"no question is of the kind '{each}'", f"choose among {', '.join(KINDS)}")
    return tuple(each for each in KINDS if not named or each in named)
