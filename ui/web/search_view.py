"""The home page: one box over what was said and what is held."""

from dataclasses import replace

import streamlit as st

from search.models import PositionResults, Results
from ui.archive import Archive, Asked
from ui.elements import joined, tag
from ui.printing.console import amount
from ui.progress import Stages
from ui.web import notices, paging, query_filters
from ui.web.addresses import link
from ui.web.asking import typed
from ui.web.facets import COUNTED, facets
from ui.web.hit_cards import comment_card, position_card
from ui.web.landing import heading, welcome

_AMONG = ("comments", "positions")
_BESIDE = 2  # positions that are shown above comments


def show(archive: Archive) -> None:
    """The box, the filters, and what was found."""
    if not archive.store.counts().comments:
        notices.no_comments()
        return
    top = st.container()
    query = _box()
    among = _among()
    filters = query_filters.ask(archive)
    words = " ".join(each for each in (query, filters.written()) if each)
    asked = Asked(words, filters.mode, limit=paging.PAGE, offset=paging.offset())
    if not words:
        top.html(heading())
        welcome(archive)
    elif among == "positions":
        _positions(archive, asked)
    else:
        _comments(archive, asked)


def _box() -> str:
    value = st.text_input(
        "Search comments and positions",
        type="search",
        placeholder='what about deliveries?   "a phrase"   author:ana   stance:disagree   NOT word',
        label_visibility="collapsed",
        **typed("q"),
    )
    return (value or "").strip()


def _among() -> str:
    chosen: str = st.segmented_control(
        "What to find",
        _AMONG,
        default="comments",
        required=True,
        label_visibility="collapsed",
        **typed("in"),
    )
    return chosen


def _comments(archive: Archive, asked: Asked) -> None:
    with st.spinner(_waits_for(archive)):
        found = archive.search(asked if asked.offset else replace(asked, limit=COUNTED), Stages())
        narrower = facets(found.hits) if len(found.hits) >= paging.PAGE else ""
        found = found.model_copy(update={"hits": found.hits[: paging.PAGE]})
        beside = archive.search_positions(replace(asked, limit=_BESIDE), Stages()) if _worded(found) else None
    notices.note(found.note)
    if beside is not None and beside.hits:
        _beside(beside)
    st.html(joined([_summary(found, "comment"), narrower, *map(comment_card, found.hits)]))
    paging.turn(found.total)


def _positions(archive: Archive, asked: Asked) -> None:
    with st.spinner(_waits_for(archive)):
        found = archive.search_positions(asked, Stages())
    notices.note(found.note)
    st.html(joined([_summary(found, "position"), *map(position_card, found.hits)]))
    paging.turn(found.total)


def _waits_for(archive: Archive) -> str:
    """What a search does first where the archive has changed since the last one."""
    return (
        "The archive has changed: building the index, then searching ..." if archive.index_state() else "Searching ..."
    )


def _worded(found: Results) -> bool:
    """Whether the first page was asked for by words: only then positions are near it."""
    return paging.offset() == 0 and any(each.shares.cosine is not None for each in found.hits)


def _beside(found: PositionResults) -> None:
    """The positions that are nearest, and the way to all of them."""
    asked = {each: shown for each, shown in st.query_params.to_dict().items() if each != "page"}
    rows = [tag("li", link(each.label, "position", id=each.uid), _held(each.size)) for each in found.hits]
    more = tag("p", link("more positions", "", **{**asked, "in": "positions"}), class_="rj-foot")
    st.html(tag("section", tag("h3", "What is held"), tag("ul", *rows, class_="rj-list"), more, class_="rj-card"))


def _held(size: int) -> str:
    return tag("span", f"  held by {size:,}", class_="rj-dim")


def _summary(found: Results | PositionResults, noun: str) -> str:
    first = paging.offset() + 1
    if not found.hits and found.total:
        return tag("p", f"There are no more than {amount(found.total, noun)}.", class_="rj-lead")
    if not found.hits:
        return tag("p", "Nothing was found. Fewer words, or fewer filters, find more.", class_="rj-lead")
    told = f"{first:,} to {first + len(found.hits) - 1:,} of {amount(found.total, noun)}, best first"
    return tag("p", told, class_="rj-lead")
