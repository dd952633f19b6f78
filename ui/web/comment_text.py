"""What a comment says, as a page shows it: text and never markup, quotes as quotes, what matters marked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from ui.elements import Markup, joined, tag

Spans = Sequence[tuple[int, int]]
"""Places in a text, as (start, end)."""

_PARAGRAPH = re.compile(r"[^\n]*\S[^\n]*")
_MOSTLY = 0.8  # share of a paragraph that is quoted, from which all of it is drawn as a quote
_LONG = 900  # characters from which a text is folded
_SHOWN = 480  # characters that a folded text shows


def prose(text: str, quoted: Spans = (), marks: Spans = ()) -> Markup:
    """The paragraphs of `text`; what it quotes of another comment is drawn as a quote, the spans in `marks` are marked."""
    return joined(_paragraph(text, each.span(), quoted, marks) for each in _PARAGRAPH.finditer(text))


def folded(text: str, quoted: Spans = (), marks: Spans = ()) -> Markup:
    """The same; of a long text the beginning, which unfolds."""
    whole = prose(text, quoted, marks)
    if len(text) <= _LONG:
        return whole
    cut = text.rfind(" ", 0, _SHOWN)
    shown = prose(text[: cut if cut > 0 else _SHOWN] + " …", quoted, marks)
    opener = tag("summary", tag("span", "show all of it", class_="rj-more"), tag("span", "show less", class_="rj-less"))
    return tag("div", tag("div", shown, class_="rj-head"), tag("details", opener, whole), class_="rj-folded")


def marked(text: str, marks: Spans) -> Markup:
    """`text` on one line, the spans in `marks` marked."""
    return joined(_runs(text, (0, len(text)), (), marks))


def _paragraph(text: str, within: tuple[int, int], quoted: Spans, marks: Spans) -> Markup:
    start, end = within
    share = sum(last - first for first, last in _cut(_united(quoted), within)) / (end - start)
    if share >= _MOSTLY:
        return tag("blockquote", *_runs(text, within, (), marks))
    return tag("p", *_runs(text, within, quoted, marks))


def _runs(text: str, within: tuple[int, int], quoted: Spans, marks: Spans) -> Iterator[Markup]:
    """The pieces of `text` between one border of a span and the next, each drawn as what it is in."""
    inner = [list(_cut(spans, within)) for spans in (quoted, marks)]
    borders = sorted({*within, *(at for spans in inner for span in spans for at in span)})
    for start, end in pairwise(borders):
        in_quote, in_mark = (any(first <= start and end <= last for first, last in spans) for spans in inner)
        piece: str = text[start:end]
        if in_mark:
            piece = tag("mark", piece)
        yield tag("q", piece) if in_quote else joined([piece])


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
