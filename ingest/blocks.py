"""The blocks of a comment, each of which may be a quote: a line or a paragraph, or a run of lines with the same `>` marks."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from ingest.wording import wrap_width
from ingest.words import tokens

MARKS = re.compile(r"\s*((?:(?:>|&gt;)(?![=\d])\s?)+)")


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
    found: list[Block] = []
    at = 0
    for depth, run in groupby(_lines(lines), key=lambda line: line.depth):
        for size in _sizes(list(run), depth, wrap_width(lines)):
            found.append(Block(at, at + size, depth))
            at += size
    return [block for block in found if block.end > block.start]


def _lines(lines: Sequence[str]) -> Iterator[_Line]:
    for line in lines:
        marks = MARKS.match(line)
        read = tokens(line)
        depth = len(re.findall(r">|&gt;", marks[1])) if marks else 0
        yield _Line(depth, len(read), read[0] if read else "", len(line.rstrip()))


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
