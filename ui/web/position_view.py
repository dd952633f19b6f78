"""The page of one position: who holds it, since when, who objects, what is opposed to it."""

from collections.abc import Iterable, Iterator, Sequence

import streamlit as st

from graph.arguments import Position
from ui.archive import Archive
from ui.elements import Markup, joined, tag
from ui.position import Story
from ui.printing.console import amount
from ui.web import notices, paging
from ui.web.addresses import link
from ui.web.bars import columns
from ui.web.objection_cards import objection_line
from ui.web.position_cards import claim, facts, position_link


def show(archive: Archive) -> None:
    """The position that the address names."""
    uid = st.query_params.get("id")
    if not uid:
        notices.say("No position is named.", "Choose one on the page of positions.")
        return
    story = archive.position(uid)
    if len(story.now) != 1:
        st.html(joined([_moved(story), _listed(map(position_link, story.now))]))
        return
    moved = [_moved(story)] if story.asked.uid != story.view.position.uid else []
    st.html(joined([*moved, tag("h1", story.view.position.label), facts(story.view), *_growth(story)]))
    _holders(story)
    st.html(joined(_others(story)))


def _moved(story: Story) -> Markup:
    """What became of the position that was asked for."""
    became = "was merged into this one" if len(story.now) == 1 else "was split; its claims are now in"
    told = became if story.now else "has no claims any more"
    return tag("div", f"“{story.asked.label}” {told}", class_="rj-notice")


def _growth(story: Story) -> Iterator[Markup]:
    """How many held it when; nothing where nothing has a date."""
    if len(story.growth) < 2:
        return
    left = f"; {amount(story.undated, 'claim')} without a date left out" if story.undated else ""
    yield tag("h2", "How many held it, by the end of")
    yield columns(story.growth)
    yield tag("p", f"each counted once{left}", class_="rj-foot")


def _holders(story: Story) -> None:
    members = story.view.members
    shown = members[paging.offset() : paging.offset() + paging.PAGE]
    st.html(joined([tag("h2", f"Who holds it: {amount(len(members), 'claim')}"), _listed(map(claim, shown))]))
    paging.turn(len(members))


def _others(story: Story) -> Iterator[Markup]:
    yield from _positions("Is opposed to", story.view.opposes)
    yield tag("h2", f"Who objects: {amount(len(story.objections), 'objection')}")
    if not story.objections:
        yield tag("p", "Nobody.", class_="rj-lead")
        return
    yield tag("ul", *map(objection_line, story.objections[: paging.PAGE]), class_="rj-list rj-card")
    against = {"against-position": story.view.position.uid}
    yield tag("p", link("all of them, with what was answered", "objections", **against))
    yield from _positions("Came from", story.came_from)


def _positions(title: str, found: Sequence[Position]) -> Iterator[Markup]:
    if found:
        yield tag("h2", title)
        yield _listed(map(position_link, found))


def _listed(rows: Iterable[Markup]) -> Markup:
    return tag("ul", *(tag("li", each) for each in rows), class_="rj-list rj-card")
