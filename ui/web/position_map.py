"""The map of positions: near is alike, large is held by many; each leads to its page. Dots and labels are elements at places."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal

from graph.arguments import Position
from graph.models import DiscussionRow
from ui.elements import Markup, joined, tag
from ui.position_map import Dot, PositionMap
from ui.printing.console import one_line
from ui.printing.holders import held_by
from ui.web.addresses import address, link

Colour = Literal["discussion", "side"]

FEWEST: Final = 3  # positions from which a map tells something
_COLOURED: Final = 6  # discussions with a colour of their own
_NAMED: Final = 14  # positions whose label is always shown
_SURE: Final = 5  # of them: the labels of these may lie over dots
_FREE: Final = 60  # of the largest positions, over which labels of the others do not lie
_LABEL: Final = 46  # characters of such a label
_TOLD: Final = 200  # characters of one that is shown when it is pointed at
_TITLE: Final = 44  # characters of a discussion
_WIDE, _HIGH = 1000, 520  # pixels for which labels are placed
_LETTER, _LINE = 5.8, 18  # pixels
_SIDES: Final = {"one": "rj-is-blue", "other": "rj-is-orange"}


@dataclass(frozen=True, slots=True)
class _Box:
    """A part of the map, in pixels, that something takes up."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def position_map(found: PositionMap, by: Colour, chosen: str | None = None) -> Markup:
    """The map with what its colours mean."""
    colours: dict[str, str] = {home.uid: f"rj-hue-{at}" for at, (home, _) in enumerate(found.homes[:_COLOURED])}
    named = _named(found.dots, chosen)
    order = sorted(found.dots, key=lambda each: (-each.position.size, each.position.uid))
    kinds = {each.position.uid: _kind(each, by, colours) for each in order}
    dots = (_dot(each, kinds[each.position.uid], each.position.uid in named, chosen) for each in order)
    inner = tag("div", *dots)
    label = f"Map of {len(order):,} positions; those that claim alike lie near together"
    drawn = tag("div", inner, class_="rj-map", role="group", aria_label=label)
    return tag(
        "figure", drawn, tag("figcaption", *_legend(found, by), *_left_out(found), class_="rj-foot"), class_="rj-figure"
    )


def _kind(dot: Dot, by: Colour, colours: Mapping[str, str]) -> str:
    if by == "side":
        return _SIDES[dot.side] if dot.side else "rj-is-none"
    return colours.get(dot.home.uid, "rj-is-none")


def _dot(dot: Dot, kind: str, named: bool, chosen: str | None) -> Markup:
    position = dot.position
    marks = [
        *(["rj-is-asked"] if position.uid == chosen else []),
        *(["rj-is-right"] if dot.across > 0.5 else []),
        *(["rj-is-low"] if dot.down > 0.6 else []),
    ]
    words = [tag("span", one_line(position.label, _LABEL))] if named else []
    style = f"left:{100 * dot.across:.2f}%;top:{100 * dot.down:.2f}%;--rj-size:{2 * _radius(position):.1f}px"
    return tag(
        "a",
        *words,
        href=address("position", id=position.uid),
        aria_label=f"{one_line(position.label, _TOLD)} · held by {held_by(position)}",
        class_=" ".join(["rj-dot", kind, *marks]),
        style=style,
    )


def _radius(position: Position) -> float:
    """Pixels; the area grows with those who hold it."""
    return min(4.5 * sqrt(position.size), 22.0)


def _named(dots: Sequence[Dot], chosen: str | None) -> Collection[str]:
    """Positions whose labels are always shown: the largest, as far as no label lies over another one.

    Labels of the very largest may lie over dots, those of the others over small dots only.
    """
    order = sorted(dots, key=lambda each: (each.position.uid != chosen, -each.position.size, each.position.uid))
    large = [_around(each) for each in order[:_FREE]]
    named, labels = set[str](), list[_Box]()
    for rank, each in enumerate(order):
        label = _label(each)
        over = (box for box in large if rank >= _SURE and box != _around(each))
        if len(named) < _NAMED and not any(label.meets(box) for box in (*labels, *over)):
            named.add(each.position.uid)
            labels.append(label)
    return named


def _around(dot: Dot) -> _Box:
    x, y, radius = dot.across * _WIDE, dot.down * _HIGH, _radius(dot.position)
    return _Box(x - radius, y - radius, x + radius, y + radius)


def _label(dot: Dot) -> _Box:
    """Where the label stands: beside the dot, on the side where there is more room."""
    box = _around(dot)
    middle, width = (box.top + box.bottom) / 2, _LETTER * len(one_line(dot.position.label, _LABEL)) + 8
    left = box.left - width if dot.across > 0.5 else box.right
    return _Box(left, middle - _LINE / 2, left + width, middle + _LINE / 2)


def _legend(found: PositionMap, by: Colour) -> Iterator[Markup]:
    """What each colour means; a discussion leads to its own positions."""
    if by == "side":
        told = {"rj-is-blue": "one side of a question", "rj-is-orange": "the other side", "rj-is-none": "not opposed"}
        yield from (_key(kind, words) for kind, words in told.items())
        return
    for at, (home, number) in enumerate(found.homes[:_COLOURED]):
        yield _key(f"rj-hue-{at}", joined([_narrower(home), f" {number:,}"]))
    others = sum(number for _, number in found.homes[_COLOURED:])
    if others:
        yield _key("rj-is-none", f"{len(found.homes) - _COLOURED:,} other discussions {others:,}")


def _narrower(home: DiscussionRow) -> Markup:
    return link(one_line(home.title or "untitled discussion", _TITLE), "positions", discussion=home.uid)


def _key(kind: str, words: str) -> Markup:
    return tag("span", tag("i", class_=f"rj-key {kind}"), tag("span", words))


def _left_out(found: PositionMap) -> Iterator[Markup]:
    fewer = "" if len(found.dots) == found.total else f" {len(found.dots):,} of {found.total:,} are drawn."
    yield tag("div", f"Near together: claimed alike. The larger, the more hold it.{fewer}")
