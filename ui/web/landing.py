"""What the home page shows before anything is asked: how much there is, and what nobody answered."""

import streamlit as st

from graph.arguments import UNADDRESSED
from graph.models import Counts
from ui.archive import Archive
from ui.elements import Markup, joined, tag
from ui.objections import ObjectionView, WantedObjections
from ui.printing.spoken import quoted, whose
from ui.progress import Stages
from ui.web.addresses import link
from ui.web.chips import status_chip

_TOP = 3  # objections
_LONGEST = 240  # characters of an objection


def welcome(archive: Archive) -> None:
    """Tiles that lead on, and the objections that stand highest."""
    head = tag("h1", "What was said, and what was never answered")
    found = archive.objections(WantedObjections(limit=_TOP), Stages())
    st.html(joined([head, _tiles(archive.store.counts())]))
    if found.objections:
        listed = tag("ul", *map(_objection, found.objections), class_="rj-list")
        more = tag("p", link("all open objections", "objections"), class_="rj-foot")
        st.html(tag("section", tag("h3", "Objections that nobody answered"), listed, more, class_="rj-card"))


def _tiles(counts: Counts) -> Markup:
    still = sum(number for each, number in counts.objections.items() if each in UNADDRESSED)
    tiles = [
        _tile(counts.comments, "comments", ""),
        _tile(counts.discussions, "discussions", ""),
        _tile(counts.positions, link("positions", "positions"), ""),
        _tile(still, link("open objections", "objections"), " rj-is-orange"),
    ]
    return tag("div", *tiles, class_="rj-tiles")


def _tile(number: int, words: str, colour: str) -> Markup:
    return tag("div", tag("b", f"{number:,}"), words, class_=f"rj-tile{colour}")


def _objection(view: ObjectionView) -> Markup:
    said = f"“{quoted(view.words, _LONGEST)}”"
    where = f"{whose(view.words)} in {view.discussion.title or 'untitled discussion'}"
    return tag("li", status_chip(view.objection.status), f" {said} ", tag("span", where, class_="rj-dim"))
