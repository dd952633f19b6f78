"""Names of authors in texts: spoken to (`@name`, `name:` at the head), credited (`name wrote:`), or mentioned."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.words import Word, words

Ints = NDArray[np.int64]

MENTIONED, CREDITED, ADDRESSED = 1, 2, 3
_SAID = frozenset(["wrote", "writes", "said", "says", "schrieb", "escribió"])
_AFTER = 3  # words between a name and what says that it is credited
_LEAST = 3  # characters of a name
_HEAD = 2  # words in front of a name that is spoken to
_MOST = 4  # words of a name
_CALLED = re.compile(r"\W{0,2}[:,]|\s+[-–—]")


@dataclass(frozen=True, eq=False)
class Mentions:
    """Who names whom, one row a (comment, author), sorted: how (MENTIONED, CREDITED or ADDRESSED, the strongest)."""

    comment: Ints
    author: Ints
    how: Ints


def find_mentions(names: Sequence[str], texts: Sequence[str], tokens: Sequence[Sequence[str]]) -> Mentions:
    """Find the authors' names in the texts, whatever their case; `tokens` are the words of each text."""
    by_first: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
    for number, name in enumerate(names):
        parts = tuple(word.text for word in words(name))[:_MOST]
        if parts and len(name) >= _LEAST:
            by_first[parts[0]].append((parts, number))
    best: dict[tuple[int, int], int] = {}
    for at in (at for at, said in enumerate(tokens) if not by_first.keys().isdisjoint(said)):
        for author, how in _named(texts[at], by_first):
            best[at, author] = max(how, best.get((at, author), 0))
    rows = np.array(sorted((*key, how) for key, how in best.items()), np.int64).reshape(-1, 3)
    return Mentions(*rows.T)


def _named(text: str, by_first: dict[str, list[tuple[tuple[str, ...], int]]]) -> Iterator[tuple[int, int]]:
    """Yield each author that is named in `text`, and how."""
    found = words(text)
    for at, word in enumerate(found):
        for parts, number in by_first.get(word.text, ()):
            if tuple(each.text for each in found[at : at + len(parts)]) == parts:
                yield number, _how(text, found, at, at + len(parts))


def _how(text: str, found: Sequence[Word], start: int, end: int) -> int:
    if any(word.text in _SAID for word in found[end : end + _AFTER]):
        return CREDITED
    if text.endswith("@", 0, found[start].start) or (start <= _HEAD and _CALLED.match(text, found[end - 1].end)):
        return ADDRESSED
    return MENTIONED
