"""The blocks of a comment, each of which may be a quote: a line or a paragraph, or a run of lines with the same `>` marks."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ingest.wording import wrap_width
from ingest.words import tokens

MARKS = re.compile(r"\s*((?:(?:>|&gt;)(?![=\d])\s?)+)")

_MARK = re.compile(r">|&gt;")


class Block(NamedTuple):
    """Words start..end of a comment; `depth` counts the quote marks before each of its lines, 0 for unmarked text."""

    start: int
    end: int
    depth: int


class _Line(NamedTuple):
    depth: int
    words: int
    first: str
    length: int


def blocks(text: str) -> list[Block]:
    """Cut `text` into blocks, in order; lines that were only wrapped stay together."""
    lines = text.split("\n")
    return blocks_of(lines, [tokens(line) for line in lines])


def blocks_of(lines: Sequence[str], read: Sequence[Sequence[str]]) -> list[Block]:
    """Cut the lines of a text into blocks, in order; `read` are the words of each line."""
    found: list[Block] = []
    at = 0
    for depth, run in groupby(_lines(lines, read), key=lambda line: line.depth):
        for size in _sizes(list(run), depth, wrap_width(lines)):
            found.append(Block(at, at + size, depth))
            at += size
    return [block for block in found if block.end > block.start]


def _lines(lines: Sequence[str], read: Sequence[Sequence[str]]) -> Iterator[_Line]:
    for line, said in zip(lines, read, strict=True):
        marks = MARKS.match(line)
        depth = len(_MARK.findall(marks[1])) if marks else 0
        yield _Line(depth, len(said), said[0] if said else "", len(line.rstrip()))


def _sizes(run: Sequence[_Line], depth: int, width: int) -> Iterator[int]:
    """Words in each block of a run of lines with equal marks: all of them when marked, else each line the author began."""
    if depth:
        yield sum(line.words for line in run)
        return
    size = 0
    before: _Line | None = None
    for line in run:
        wrapped = before is not None and before.words and width and before.length + 1 + len(line.first) > width
        if not wrapped:
            yield size
            size = 0
        size += line.words
        before = line
    yield size
