"""Paragraphs of a post as a page shows them, and which of them are quotes, out of HTML or Markdown."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

_BLOCKS = frozenset(
    "p div li ul ol blockquote aside pre br hr table tr td section details h1 h2 h3 h4 h5 h6".split()  # noqa: SIM905
)
_HIDDEN = frozenset(["pre", "script", "style", "svg", "table"])
_HIDDEN_CLASSES = frozenset(("onebox", "title", "lightbox-wrapper", "md-table", "poll"))
_EMPTY = frozenset(["br", "hr", "img", "input", "source", "link", "meta", "wbr"])
_FENCE = re.compile(r"^ {0,3}(```|~~~).*?(?:^ {0,3}\1|\Z)|<!--.*?-->", re.MULTILINE | re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)|<img[^>]*>")
_LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*[^)]*\)")
_MARKS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|^#{1,6}\s+|</?\w+[^>]*>")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+")


class Shown(NamedTuple):
    """One paragraph, and whether it is a quote."""

    text: str
    quoted: bool


def html_paragraphs(html: str) -> list[Shown]:
    """Paragraphs of an HTML fragment; code, tables, previews and who is quoted are left out, `> ` marks a quote as well."""
    page = _Page()
    page.feed(html)
    page.close()
    page.flush()
    return [_unmarked(shown) for shown in page.shown]


def markdown_paragraphs(text: str) -> list[Shown]:
    """Paragraphs of Markdown: blocks between blank lines and list items, with code, images and the marks left out."""
    lines = _IMAGE.sub("", _FENCE.sub("\n", unescape(text).replace("\r", ""))).split("\n")
    blocks = groupby(lines, key=lambda line: (not line.strip(), line.lstrip().startswith(">")))
    return [
        Shown(shown, quoted)
        for (blank, quoted), block in blocks
        if not blank
        for shown in _joined([line.lstrip("> ") if quoted else line for line in block])
    ]


def _joined(lines: list[str]) -> Iterator[str]:
    paragraph: list[str] = []
    for line in lines:
        if paragraph and (_ITEM.match(line) or not line.strip()):
            yield from _plain(paragraph)
            paragraph = []
        paragraph.append(line)
    yield from _plain(paragraph)


def _plain(lines: list[str]) -> Iterator[str]:
    plain = " ".join(_MARKS.sub("", _LINK.sub(r"\1", " ".join(lines))).split())
    if plain:
        yield plain


def _unmarked(shown: Shown) -> Shown:
    return Shown(shown.text.lstrip("> "), True) if shown.text.startswith(">") else shown


class _Page(HTMLParser):
    """Collects paragraphs; `_open` holds the tags that are open, each with whether it hides and whether it quotes."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Shown] = []
        self._open: list[tuple[str, bool, bool]] = []
        self._numbers: list[int] = []
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS:
            self.flush()
        if tag in _EMPTY:
            return
        classes = frozenset((dict(attrs).get("class") or "").split())
        hides = tag in _HIDDEN or bool(classes & _HIDDEN_CLASSES)
        self._open.append((tag, hides, tag == "blockquote" or "quote" in classes))
        if tag in ("ul", "ol"):
            self._numbers.append(1 if tag == "ol" else 0)
        elif tag == "li" and self._numbers:
            self._text = f"{self._numbers[-1]}. " if self._numbers[-1] else "- "
            self._numbers[-1] += self._numbers[-1] > 0

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()
        at = next((n for n in range(len(self._open) - 1, -1, -1) if self._open[n][0] == tag), None)
        if at is not None:
            del self._open[at:]
        if tag in ("ul", "ol") and self._numbers:
            self._numbers.pop()

    def handle_data(self, data: str) -> None:
        if not any(hides for _, hides, _ in self._open):
            self._text += data

    def flush(self) -> None:
        """End the paragraph; a list marker waits for its text."""
        text = " ".join(self._text.split())
        if _ITEM.fullmatch(f"{text} "):
            return
        if text:
            self.shown.append(Shown(text, any(quotes for _, _, quotes in self._open)))
        self._text = ""
