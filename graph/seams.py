"""Places in a text of which a person said that a comment begins there, or that none does.

A place is described by the words before and after it, so that it is found again in another rendering, in another dump of the page,
and wherever the segmenter cuts; what lies farther off may differ.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.corrections import SeamValue, excerpt, excerpt_end
from ingest.blocks import MARKS
from ingest.words import Word, tokens, words

_CONTEXT = 10  # words on either side
_OPENING = re.compile(r"(?<=\s)\S*\Z|\Z")  # what belongs to the word behind a gap: an opening quotation mark
_LEAST = 8  # words on both sides together; of fewer, the whole text has to be the same


@dataclass(frozen=True, slots=True)
class Seam:
    """Between these words a comment begins, or none does; `marked` tells whether the line of the last word before is a quote.

    `order` grows with the time at which a person said so.
    """

    before: tuple[str, ...]
    after: tuple[str, ...]
    begins: bool
    marked: bool = False
    order: int = 0

    @property
    def telling(self) -> bool:
        """Whether these words are enough to know the place by, whatever stands around them."""
        return len(self.before) + len(self.after) >= _LEAST


class Text:
    """A text as seams are looked for in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: Sequence[Word] = words(text)
        self.tokens = [word.text for word in self.words]

    def cut(self, at: int) -> int:
        """The character at which the text is cut so that word `at` begins the second part: the first of its line, if it is that."""
        if at >= len(self.words):
            return len(self.text)
        start, end = (self.words[at - 1].end if at else 0), self.words[at].start
        gap = self.text[start:end]
        opening = gap.rfind("\n") + 1 or len(gap) - len(_OPENING.findall(gap)[0])
        return end - len(gap[opening:].lstrip())

    def word_at(self, character: int) -> int:
        """The number of the word that stands at a character, or behind it first."""
        return bisect_right(self.words, character, key=lambda word: word.end)

    def marked(self, at: int) -> bool:
        """Whether word `at` stands in a line with a quote mark."""
        line = self.text.rfind("\n", 0, self.words[at].start) + 1
        return MARKS.match(self.text[line : self.words[at].start + 1]) is not None


class Seams:
    """All seams that people spoke of, found in a text by their words."""

    def __init__(self, seams: Iterable[Seam]) -> None:
        self._first: dict[str, list[Seam]] = defaultdict(list)
        self._last: dict[str, list[Seam]] = defaultdict(list)
        for each in seams:
            if each.after:
                self._first[each.after[0]].append(each)
            if each.before:
                self._last[each.before[-1]].append(each)

    def __bool__(self) -> bool:
        return bool(self._first)

    def cuts(self, text: Text) -> list[int]:
        """Numbers of the words, ascending, with which a comment begins inside `text`."""
        known = (at for at in range(1, len(text.tokens)) if text.tokens[at] in self._first)
        return [at for at in known if self.inside(text, at)]

    def inside(self, text: Text, at: int) -> bool | None:
        """Whether a comment begins with word `at` of `text`, one of its later words; None when nobody said so."""
        return _last([each for each in self._first.get(text.tokens[at], ()) if _holds(each, text, at)])

    def between(self, first: Text, second: Text) -> bool | None:
        """Whether a comment begins with `second`, which stands behind `first`; None when nobody said so."""
        matching = [
            each for each in self._beginning(second.tokens) if _ends(each, first) and _fits(each, first, second)
        ]
        return _last(matching)

    def at_start(self, text: Text) -> bool | None:
        """The same, whatever stands before `text`; only its own words can tell."""
        return _last([each for each in self._beginning(text.tokens) if each.telling and len(each.after) >= _LEAST])

    def touching(self, text: Text) -> Iterator[Seam]:
        """Seams at either edge of `text` or inside it."""
        yield from self._beginning(text.tokens)
        yield from (each for each in self._last.get(text.tokens[-1] if text.tokens else "", ()) if _ends(each, text))
        for at in range(1, len(text.tokens)):
            yield from (each for each in self._first.get(text.tokens[at], ()) if _holds(each, text, at))

    def _beginning(self, tokens: Sequence[str]) -> list[Seam]:
        return [each for each in self._first.get(tokens[0], ()) if _starts(each, tokens, 0)] if tokens else []


def seam_of(value: SeamValue, begins: bool, order: int = 0) -> Seam:
    """The place that `value` describes."""
    before, after = tuple(tokens(value.before))[-_CONTEXT:], tuple(tokens(value.after))[:_CONTEXT]
    return Seam(before, after, begins, value.marked, order)


def describe(before: Text, after: Text) -> SeamValue:
    """The place between two texts."""
    marked = bool(before.words) and before.marked(len(before.words) - 1)
    return SeamValue(before=excerpt_end(before.text), after=excerpt(after.text), marked=marked)


def _starts(seam: Seam, tokens: Sequence[str], at: int) -> bool:
    return tuple(tokens[at : at + len(seam.after)]) == seam.after


def _ends(seam: Seam, text: Text, at: int | None = None) -> bool:
    """Whether word `at` (or the end) of `text` comes behind the words before the seam."""
    at = len(text.tokens) if at is None else at
    start = at - len(seam.before)
    if start < 0 or tuple(text.tokens[start:at]) != seam.before:
        return False
    return not at or text.marked(at - 1) == seam.marked


def _holds(seam: Seam, text: Text, at: int) -> bool:
    whole = len(text.tokens) == len(seam.before) + len(seam.after)
    return bool(seam.before) and (seam.telling or whole) and _starts(seam, text.tokens, at) and _ends(seam, text, at)


def _fits(seam: Seam, first: Text, second: Text) -> bool:
    return seam.telling or (len(first.tokens), len(second.tokens)) == (len(seam.before), len(seam.after))


def _last(seams: Sequence[Seam]) -> bool | None:
    return max(seams, key=lambda each: each.order).begins if seams else None
