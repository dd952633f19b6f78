"""Quotes between the comments of one discussion: whose own words a comment repeats, marked with `>` or not, and where.

Comments are read in order. A block (a line, or a run of marked lines) is compared with the earlier comments that share its
shingles, and only with their authors' own words, so that a quote of a quote leads to whoever wrote the words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.blocks import MARKS, Block, blocks_of
from ingest.echoes import Shingled, echoes
from ingest.excerpts import RUN, Excerpt, Original, excerpt
from ingest.models import Comment, CommentId, Quote
from ingest.wording import Wording
from ingest.words import parts_hash, shingles_of, tokens

_LEAST = 5  # words of an unmarked quote
_LEAST_MARKED = 3
_SHORT = 8  # words; a shorter unmarked quote is verbatim and a line of its own
_SHARES = ((12, 0.75), (20, 0.65), (float("inf"), 0.5))  # of the words of a quote up to that long are the same
_DAMAGED = 0.3  # of the words of a quote may be so damaged that nothing in them is found
_EDGE = 3  # words, or that share, at either end
_MENTION = 8  # words of a quote inside a sentence, in quotation marks
_CLOSING = 12  # words; shorter repeated lines at the end of a comment are signatures
_EQUAL = 0.95  # of the best excerpt's words: as good an original
_TOGETHER = 1000  # texts
_JOINT = 3  # words that may be missing between two pieces of one quote
_OPENS = re.compile(r"[\"'“‘«(\[]*\Z")
_CLOSES = re.compile(r"[.,;:!?…)\]\"'”’»]*")
_QUOTATION_MARK = re.compile(r"[\"“”«»„]")


@dataclass(frozen=True, slots=True)
class AbsentQuote:
    """A marked quote at characters start..end of `comment` whose original is not among the comments."""

    comment: CommentId
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """Quotes by (position of the quoting comment, start), and marked quotes without an original."""

    quotes: tuple[Quote, ...]
    absent: tuple[AbsentQuote, ...]


class _Piece(NamedTuple):
    """Words start..end of a comment repeat words of_start..of_end of the comment with number `of`."""

    start: int
    end: int
    of: int
    of_start: int
    of_end: int
    matched: int


@dataclass(eq=False)
class _Text:
    """A comment with its words, its blocks and its three-word shingles."""

    comment: Comment
    wording: Wording
    blocks: list[Block]
    shingles: NDArray[np.uint64]

    @cached_property
    def original(self) -> Original:
        """The comment as something that may be quoted; marked words are not its author's own."""
        own = np.ones(len(self.wording.tokens), bool)
        for block in self.blocks:
            own[block.start : block.end] = block.depth == 0
        return Original(self.wording.tokens, own, self.shingles)

    @cached_property
    def runs(self) -> frozenset[int]:
        """The shingles, to see at once that another text has none of them."""
        return frozenset(self.shingles.tolist())

    def within(self, start: int, end: int) -> NDArray[np.uint64]:
        """Shingles of words start..end."""
        return self.shingles[start : max(start, end - RUN + 1)]

    def shingled(self, number: int) -> Iterator[Shingled]:
        """Shingles of each block."""
        for block in self.blocks:
            yield Shingled(number, self.within(block.start, block.end), block.depth == 0)


def find_quotes(comments: Sequence[Comment]) -> Found:
    """Find what `comments`, in the order of their discussion, quote from those before them.

    Of several originals that fit equally well the one that the comment names as its parent is taken, else the latest.
    """
    texts = list(_read(comments))
    earlier = iter(echoes([each for n, text in enumerate(texts) for each in text.shingled(n)], len(texts)))
    numbers = {each.uid: n for n, each in enumerate(comments)}
    quotes: list[Quote] = []
    absent: list[AbsentQuote] = []
    for n, text in enumerate(texts):
        parent = numbers.get(text.comment.parent or text.comment.uid, n)
        originals = [_Originals(texts, next(earlier), parent if parent < n else None) for _ in text.blocks]
        pieces = _pieces(text, originals, texts)
        for piece in pieces:
            text.original.own[piece.start : piece.end] = False
        quotes += (_quote(text, piece, texts[piece.of]) for piece in pieces)
        absent += _absent(text, pieces)
    return Found(tuple(quotes), tuple(absent))


