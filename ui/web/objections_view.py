"""The page of objections: those that nobody answered come first, and why."""

from datetime import datetime
from typing import get_args

import streamlit as st

from graph.arguments import UNADDRESSED, Status
from search.query import parse
from ui.archive import Archive
from ui.elements import joined, tag
from ui.objections import FoundObjections, WantedObjections
from ui.printing.statuses import STATUSES
from ui.progress import Stages
from ui.web import discussions, notices, objection_buttons, paging
from ui.web.asking import several, typed
from ui.web.objection_cards import objection_card


def show(archive: Archive) -> None:
    """The facets, and a page of cards."""
    counts = archive.store.counts().objections
    st.html(joined([tag("h1", "Objections"), tag("p", _lead(counts), class_="rj-lead")]))
    if not counts:
        notices.say("No objection is known in this archive.", "Reading comments finds them.", "rejoinder ingest PATH")
        return
    objection_buttons.settle(archive)
    wanted = _wanted(archive, counts)
    with st.spinner("Looking for objections ..."):
        found = archive.objections(wanted, Stages())
    _draw(found, _total(wanted, found))


def _lead(counts: dict[str, int]) -> str:
    still = sum(counts.get(each, 0) for each in UNADDRESSED)
    return f"Nobody has dealt with {still:,} of {sum(counts.values()):,}. Those that matter most come first."


def _wanted(archive: Archive, counts: dict[str, int]) -> WantedObjections:
    """What the widgets ask for; their names in the address are those of the command line."""
    about = st.text_input("About", placeholder="any words, as in a search", **typed("q"))
    there: list[Status] = [each for each in STATUSES if counts.get(each)]
    chosen = st.pills(
        "Status (those that are open, if none is chosen)",
        there,
        selection_mode="multi",
        format_func=lambda each: f"{STATUSES[each][0]} {counts[each]:,}",
        **several("status", there),
    )
    asked = any(each in st.query_params for each in ("discussion", "author", "since"))
    home, author, since = st.expander("Filters", expanded=asked, icon=":material/tune:").columns(3)
    return WantedObjections(
        query=(about or "").strip(),
        statuses=frozenset(chosen) or UNADDRESSED,
        discussion=discussions.choose(home, archive),
        author=author.text_input("Raised by", placeholder="part of the name", **typed("author")) or None,
        position=st.query_params.get("against-position"),
        since=_moment(since.text_input("Since", placeholder="2024-05", **typed("since"))),
        limit=paging.offset() + paging.PAGE,
    )


def _moment(date: str | None) -> datetime | None:
    """The first moment of a year, a month or a day; what is none is said."""
    if not date:
        return None
    found = [each.moment for each in parse(f'after:"{date}"').filters if each.moment]
    if not found:
        notices.note(f"'{date}' is no date: write one like 2024, 2024-05 or 2024-05-31")
    return found[0] if found else None


def _total(wanted: WantedObjections, found: FoundObjections) -> int:
    """How many there are to be paged through, as far as that is known."""
    narrowed = wanted.query or wanted.discussion or wanted.author or wanted.position or wanted.since
    if narrowed:
        return len(found.objections) + (1 if found.more else 0)
    return sum(found.counts.get(each, 0) for each in get_args(Status) if each in wanted.statuses)


def _draw(found: FoundObjections, total: int) -> None:
    notices.note(found.note)
    shown = found.objections[paging.offset() :]
    if not shown:
        notices.say("No such objection.", "Choose other statuses, or ask for less.")
    for rank, each in enumerate(shown, start=paging.offset() + 1):
        st.html(objection_card(each, rank))
        objection_buttons.offer(each)
    paging.turn(total)
