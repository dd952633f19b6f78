"""What of a comment may be one objection: all its own words, or what stands under one of the quotes that it answers in turn."""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.stances.target import Span, own_words, rarity, sentences
from ingest.models import Comment, CommentId, Quote
from ingest.words import tokens

_OPENING: Final = 8  # words: fewer before the first of several quotes go with what stands under it
_PASSAGE: Final = 20  # words: a paragraph with fewer goes with the one before it
_LINE: Final = re.compile(r"\S[^\n]*")
_SMOOTHING: Final = 10.0  # rarity: a few words alone are no match


@dataclass(frozen=True, slots=True)
class Unit:
    """Words of a comment: its characters `pieces`, under `quotes` of other comments. `whole`: all its own words."""

    comment: Comment
    pieces: tuple[Span, ...]
    quotes: tuple[Quote, ...]
    whole: bool

    @property
    def text(self) -> str:
        """The words: a line a piece."""
        return "\n".join(self.comment.text[start:end] for start, end in self.pieces)

    @property
    def span(self) -> Span:
        """Characters of the comment from the first to the last of them."""
        return self.pieces[0][0], self.pieces[-1][1]

    def place(self, start: int, end: int) -> Span:
        """Characters of the comment for characters of `text`; what goes past the end of a piece is cut off there."""
        starts = [0]
        for first, last in self.pieces[:-1]:
            starts.append(starts[-1] + last - first + 1)
        at = max(0, bisect_right(starts, start) - 1)
        shift = self.pieces[at][0] - starts[at]
        return start + shift, min(end + shift, self.pieces[at][1])

    def overlaps(self, start: int, end: int) -> bool:
        """Whether some of these characters of the comment are among the words."""
        return any(start < last and end > first for first, last in self.pieces)

    def sentences(self) -> list[Span]:
        """Characters of the comment for each sentence, in order."""
        text = self.comment.text
        return [
            (first + start, first + end) for first, last in self.pieces for start, end in sentences(text[first:last])
        ]


def units_of(comment: Comment, quotes: Sequence[Quote], *, passages: bool = False) -> list[Unit]:
    """What may be one objection each, in order; `quotes` are those that the comment makes of others.

    A comment that answers several quotes, each with words of its own, is cut between them; every other is one whole. With
    `passages`, where nobody knows for sure which comment a paragraph is in, each paragraph of some length is one as well.
    """
    groups = _under_quotes(comment.text, own_words(comment.text, quotes), quotes)
    if passages:
        groups = [(part, above) for spans, above in groups for part in _paragraphs(comment.text, spans)]
    whole = len(groups) == 1
    return [Unit(comment, tuple(spans), tuple(quotes if whole else above), whole) for spans, above in groups]


def target_span(unit: Unit, target: Comment, quotes: Sequence[Quote]) -> Span:
    """What of `target` a unit is against: from the first to the last quoted word, else the sentence that shares most with it.

    The whole text where nothing is shared.
    """
    quoted = [quote for quote in quotes if quote.of == target.uid]
    if quoted:
        return min(each.of_start for each in quoted), max(each.of_end for each in quoted)
    found = sentences(target.text)
    if not found:
        return 0, len(target.text)
    said = set(tokens(unit.text))
    shares = [likeness(tokens(target.text[start:end]), said) for start, end in found]
    best = max(range(len(found)), key=lambda n: (shares[n], -n))
    return found[best] if shares[best] > 0 else (found[0][0], found[-1][1])


def likeness(words: Sequence[str], said: set[str]) -> float:
    """Share of the rarity of `words` that is also in `said`, 0..1."""
    weights = rarity(words)
    shared = sum(weight for word, weight in zip(words, weights, strict=True) if word in said)
    return shared / (_SMOOTHING + sum(weights))


def quotes_by(quotes: Sequence[Quote], here: Mapping[CommentId, object]) -> dict[CommentId, list[Quote]]:
    """Quotes of comments that are `here`, by who makes them, in order; nobody quotes oneself."""
    found: dict[CommentId, list[Quote]] = {}
    for quote in sorted(quotes, key=lambda each: (each.start, each.end, each.uid)):
        if quote.of in here and quote.of != quote.comment:
            found.setdefault(quote.comment, []).append(quote)
    return found


def _under_quotes(text: str, pieces: Sequence[Span], quotes: Sequence[Quote]) -> list[tuple[list[Span], list[Quote]]]:
    """Own words with the quotes over them; a few words before the first quote go with what stands under it."""
    groups: list[tuple[list[Span], list[Quote]]] = []
    for piece, above in zip(pieces, _heads(pieces, quotes), strict=True):
        if groups and (not above or (not groups[-1][1] and not _is_long(text, groups[-1][0][0], _OPENING))):
            groups[-1][0].append(piece)
            groups[-1][1].extend(above)
        else:
            groups.append(([piece], list(above)))
    return groups


def _paragraphs(text: str, spans: Sequence[Span]) -> list[list[Span]]:
    """Lines of own words, each long one with the short ones that follow it."""
    lines = [
        (first + each.start(), first + each.end()) for first, last in spans for each in _LINE.finditer(text[first:last])
    ]
    found: list[list[Span]] = []
    for line in lines:
        if found and not (_is_long(text, line, _PASSAGE) and any(_is_long(text, each, _PASSAGE) for each in found[-1])):
            found[-1].append(line)
        else:
            found.append([line])
    return found


def _heads(pieces: Sequence[Span], quotes: Sequence[Quote]) -> list[list[Quote]]:
    """For each piece the quotes between it and the piece before."""
    ends = [0, *(end for _, end in pieces[:-1])]
    return [
        [quote for quote in quotes if before <= quote.start and quote.end <= start]
        for before, (start, _) in zip(ends, pieces, strict=True)
    ]


def _is_long(text: str, piece: Span, words: int) -> bool:
    return len(text[slice(*piece)].split()) >= words
