"""What a run read: the sum, each file, how replies are known, what was rejected, and the way to what came in."""

from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Final

import streamlit as st

from ingest.models import DiscussionId
from ui.archive import Archive
from ui.elements import Markup, joined, tag
from ui.jobs.answers import FileRead, Reading
from ui.printing.console import amount, one_line
from ui.web import paging
from ui.web.addresses import link
from ui.web.bars import shares
from ui.web.ingest_preview import refusals
from ui.web.ingest_words import lasted

_KNOWN: Final = {
    "explicit": ("stated by the source", ""),
    "quote": ("inferred from a quote", ""),
    "content": ("inferred from the words", "rj-is-dim"),
    "order": ("inferred from the order", "rj-is-dim"),
}
_LED_TO: Final = 8  # discussions
_COLUMNS: Final = ("read", "new", "duplicate", "rejected")


def report(archive: Archive, done: Reading, seconds: float) -> None:
    """All of it."""
    st.html(joined([_sum(done, seconds), _came_in(archive, done), _replies(done)]))
    shown = done.files[paging.offset() : paging.offset() + paging.PAGE]
    st.html(_table(shown))
    paging.turn(len(done.files))
    refused = [each for file in done.files for each in file.refused]
    if refused:
        st.html(
            tag("section", tag("h3", f"{amount(len(refused), 'record')} rejected"), refusals(refused), class_="rj-card")
        )


def _sum(done: Reading, seconds: float) -> Markup:
    """Read = new + duplicate + rejected, in words and as bars."""
    read, new, known, rejected = (done.total(name) for name in _COLUMNS)
    head = f"{amount(new, 'new comment')} came in" if new else "Nothing new came in"
    told = f"{read:,} read = {new:,} new + {known:,} duplicate + {rejected:,} rejected, in {lasted(seconds)}"
    parts = [(new, "new", ""), (known, "there already", "rj-is-dim"), (rejected, "rejected", "rj-is-orange")]
    bars = shares([(words, number, colour) for number, words, colour in parts if number])
    return joined([tag("h2", head), tag("section", bars, tag("p", told, class_="rj-foot"), class_="rj-card")])


def _came_in(archive: Archive, done: Reading) -> Markup:
    """The discussions that were read, and a search in each file."""
    turns = zip_longest(*(file.discussions for file in done.files))  # some of each file, and not many of the first
    homes = list(dict.fromkeys(DiscussionId(each) for turn in turns for each in turn if each is not None))
    if not homes:
        return joined([])
    titles = {each.uid: each.title for each in archive.store.discussions(homes[:_LED_TO])}
    rows = [tag("li", link(titles.get(each) or "untitled discussion", "thread", id=each)) for each in homes[:_LED_TO]]
    more = [f"and {len(homes) - _LED_TO:,} more · "] if len(homes) > _LED_TO else []
    names = [Path(file.path).name for file in done.files if file.discussions]
    ways = [
        link("search in it" if len(names) == 1 else f"search in {one_line(each, 40)}", "", source=each)
        for each in names[:3]
    ]
    foot = tag("p", *more, joined(ways, " · "), class_="rj-foot")
    head = tag("h3", f"What came in: {amount(len(homes), 'discussion')}")
    return tag("section", head, tag("ul", *rows, class_="rj-list"), foot, class_="rj-card")


def _replies(done: Reading) -> Markup:
    """How it is known who answers whom."""
    found = done.replies
    parts = [(words, found[kind], colour) for kind, (words, colour) in _KNOWN.items() if found.get(kind)]
    if not parts:
        return joined([])
    head = tag("h3", f"How it is known who answers whom: {amount(sum(found.values()), 'reply')}")
    stubs = done.total("stubs")
    absent = f"{amount(stubs, 'comment')} that others quote or answer did not come along." if stubs else ""
    return tag(
        "section", head, shares(parts), *([tag("p", absent, class_="rj-foot")] if absent else []), class_="rj-card"
    )


def _table(files: Sequence[FileRead]) -> Markup:
    """A row for each file, as the command prints it."""
    kinds = [kind for kind in _KNOWN if any(each.replies.get(kind) for each in files)]
    names = ("file", "format", *_COLUMNS, *kinds, "stubs", "seconds")
    head = tag("tr", *(tag("th", name, class_="" if name in ("file", "format") else "rj-number") for name in names))
    table = tag("table", tag("thead", head), tag("tbody", *(_row(each, kinds) for each in files)), class_="rj-table")
    return tag("section", tag("div", table, class_="rj-scroll"), class_="rj-card")


def _row(file: FileRead, kinds: Sequence[str]) -> Markup:
    numbers = [
        file.read,
        file.new,
        file.duplicate,
        file.rejected,
        *(file.replies.get(each, 0) for each in kinds),
        file.stubs,
    ]
    told = [*(f"{each:,}" for each in numbers), f"{file.seconds:.1f}"]
    known = " (read before)" if file.known else ""
    cells = (tag("td", each, class_="rj-number") for each in told)
    return tag("tr", tag("td", Path(file.path).name + known), tag("td", file.format), *cells)
