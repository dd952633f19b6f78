"""Copies of a whole page inside one text: where each rendering begins, and which paragraphs are the same in both.

A page may follow again in another rendering: lists on one line in one, on many in the other; quotes only in the first; single
short lines only in the second. Both are aligned by the longest increasing chain of shared 5-word shingles.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.chains import Texts, linked_words
from ingest.paragraphs import Paragraph
from ingest.repeats import repeats
from ingest.words import shingles

_SIZE = 5
_PROBES = 5
_CANDIDATES = 12
_SHORT = 60  # characters; shorter lines may stand in one rendering only
_FEW = 6  # paragraphs
_SHARED = 0.5
_TAIL_ABSENT = 0.1
_HEAD_ABSENT = 0.25


@dataclass(frozen=True)
class Aligned:
    """Paragraphs that say the same: `ranges` maps the index of each rendering that has them to their range."""

    ranges: dict[int, range]


class _Link(NamedTuple):
    """Blocks `first`..`last` say the same as paragraphs `other_first`..`other_last`; all inclusive."""

    first: int
    last: int
    other_first: int
    other_last: int


class _Tiling(NamedTuple):
    """Renderings of a page one after the other, and how many words of the later ones have a twin in the first."""

    words: int
    ranges: tuple[range, ...]


@dataclass(frozen=True, eq=False)
class _Stream:
    """The shingles of all paragraphs, one after the other; those of paragraph n begin at `starts[n]`."""

    shingles: NDArray[np.uint64]
    starts: list[int]

    def is_promising(self, head: range, tail: range) -> bool:
        """Whether most shingles of `tail` are in `head` at all: cheap, and true of every copy."""
        first, second = (self.shingles[self.starts[which.start] : self.starts[which.stop]] for which in (head, tail))
        return bool(np.isin(second, first).mean() >= _SHARED) if len(second) else False


def find_renderings(paragraphs: Sequence[Paragraph]) -> list[range]:
    """Cut the paragraphs into renderings of one page; a single range when there is only one.

    Of several places where the second may begin, the one that leaves the fewest words without a twin.
    """
    candidates = _candidates(paragraphs)
    stream = _stream(paragraphs if candidates else [])
    tilings = [_tiled(paragraphs, stream, begin, candidates) for begin in candidates]
    best = max(tilings, key=lambda tiling: tiling.words, default=_Tiling(0, ()))
    return _with_short_beginnings(paragraphs, best.ranges) if best.words else [range(len(paragraphs))]


def _stream(paragraphs: Sequence[Paragraph]) -> _Stream:
    starts = np.cumsum([0, *(len(paragraph.tokens) for paragraph in paragraphs)]).tolist()
    return _Stream(shingles([token for paragraph in paragraphs for token in paragraph.tokens], _SIZE), starts)


def _tiled(paragraphs: Sequence[Paragraph], stream: _Stream, begin: int, candidates: Sequence[int]) -> _Tiling:
    """The whole text as copies of its first `begin` paragraphs; no words when it is no such thing."""
    head, count = range(begin), len(paragraphs)
    found, words = [head], 0
    while (at := found[-1].stop) < count:
        tails = [range(at, end) for end in (count, *reversed(candidates)) if end > at]
        copied = (
            (_copied_words(paragraphs[:begin], paragraphs[at : tail.stop]), tail)
            for tail in tails
            if stream.is_promising(head, tail)
        )
        more, tail = next((each for each in copied if each[0]), (0, head))
        if not more:
            return _Tiling(0, ())
        found.append(tail)
        words += more
    return _Tiling(words, tuple(found))


def align(paragraphs: Sequence[Paragraph], renderings: Sequence[range]) -> list[Aligned]:
    """Blocks in the order of the page: every paragraph is in exactly one, and every rendering's own order is kept.

    Where two renderings each have paragraphs of their own between two common blocks, those of the earlier one come first: they
    are quotes, and quotes begin a comment.
    """
    blocks = [Aligned({0: range(n, n + 1)}) for n in renderings[0]]
    for number, rendering in enumerate(renderings[1:], 1):
        richest = [richest_tokens(paragraphs, block) for block in blocks]
        links = _links(richest, [paragraphs[n].tokens for n in rendering])
        blocks = list(_merged(blocks, links, rendering, number))
    return blocks


def richest_tokens(paragraphs: Sequence[Paragraph], block: Aligned) -> list[str]:
    """Folded words of a block in the rendering that has most of them."""
    texts = ([token for n in which for token in paragraphs[n].tokens] for which in block.ranges.values())
    return max(texts, key=len)


def quoting(texts: Texts) -> frozenset[int]:
    """Indices of texts that mostly repeat words of earlier ones."""
    covered = [np.zeros(len(text), bool) for text in texts]
    for repeat in repeats(texts):
        covered[repeat.second][repeat.second_start : repeat.second_end] = True
    return frozenset(n for n, words in enumerate(covered) if len(words) and words.mean() >= 0.5)


def _candidates(paragraphs: Sequence[Paragraph]) -> list[int]:
    """Paragraphs at which a copy of the page may begin: they begin as one of the first few paragraphs does."""
    begins = defaultdict(list)
    for n, paragraph in enumerate(paragraphs):
        begins[paragraph.tokens[:_SIZE]].append(n)
    found: set[int] = set()
    for probe, paragraph in enumerate(paragraphs[:_PROBES]):
        twins = begins[paragraph.tokens[:_SIZE]]
        if len(paragraph.tokens) >= _SIZE and len(twins) <= _CANDIDATES:
            found.update(_walked_back(paragraphs, probe, twin) for twin in twins if twin > probe)
    return sorted(found - {0})[:_CANDIDATES]


def _walked_back(paragraphs: Sequence[Paragraph], probe: int, twin: int) -> int:
    while probe > 0 and paragraphs[probe - 1].tokens == paragraphs[twin - 1].tokens:
        probe, twin = probe - 1, twin - 1
    return twin


def _with_short_beginnings(paragraphs: Sequence[Paragraph], renderings: Sequence[range]) -> list[range]:
    """Give short lines at the end of a rendering to the next one, unless the last rendering ends with them too.

    The later rendering lacks no line of the page's own, so what it lacks at its end is its own beginning.
    """
    ends = [text.tokens for text in paragraphs[-2:]]
    begins = [0]
    for rendering in renderings[1:]:
        begin = rendering.start
        while begin > begins[-1] + 1 and _is_short_and_absent(paragraphs[begin - 1], ends):
            begin -= 1
        begins.append(begin)
    return [range(*edges) for edges in pairwise([*begins, len(paragraphs)])]


def _is_short_and_absent(line: Paragraph, ends: Texts) -> bool:
    return len(line.text) < _SHORT and not any(_holds(line.tokens, end) or _holds(end, line.tokens) for end in ends)


def _copied_words(head: Sequence[Paragraph], tail: Sequence[Paragraph]) -> int:
    """How many words the chain of both matches; 0 unless each side's long paragraphs are in it, quotes in the head aside.

    A tail of few paragraphs that ends with new words is a quote of the head and its answer.
    """
    links = linked_words([paragraph.tokens for paragraph in head], [paragraph.tokens for paragraph in tail])
    in_head, in_tail = _sums(links, 0), _sums(links, 1)
    answered = len(tail) < _FEW and 2 * in_tail[len(tail) - 1] < len(tail[-1].tokens)
    if answered or _absent(tail, range(len(tail)), in_tail) > _TAIL_ABSENT:
        return 0
    quotes = quoting([paragraph.tokens for paragraph in head])
    own = [n for n, paragraph in enumerate(head) if n not in quotes and not paragraph.marked]
    return links.total() if _absent(head, own, in_head) <= _HEAD_ABSENT else 0


def _sums(links: Counter[tuple[int, int]], side: int) -> Counter[int]:
    sums: Counter[int] = Counter()
    for pair, words in links.items():
        sums[pair[side]] += words
    return sums


def _absent(paragraphs: Sequence[Paragraph], which: Sequence[int], matched: Counter[int]) -> float:
    """Share of the long paragraphs in `which` of which less than half of the words are matched; 1 when none is long."""
    longer = [n for n in which if len(paragraphs[n].text) >= _SHORT and len(paragraphs[n].tokens) >= _SIZE]
    return sum(2 * matched[n] < len(paragraphs[n].tokens) for n in longer) / len(longer) if longer else 1.0


def _links(firsts: Texts, seconds: Texts) -> list[_Link]:
    """Which texts of both sides say the same, as ranges that increase in both."""
    words = linked_words(firsts, seconds)
    tied = sorted((j, i) for (i, j), n in words.items() if 2 * n >= min(len(firsts[i]), len(seconds[j])))
    links = _joined(_Link(i, i, j, j) for j, i in tied)
    return _joined(
        sorted([*links, *_short_links(firsts, seconds, links)], key=lambda link: (link.other_first, link.first))
    )


def _joined(links: Iterator[_Link] | Sequence[_Link]) -> list[_Link]:
    """Links that share a text on either side made one."""
    joined: list[_Link] = []
    for link in links:
        last = joined[-1] if joined else None
        if last and (link.first <= last.last or link.other_first <= last.other_last):
            ends = max(last.last, link.last), max(last.other_last, link.other_last)
            joined[-1] = _Link(last.first, ends[0], last.other_first, ends[1])
        else:
            joined.append(link)
    return joined


def _short_links(firsts: Texts, seconds: Texts, links: Sequence[_Link]) -> Iterator[_Link]:
    """Texts between two links that are word for word in a text of the other side between, or at the edges of, the same links."""
    edges = [_Link(-1, -1, -1, -1), *links, _Link(len(firsts), len(firsts), len(seconds), len(seconds))]
    for before, after in pairwise(edges):
        at = max(0, before.last)
        for j in range(before.other_last + 1, after.other_first):
            window = range(at, min(after.first + 1, len(firsts)))
            i = next((i for i in window if _holds(firsts[i], seconds[j])), None)
            if i is not None:
                yield _Link(i, i, j, j)
                at = i


def _holds(text: Sequence[str], part: Sequence[str]) -> bool:
    return len(part) <= len(text) and f" {' '.join(part)} " in f" {' '.join(text)} "


def _merged(blocks: Sequence[Aligned], links: Sequence[_Link], rendering: range, number: int) -> Iterator[Aligned]:
    """Blocks with one more rendering laid over them."""
    at, other = 0, 0
    for link in [*links, _Link(len(blocks), len(blocks), len(rendering), len(rendering))]:
        yield from blocks[at : link.first]
        yield from (Aligned({number: rendering[n : n + 1]}) for n in range(other, link.other_first))
        at, other = link.last + 1, link.other_last + 1
        if link.first < len(blocks):
            same = blocks[link.first : at]
            yield Aligned(_spanned(same) | {number: rendering[link.other_first : other]})


def _spanned(blocks: Sequence[Aligned]) -> dict[int, range]:
    numbers = sorted({number for block in blocks for number in block.ranges})
    having = {number: [block.ranges[number] for block in blocks if number in block.ranges] for number in numbers}
    return {number: range(ranges[0].start, ranges[-1].stop) for number, ranges in having.items()}
