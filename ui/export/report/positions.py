"""Positions: what is held, by whom, what is opposed to it, and what is objected."""

from collections.abc import Iterator, Sequence
from typing import Final

from graph.arguments import UNADDRESSED, Objection, Position
from ui.elements import Markup, inward, joined, tag
from ui.export.report.facts import Facts
from ui.export.report.passages import shortened
from ui.positions import PositionView
from ui.printing import statuses
from ui.printing.console import amount
from ui.printing.holders import crowd, held_by, people

_LABEL: Final = 400
_NAMES: Final = 8
_OTHERS: Final = 5


def positions(facts: Facts) -> Iterator[Markup]:
    """The positions in the order of the part, and how many there are besides."""
    found = facts.part.positions
    if found.positions:
        yield tag("ol", *(_entry(each, at, facts) for at, each in enumerate(found.positions)), class_="positions")
    else:
        yield tag("p", "No position was found here.", class_="note")
    if found.more:
        yield tag("p", f"These are the first {len(found.positions):,}; there are more.", class_="note")
    if found.smaller:
        yield tag("p", f"{amount(found.smaller, 'position')} that fewer hold are left out.", class_="note")


def _entry(view: PositionView, number: int, facts: Facts) -> Markup:
    position = view.position
    label = tag("h3", f"“{shortened(position.label, _LABEL)}”", dir="auto")
    lines = [_line("held by", _holders(view, facts)), _line("objects", joined(_objections(view, facts)))]
    if view.opposes:
        lines.insert(1, _line("opposed to", _others(view.opposes, facts)))
    size = tag("i", style=f"width:{min(position.size, 40) * 2.5:g}%")
    return tag("li", label, tag("span", size, class_="size"), tag("dl", *lines), id=f"p{number}")


def _line(name: str, told: Markup) -> Markup:
    return joined([tag("dt", name), tag("dd", told)])


def _holders(view: PositionView, facts: Facts) -> Markup:
    """How many hold it, and their names, each with a link to where it was first said."""
    first: dict[str, Markup] = {}
    for member in view.members:
        if member.words.author and member.words.author not in first:
            author = member.words.author
            first[author] = inward(facts.comment(member.words.comment), author)
    names = list(first.values())
    more = f" and {len(names) - _NAMES:,} more" if len(names) > _NAMES else ""
    told = joined([": ", joined(names[:_NAMES], ", "), more]) if names else Markup("")
    return joined([f"{held_by(view.position)}, in {amount(len(view.members), 'claim')}", told])


def _others(others: Sequence[Position], facts: Facts) -> Markup:
    shown = (
        joined(["“", inward(facts.position(each.uid), shortened(each.label, _LABEL // 2)), f"” ({held_by(each)})"])
        for each in others[:_OTHERS]
    )
    return joined(shown, "; ")


def _objections(view: PositionView, facts: Facts) -> Iterator[str]:
    """Who objects, how much of it is open, and which of that has a card."""
    if not view.objections:
        yield "nobody"
        return
    total = amount(len(view.objections), "objection")
    yield f"{crowd(view.objectors, view.anonymous)}: "
    yield f"{view.open:,} of {total} open" if view.open else f"{total}, none open"
    cards = [each for each in view.objections if each.status in UNADDRESSED and facts.objection(each.uid)]
    yield " — " if cards else ""
    yield joined((_card(each, facts) for each in cards[:_OTHERS]), " ")


def _card(objection: Objection, facts: Facts) -> Markup:
    word = statuses.STATUSES[objection.status][0]
    return inward(
        facts.objection(objection.uid), f"{word} no. {facts.objections[objection.uid] + 1}", class_="chip open"
    )


def listed(facts: Facts) -> str:
    """`100 positions`, and by how many the largest is held."""
    found = facts.part.positions.positions
    sizes = [each.position.size for each in found if each.position.counted == "authors"]
    largest = f"; the largest is held by {people(max(sizes))}" if sizes else ""
    return f"{amount(len(found), 'position')} shown{largest}"
