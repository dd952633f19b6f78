"""What all commands share: the options that every one takes, errors as one line, exit codes.

Exit codes: 0 done, 1 nothing could be done, 2 wrong usage (from Typer), 3 partly done, 130 stopped by Ctrl-C.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import wraps
from inspect import Parameter, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ingest.errors import RejoinderError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ui.archive import Archive

PARTLY = 3
_USAGE = 2
_INTERRUPTED = 130

ArchiveOption = Annotated[
    Path | None,
    typer.Option(
        "--archive",
        help="Folder of the archive; else REJOINDER_ARCHIVE, else your user data folder.",
        show_default=False,
    ),
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        help="Store: a file, neo4j://HOST or bolt://HOST; else REJOINDER_STORE, else in the archive.",
        show_default=False,
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print one JSON document instead of text.", show_default=False)
]

Command = Callable[..., int | None]


class WrongUsage(RejoinderError):
    """An option's value is none that there is."""


@dataclass(frozen=True, slots=True)
class Run:
    """What every command is told."""

    archive: Path | None = None
    store: str | None = None
    json: bool = False

    def open(self, *, write: bool = False, create: bool = False) -> "Archive":
        """The archive that the options, the environment or the platform name. Raises RejoinderError when there is none to read."""
        from ui.archive import Archive
        from ui.settings import find_settings

        return Archive(find_settings(self.archive, self.store), write=write, create=create)

    def show(self, data: Mapping[str, object], draw: "Callable[[], RenderableType]") -> None:
        """Print `data` as JSON, or what `draw` makes, to standard output."""
        if self.json:
            sys.stdout.write(json.dumps(data, indent=2) + "\n")
            sys.stdout.flush()
            return
        from ui.printing.console import out

        out().print(draw())


def command(app: typer.Typer, name: str | None = None) -> Callable[[Command], Callable[..., None]]:
    """Register a function of (run, its own parameters) as a command that also takes --archive, --store and --json.

    Options given before the command's name count too. The function returns its exit code, None for 0.
    """

    def register(function: Command) -> Callable[..., None]:
        @wraps(function)
        def outer(context: typer.Context, **given: Any) -> None:  # noqa: ANN401  (what Typer parsed)
            run = _merged(context.obj or Run(), given)
            raise typer.Exit(_guarded(run, lambda: function(run, **given)))

        _take_shared_options(outer, function)
        return app.command(name)(outer)

    return register


def _merged(before: Run, given: dict[str, Any]) -> Run:
    archive, store, as_json = given.pop("archive"), given.pop("store"), given.pop("json")
    return replace(before, archive=archive or before.archive, store=store or before.store, json=as_json or before.json)


def _take_shared_options(outer: Callable[..., None], function: Command) -> None:
    """Give `outer` the parameters of `function` without its first, and the shared ones: Typer reads them from the signature."""
    own = list(signature(function).parameters.values())[1:]
    shared = [
        Parameter(each, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for each, annotation, default in [
            ("archive", ArchiveOption, None),
            ("store", StoreOption, None),
            ("json", JsonOption, False),
        ]
    ]
    context = Parameter("context", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context)
    taken = [context, *(each.replace(kind=Parameter.KEYWORD_ONLY) for each in own), *shared]
    outer.__annotations__ = {each.name: each.annotation for each in taken}
    outer.__signature__ = signature(function).replace(parameters=taken, return_annotation=None)  # type: ignore[attr-defined]


def _guarded(run: Run, work: Callable[[], int | None]) -> int:
    """Exit code of `work`; what a user can cure becomes one line on standard error, and with --json an object too."""
    try:
        return work() or 0
    except WrongUsage as error:
        _complain(run, error.problem, error.cure)
        return _USAGE
    except RejoinderError as error:
        _complain(run, error.problem, error.cure)
    except BrokenPipeError:
        raise  # the reader of a pipe has seen enough: Typer ends quietly
    except OSError as error:
        _complain(run, f"{error.filename or 'the system'}: {error.strerror or error}", "")
    except KeyboardInterrupt:
        sys.stderr.write("stopped; what is stored stays stored, and the same command goes on from there\n")
        return _INTERRUPTED
    return 1


def _complain(run: Run, problem: str, cure: str) -> None:
    line = f"{problem}; {cure}" if cure else problem
    sys.stderr.write("error: " + " ".join(line.split()) + "\n")
    if run.json:
        sys.stdout.write(json.dumps({"error": problem, "cure": cure}) + "\n")
