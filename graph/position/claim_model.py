"""Whether a sentence asserts something: a small trained model on cues and hashed words.

Logistic regression, so that what a cue or a word adds can be told; `graph/weights/claims.md` is its card.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from ingest.words import shingles, tokens

Floats = NDArray[np.float64]

BUCKETS: Final = 1 << 12  # of hashed words and pairs of words
_FOLDED = str.maketrans("’‘ʼ“”", "'''\"\"")
_SHORT, _LONG = 8, 28  # words


@dataclass(frozen=True, eq=False)
class ClaimModel:
    """Weights of the columns of `cue_rows` and of the buckets of `word_buckets`.

    A sentence whose log odds are below `threshold` is not worth keeping as a claim.
    """

    columns: Floats
    words: Floats
    bias: float
    threshold: float

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """The model from what `arrays` gave."""
        bias, threshold = arrays["numbers"].tolist()
        columns, words = (arrays[name].astype(np.float64) for name in ("columns", "words"))
        return cls(columns, words, bias, threshold)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The model as arrays by name, in the precision in which it is stored."""
        numbers = np.array([self.bias, self.threshold])
        return {"columns": self.columns.astype(np.float32), "words": self.words.astype(np.float16), "numbers": numbers}

    def log_odds(self, sentences: Sequence[str]) -> Floats:
        """By how much each sentence looks like a claim: shape (len(sentences),), higher for surer ones."""
        said = np.array([self.words[word_buckets(each)].sum() for each in sentences], np.float64)
        odds: Floats = cue_rows(sentences) @ self.columns + said + self.bias
        return odds


@lru_cache(maxsize=1)
def trained_model() -> ClaimModel:
    """The model that is shipped in `graph/weights`."""
    with files("graph").joinpath("weights", "claims.npz").open("rb") as stored:
        return ClaimModel.of(dict(np.load(stored, allow_pickle=False)))


def cue_rows(sentences: Sequence[str]) -> Floats:
    """Which cues each sentence has (0 or 1), then its length in words three ways: shape (len(sentences), columns)."""
    rows = [_row(each.translate(_FOLDED)) for each in sentences]
    return np.array(rows, np.float64).reshape(len(rows), len(_cues()) + 3)


def word_buckets(sentence: str) -> NDArray[np.int64]:
    """Distinct buckets of the sentence's words and pairs of words."""
    words = tokens(sentence)
    hashes = np.concatenate([shingles(words, 1), shingles(words, 2)])
    return np.unique(hashes & np.uint64(BUCKETS - 1)).astype(np.int64)


def _row(sentence: str) -> list[float]:
    size = len(sentence.split())
    found = [float(any(each.search(sentence) for each in cue)) for cue in _cues()]
    return [*found, size / 20, float(size < _SHORT), float(size > _LONG)]


@lru_cache(maxsize=1)
def _cues() -> tuple[tuple[re.Pattern[str], ...], ...]:
    table = tomllib.loads(files("graph").joinpath("position", "claim_cues.toml").read_text(encoding="utf-8"))
    return tuple(_compiled(each["words"], case=each.get("case", False)) for each in table["cue"])


def _compiled(words: Sequence[str], *, case: bool) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each, re.NOFLAG if case else re.IGNORECASE) for each in words)