def find_elsewhere(absent: AbsentQuote, quoting: Comment, others: Iterable[Comment]) -> Quote | None:
    """Find the marked quote of `quoting` in the first of `others` that holds all of it in its author's own words."""
    (text,) = _read([quoting])
    held = ((block, _span(text.wording, block.start, block.end)) for block in text.blocks)
    block = next(block for block, (start, end) in held if start <= absent.start < end)
    for other in others:
        texts = list(_read([other]))
        pieces = _taken(text, block, sorted(_searched(text, block, _Originals(texts, (0,), None))))
        for piece in _joined(pieces, text, texts):
            quote = _quote(text, piece, texts[0])
            if (quote.start, quote.end) == (absent.start, absent.end):
                return quote
    return None


def _read(comments: Sequence[Comment]) -> Iterator[_Text]:
    """The texts of a discussion, many hashed together: that takes less than half the time. Each word is held once."""
    known: dict[str, str] = {}
    for start in range(0, len(comments), _TOGETHER):
        some = comments[start : start + _TOGETHER]
        lines = [each.text.split("\n") for each in some]
        words = [[[known.setdefault(word, word) for word in tokens(line)] for line in each] for each in lines]
        joined = [each[0] if len(each) == 1 else list(chain.from_iterable(each)) for each in words]
        for comment, said, cut, read, runs in zip(some, joined, lines, words, shingles_of(joined, RUN), strict=True):
            yield _Text(comment, Wording(comment.text, said), blocks_of(cut, read), runs)


@dataclass(frozen=True, slots=True)
class _Originals:
    """The texts of a discussion, the numbers of those that a block may have been taken from, and that of the parent."""

    texts: Sequence[_Text]
    numbers: Sequence[int]
    parent: int | None

    def best(self, text: _Text, start: int, end: int) -> tuple[int, Excerpt] | None:
        """The original that has most of words start..end of `text`, and where."""
        looked_at = [*self.numbers, *(() if self.parent is None else (self.parent,))]
        runs = text.within(start, end)
        told = runs.tolist() if looked_at else []
        near = [n for n in looked_at if not self.texts[n].runs.isdisjoint(told)]
        tokens = text.wording.tokens[start:end] if near else []
        found = [(n, got) for n in near if (got := excerpt(tokens, self.texts[n].original, runs))]
        most = max((got.matched for _, got in found), default=0)
        good = [(n == self.parent, n, got) for n, got in found if got.matched >= _EQUAL * most]
        return max(good)[1:] if good else None


def _pieces(text: _Text, originals: Sequence[_Originals], texts: Sequence[_Text]) -> list[_Piece]:
    """What `text` quotes, in order; an unmarked quote needs new text beside it."""
    found = [
        (block, piece)
        for block, sources in zip(text.blocks, originals, strict=True)
        for piece in _taken(text, block, sorted(_searched(text, block, sources)))
    ]
    own = sum(block.end - block.start for block in text.blocks if not block.depth)
    quoted = sum(piece.end - piece.start for block, piece in found if not block.depth)
    return list(_joined([piece for block, piece in found if block.depth or quoted < own], text, texts))


def _searched(text: _Text, block: Block, originals: _Originals) -> Iterator[_Piece]:
    """Find the best excerpt of a block, and then those of what is left on both sides of it."""
    left = [(block.start, block.end)]
    while left:
        start, end = left.pop()
        got = originals.best(text, start, end) if end - start >= _least(block) else None
        if got is None or got[1].end - got[1].start < _least(block):
            continue
        of, each = got
        piece = _Piece(start + each.start, start + each.end, of, each.of_start, each.of_end, each.matched)
        piece = _completed(block, piece, originals.texts[of].wording)
        yield piece
        left += [(start, piece.start), (piece.end, end)]


def _least(block: Block) -> int:
    return _LEAST_MARKED if block.depth else _LEAST


def _taken(text: _Text, block: Block, pieces: Sequence[_Piece]) -> Sequence[_Piece]:
    """Those of the pieces found in a block that are quotes and not common words."""
    telling = [piece for piece in pieces if _telling(text, block, piece)]
    covered = sum(piece.end - piece.start for piece in telling)
    if block.depth:
        rest = block.end - block.start - covered
        return telling if rest <= covered else [piece for piece in telling if piece.end - piece.start >= _SHORT]
    whole = telling and (telling[0].start, telling[-1].end) == (block.start, block.end)
    if not whole or block.end - block.start - covered > _DAMAGED * covered:
        return [piece for piece in telling if _mentioned(text, piece) or _sentence(text, block, piece)]
    return telling if covered >= _CLOSING or block is not text.blocks[-1] else []


