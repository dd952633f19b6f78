"""HTML made in one place, for pages and for reports: every string that goes into it is escaped here, whoever wrote it.

What is not `Markup` already is somebody's text, and only this module makes `Markup`. Names of elements and attributes come
from this program.
"""

from collections.abc import Iterable
from html import escape
from typing import Final
from urllib.parse import urlsplit

from ui.printing.console import safe

Value = str | int | float | bool | None

_VOID: Final = frozenset({"br", "circle", "hr", "meta", "path", "wbr"})
_OUTWARD: Final = frozenset({"http", "https"})


class Markup(str):
    """HTML whose strings have been escaped."""

    __slots__ = ()


def text(words: str) -> Markup:
    """`words` as they stand, as text: no character of them is markup, and none is hidden or turns the line around."""
    return words if isinstance(words, Markup) else Markup(escape(safe(words), quote=False))


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """The parts after each other; those that are not markup are text."""
    return Markup(text(between).join(map(text, parts)))


def tag(name: str, /, *children: str, **attributes: Value) -> Markup:
    """An element with its children; one that never has any is closed at once."""
    opened = start(name, **attributes)
    return Markup(f"{opened[:-1]}/>") if name in _VOID else Markup(f"{opened}{joined(children)}{end(name)}")


def start(name: str, /, **attributes: Value) -> Markup:
    """The beginning of an element. `class_` is written `class`, `stroke_width` `stroke-width`; None and False leave one out."""
    told = (_attribute(key, value) for key, value in attributes.items() if value is not None and value is not False)
    return Markup(f"<{name}{''.join(told)}>")


def end(name: str) -> Markup:
    """The end of an element."""
    return Markup(f"</{name}>")


def outward(url: str, words: str) -> Markup:
    """A link that leaves the page and does not say where from; only its words where the address is none of the web."""
    return tag("a", words, href=url, rel="noreferrer nofollow") if _is_on_the_web(url) else text(words)


def inward(place: str | None, /, *children: str, **attributes: Value) -> Markup:
    """A link to a place in the same page; without one the children alone, in an element of their own."""
    return tag("a", *children, href=place, **attributes) if place else tag("span", *children, **attributes)


def style(rules: str) -> Markup:
    """A style sheet of this program, which is not escaped."""
    return Markup(f"<style>{rules}</style>")


def _attribute(key: str, value: Value) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(safe(str(value)))}"'


def _is_on_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.scheme.lower() in _OUTWARD and bool(parts.hostname)
