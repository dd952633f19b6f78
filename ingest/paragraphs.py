"""A flat text cut into paragraphs, each with its words and its place in the raw text.

One line is one paragraph, unless the file is plainly hard-wrapped: then the lines of a block between blank lines are joined, as
far as their list markers and `>` marks let them. Blank lines, rules and page furniture are no paragraphs, but are remembered as
evidence before the next one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from ingest.models import Dropped
from ingest.words import fold, tokens

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_WORD = re.compile(r"\w")
_RULE = re.compile(r"[-=_*#~+.·•—–\s]{3,}")
_MARK = re.compile(r"\s*(?:>|&gt;)")
_ITEM = re.compile(r"\s*(?:[-*+•·–—]|\(?\d{1,3}[.)])\s")
_WRAP_COLUMNS = range(45, 101)
_FURNITURE_WORDS = 4
_FURNITURE_TIMES = 8
_FURNITURE_SHARE = 0.04


@dataclass(frozen=True)
class Paragraph:
    """Characters start..end of the raw text. `apart` counts the blank lines before it; a rule or furniture counts two."""

    start: int
    end: int
    text: str
    apart: int = 0

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Folded words."""
        return tuple(tokens(self.text))

    @property
    def marked(self) -> bool:
        """Whether the paragraph carries the `>` of a quote."""
        return _MARK.match(self.text) is not None


@dataclass(frozen=True)
class Page:
    """The paragraphs of a text in order, and what was dropped."""

    paragraphs: tuple[Paragraph, ...]
    dropped: tuple[Dropped, ...]


def read_page(text: str) -> Page:
    """Cut `text` into paragraphs; every line with a word in it is in a paragraph or dropped with a reason."""
    lines = list(_glued(text, _lines(text)))
    if _wrapped(lines):
        lines = list(_unwrapped(text, lines))
    return _without_furniture(lines)


def _lines(text: str) -> Iterator[Paragraph]:
    end_before = 0
    for found in _LINE.finditer(text):
        line = found.group().strip()
        if not line:
            continue
        start = found.start() + found.group().index(line)
        yield Paragraph(start, start + len(line), line, max(0, _blank_lines(text[end_before:start])))
        end_before = start + len(line)


def _glued(text: str, lines: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """Lines without a word (a smiley, a formula) made one with the line before, or at the beginning with the one behind."""
    run: list[Paragraph] = []
    for line in lines:
        if run and (_is_rule(line) or _is_rule(run[-1]) or (_has_word(line) and any(_has_word(each) for each in run))):
            yield _together(text, run)
            run = []
        run.append(line)
    if run:
        yield _together(text, run)


def _together(text: str, run: Sequence[Paragraph]) -> Paragraph:
    end = run[-1].end
    return replace(run[0], end=end, text=text[run[0].start : end])


def _has_word(line: Paragraph) -> bool:
    return _WORD.search(line.text) is not None


def _is_rule(line: Paragraph) -> bool:
    return _RULE.fullmatch(line.text) is not None


def _blank_lines(between: str) -> int:
    return len(re.findall(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", between)) - 1


def _wrapped(lines: Sequence[Paragraph]) -> bool:
    """Whether lines end where the column ends: most lines that are followed by another of their block are nearly full."""
    inner = [len(line.text) for line, after in pairwise(lines) if not after.apart]
    blocks = len(lines) - len(inner)
    if len(inner) < 4 or blocks < 2 or max(len(line.text) for line in lines) > 2 * _WRAP_COLUMNS.stop:
        return False
    width = median(inner)
    full = sum(0.75 * width <= length <= 1.25 * width for length in inner)
    return len(lines) >= 1.5 * blocks and int(width) in _WRAP_COLUMNS and full >= 0.6 * len(inner)


def _unwrapped(text: str, lines: Sequence[Paragraph]) -> Iterator[Paragraph]:
    first = before = lines[0]
    for line in lines[1:]:
        if line.apart or line.marked != before.marked or _ITEM.match(line.text) or _is_rule(line):
            yield _together(text, (first, before))
            first = line
        before = line
    yield _together(text, (first, before))


def _without_furniture(lines: Sequence[Paragraph]) -> Page:
    """Drop rules and the short lines that come again and again; what follows a dropped line stands apart."""
    furniture = _furniture(lines)
    kept: list[Paragraph] = []
    dropped: list[Dropped] = []
    apart = 0
    for line in lines:
        reason = _reason(line, furniture)
        if reason:
            dropped.append(Dropped(line.start, line.end, reason))
        else:
            kept.append(replace(line, apart=line.apart + apart))
        apart = 2 if reason else 0
    return Page(tuple(kept), tuple(dropped))


def _reason(line: Paragraph, furniture: frozenset[str]) -> str:
    if not _has_word(line):
        return "no word in it"
    if furniture and len(line.text) < 80 and fold(line.text) in furniture:
        return "boilerplate: a short line that comes again and again"
    return ""


def _furniture(lines: Sequence[Paragraph]) -> frozenset[str]:
    """Short lines without the end of a sentence that are a large share of all lines, unless hardly anything else is there."""
    short = [line.text for line in lines if len(line.text) < 80 and not line.text.endswith((".", "!", "?", ":", ";"))]
    counts = Counter(fold(line) for line in short if len(line.split()) <= _FURNITURE_WORDS)
    least = max(_FURNITURE_TIMES, _FURNITURE_SHARE * len(lines))
    found = {line: count for line, count in counts.items() if count >= least}
    return frozenset(found) if sum(found.values()) <= 0.6 * len(lines) else frozenset()
