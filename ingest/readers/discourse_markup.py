"""The Markdown that people write on Discourse, with its quote blocks as lines that begin with `> `."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ingest.marked_text import Block, Cited, joined
from ingest.markup import marked
from ingest.readers.discourse_topic import Quoted, quoted_in

_TAG = re.compile(r"\[quote(?:=([^\]\n]{0,500}))?\]|\[/quote\]", re.IGNORECASE)
_END = re.compile(r"\[/quote\]", re.IGNORECASE)
_FENCE = re.compile(r"[ >]{0,20}(`{3,}|~{3,})")
_COOKED = re.compile(
    r"\s*<(?:p|aside|div|ul|ol|h[1-6]|blockquote|pre|details|hr|table|img|iframe|a|span)\b[^<>]*>", re.IGNORECASE
)
_DEEPEST = 10


class _Mark(NamedTuple):
    """A tag that begins or ends a quote block: its place in the text; what it says of the quoted post, None for an end."""

    start: int
    end: int
    quoted: Quoted | None


def from_either(body: str) -> tuple[str, tuple[Quoted, ...]]:
    """As `from_markdown`, for a text that may be HTML too: HTML that Discourse made begins with an element."""
    return from_html(body) if _COOKED.match(body) and "[/quote]" not in body else from_markdown(body)


def from_html(cooked: str) -> tuple[str, tuple[Quoted, ...]]:
    """The text of a post's HTML, and what its quotes name, in order; of quotes in quotes, the outermost."""
    read = marked(cooked)
    return read.text, tuple(Quoted(each.author, each.topic, each.post) for each in _outermost(read.cited))


def from_markdown(raw: str) -> tuple[str, tuple[Quoted, ...]]:
    """The text of a post's Markdown, and what its quotes name, in order; of quotes in quotes, the outermost.

    `[quote="ann, post:3, topic:12"]...[/quote]` becomes lines that begin with `> `, one mark for each quote around them, with a
    blank line between it and what follows; all else stays as it was written. A tag without its counterpart, or in a block of
    code, is text.
    """
    text = raw.replace("\r\n", "\n")
    marks = sorted(_paired(_marks(text))) if _END.search(text) else []
    if not marks:
        return text.strip("\n"), ()
    return joined(list(_blocks(text, marks)), ()).text, tuple(_named(marks))


def _marks(text: str) -> Iterator[_Mark]:
    """All tags that stand outside blocks of code, in order; a block of code ends with the quote that it stands in."""
    at, fence = 0, ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence and found and found[1].startswith(fence) and not line[found.end() :].strip():
            fence = ""
        elif fence and line.strip().lower() == "[/quote]":
            fence = ""
            yield from _marks_in(line, at)
        elif not fence and found:
            fence = found[1]
        elif not fence:
            yield from _marks_in(line, at)
        at += len(line) + 1


def _marks_in(line: str, at: int) -> Iterator[_Mark]:
    for tag in _TAG.finditer(line):
        ends = tag[0].startswith("[/")
        yield _Mark(at + tag.start(), at + tag.end(), None if ends else quoted_in(tag[1] or ""))


def _paired(marks: Iterator[_Mark]) -> Iterator[_Mark]:
    """Those of the tags that have a counterpart."""
    begun: list[_Mark] = []
    for each in marks:
        if each.quoted is not None:
            begun.append(each)
        elif begun:
            yield begun.pop()
            yield each


def _named(marks: list[_Mark]) -> Iterator[Quoted]:
    """What the quotes name that stand in no other quote."""
    depth = 0
    for each in marks:
        if each.quoted is not None and not depth:
            yield each.quoted
        depth += -1 if each.quoted is None else 1


def _outermost(cited: tuple[Cited, ...]) -> Iterator[Cited]:
    end = -1
    for each in cited:
        if each.start > end:
            end = each.end
            yield each


def _blocks(text: str, marks: list[_Mark]) -> Iterator[Block]:
    at = depth = low = 0
    for each in (*marks, _Mark(len(text), len(text), None)):
        if lines := _without_edges(text[at : each.start].lstrip(" \t")):
            yield Block(lines, min(depth, _DEEPEST), min(low, _DEEPEST), item=False)
            low = depth
        depth += 1 if each.quoted is not None else -1
        low, at = min(low, depth), each.end


def _without_edges(text: str) -> list[str]:
    """The lines of `text` without those at either end that are blank or hold nothing but the marks of a quote."""
    lines = text.split("\n")
    said = [n for n, line in enumerate(lines) if line.strip(" \t>")]
    return lines[said[0] : said[-1] + 1] if said else []
