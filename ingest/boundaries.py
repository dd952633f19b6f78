"""Where comments begin: a small trained lexical model with calibrated probabilities.

Two rounds of boosted trees look at local evidence: the words around each gap (a linear model over hashed words), shape, style,
cohesion and quotes; the second round also sees what the first said of the gaps around. A better model can take the place of
`boundary_probabilities`: nothing else knows how the numbers come about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.columns import Columns, Floats
from ingest.gap_words import gap_buckets
from ingest.gaps import gap_columns
from ingest.pieces import Piece
from ingest.quote_evidence import Quoting
from ingest.surroundings import surrounding_columns
from ingest.trees import Forest

Rows = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class WordModel:
    """A linear model over the hashed words around a gap; `weights` has a power of two of elements."""

    weights: Floats
    bias: float

    def log_odds(self, buckets: Sequence[NDArray[np.integer]]) -> Floats:
        """One number a gap: how much its words sound like the end of one comment and the opening of the next."""
        return np.array([self.bias + self.weights[each].sum() / np.sqrt(max(1, len(each))) for each in buckets])


@dataclass(frozen=True, eq=False)
class BoundaryModel:
    """Everything that was trained. `rarity` weighs words for `cohesion`.

    `slope` and `bias` calibrate the log odds of the second round (Platt 1999); a gap is a boundary from `threshold` up.
    """

    rarity: Floats
    words: WordModel
    first: Forest
    second: Forest
    slope: float
    bias: float
    threshold: float

    def chances(self, rows: Rows, quoting: Quoting) -> Floats:
        """Probability of a boundary at each gap: shape (len(rows),); 1 for the first."""
        guess = chances_of(self.first.log_odds(rows))
        return chances_of(self.slope * self.second.log_odds(second_rows(rows, guess, quoting)) + self.bias)


def boundary_probabilities(pieces: Sequence[Piece], quoting: Quoting) -> Floats:
    """Probability that a comment begins with each piece: float64, shape (len(pieces),); the first piece always begins one."""
    if not pieces:
        return np.empty(0)
    model = trained_model()
    rows = first_rows(pieces, quoting, model.rarity)
    words = model.words.log_odds(gap_buckets(pieces, len(model.words.weights)))
    return model.chances(with_words(rows, words), quoting)


def boundary_threshold() -> float:
    """The probability from which a gap counts as a boundary."""
    return trained_model().threshold


def first_rows(pieces: Sequence[Piece], quoting: Quoting, rarity: Floats) -> Rows:
    """What the first round sees, but for the words: one row a piece."""
    return _table(gap_columns(pieces, quoting, rarity))


def with_words(rows: Rows, words: Floats) -> Rows:
    """Rows with the say of the word model as their last column."""
    return np.concatenate([rows, words[:, None].astype(np.float32)], axis=1)


def chances_of(log_odds: Floats) -> Floats:
    """Probabilities; 1 for the first gap, in front of which there is nothing."""
    chances = 1 / (1 + np.exp(-log_odds))
    chances[:1] = 1.0
    return chances


def second_rows(rows: Rows, guess: Floats, quoting: Quoting) -> Rows:
    """What the second round sees: `rows` of the first, and what its guess says of the surroundings."""
    return np.concatenate([rows, _table(surrounding_columns(guess, quoting))], axis=1)


@lru_cache(maxsize=1)
def trained_model() -> BoundaryModel:
    """The model that is shipped in `ingest/weights`."""
    with files("ingest").joinpath("weights", "boundaries.npz").open("rb") as stored:
        return unpack(dict(np.load(stored, allow_pickle=False)))


def pack(model: BoundaryModel) -> dict[str, NDArray[Any]]:
    """The model as arrays by name, in the precision in which they are stored."""
    return {
        "rarity": model.rarity.astype(np.float16),
        "words": model.words.weights.astype(np.float16),
        "numbers": np.array([model.words.bias, model.slope, model.bias, model.threshold]),
        **{f"first_{name}": array for name, array in model.first.arrays().items()},
        **{f"second_{name}": array for name, array in model.second.arrays().items()},
    }


def unpack(arrays: dict[str, NDArray[Any]]) -> BoundaryModel:
    """The model from what `pack` gave."""
    word_bias, slope, bias, threshold = arrays["numbers"].tolist()
    return BoundaryModel(
        rarity=arrays["rarity"].astype(np.float64),
        words=WordModel(arrays["words"].astype(np.float64), word_bias),
        first=Forest.of(_named(arrays, "first_")),
        second=Forest.of(_named(arrays, "second_")),
        slope=slope,
        bias=bias,
        threshold=threshold,
    )


def _named(arrays: dict[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def _table(columns: Columns) -> Rows:
    return np.stack(list(columns.values()), axis=1).astype(np.float32)