def _completed(block: Block, piece: _Piece, original: Wording) -> _Piece:
    """Take in the words between a piece and the edge of its block where the original's sentence goes on: they are damaged."""
    size = piece.end - piece.start
    most = max(_EDGE, int(_DAMAGED * size)) if piece.matched < size else 1
    before, after = piece.start - block.start, block.end - piece.end
    if before and before <= min(most, piece.of_start) and not original.closed(piece.of_start):
        piece = piece._replace(start=block.start, of_start=piece.of_start - before)
    if after and after <= min(most, len(original.tokens) - piece.of_end) and not original.closed(piece.of_end):
        piece = piece._replace(end=block.end, of_end=piece.of_end + after)
    return piece


def _telling(text: _Text, block: Block, piece: _Piece) -> bool:
    """Whether a piece is more than a link or a common phrase: the shorter it is, the more of its words are the same."""
    size = piece.end - piece.start
    if not block.depth:
        start, end = _span(text.wording, piece.start, piece.end)
        if len(text.comment.text[start:end].split()) < _LEAST - 1:
            return False
        if size < _SHORT:
            return (piece.start, piece.end) == (block.start, block.end) and piece.matched == size
    return piece.matched >= size * next(share for most, share in _SHARES if size < most)


def _mentioned(text: _Text, piece: _Piece) -> bool:
    """Whether the piece stands inside quotation marks."""
    wording = text.wording
    marks = (_QUOTATION_MARK.search(wording.gap(at)) for at in (piece.start, piece.end))
    return piece.end - piece.start >= _MENTION and all(marks)


def _sentence(text: _Text, block: Block, piece: _Piece) -> bool:
    """Whether the piece is the first sentences of the block, the answer to which follows on the same line."""
    return piece.start == block.start and piece.end - piece.start >= _MENTION and text.wording.closed(piece.end)


def _joined(pieces: Sequence[_Piece], text: _Text, texts: Sequence[_Text]) -> Iterator[_Piece]:
    """Make one quote of pieces that follow one another in both texts; lines too short to be told alone are taken in."""
    before: _Piece | None = None
    for piece in pieces:
        if before is None:
            before = piece
        elif _follows(before, piece, text, texts[piece.of]):
            between = piece.start - before.end
            matched = before.matched + between + piece.matched
            before = before._replace(end=piece.end, of_end=piece.of_end, matched=matched)
        else:
            yield before
            before = piece
    if before is not None:
        yield before


def _follows(before: _Piece, piece: _Piece, text: _Text, original: _Text) -> bool:
    """Whether the same words, or next to none, lie between two pieces in both texts."""
    missing = piece.of_start - before.of_end
    if piece.of != before.of or missing < 0:
        return False
    between = text.wording.tokens[before.end : piece.start]
    return missing <= _JOINT if not between else between == original.wording.tokens[before.of_end : piece.of_start]


def _absent(text: _Text, pieces: Sequence[_Piece]) -> Iterator[AbsentQuote]:
    """Yield what is left of marked blocks when what was found is taken out."""
    for block in text.blocks:
        if block.depth:
            inside = [(p.start, p.end) for p in pieces if p.start < block.end and p.end > block.start]
            for (_, start), (end, _) in pairwise([(0, block.start), *inside, (block.end, 0)]):
                if end - start >= _LEAST_MARKED:
                    first, last = _span(text.wording, start, end)
                    yield AbsentQuote(text.comment.uid, first, last, _unmarked(text.comment.text[first:last]))


def _unmarked(quoted: str) -> str:
    return "\n".join(MARKS.sub("", line) for line in quoted.split("\n"))


def _quote(text: _Text, piece: _Piece, original: _Text) -> Quote:
    start, end = _span(text.wording, piece.start, piece.end)
    of_start, of_end = _span(original.wording, piece.of_start, piece.of_end)
    uid = parts_hash(text.comment.uid, str(start), str(end), original.comment.uid, str(of_start))
    return Quote(f"q:{uid}", text.comment.uid, start, end, original.comment.uid, of_start, of_end)


def _span(wording: Wording, start: int, end: int) -> tuple[int, int]:
    """Characters of words start..end with the punctuation that belongs to them."""
    before = wording.gap(start)
    opening, closing = _OPENS.search(before), _CLOSES.match(wording.gap(end))
    first = wording.start(start) - (len(before) - opening.start() if opening else 0)
    return first, wording.end(end - 1) + (closing.end() if closing else 0)
