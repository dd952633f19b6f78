"""HTML made in one place: every string that goes into a page is escaped here, whoever wrote it.

A page that needs HTML builds it with `tag`, which takes strings, and escapes them, or `Markup`, which only this module makes.
"""

from collections.abc import Iterable
from html import escape
from typing import Final
from urllib.parse import urlsplit

from ui.printing.console import safe

_VOID: Final = frozenset({"br", "hr", "wbr"})
_OUTWARD: Final = frozenset({"http", "https"})


class Markup(str):
    """HTML whose strings have been escaped."""

    __slots__ = ()


def text(words: str) -> Markup:
    """`words` as they stand, as text: no character of them is markup, and none is hidden or turns the line around."""
    return Markup(escape(safe(words)))


def tag(name: str, *children: str, **attributes: str) -> Markup:
    """An element; strings among its children are text. `class_` is written for class, as `_` is for `-` elsewhere."""
    told = "".join(f' {_attribute(each)}="{text(value)}"' for each, value in attributes.items())
    return Markup(f"<{name}{told}>" + ("" if name in _VOID else f"{joined(children)}</{name}>"))


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """The parts after each other; those that are not markup are text."""
    return Markup(_made(between).join(_made(each) for each in parts))


def outward(url: str, words: str) -> Markup:
    """A link that leaves the pages and does not say where from; only its words where the address is none of the web."""
    try:
        known = urlsplit(url).scheme.lower() in _OUTWARD
    except ValueError:
        known = False
    return tag("a", words, href=url, rel="noreferrer nofollow") if known else text(words)


def _made(part: str) -> Markup:
    return part if isinstance(part, Markup) else text(part)


def _attribute(name: str) -> str:
    return name.rstrip("_").replace("_", "-")
