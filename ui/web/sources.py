"""What was read into the archive, some files at a time."""

from collections.abc import Sequence

import streamlit as st

from graph.models import LedgerRow
from ingest.models import Source
from ui.archive import Archive
from ui.elements import Markup, tag
from ui.printing.console import amount
from ui.web import paging


def listed(archive: Archive, sources: Sequence[Source]) -> None:
    """A row for each source, with what it gave and when it was read."""
    ledger = archive.store.ledger()
    shown = sources[paging.offset() : paging.offset() + paging.PAGE]
    head = tag("tr", *(tag("th", each) for each in ("file", "read as", "gave", "read on")))
    rows = (_row(each, ledger.get(each.uid)) for each in shown)
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="rj-table")
    title = tag("h3", f"What was read: {amount(len(sources), 'source')}")
    st.html(tag("section", title, table, class_="rj-card"))
    paging.turn(len(sources))


def _row(source: Source, read: LedgerRow | None) -> Markup:
    told = tag("td", source.name, tag("div", _size(source.size), class_="rj-dim"))
    gave, when = (_gave(read), read.read_at[:10]) if read else ("not read to its end", "")
    return tag("tr", told, tag("td", source.format), tag("td", gave), tag("td", when))


def _gave(read: LedgerRow) -> str:
    """How many comments were new, and how many were there already."""
    new, again = read.report.get("new", 0), read.report.get("duplicate", 0)
    return f"{new:,} new" + (f", {again:,} again" if again else "")


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB"
