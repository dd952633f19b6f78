"""A position as a card: what is held, by how many, who objects, and what is opposed to it."""

from collections.abc import Iterator

from graph.arguments import Position
from ui.elements import Markup, joined, tag
from ui.positions import Member, PositionView
from ui.printing.console import amount
from ui.printing.holders import crowd, held_by
from ui.web.addresses import link
from ui.web.chips import chip
from ui.web.comment_text import folded
from ui.web.spoken_words import byline

_FEW = 3  # opposing positions, and claims that matched


def position_card(view: PositionView) -> Markup:
    """The position with the facts that place it."""
    label = tag("div", link(view.position.label, "position", id=view.position.uid), class_="rj-title")
    opposing = (
        tag("div", joined(["is opposed to “", position_link(each), "”"]), class_="rj-foot")
        for each in view.opposes[:_FEW]
    )
    matched = (tag("div", claim(each), class_="rj-foot") for each in view.matched[:_FEW])
    return tag("article", label, facts(view), *opposing, *matched, class_="rj-card")


def facts(view: PositionView) -> Markup:
    """Who holds it, in how many claims, and who objects."""
    held = f"held by {held_by(view.position)}, in {amount(len(view.members), 'claim')}"
    return tag("div", tag("span", held, class_="rj-dim"), *_objected(view), class_="rj-top rj-foot")


def position_link(position: Position) -> Markup:
    """Its label, which leads to it, and who holds it."""
    return joined([link(position.label, "position", id=position.uid), f" ({held_by(position)})"])


def claim(member: Member) -> Markup:
    """A claim as it was said."""
    words = tag("div", folded(member.words.text, member.words.quoted), class_="rj-prose")
    return joined([words, tag("span", byline(member.words), class_="rj-dim")])


def _objected(view: PositionView) -> Iterator[Markup]:
    if not view.objections:
        yield tag("span", "nobody objects", class_="rj-dim")
        return
    who = f"objected to by {crowd(view.objectors, view.anonymous)}"
    yield tag("span", who, class_="rj-dim")
    total = amount(len(view.objections), "objection")
    yield (
        chip(f"{view.open:,} of {total} open", "rj-is-orange")
        if view.open
        else chip(f"{total}, none open", "rj-is-blue")
    )
