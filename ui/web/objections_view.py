"""The page of objections: those that nobody answered come first, and why; or one of them, which has an address of its own."""

from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph.arguments import UNADDRESSED, Status
from search.query import parse
from ui.archive import Archive
from ui.elements import joined, tag
from ui.objections import FoundObjections, WantedObjections
from ui.printing.console import amount
from ui.printing.statuses import STATUSES
from ui.progress import Stages
from ui.web import correcting, discussions, notices, objection_buttons, objection_downloads, paging
from ui.web.addresses import link
from ui.web.asking import several, typed
from ui.web.objection_cards import attempts, objection_card
from ui.web.objection_facets import narrower


def show(archive: Archive) -> None:
    """All that are asked for, a page of them; or the one that the address names."""
    uid = st.query_params.get("id")
    done = correcting.settle(archive)
    if done is not None:
        st.toast("Taken back." if done.undone else "Set right. At the top of the page it can be undone.")
    counts = archive.store.counts().objections
    lead = link("to all open objections", "objections") if uid else _lead(counts)
    st.html(joined([tag("h1", "One objection" if uid else "Objections"), tag("p", lead, class_="rj-lead")]))
    correcting.tell()
    if not counts:
        notices.say("No objection is known in this archive.", "Reading comments finds them.", "rejoinder ingest PATH")
        return
    if uid:
        _one(archive, uid)
    else:
        _many(archive)


def _lead(counts: dict[str, int]) -> str:
    still = sum(counts.get(each, 0) for each in UNADDRESSED)
    return f"Nobody has dealt with {still:,} of {sum(counts.values()):,}. Those that matter most come first."


def _one(archive: Archive, uid: str) -> None:
    """One objection with all that was said to it."""
    view = archive.objection(uid)
    if view is None:
        notices.say("There is no such objection.", "It may have been corrected, or what it stands in was read anew.")
        return
    st.html(objection_card(view))
    objection_buttons.offer(view)
    if others := attempts(view):
        st.html(others)


def _many(archive: Archive) -> None:
    """What is asked for, in how many ways it can be narrowed, and a page of cards."""
    about = st.text_input("About", placeholder="any words, as in a search", **typed("q"))
    statuses = st.container()
    wanted = _wanted(archive, about)
    with st.spinner("Looking for objections ..."):
        found, facets = archive.objections(wanted, Stages()), archive.objection_facets(wanted, Stages())
    _choose(statuses, facets.statuses)
    notices.note(found.note)
    if narrowing := narrower(facets):
        st.html(narrowing)
    _draw(archive, wanted, found)


def _wanted(archive: Archive, about: str | None) -> WantedObjections:
    """What the widgets ask for; their names in the address are those of the command line."""
    chosen = [each for each in STATUSES if each in st.query_params.get_all("status")]
    asked = any(each in st.query_params for each in ("discussion", "author", "since"))
    home, author, since = st.expander("Filters", expanded=asked, icon=":material/tune:").columns(3)
    return WantedObjections(
        query=(about or "").strip(),
        statuses=frozenset(chosen) or UNADDRESSED,
        discussion=discussions.choose(home, archive),
        author=author.text_input("Raised by", placeholder="part of the name", **typed("author")) or None,
        position=st.query_params.get("against-position"),
        since=_moment(since.text_input("Since", placeholder="2024-05", **typed("since"))),
        limit=paging.PAGE,
        offset=paging.offset(),
    )


def _choose(place: DeltaGenerator, counts: dict[Status, int]) -> None:
    """The statuses of what is asked for, with their numbers; those that are chosen stand in the address."""
    chosen = st.query_params.get_all("status")
    there: list[Status] = [each for each in STATUSES if counts.get(each) or each in chosen]
    place.pills(
        "Status (those that are open, if none is chosen)",
        there,
        selection_mode="multi",
        format_func=lambda each: f"{STATUSES[each][0]} {counts.get(each, 0):,}",
        **several("status", there),
    )


def _moment(date: str | None) -> datetime | None:
    """The first moment of a year, a month or a day; what is none is said."""
    if not date:
        return None
    found = [each.moment for each in parse(f'after:"{date}"').filters if each.moment]
    if not found:
        notices.note(f"'{date}' is no date: write one like 2024, 2024-05 or 2024-05-31")
    return found[0] if found else None


def _draw(archive: Archive, wanted: WantedObjections, found: FoundObjections) -> None:
    if not found.objections:
        notices.say("No such objection.", "Choose other statuses, or ask for less.")
        return
    total = wanted.offset + len(found.objections) + found.more if found.total is None else found.total
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.html(tag("p", _range(wanted, found), class_="rj-lead"))
        objection_downloads.offer(archive, wanted, found.total)
    for rank, each in enumerate(found.objections, start=wanted.offset + 1):
        st.html(objection_card(each, rank))
        objection_buttons.offer(each)
    paging.turn(total)


def _range(wanted: WantedObjections, found: FoundObjections) -> str:
    first, last = wanted.offset + 1, wanted.offset + len(found.objections)
    whole = f" of {amount(found.total, 'objection')}" if found.total is not None else ""
    return f"{first:,} to {last:,}{whole}, {'best match first' if wanted.query else 'the greatest score first'}"
