"""Claims of one discussion as points: the product of two points is high where the claims say the same.

A point joins two unit vectors. One is the embedding less what the discussion has in common, through a trained projection; the
other is the claim's stems, the rarer in the discussion and in all forums the longer. The smaller a discussion, the less is taken
away of it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import log
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from graph.stances.target import rarity
from ingest.words import shingles, tokens

Floats = NDArray[np.float32]

BUCKETS: Final = 512  # of hashed stems
_FAMILIAR = 10  # claims after which half of what a discussion has in common is known
_FORUM = 20  # claims' worth of trust in how rare a word is in all forums
_PLAIN = 2.8  # of rarity: words of grammar, and those that everybody uses, have less
_STEM = 4  # letters that a stem keeps
_ABOUT = 0.35  # cosine of two claims on one question, mostly
_ASKED = 1000
_ENDINGS = (
    "ingly",
    "edly",
    "ation",
    "ments",
    "ment",
    "ness",
    "ings",
    "ing",
    "ies",
    "ied",
    "ed",
    "es",
    "ly",
    "s",
    "e",
    "y",
)


@dataclass(frozen=True, eq=False)
class ClaimSpace:
    """The trained projection, square, and the share of the product that belongs to meaning; the rest belongs to words.

    Claims of a discussion where one question has n claims are one group while their average product is at least `level` - `slope`
    log n, kept between `least` and `most`: the more is said of one thing, the more ways there are to say it.
    """

    projection: Floats
    meaning: float
    level: float
    slope: float
    least: float
    most: float

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The space from what `arrays` gave."""
        return cls(arrays["projection"].astype(np.float32), *arrays["numbers"].tolist())

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Everything by name, in the precision in which it is stored."""
        numbers = np.array([self.meaning, self.level, self.slope, self.least, self.most])
        return {"projection": self.projection.astype(np.float16), "numbers": numbers}

    def points(self, vectors: Floats, texts: Sequence[str]) -> Floats:
        """A point for each claim of a discussion, from its unit vector and its words: shape (len(texts), dimensions).

        Vectors of another length are another model's: they are taken as they are, without the projection.
        """
        plain = centred(vectors)
        meant = units(plain @ self.projection) if plain.shape[1] == len(self.projection) else plain
        points: Floats = np.hstack([np.sqrt(self.meaning) * meant, np.sqrt(1 - self.meaning) * stem_rows(texts)])
        return points.astype(np.float32)

    def threshold(self, count: float) -> float:
        """From what average product on claims are one group where one question has so many."""
        return min(self.most, max(self.least, self.level - self.slope * log(max(1, count))))


@lru_cache(maxsize=1)
def trained_space() -> ClaimSpace:
    """The space that is shipped in `graph/weights`."""
    with files("graph").joinpath("weights", "positions.npz").open("rb") as stored:
        return ClaimSpace.of(dict(np.load(stored, allow_pickle=False)))


def centred(vectors: Floats) -> Floats:
    """Unit vectors less the discussion's mean, which counts the less the fewer they are; of unit length again."""
    count = len(vectors)
    return units(vectors - np.float32(count / (count + _FAMILIAR)) * vectors.mean(axis=0))


def on_one_question(vectors: Floats) -> float:
    """How many claims of a discussion are about as much the same as a claim of it, that one included, on average.

    Where all argue on one motion these are nearly all; a forum thread wanders, and however long it is, few are. At most _ASKED
    claims are asked, evenly through the discussion.
    """
    asked = vectors[:: -(-len(vectors) // _ASKED)] if len(vectors) else vectors
    near = asked @ vectors.T >= _ABOUT
    return float(near.sum(axis=1).mean()) if len(near) else 0.0


def units(rows: Floats) -> Floats:
    """Rows of length 1; what has no length stays without one."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = (rows / np.maximum(lengths, 1e-9)).astype(np.float32)
    return scaled


def stem_rows(texts: Sequence[str]) -> Floats:
    """Hashed stems of each text as a row of length 1, weighed by how rare they are here and anywhere."""
    found = [_stems(text) for text in texts]
    rare = {stem: rare for each in found for stem, rare in sorted(each.items(), reverse=True)}
    held = Counter(stem for each in found for stem in each)
    weight = {stem: _weight(count, rare[stem], len(texts)) for stem, count in held.items()}
    rows = np.zeros((len(texts), BUCKETS), np.float32)
    for row, each in zip(rows, found, strict=True):
        for stem in sorted(each):
            for bucket, sign in _places(stem):
                row[bucket] += sign * weight[stem]
    return units(rows)


def _stems(text: str) -> dict[str, float]:
    """Each stem of a text and the rarity of the commonest word that it stands for there."""
    words = tokens(text)
    found: dict[str, float] = {}
    for word, rare in zip(words, rarity(words), strict=True):
        stem = _stem(word)
        found[stem] = min(rare, found.get(stem, rare))
    return {stem: rare for stem, rare in found.items() if rare > _PLAIN}


@lru_cache(maxsize=1 << 17)
def _stem(word: str) -> str:
    return next((word[: -len(end)] for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= _STEM), word)


def _weight(held: int, rare: float, count: int) -> float:
    """How rare a stem is, in the discussion as far as that tells, else in all forums."""
    return max(0.0, -log((held + _FORUM * float(np.exp(-rare))) / (count + _FORUM)))


@lru_cache(maxsize=1 << 16)
def _places(stem: str) -> tuple[tuple[int, float], ...]:
    """Two buckets, each with a sign: what two stems share by chance mostly cancels out."""
    mixed = int(shingles([stem], 1)[0])
    return tuple(((mixed >> shift) % BUCKETS, 1.0 if (mixed >> (shift + 12)) & 1 else -1.0) for shift in (0, 24))
