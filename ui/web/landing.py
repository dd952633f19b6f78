"""What the home page shows before anything is asked: how much there is, and what nobody answered."""

from collections.abc import Iterable, Iterator

import streamlit as st

from graph.arguments import UNADDRESSED, ObjectionFilter
from graph.models import Counts
from graph.store import GraphStore
from ingest.models import DiscussionId
from ui.archive import Archive
from ui.elements import Markup, joined, tag
from ui.objections import ObjectionView, WantedObjections
from ui.printing.console import unit
from ui.printing.spoken import quoted, whose
from ui.progress import Stages
from ui.web.addresses import link
from ui.web.chips import objection_chip

_TOP = 3  # objections
_MOST = 6  # discussions
_LONGEST = 240  # characters of an objection


def heading() -> Markup:
    """What this is, in two lines."""
    lead = "Search what people said and what they hold, or begin with the objections that nobody dealt with."
    return joined([tag("h1", "What was said, and what was never answered"), tag("p", lead, class_="rj-lead")])


def welcome(archive: Archive) -> None:
    """Tiles that lead on, the objections that stand highest, and the discussions where most stands open."""
    found = archive.objections(WantedObjections(limit=_TOP), Stages())
    st.html(_tiles(archive.store.counts()))
    if found.objections:
        best = _card("Objections that nobody answered", map(_objection, found.objections), "all open objections")
        most = _card("Where most stands open", _discussions(archive.store), "")
        st.html(tag("div", best, most, class_="rj-home"))


def _tiles(counts: Counts) -> Markup:
    still = sum(number for each, number in counts.objections.items() if each in UNADDRESSED)
    tiles = [
        _tile(counts.comments, unit(counts.comments, "comment"), ""),
        _tile(counts.discussions, unit(counts.discussions, "discussion"), ""),
        _tile(counts.positions, link(unit(counts.positions, "position"), "positions"), ""),
        _tile(still, link(unit(still, "open objection"), "objections"), " rj-is-orange"),
    ]
    return tag("div", *tiles, class_="rj-tiles")


def _tile(number: int, words: str, colour: str) -> Markup:
    return tag("div", tag("b", f"{number:,}"), words, class_=f"rj-tile{colour}")


def _card(title: str, rows: Iterable[Markup], more: str) -> Markup:
    listed = tag("ul", *rows, class_="rj-list")
    foot = [tag("p", link(more, "objections"), class_="rj-foot")] if more else []
    return tag("section", tag("h3", title), listed, *foot, class_="rj-card")


def _objection(view: ObjectionView) -> Markup:
    said = f"“{quoted(view.words, _LONGEST)}”"
    where = link(view.discussion.title or "untitled discussion", "thread", id=view.words.comment)
    status = objection_chip(view.objection.uid, view.objection.status)
    told = tag("div", joined([f"{whose(view.words)} in ", where]), class_="rj-dim")
    return tag("li", status, " ", said, told)


def _discussions(store: GraphStore) -> Iterator[Markup]:
    """Those with the most open objections, and how many each has."""
    counted = store.objection_facet("discussion", ObjectionFilter(statuses=UNADDRESSED), _MOST)
    titles = {each.uid: each.title for each in store.discussions([DiscussionId(uid) for uid, _ in counted])}
    for uid, number in counted:
        title = link(titles.get(DiscussionId(uid)) or "untitled discussion", "thread", id=uid)
        way = link(f"{number:,} open", "objections", discussion=uid)
        yield tag("li", title, tag("div", way, class_="rj-dim"))
