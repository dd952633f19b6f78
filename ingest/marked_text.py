"""Blocks of a page as one text, quotes marked with `> `."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_MARK = "> "


class Cited(NamedTuple):
    """A quote block that names what it quotes: `start`..`end` is the block in the text, the rest as the page says it, or None."""

    start: int
    end: int
    author: str | None
    topic: str | None
    post: str | None


class Marked(NamedTuple):
    """Plain text, and the quote blocks in it that name what they quote, in order."""

    text: str
    cited: tuple[Cited, ...]


@dataclass(slots=True)
class Block:
    """Lines that stand together, at a depth of quoting; items of a list and rows of a table have no blank line between them.

    `low` is the least depth since the block before: two quotes that follow each other are two.
    """

    lines: list[str]
    depth: int
    low: int
    item: bool


def joined(blocks: Sequence[Block], cited: Iterable[tuple[int, int, Mapping[str, str]]]) -> Marked:
    """Return blocks as one text; `cited` says of which blocks (first, behind the last) a page names the origin, and how."""
    lines: list[str] = []
    starts, ends, at = [], [], 0
    before: Block | None = None
    for block in blocks:
        if before is not None and not (block.item and before.item and block.low == before.depth):
            lines.append((_MARK * block.low).rstrip())
            at += len(lines[-1]) + 1
        starts.append(at)
        marked_lines = [(_MARK * block.depth + line).rstrip() for line in block.lines]
        lines += marked_lines
        at += sum(map(len, marked_lines)) + len(marked_lines)
        ends.append(at - 1)
        before = block
    named = [_cited(starts[first], ends[last - 1], says) for first, last, says in cited]
    return Marked("\n".join(lines), tuple(sorted(named, key=lambda each: (each.start, -each.end))))


def _cited(start: int, end: int, says: Mapping[str, str]) -> Cited:
    return Cited(start, end, says.get("data-username"), says.get("data-topic"), says.get("data-post"))
