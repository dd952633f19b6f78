"""Elements of HTML: the only place where text becomes markup, and it is always escaped here.

What is not `Html` already is somebody's text. Names of elements and attributes come from this program.
"""

from collections.abc import Iterable
from html import escape
from typing import Final
from urllib.parse import urlsplit

from ui.printing.console import safe

Value = str | int | float | bool | None

_VOID: Final = frozenset({"br", "circle", "meta", "path"})
_SCHEMES: Final = frozenset({"http", "https"})


class Html(str):
    """Markup that this module made."""

    __slots__ = ()


def text(words: str) -> Html:
    """`words` as they are to be read: no tag, no entity, no control or direction character of theirs is left."""
    return words if isinstance(words, Html) else Html(escape(safe(words), quote=False))


def joined(children: Iterable[str], between: str = "") -> Html:
    """All children one after the other; what is no markup is escaped."""
    return Html(text(between).join(map(text, children)))


def start(name: str, /, **attributes: Value) -> Html:
    """The beginning of an element. `class_` is written `class`, `stroke_width` `stroke-width`; None and False leave one out."""
    told = (_attribute(key, value) for key, value in attributes.items() if value is not None and value is not False)
    return Html(f"<{name}{''.join(told)}>")


def end(name: str) -> Html:
    """The end of an element."""
    return Html(f"</{name}>")


def element(name: str, /, *children: str, **attributes: Value) -> Html:
    """An element with its children; one that never has any is closed at once."""
    opened = start(name, **attributes)
    if name in _VOID:
        return Html(f"{opened[:-1]}/>")
    return Html(f"{opened}{joined(children)}{end(name)}")


def link(to: str | None, /, *children: str, **attributes: Value) -> Html:
    """A link to a place in this page; without one the children alone, in an element of their own."""
    return element("a", *children, href=to, **attributes) if to else element("span", *children, **attributes)


def elsewhere(url: str | None, /, *children: str) -> Html:
    """A link out of the page, which opens only when it is clicked; nothing unless it is an address on the web."""
    if url is None or not _is_on_the_web(url):
        return Html("")
    return element("a", *children, href=url, rel="noreferrer nofollow noopener", class_="out")


def style(rules: str) -> Html:
    """A style sheet of this program, which is not escaped."""
    return Html(f"<style>{rules}</style>")


def _attribute(key: str, value: Value) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(safe(str(value)))}"'


def _is_on_the_web(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return False
    return parts.scheme.lower() in _SCHEMES and bool(parts.hostname)
