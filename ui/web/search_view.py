"""The home page: one box over what was said and what is held."""

import streamlit as st

from search.models import PositionResults, Results
from ui.archive import Archive, Asked
from ui.elements import joined, tag
from ui.printing.console import amount
from ui.progress import Stages
from ui.web import notices, paging, query_filters
from ui.web.addresses import link
from ui.web.asking import typed
from ui.web.facets import facets
from ui.web.hit_cards import comment_card, position_card
from ui.web.landing import welcome

_AMONG = ("comments", "positions")
_BESIDE = 2  # positions that are shown above comments


def show(archive: Archive) -> None:
    """The box, the filters, and what was found."""
    if not archive.store.counts().comments:
        notices.no_comments()
        return
    query = _box()
    among = _among()
    filters = query_filters.ask(archive).written()
    asked = " ".join(each for each in (query, filters) if each)
    if not asked:
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


def _comments(archive: Archive, asked: str) -> None:
    with st.spinner("Searching ..."):
        found = archive.search(Asked(asked, limit=paging.PAGE, offset=paging.offset()), Stages())
        narrower = facets(archive, asked) if found.total >= paging.PAGE and not paging.offset() else ""
        beside = archive.search_positions(Asked(asked, limit=_BESIDE), Stages()) if _worded(found) else None
    notices.note(found.note)
    if beside is not None and beside.hits:
        _beside(beside, asked)
    st.html(joined([_summary(found, "comment"), narrower, *map(comment_card, found.hits)]))
    paging.turn(found.total)


def _positions(archive: Archive, asked: str) -> None:
    with st.spinner("Searching ..."):
        found = archive.search_positions(Asked(asked, limit=paging.PAGE, offset=paging.offset()), Stages())
    notices.note(found.note)
    st.html(joined([_summary(found, "position"), *map(position_card, found.hits)]))
    paging.turn(found.total)


def _worded(found: Results) -> bool:
    """Whether the first page was asked for by words: only then positions are near it."""
    return paging.offset() == 0 and any(each.shares.cosine is not None for each in found.hits)


def _beside(found: PositionResults, asked: str) -> None:
    """The positions that are nearest, and the way to all of them."""
    rows = [tag("li", link(each.label, "position", id=each.uid), _held(each.size)) for each in found.hits]
    more = tag("p", link("more positions", "", q=asked, **{"in": "positions"}), class_="rj-foot")
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
