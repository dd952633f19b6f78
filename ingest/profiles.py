"""What comparisons need of a text, read for many texts at once: it is asked for several times of each."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, islice, pairwise, takewhile
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ingest.words import fold, shingles_of

_RUN = 3  # words in a shingle
_SAMPLE = 4  # one shingle in so many is a key
_SMALLEST = 4  # and always this many
_MOST = 1024  # keys of one text
_HELD = 1 << 22  # characters of texts whose profiles are held, or twice as many
_EACH = 300  # characters that a text counts more than it has
_TOKEN = re.compile(r"\w+(?:'\w+)*")


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """A text's hash, how many folded words it has, its distinct three-word shingles in ascending order, and its lookup keys."""

    text: str
    size: int
    exact: str
    shingles: NDArray[np.uint64]
    keys: tuple[int, ...]


def profiles(texts: Iterable[str]) -> dict[str, Profile]:
    """The profile of each of `texts`; those that were read last are at hand."""
    return _READ.of(texts)


class _Read:
    """The profiles of the texts that were read last."""

    def __init__(self) -> None:
        self._held: dict[str, Profile] = {}
        self._size = 0
        self._lock = Lock()

    def of(self, texts: Iterable[str]) -> dict[str, Profile]:
        """The profile of each of `texts`."""
        held = self._held  # only ever added to, or replaced as a whole: looking needs no lock
        found = {text: held.get(text) for text in texts}
        missing = [text for text, each in found.items() if each is None]
        made = {each.text: each for each in _made(missing)} if missing else {}
        if made:
            self._hold(made)
        return {text: each or made[text] for text, each in found.items()}

    def _hold(self, made: dict[str, Profile]) -> None:
        with self._lock:
            self._held |= made
            self._size += sum(map(_size, made))
            if self._size > 2 * _HELD:
                sizes = accumulate(map(_size, reversed(self._held)))
                last = sum(1 for _ in takewhile(lambda size: size <= _HELD, sizes))
                self._held = dict(islice(self._held.items(), len(self._held) - last, None))
                self._size = sum(map(_size, self._held))


def _size(text: str) -> int:
    return len(text) + _EACH


_READ = _Read()


def _made(texts: Sequence[str]) -> Iterator[Profile]:
    folded = [fold(text) for text in texts]
    tokens = [_TOKEN.findall(each) for each in folded]
    runs, sampled = _distinct(shingles_of(tokens, _RUN))
    for text, plain, said, found, sample in zip(texts, folded, tokens, runs, sampled, strict=True):
        exact = blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        yield Profile(text, len(said), exact, found, tuple(sorted({int(exact[:15], 16), *sample})))


def _distinct(runs: Sequence[NDArray[np.uint64]]) -> tuple[list[NDArray[np.uint64]], list[list[int]]]:
    """The distinct shingles of each text, ascending, and those of them that are keys."""
    owners = np.repeat(np.arange(len(runs)), [each.size for each in runs])
    values = np.concatenate([np.empty(0, np.uint64), *runs])
    order = np.lexsort((values, owners))
    owners, values = owners[order], values[order]
    first = np.ones(len(values), bool)
    first[1:] = (values[1:] != values[:-1]) | (owners[1:] != owners[:-1])
    owners, values = owners[first], values[first]
    bounds = np.searchsorted(owners, np.arange(len(runs) + 1))
    chosen = (values % _SAMPLE == 0) | (np.arange(len(values)) - bounds[owners] < _SMALLEST)
    sample, ends = (values[chosen] >> np.uint64(1)).tolist(), np.append(0, np.cumsum(chosen))[bounds].tolist()
    sampled = [sample[low : min(high, low + _MOST)] for low, high in pairwise(ends)]
    return [values[low:high] for low, high in pairwise(bounds.tolist())], sampled
