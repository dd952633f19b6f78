"""The objections that are asked for as files to keep; a file is made when somebody takes it."""

from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from typing import Final

import streamlit as st

from ui.archive import Archive
from ui.export.argdown import write_part
from ui.objections import FoundObjections, WantedObjections
from ui.printing.console import amount
from ui.printing.objection_table import write
from ui.progress import Stages

_MOST: Final = 10_000  # objections in a file


def offer(archive: Archive, wanted: WantedObjections, total: int | None) -> None:
    """A table, and a document for Argdown's tools, of all that is asked for and not only of the page that is shown."""
    told = "what is asked for" if total is None else amount(min(total, _MOST), "objection")
    with st.popover("Download", type="tertiary", icon=":material/download:"):
        _button(f"CSV: a table of {told}", lambda: table(archive, wanted), ("objections.csv", "text/csv"))
        _button(f"Argdown: a map of {told}", lambda: document(archive, wanted), ("objections.argdown", "text/plain"))


def table(archive: Archive, wanted: WantedObjections) -> bytes:
    """A table for spreadsheets, no cell of which is a formula; with the mark by which they know UTF-8."""
    file = StringIO(newline="")
    write(file, _all(archive, wanted))
    return file.getvalue().encode("utf-8-sig", "replace")


def document(archive: Archive, wanted: WantedObjections) -> bytes:
    """The same as an Argdown document, in UTF-8."""
    file = StringIO(newline="")
    write_part(archive.store, file, [each.objection for each in _all(archive, wanted).objections])
    return file.getvalue().encode("utf-8", "replace")


def _button(words: str, made: Callable[[], bytes], file: tuple[str, str]) -> None:
    """A button that makes and gives a file of this name and type."""
    st.download_button(words, made, *file, on_click="ignore", width="stretch")


def _all(archive: Archive, wanted: WantedObjections) -> FoundObjections:
    return archive.objections(replace(wanted, limit=_MOST, offset=0), Stages())
