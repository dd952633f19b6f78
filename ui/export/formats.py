"""What an archive can be written as."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal

from graph.store import GraphStore
from ui.export import argdown, convokit, csv_tables, graphml, html

Format = Literal["convokit", "argdown", "graphml", "csv", "html"]


def _convokit(store: GraphStore, folder: Path) -> dict[str, int]:
    return {"comments": convokit.export(store, folder)}


EXPORTS: Final[Mapping[Format, Callable[[GraphStore, Path], dict[str, int]]]] = {
    "convokit": _convokit,
    "argdown": argdown.export,
    "graphml": graphml.export,
    "csv": csv_tables.export,
    "html": html.export,
}
"""Each writes a store to where nothing may be yet, and returns how many of what; raises ExportError, StoreError."""
