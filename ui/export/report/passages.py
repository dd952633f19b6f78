"""Words of a comment with what stands out in them: sentences that meet, and what is quoted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from ui.elements import Markup, inward, joined, tag

_EMPTY_LINES: Final = re.compile(r"\n[^\S\n]*\n\s*\n")
_QUOTED: Final = 240  # characters of a quote that are shown: its original stands elsewhere
_BEFORE: Final = 160  # characters around what is looked at


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start..end of a text are marked, or quote what stands at `to` in the page."""

    start: int
    end: int
    kind: Literal["mark", "quote"]
    to: str | None = None


def passage(words: str, spans: Iterable[Span] = ()) -> Markup:
    """`words` with these spans; of two that overlap the first that is given stands, of many empty lines one."""
    parts: list[str] = []
    at = 0
    for span in sorted(_apart(spans), key=lambda each: each.start):
        parts += [_plain(words[at : span.start]), _shown(words[span.start : span.end], span)]
        at = span.end
    return joined([*parts, _plain(words[at:])])


def within(words: str, start: int, end: int, longest: int) -> Markup:
    """Characters start..end marked, with what stands around them as far as `longest` allows."""
    if len(words) <= longest:
        return passage(words, [Span(start, end, "mark")])
    first, last = max(0, start - _BEFORE), min(len(words), end + _BEFORE)
    cut = words[first:last]
    marked = passage(cut, [Span(start - first, end - first, "mark")])
    return joined(["… " if first else "", marked, " …" if last < len(words) else ""])


def shortened(words: str, longest: int) -> str:
    """The beginning of `words`, to the end of a word, with a mark where there is more."""
    if len(words) <= longest:
        return words
    return (words[:longest].rsplit(maxsplit=1) or [words[:longest]])[0] + " …"


def _plain(words: str) -> str:
    return _EMPTY_LINES.sub("\n\n", words)


def _apart(spans: Iterable[Span]) -> list[Span]:
    taken: list[Span] = []
    for span in spans:
        if span.end > span.start and all(span.end <= each.start or span.start >= each.end for each in taken):
            taken.append(span)
    return taken


def _shown(words: str, span: Span) -> Markup:
    if span.kind == "mark":
        return tag("mark", words)
    return tag("q", inward(span.to, shortened(words, _QUOTED), title="to what is quoted" if span.to else None))
