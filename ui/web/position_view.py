"""The page of one position: who holds it, since when, who objects, what is opposed to it."""

from collections.abc import Iterable, Iterator, Sequence

import streamlit as st

from graph.arguments import UNADDRESSED, Position
from ui.archive import Archive
from ui.elements import Markup, joined, tag
from ui.objections import ObjectionView
from ui.position import Story
from ui.positions import Member
from ui.printing.console import amount, day
from ui.printing.spoken import whose
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
    st.html(joined([*moved, tag("h1", story.view.position.label), facts(story.view), _since(story), *_growth(story)]))
    st.html(joined(_objections(story)))
    _holders(story)
    others = joined(_others(story))
    if others:
        st.html(others)


def _moved(story: Story) -> Markup:
    """What became of the position that was asked for."""
    became = "was merged into this one" if len(story.now) == 1 else "was split; its claims are now in"
    told = became if story.now else "has no claims any more"
    return tag("div", f"“{story.asked.label}” {told}", class_="rj-notice")


def _since(story: Story) -> Markup:
    """When it was said first and last, and the way to the map."""
    dated = [each.words.created_at for each in story.view.members if each.words.created_at]
    first, last = (day(min(dated)), day(max(dated))) if dated else ("", "")
    said = f"first said {first}" + (f", last {last}" if last != first else "") if dated else "no date is known"
    way = link("see it on the map", "positions", at=story.view.position.uid)
    return tag("p", joined([said, way], " · "), class_="rj-lead")


def _growth(story: Story) -> Iterator[Markup]:
    """How many held it when; nothing where nothing has a date."""
    if len(story.growth) < 2:
        return
    left = f"; {amount(story.undated, 'claim')} without a date left out" if story.undated else ""
    yield tag("h2", "How many held it, by the end of")
    yield columns(story.growth)
    yield tag("p", f"each counted once{left}", class_="rj-foot")


def _objections(story: Story) -> Iterator[Markup]:
    """Those that stand, then those that were dealt with, folded away."""
    still = [each for each in story.objections if each.objection.status in UNADDRESSED]
    settled = [each for each in story.objections if each.objection.status not in UNADDRESSED]
    yield tag("h2", f"Who objects: {amount(len(story.objections), 'objection')}, {len(still):,} open")
    if not story.objections:
        yield tag("p", "Nobody.", class_="rj-lead")
        return
    folded = [_folded(f"{len(settled):,} dealt with", settled[: paging.PAGE])] if settled else []
    yield tag("ul", *map(objection_line, still[: paging.PAGE]), *folded, class_="rj-list rj-card")
    against = {"against-position": story.view.position.uid}
    yield tag("p", link("all of them, with what was answered", "objections", **against))


def _folded(words: str, rows: Sequence[ObjectionView]) -> Markup:
    return tag("li", tag("details", tag("summary", words), tag("ul", *map(objection_line, rows))))


def _holders(story: Story) -> None:
    """Each who holds it with all that he claims of it, the first one first."""
    holders = list(_by_holder(story.view.members))
    shown = holders[paging.offset() : paging.offset() + paging.PAGE]
    head = tag("h2", f"Who holds it: {amount(len(story.view.members), 'claim')}")
    st.html(joined([head, _listed(joined(map(claim, each)) for each in shown)]))
    paging.turn(len(holders))


def _by_holder(members: Sequence[Member]) -> Iterator[Sequence[Member]]:
    """What one person claims together; a comment whose author is not known is one of its own."""
    groups: dict[str, list[Member]] = {}
    for each in members:
        known = f"author {whose(each.words)}" if each.words.author else f"comment {each.words.comment}"
        groups.setdefault(known, []).append(each)
    yield from groups.values()


def _others(story: Story) -> Iterator[Markup]:
    yield from _positions("Is opposed to", story.view.opposes)
    yield from _positions("Came from", story.came_from)


def _positions(title: str, found: Sequence[Position]) -> Iterator[Markup]:
    if found:
        yield tag("h2", title)
        yield _listed(map(position_link, found))


def _listed(rows: Iterable[Markup]) -> Markup:
    return tag("ul", *(tag("li", each) for each in rows), class_="rj-list rj-card")
