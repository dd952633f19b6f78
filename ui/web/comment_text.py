"""What a comment says, as a page shows it: text and never markup, quotes as quotes, what matters marked."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ui.elements import Markup, joined, tag

Spans = Sequence[tuple[int, int]]
"""Places in a text, as (start, end)."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where what is quoted was said first: an address of the pages, and whose words these are."""

    address: str
    whose: str


Origins = Mapping[tuple[int, int], Origin]
"""Origins of quoted spans; a quote without one is drawn without a way to it."""

_NOWHERE: Final[Origins] = {}

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
_MOSTLY = 0.8  # share of a paragraph that is quoted, from which all of it is drawn as a quote
_LONG = 900  # characters from which a text is folded
_SHOWN = 480  # characters that a folded text shows


def prose(text: str, quoted: Spans = (), marks: Spans = (), origins: Origins = _NOWHERE) -> Markup:
    """The paragraphs of `text`; what it quotes of another comment is drawn as a quote, the spans in `marks` are marked."""
    said = _Said(text, quoted, marks, origins)
    return joined(_paragraph(said, each.span()) for each in _PARAGRAPH.finditer(text))


def folded(text: str, quoted: Spans = (), marks: Spans = (), origins: Origins = _NOWHERE) -> Markup:
    """The same; of a long text the beginning, which unfolds."""
    whole = prose(text, quoted, marks, origins)
    if len(text) <= _LONG:
        return whole
    cut = text.rfind(" ", 0, _SHOWN)
    shown = prose(text[: cut if cut > 0 else _SHOWN] + " …", quoted, marks, origins)
    opener = tag("summary", tag("span", "show all of it", class_="rj-more"), tag("span", "show less", class_="rj-less"))
    return tag("div", tag("div", shown, class_="rj-head"), tag("details", opener, whole), class_="rj-folded")


def marked(text: str, marks: Spans) -> Markup:
    """`text` on one line, the spans in `marks` marked."""
    return joined(_runs(_Said(text, (), marks, _NOWHERE), (0, len(text))))


@dataclass(frozen=True, slots=True)
class _Said:
    """A text and what stands where in it."""

    text: str
    quoted: Spans
    marks: Spans
    origins: Origins


def _paragraph(said: _Said, within: tuple[int, int]) -> Markup:
    start, end = within
    share = sum(last - first for first, last in _cut(_united(said.quoted), within)) / (end - start)
    if share >= _MOSTLY:
        plain = _Said(said.text, (), said.marks, _NOWHERE)
        return tag("blockquote", *_runs(plain, within), *_sources(said, within))
    return tag("p", *_runs(said, within))


def _sources(said: _Said, within: tuple[int, int]) -> Iterator[Markup]:
    """Under the last paragraph of a quote: whose words these are, and the way to where they were said."""
    start, end = within
    ended = [span for span in sorted(said.origins) if start < span[1] and not said.text[end : span[1]].strip()]
    for origin in {said.origins[span].whose: said.origins[span] for span in ended if span[0] < end}.values():
        yield tag("cite", tag("a", f"{origin.whose} ↗", href=origin.address), class_="rj-origin")


def _runs(said: _Said, within: tuple[int, int]) -> Iterator[Markup]:
    """The pieces of a text between one border of a span and the next, each drawn as what it is in."""
    inner = [list(_cut(spans, within)) for spans in (said.quoted, said.marks)]
    borders = sorted({*within, *(at for spans in inner for span in spans for at in span)})
    for start, end in pairwise(borders):
        in_quote, in_mark = (any(first <= start and end <= last for first, last in spans) for spans in inner)
        piece: str = said.text[start:end]
        if in_mark:
            piece = tag("mark", piece)
        yield tag("q", _leading(said, (start, end), piece)) if in_quote else joined([piece])


def _leading(said: _Said, within: tuple[int, int], piece: str) -> str:
    """A quoted piece that leads to where it was said, where that is known."""
    found = (said.origins[span] for span in said.origins if span[0] <= within[0] and within[1] <= span[1])
    origin = next(found, None)
    return piece if origin is None else tag("a", piece, href=origin.address, title=origin.whose)


def _cut(spans: Iterable[tuple[int, int]], within: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """What of the spans is in `within`."""
    for start, end in spans:
        first, last = max(start, within[0]), min(end, within[1])
        if first < last:
            yield first, last


def _united(spans: Spans) -> Iterator[tuple[int, int]]:
    """The same places without any twice."""
    reached = 0
    for start, end in sorted(spans):
        if end > reached:
            yield max(start, reached), end
            reached = end
