"""What two runs of texts have in common in the same order: the longest increasing chain of shared 5-word shingles."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.alignment import longest_chain, words_under
from ingest.words import shingles

_SIZE = 5
_TIES = 64  # a shingle at more places of one text says nothing about order

Numbers = NDArray[np.int64]
Texts = Sequence[Sequence[str]]


def linked_words(firsts: Texts, seconds: Texts) -> Counter[tuple[int, int]]:
    """Count the words that the chain matches of each pair of texts (first index, second index)."""
    first, second = [t for text in firsts for t in text], [t for text in seconds for t in text]
    owner = np.repeat(np.arange(len(firsts)), [len(text) for text in firsts])
    other_owner = np.repeat(np.arange(len(seconds)), [len(text) for text in seconds])
    pairs = np.array(list(_matched_words(first, second)), np.int64).reshape(-1, 2)
    return Counter(zip(owner[pairs[:, 0]].tolist(), other_owner[pairs[:, 1]].tolist(), strict=True))


def _matched_words(first: Sequence[str], second: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of indices of equal words, increasing in both: the words under the chain of shingles."""
    places, others = _pairs(first, second)
    chain = longest_chain(list(zip(others.tolist(), places.tolist(), strict=True)))
    return words_under([(place, other) for other, place in chain], _SIZE)


def _pairs(first: Sequence[str], second: Sequence[str]) -> tuple[Numbers, Numbers]:
    """Places of equal shingles, by their place in `second` and then descending in `first`; ubiquitous shingles left out."""
    left, right = shingles(first, _SIZE), shingles(second, _SIZE)
    order = np.argsort(left, kind="stable")
    low = np.searchsorted(left[order], right, side="left")
    many = np.searchsorted(left[order], right, side="right") - low
    many[many > _TIES] = 0
    steps = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    first_places = order[np.repeat(low, many) + steps]
    second_places = np.repeat(np.arange(len(right)), many)
    by_second = np.lexsort((-first_places, second_places))
    return first_places[by_second], second_places[by_second]
