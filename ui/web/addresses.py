"""Addresses of pages: the names are those of the command line, and what is asked for stands in the address."""

from typing import Final
from urllib.parse import urlencode

from ui.elements import Markup, tag, text

PATHS: Final = frozenset({"", "objections", "positions", "position", "thread", "review", "ingest", "status"})
"""The pages that there are; a link to another one is not drawn."""

FIRST: Final = frozenset({"ingest"})
"""The pages that are shown also where there is no archive yet."""


def address(page: str, **asked: str | list[str]) -> str:
    """Where a page is, with what is asked of it; of what several values are asked, each is named."""
    query = urlencode(asked, doseq=True, errors="replace")
    return f"/{page}?{query}" if query else f"/{page}"


def link(words: str, page: str, **asked: str | list[str]) -> Markup:
    """`words` that lead to a page, where there is such a page."""
    return tag("a", words, href=address(page, **asked), target="_self") if page in PATHS else text(words)
