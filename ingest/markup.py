"""HTML of a comment as the plain text that a person would have written, quotes marked with `> `.

Kept: words, line breaks, paragraphs (with a blank line between), lists (a line an item), code, tables (a line a row), addresses
of links that their words do not say. Quotes are `<blockquote>`, Discourse's `<aside class="quote">` (its title, which
says who is quoted, is returned beside the text) and the wrappers that mail programs put around what is answered. Left out: scripts,
styles, images (but emoji by their name), previews of linked pages, all other tags. Whatever is fed in, the work is linear in it;
behind 200,000 tags the words alone are kept.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.marked_text import Block, Cited, Marked, joined
from ingest.tags import Tag, tokens

__all__ = ["Cited", "Marked", "marked", "plain"]

_BREAKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6"
        " header hr li main nav ol option p pre section summary table tbody tfoot thead tr ul",
    )
)
_HIDING = frozenset(("svg", "math", "select", "template", "object", "audio", "video", "button"))
_NESTING = frozenset(("aside", "blockquote", "div", "ol", "pre", "ul")) | _HIDING
_HIDDEN_CLASSES = frozenset(("lightbox-wrapper", "onebox", "poll"))
_QUOTED_CLASSES = frozenset(("gmail_quote", "yahoo_quoted", "protonmail_quote", "zmail_extra"))
_REST_IS_QUOTED = frozenset(("divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION"))
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>]+\Z", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?://(?:www\.)?|mailto:)|/\Z", re.IGNORECASE)
_MOST_TAGS = 200_000
_DEEPEST = 10  # quotes in quotes are marked, and lists in lists indented, up to this depth


def plain(html: str) -> str:
    """Return the text of an HTML fragment or page, quotes as lines that begin with `> `."""
    return marked(html).text


def marked(html: str) -> Marked:
    """As `plain`, with what its quote blocks say of where they come from."""
    page = _Page()
    for token in tokens(html, _MOST_TAGS):
        page.take(token)
    page.close()
    return joined(page.blocks, page.cited)


@dataclass(slots=True)
class _Open:
    """An element that is open: what it changes until it ends, and the first and the most deeply quoted of the blocks in it."""

    tag: str
    first: int
    depth: int
    hides: bool
    wraps: bool
    cites: Mapping[str, str] | None
    number: int = 1
    deepest: int = 0


class _Page:
    """Gathers blocks. Only elements that change something are held open, so that each tag costs the same."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.cited: list[tuple[int, int, Mapping[str, str]]] = []
        self._parts: list[str] = []
        self._open: list[_Open] = []
        self._lists: list[_Open] = []
        self._count: Counter[str] = Counter()
        self._depth = self._low = self._hidden = self._pre = 0
        self._rest_is_quoted = self._in_row = False
        self._marker = ""
        self._link: tuple[str, int] | None = None

    def take(self, token: Tag | str) -> None:
        """Take the next tag or text."""
        if isinstance(token, str):
            self._write(token)
        elif token.ends:
            self._end(token.name)
        else:
            self._start(token)

    def close(self) -> None:
        """End the page, and whatever is still open."""
        self._flush()
        while self._open:
            self._leave()

    def _write(self, text: str) -> None:
        if not self._hidden:
            self._parts.append(text if self._pre else _SPACE.sub(" ", text))

    def _start(self, tag: Tag) -> None:
        if tag.name in _BREAKS:
            self._flush()
            self._in_row = tag.name == "tr"
        if tag.name in _NESTING:
            self._enter(tag)
        elif tag.name == "li":
            self._marker = self._next_marker()
        elif tag.name == "br":
            self._parts.append("\n")
        elif tag.name in ("td", "th") and self._parts:
            self._parts.append(" | ")
        elif tag.name == "a":
            self._end_link()
            self._link = (tag.attributes.get("href", "").strip(), len(self._parts))
        elif tag.name == "img" and "emoji" in _classes(tag):
            self._write(tag.attributes.get("alt", ""))

    def _end(self, name: str) -> None:
        """Take an end tag; one of nothing that is open changes nothing."""
        if name in _BREAKS:
            self._flush()
        if name == "a":
            self._end_link()
        elif self._count[name]:
            while self._leave() != name:
                pass

    def _enter(self, tag: Tag) -> None:
        classes = _classes(tag)
        cites = tag.attributes if tag.name == "aside" and "quote" in classes else None
        if "onebox" in classes:
            self._write(tag.attributes.get("data-onebox-src", ""))
            self._flush()
        if tag.attributes.get("id") in _REST_IS_QUOTED and not self._rest_is_quoted:
            self._rest_is_quoted = True
            self._depth += 1
        entered = _Open(
            tag.name,
            first=len(self.blocks),
            depth=int((cites is not None or self._begins_a_quote(tag.name)) and self._depth < _DEEPEST),
            hides=tag.name in _HIDING or bool(classes & _HIDDEN_CLASSES) or self._says_who_is_quoted(classes),
            wraps=tag.name == "div" and bool(classes & _QUOTED_CLASSES),
            cites=cites,
        )
        self._open.append(entered)
        self._change(entered, 1)

    def _begins_a_quote(self, name: str) -> bool:
        """Whether an element is a quote of its own, and not what the aside around it quotes."""
        return name == "blockquote" and not (self._open and self._open[-1].cites is not None)

    def _says_who_is_quoted(self, classes: frozenset[str]) -> bool:
        return "title" in classes and bool(self._open) and self._open[-1].cites is not None

    def _change(self, element: _Open, by: int) -> None:
        """Begin (1) or end (-1) what an element changes."""
        self._count[element.tag] += by
        self._depth += by * element.depth
        self._low = min(self._low, self._depth)
        self._hidden += by * element.hides
        self._pre += by * (element.tag == "pre")
        if element.tag in ("ol", "ul"):
            self._lists.append(element) if by > 0 else self._lists.pop()

    def _leave(self) -> str:
        """End the innermost open element; return its name."""
        left = self._open.pop()
        self._change(left, -1)
        if (
            left.wraps and left.deepest <= self._depth and len(self.blocks) > left.first
        ):  # no blockquote in it: all is quoted
            for number, block in enumerate(self.blocks[left.first :]):
                block.depth += 1
                block.low += number > 0
            left.deepest += 1
        if left.cites is not None and len(self.blocks) > left.first:
            self.cited.append((left.first, len(self.blocks), left.cites))
        if self._open:
            self._open[-1].deepest = max(self._open[-1].deepest, left.deepest)
        return left.tag

    def _next_marker(self) -> str:
        if not self._lists:
            return "- "
        inner = self._lists[-1]
        marker = f"{inner.number}. " if inner.tag == "ol" else "- "
        inner.number += 1
        return "  " * min(len(self._lists) - 1, _DEEPEST) + marker

    def _end_link(self, *, between: bool = False) -> None:
        """Add a link's address to its words where they do not say it; `between` blocks, a link without words goes on."""
        if self._link is not None:
            (address, first), self._link = self._link, None
            words = "".join(self._parts[first:])
            self._parts[first:] = [words.replace(words.strip(), _with_address(words.strip(), address), 1)]
            if not words.strip() and between:
                self._link = (address, 0)

    def _flush(self) -> None:
        """End the block that is being written."""
        self._end_link(between=True)
        text = "".join(self._parts)
        self._parts.clear()
        lines = _trimmed(text.split("\n")) if self._pre else _closed_up([line.strip() for line in text.split("\n")])
        if not lines:
            return
        if self._marker:
            lines = [self._marker + lines[0], *(" " * len(self._marker) + line for line in lines[1:])]
        self.blocks.append(Block(lines, self._depth, self._low, bool(self._marker) or self._in_row))
        self._low, self._marker, self._in_row = self._depth, "", False
        if self._open:
            self._open[-1].deepest = max(self._open[-1].deepest, self._depth)


def _classes(tag: Tag) -> frozenset[str]:
    return frozenset(tag.attributes.get("class", "").split())


def _with_address(words: str, address: str) -> str:
    if not words or not _ADDRESS.match(address):
        return words
    said, meant = (_SCHEME.sub("", each).casefold() for each in (words, address))
    shortened = said.removesuffix("…").removesuffix("...")
    if shortened != said and shortened and meant.startswith(shortened):
        return address
    return words if said == meant else f"{words} ({address})"


def _closed_up(lines: list[str]) -> list[str]:
    """`lines` without blank ones at either end, and one blank line where there are several."""
    return _trimmed([line for line, before in zip(lines, ["", *lines], strict=False) if line or before])


def _trimmed(lines: list[str]) -> list[str]:
    """`lines` without blank ones at either end."""
    said = [number for number, line in enumerate(lines) if line.strip()]
    return [line.rstrip() for line in lines[said[0] : said[-1] + 1]] if said else []
