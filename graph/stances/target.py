"""What a stance is judged on: the words of the parent that are answered, and the reply's own words without its quotes."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ingest.boundaries import trained_model
from ingest.models import Comment, Quote
from ingest.pair_scores import Pair
from ingest.words import shingles, tokens

_BUDGET = 70  # words of a target
_WORD = re.compile(r"\w")
_MARKED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_OPENING = re.compile(r"[\s>*_\"'“‘«(\[]*")
_CLOSED = re.compile(r"[.!?…][\"'”’»)\]*_]*\s*\Z")
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+(?![\s\"'”’)\]]|\Z)[^.!?…\n]*)*[.!?…]*[\"'”’)\]]*")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StancePair:
    """`reply` is what is left of a comment without its quotes: its lines are the characters `own` of the comment.

    `target` is what of the parent it is judged against: the quoted sentences if `quoted`, else those that match it best.
    """

    target: str
    reply: str
    own: tuple[Span, ...]
    quoted: bool

    @property
    def texts(self) -> Pair:
        """What the pair model reads."""
        return self.target, self.reply

    def place(self, start: int, end: int) -> Span:
        """Characters of the comment for characters of `reply`; what goes past the end of a piece is cut off there."""
        starts = [0]
        for first, last in self.own[:-1]:
            starts.append(starts[-1] + last - first + 1)
        at = bisect_right(starts, start) - 1
        shift = self.own[at][0] - starts[at]
        return start + shift, min(end + shift, self.own[at][1])


def stance_pair(comment: Comment, parent: Comment, quotes: Sequence[Quote]) -> StancePair:
    """Cut quotes of anybody out of `comment`, and choose what of `parent` it answers; `quotes` may be those of a discussion.

    A comment that is nothing but quotes keeps its words. A few words quoted inside a sentence stay in it.
    """
    ours = [quote for quote in quotes if quote.comment == comment.uid]
    own = own_words(comment.text, ours)
    reply = "\n".join(comment.text[start:end] for start, end in own)
    quoted = [(quote.of_start, quote.of_end) for quote in ours if quote.of == parent.uid]
    target = _quoted(parent.text, quoted) if quoted else _matching(parent.text, reply)
    return StancePair(target, reply, own, bool(quoted))


def own_words(text: str, quotes: Sequence[Quote]) -> tuple[Span, ...]:
    """Characters of `text` between the quotes that stand apart and marked lines, in order; `quotes` are those made in it.

    A text that is nothing but quotes is taken whole.
    """
    return _own(text, _apart(text, quotes))


def sentences(text: str) -> list[Span]:
    """Characters of each sentence of `text` that has a word in it, in order; a line ends one too."""
    found = [_trimmed(text, each.start(), each.end()) for each in _SENTENCE.finditer(text)]
    return [(start, end) for start, end in found if _WORD.search(text, start, end)]


def rarity(words: Sequence[str]) -> list[float]:
    """How rare each word is: log of how many posts of IAC there are for one that has it."""
    table = trained_model().rarity
    weights: list[float] = table[(shingles(words, 1) & np.uint64(len(table) - 1)).astype(np.int64)].tolist()
    return weights


def _apart(text: str, quotes: Sequence[Quote]) -> list[Span]:
    """Quotes that are no part of the author's own sentences, and marked lines even if nobody knows whose words they are."""
    known = [_with_opening(text, quote.start, quote.end) for quote in quotes if _stands_apart(text, quote)]
    lines = [each.span() for each in _MARKED.finditer(text)]
    unknown = [line for line in lines if not any(start < line[1] and end > line[0] for start, end in known)]
    return sorted(known + unknown)


def _stands_apart(text: str, quote: Quote) -> bool:
    """Whether a quote begins its line, and is marked, ends the line, or is closed before the answer goes on behind it."""
    before = text[text.rfind("\n", 0, quote.start) + 1 : quote.start]
    if _WORD.search(before):
        return ">" in before
    line_end = text.find("\n", quote.end)
    after = text[quote.end : line_end if line_end >= 0 else len(text)]
    return ">" in before or not _WORD.search(after) or _CLOSED.search(text[quote.start : quote.end]) is not None


def _with_opening(text: str, start: int, end: int) -> Span:
    """A quote together with the marks and blanks before it on its line."""
    line = text.rfind("\n", 0, start) + 1
    return (line, end) if _OPENING.fullmatch(text, line, start) else (start, end)


def _own(text: str, apart: Sequence[Span]) -> tuple[Span, ...]:
    """What lies between the quotes and has a word; everything if nothing does."""
    edges = [(0, 0), *apart, (len(text), len(text))]
    between = [_trimmed(text, before[1], after[0]) for before, after in pairwise(edges) if before[1] < after[0]]
    kept = tuple(span for span in between if _WORD.search(text, *span))
    return kept or (_trimmed(text, 0, len(text)),)


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    stripped = piece.lstrip()
    start += len(piece) - len(stripped)
    return start, start + len(stripped.rstrip())


def _quoted(text: str, quoted: Sequence[Span]) -> str:
    """The sentences that were quoted, whole, as far as the budget goes."""
    touched = [each for each in sentences(text) if any(start < each[1] and end > each[0] for start, end in quoted)]
    return _within_budget(text, touched, range(len(touched))) or text


def _matching(text: str, reply: str) -> str:
    """A short text whole; of a long one the sentences that share most of their rare words with the reply, in order.

    Where nothing is shared the last sentences come first.
    """
    if len(text.split()) <= _BUDGET:
        return text.strip()
    found = sentences(text)
    said = set(tokens(reply))
    shares = [_share(tokens(text[start:end]), said) for start, end in found]
    best = sorted(range(len(found)), key=lambda n: (-shares[n], -n))
    return _within_budget(text, found, best)


def _share(words: Sequence[str], said: set[str]) -> float:
    """Share of the weight of `words` that is also in `said`; a few words alone are no match."""
    weights = rarity(words)
    shared = sum(weight for word, weight in zip(words, weights, strict=True) if word in said)
    return shared / (10.0 + sum(weights))


def _within_budget(text: str, found: Sequence[Span], order: Sequence[int]) -> str:
    """The first of `found` in `order` that fit, in the order of the text; at least the first, cut to the budget."""
    taken: list[int] = []
    left = _BUDGET
    for n in order:
        size = len(text[slice(*found[n])].split())
        if size <= left or not taken:
            taken.append(n)
            left -= size
    joined = " ".join(text[slice(*found[n])] for n in sorted(taken))
    return " ".join(joined.split()[:_BUDGET])
