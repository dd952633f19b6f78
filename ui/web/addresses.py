"""Addresses of pages: the names are those of the command line, and what is asked for stands in the address."""

from typing import Final
from urllib.parse import urlencode

from ui.elements import Markup, tag, text

PATHS: Final = frozenset({"", "objections", "positions", "position", "thread", "status"})
"""The pages that there are; a link to another one is not drawn."""


def address(page: str, **asked: str) -> str:
    """Where a page is, with what is asked of it."""
    query = urlencode(asked, errors="replace")
    return f"/{page}?{query}" if query else f"/{page}"


def link(words: str, page: str, **asked: str) -> Markup:
    """`words` that lead to a page, where there is such a page."""
    return tag("a", words, href=address(page, **asked), target="_self") if page in PATHS else text(words)
