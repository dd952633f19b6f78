"""Words of a text with their places, folded so that two renderings of one text have the same words.

Every comparison of texts in this project (copies, quotes, duplicates) is made on these words, and every word knows where it
stands in the raw text, so that all results point into the raw text.
"""

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b
from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.kept import Kept

_HELD = 1 << 22  # characters of words
_WORD = re.compile(r"\w+(?:['’ʼ]\w+)*")
_FOLDED = str.maketrans(
    {"‘": "'", "’": "'", "ʼ": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‐": "-", "‑": "-"}
    | {
        "–": "-",
        "—": "-",
        "―": "-",
        "−": "-",
        "…": "...",
        "\u00ad": "",
        "\u200b": "",
        "\u200c": "",
        "\u200d": "",
        "\ufeff": "",
    }
)
_LIST_MARKER = re.compile(r"^[ \t]*(?:[-*+•·–—]|\(?\d{1,3}[.)])[ \t]+", re.MULTILINE)
_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F], np.uint64
)


class Word(NamedTuple):
    """A folded word and the span of the raw text that it was read from."""

    text: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Words of `text` in order; case, compatibility forms and apostrophes folded."""
    return [Word(_FOLDS[found.group()], found.start(), found.end()) for found in _WORD.finditer(text)]


def spans(text: str) -> list[tuple[int, int]]:
    """Where `words(text)` start and end, without what they say."""
    return [found.span() for found in _WORD.finditer(text)]


def tokens(text: str) -> list[str]:
    """Texts of `words(text)` without their places: several times faster."""
    return _WORD.findall(text.lower()) if text.isascii() else [_FOLDS[word] for word in _WORD.findall(text)]


def fold(text: str) -> str:
    """One line that is equal for texts which differ only in case, white space, list markers, quote marks and dashes."""
    unmarked = _LIST_MARKER.sub("", text)
    if unmarked.isascii():
        return " ".join(unmarked.lower().split())
    return " ".join(unicodedata.normalize("NFKC", unmarked.translate(_FOLDED)).casefold().split())


def text_hash(text: str) -> str:
    """32 hexadecimal digits of the folded text; the same in every process."""
    return blake2b(fold(text).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def parts_hash(*parts: str) -> str:
    """16 hexadecimal digits of some texts in this order, as they are; the same in every process."""
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def shingles(tokens: Sequence[str], size: int) -> NDArray[np.uint64]:
    """Hash every run of `size` words (at most 5): uint64, shape (max(0, len(tokens) - size + 1),), in order."""
    return _mixed(np.fromiter(map(_HASHES.__getitem__, tokens), np.uint64, len(tokens)), size)


def shingles_of(texts: Sequence[Sequence[str]], size: int) -> list[NDArray[np.uint64]]:
    """Shingles of each of many texts, as `shingles` gives them, but hashed all together."""
    ends = list(accumulate(map(len, texts)))
    if not ends or not ends[-1]:
        return [np.empty(0, np.uint64) for _ in texts]
    mixed = _mixed(np.fromiter(map(_HASHES.__getitem__, chain.from_iterable(texts)), np.uint64, ends[-1]), size)
    return [
        mixed[end - len(text) : max(end - len(text), end - size + 1)] for text, end in zip(texts, ends, strict=True)
    ]


def _mixed(hashes: NDArray[np.uint64], size: int) -> NDArray[np.uint64]:
    """One hash for every run of `size` hashes of words."""
    count = len(hashes) - size + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    mixed = np.zeros(count, np.uint64)
    for offset in range(size):
        mixed += hashes[offset : offset + count] * _MULTIPLIERS[offset]
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return mixed ^ (mixed >> np.uint64(32))


def _fold_word(word: str) -> str:
    return unicodedata.normalize("NFKC", word.translate(_FOLDED)).casefold()


def _word_hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


_FOLDS = Kept(_fold_word, _HELD)
_HASHES = Kept(_word_hash, _HELD)
