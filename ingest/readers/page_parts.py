"""The part of a web page that its readers came for: what is said, without what leads around it.

Left out is what stands in `<nav>`, `<footer>`, `<noscript>`, `<dialog>`, in an `<aside>` that is no quote, in a `<header>` of the
whole page, in what is `hidden`, and in elements whose role, class or id is the name of such a part (`_NAMES`). Where `<main>`
holds at least half of the words that are left, only those are taken. Where nothing is left, all of the page is taken.
"""

import re
from collections import Counter
from html import escape
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from ingest.markup import plain
from ingest.tags import Tag, decoded, tokens

_DROPPED: Final = frozenset(("nav", "footer", "noscript", "dialog", "template"))
_NAMED: Final = frozenset(("div", "section", "aside", "ul", "ol", "table", "form", "p", "span", "td", "header", "menu"))
_NAMES: Final = frozenset(
    (
        *(
            "nav",
            "navbar",
            "navigation",
            "menu",
            "sidebar",
            "footer",
            "site-footer",
            "site-header",
            "breadcrumb",
            "breadcrumbs",
        ),
        *(
            "pagination",
            "toolbar",
            "share",
            "social",
            "cookie-banner",
            "cookie-consent",
            "skip-link",
            "advertisement",
            "ads",
        ),
        *("banner", "contentinfo", "search", "complementary"),
    )
)
_KEEPS_HEADER: Final = frozenset(("article", "main", "section", "li"))
_VOID: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_TITLE: Final = re.compile(r"<title(?:\s[^<>]{0,300})?>([^<]{1,2000})", re.IGNORECASE)
_SAVED: Final = re.compile(r"<!-- saved from url=\(\d{1,6}\)(https?://[^\s<>]{1,2000})", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://\S{1,2000}\Z", re.IGNORECASE)
_HEAD: Final = 1 << 16


class Page(NamedTuple):
    """What a web page says, in plain text with quotes marked, its title and its address."""

    text: str
    title: str | None
    url: str | None


def page(html: str) -> Page:
    """Return the main part of a page. The work is linear in `html`, whatever it is."""
    url = _address(html[:_HEAD])
    cut = _Cut(urlsplit(url).netloc if url else None)
    for each in tokens(html):
        cut.take(each)
    text = cut.text()
    return Page(text or plain(html), _title(html), url)


def _title(html: str) -> str | None:
    found = _TITLE.search(html)
    return " ".join(decoded(found[1]).split()) or None if found else None


def _address(head: str) -> str | None:
    """The address that the page gives as its own, or that the browser which saved it wrote into it."""
    for each in tokens(head):
        if isinstance(each, Tag):
            said = each.attributes
            own = each.name == "link" and said.get("rel", "").lower() == "canonical"
            address = said.get("href") if own else said.get("content") if said.get("property") == "og:url" else None
            if address and _ADDRESS.match(address) and _is_address(address):
                return address
    saved = _SAVED.search(head)
    return saved[1] if saved and _is_address(saved[1]) else None


def _is_address(address: str) -> bool:
    try:
        return bool(urlsplit(address).netloc)
    except ValueError:
        return False


class _Cut:
    """Writes down again what is kept; `_dropping` is the name of the element that is left out, and how many of it are open."""

    def __init__(self, host: str | None) -> None:
        self._host = host
        self._parts: list[str] = []
        self._main: list[str] = []
        self._open: Counter[str] = Counter()
        self._dropping: tuple[str, int] | None = None

    def take(self, token: Tag | str) -> None:
        """Take the next tag or text."""
        if self._dropping is not None:
            self._pass(token, *self._dropping)
        elif isinstance(token, str):
            self._keep(escape(token, quote=False))
        elif not token.ends and token.name not in _VOID and self._is_left_out(token):
            self._dropping = (token.name, 1)
        else:
            self._tag(token)

    def text(self) -> str:
        """What is kept."""
        everything = plain("".join(self._parts))
        main = plain("".join(self._main)) if self._main else ""
        return main if main and 2 * len(main.split()) >= len(everything.split()) else everything

    def _pass(self, token: Tag | str, name: str, depth: int) -> None:
        if isinstance(token, Tag) and token.name == name:
            depth += -1 if token.ends else 1
            self._dropping = (name, depth) if depth else None

    def _tag(self, tag: Tag) -> None:
        if tag.name in _KEEPS_HEADER:
            self._open[tag.name] = max(0, self._open[tag.name] + (-1 if tag.ends else 1))
        self._keep(f"</{tag.name}>" if tag.ends else f"<{tag.name}{self._attributes(tag)}>")

    def _attributes(self, tag: Tag) -> str:
        kept = {name: value for name, value in tag.attributes.items() if name in ("class", "id", "href", "alt")}
        kept |= {name: value for name, value in tag.attributes.items() if name.startswith("data-")}
        if self._host and self._is_own(kept.get("href", "")):
            del kept["href"]  # links of a site to itself lead to people and dates: no words of the discussion
        return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())

    def _is_own(self, address: str) -> bool:
        return bool(address) and _is_address(address) and urlsplit(address).netloc == self._host

    def _keep(self, html: str) -> None:
        self._parts.append(html)
        if self._open["main"]:
            self._main.append(html)

    def _is_left_out(self, tag: Tag) -> bool:
        said = tag.attributes
        classes = set(said.get("class", "").split())
        if tag.name in _DROPPED or "hidden" in said:
            return True
        if tag.name == "aside":
            return classes.isdisjoint(("quote", "onebox"))
        if tag.name == "header" and not any(self._open.values()):
            return True
        names = {*classes, said.get("id", ""), said.get("role", "")}
        return tag.name in _NAMED and not _NAMES.isdisjoint(each.lower() for each in names)
