"""From the flat text of a page to its comments, each found once, with every place where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from ingest.alignment import matches
from ingest.boundaries import boundary_probabilities, boundary_threshold
from ingest.columns import Floats
from ingest.cuts import with_layout, with_repeats_at_end, without_bare_quotes
from ingest.models import Dropped, Match, Place, Post
from ingest.pair_scores import PairScorer
from ingest.paragraphs import Page, read_page
from ingest.pieces import Piece, make_pieces
from ingest.quote_evidence import Quoting, find_quoting
from ingest.renderings import align, find_renderings
from ingest.repeated import merge_repeated
from ingest.words import fold, words

_DOUBTFUL = 0.1  # a gap that is less likely a boundary than this is none


@dataclass(frozen=True, slots=True)
class Segmented:
    """The comments of a page in the order of the page, and the spans that belong to none."""

    posts: tuple[Post, ...]
    dropped: tuple[Dropped, ...]


def segment(text: str, scorer: PairScorer | None = None) -> Segmented:
    """Find the comments of a page that was copied as plain text: no ids, no authors, no boundaries.

    With a pair model as `scorer` what the texts on both sides of a gap say to each other counts too. Every line with a word in it
    lies in a place of a post or in `dropped`. Offsets point into `text`.
    """
    page = read_page(text)
    renderings = find_renderings(page.paragraphs)
    pieces = make_pieces(page.paragraphs, align(page.paragraphs, renderings), len(renderings))
    quoting = find_quoting(pieces)
    chances = _chances(pieces, quoting, scorer)
    begins = without_bare_quotes(np.flatnonzero(chances >= boundary_threshold(chances)).tolist(), quoting)
    comments = [range(begin, end) for begin, end in pairwise([*begins, len(pieces)])]
    posts = [
        _post(text, page, pieces[which.start : which.stop], _within(which, chances, quoting)) for which in comments
    ]
    return Segmented(tuple(merge_repeated(posts)), page.dropped)


def _chances(pieces: Sequence[Piece], quoting: Quoting, scorer: PairScorer | None) -> Floats:
    """Probability that a comment begins with each piece."""
    chances = with_layout(boundary_probabilities(pieces, quoting, scorer), pieces)
    return with_repeats_at_end(chances, pieces, quoting)


def _within(which: range, chances: Floats, quoting: Quoting) -> Floats:
    """Probability that a comment begins with each piece of one; 0 behind nothing but quotes, which what follows answers."""
    own = np.cumsum(~quoting.quote[which.start : which.stop - 1]) > 0
    return np.where(np.append(True, own), chances[which.start : which.stop], 0.0).round(4)


def _post(text: str, page: Page, pieces: Sequence[Piece], chances: Floats) -> Post:
    spans = {number: _span(page, which) for number, which in _ranges(pieces).items()}
    whole, starts = _whole(text, page, pieces, spans)
    boundary, *inside = chances.tolist()
    gaps = tuple((at, chance) for at, chance in zip(starts[1:], inside, strict=True) if chance >= _DOUBTFUL)
    return Post(text=whole, places=tuple(_places(text, whole, spans)), boundary=boundary, gaps=gaps)


def _ranges(pieces: Sequence[Piece]) -> dict[int, range]:
    """The paragraphs of each rendering that the pieces stand in: their order is that of the rendering, without a gap."""
    ranges: dict[int, range] = {}
    for piece in pieces:
        for number, which in piece.ranges.items():
            ranges[number] = range(ranges.get(number, which).start, which.stop)
    return ranges


def _span(page: Page, which: range) -> tuple[int, int]:
    return page.paragraphs[which.start].start, page.paragraphs[which.stop - 1].end


def _whole(text: str, page: Page, pieces: Sequence[Piece], spans: dict[int, tuple[int, int]]) -> tuple[str, list[int]]:
    """The comment as it stands, when it stands in one place with nothing dropped from it; else its pieces, a line each.

    And the character with which each piece begins in it.
    """
    (start, end), *others = spans.values()
    if others or any(start < each.start < end for each in page.dropped):
        sizes = (len(piece.text) + 1 for piece in pieces[:-1])
        return "\n".join(piece.text for piece in pieces), list(accumulate(sizes, initial=0))
    (number,) = spans
    return text[start:end], [page.paragraphs[piece.ranges[number].start].start - start for piece in pieces]


def _places(text: str, whole: str, spans: dict[int, tuple[int, int]]) -> Iterator[Place]:
    for number, (start, end) in sorted(spans.items(), key=lambda item: item[1]):
        there = text[start:end]
        match: Match = "exact" if there == whole or fold(there) == fold(whole) else "near"
        why = (
            f"rendering {number + 1}, {_share_in_order(there, whole):.0%} of its words in order"
            if len(spans) > 1
            else ""
        )
        yield Place(start, end, number + 1, match, None if there == whole else there, why)


def _share_in_order(there: str, whole: str) -> float:
    """Share of the words of `whole` that stand in `there` in the same order."""
    tokens, others = ([word.text for word in words(each)] for each in (whole, there))
    if tokens == others or not tokens:
        return 1.0
    return len(matches(tokens, others)) / len(tokens)
