"""Small bars: how much of something there is, beside its words and its number."""

from collections.abc import Iterable, Sequence

from ui.elements import Markup, joined, tag
from ui.printing.answers import percent


def bar(share: float, colour: str = "") -> Markup:
    """A bar of this share of its width, 0..1."""
    width = f"width:{100 * min(1.0, max(0.0, share)):.1f}%"
    return tag("div", tag("i", style=width), class_=f"rj-bar {colour}".rstrip(), aria_hidden="true")


def terms(reasons: Sequence[tuple[str, float]]) -> Markup:
    """What raises a score (blue) and what lowers it (orange), each as long as it counts."""
    most = max((abs(value) for _, value in reasons), default=0.0) or 1.0
    return _grid((words, abs(value) / most, _side(value), f"{value:+.2f}") for words, value in reasons)


def shares(parts: Sequence[tuple[str, int, str]]) -> Markup:
    """How many there are of each, as (words, number, colour), and their share of all."""
    total = sum(number for _, number, _ in parts) or 1
    rows = ((f"{number:,} {words}", number / total, colour, percent(number / total)) for words, number, colour in parts)
    return tag("div", _grid(rows), class_="rj-shares")


def columns(growth: Sequence[tuple[str, int]]) -> Markup:
    """A column for each period, as high as its number."""
    most = max((number for _, number in growth), default=0) or 1
    drawn = (
        tag("div", f"{number:,}", tag("i", style=f"height:{70 * number / most:.1f}%"), period)
        for period, number in growth
    )
    return tag("div", *drawn, class_="rj-columns")


def _side(value: float) -> str:
    return "rj-is-orange" if value < 0 else ""


def _grid(rows: Iterable[tuple[str, float, str, str]]) -> Markup:
    """Rows of words, a bar and a number."""
    cells = (
        joined([tag("div", words), bar(share, colour), tag("div", number, class_="rj-number")])
        for words, share, colour, number in rows
    )
    return tag("div", *cells, class_="rj-terms")
