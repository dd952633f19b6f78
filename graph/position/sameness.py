"""Whether two sentences say the same: the pair model in both orders, their vectors and their rare words, weighed together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.stances.target import rarity
from ingest.embedder import Embedder
from ingest.pair_scores import Pair, PairScorer, yes_odds
from ingest.words import tokens

Floats = NDArray[np.float64]

COLUMNS: Final = ("pair model", "pair model, other order", "cosine", "rare words shared")


@dataclass(frozen=True, eq=False)
class Sameness:
    """Logistic regression over COLUMNS; its probabilities are calibrated for sentences on one topic and side."""

    weights: Floats
    bias: float

    def chances(self, rows: Floats) -> Floats:
        """Probabilities, shape (len(rows),), of rows with a number for each of COLUMNS."""
        said: Floats = 1 / (1 + np.exp(-(rows @ self.weights + self.bias)))
        return said


def same_chances(pairs: Sequence[Pair], embedder: Embedder, scorer: PairScorer) -> Floats:
    """How likely the two sentences of each pair say the same, shape (len(pairs),)."""
    return trained_model().chances(columns(pairs, embedder, scorer))


def columns(pairs: Sequence[Pair], embedder: Embedder, scorer: PairScorer) -> Floats:
    """What is seen of each pair: shape (len(pairs), len(COLUMNS))."""
    if not pairs:
        return np.empty((0, len(COLUMNS)))
    turned = [(second, first) for first, second in pairs]
    said = [yes_odds(scorer, "same", each) for each in (pairs, turned)]
    return np.column_stack([*said, _cosines(pairs, embedder), [_shared(*pair) for pair in pairs]])


def _cosines(pairs: Sequence[Pair], embedder: Embedder) -> Floats:
    """Cosines of the vectors, each text embedded once."""
    row_of = {text: row for row, text in enumerate(dict.fromkeys(text for pair in pairs for text in pair))}
    vectors = embedder.embed(list(row_of)).astype(np.float64)
    first, second = ([row_of[pair[side]] for pair in pairs] for side in (0, 1))
    cosines: Floats = (vectors[first] * vectors[second]).sum(axis=1)
    return cosines


def _shared(first: str, second: str) -> float:
    """Share of the weight of the rarer sentence's words that the other one has too."""
    words = set(tokens(first)), set(tokens(second))
    weights = [dict(zip(each, rarity(list(each)), strict=True)) for each in map(sorted, words)]
    common = sum(weights[0][word] for word in words[0] & words[1])
    return common / (1.0 + min(sum(each.values()) for each in weights))


@lru_cache(maxsize=1)
def trained_model() -> Sameness:
    """The model that is shipped in `graph/weights`."""
    with files("graph").joinpath("weights", "sameness.npz").open("rb") as stored:
        return unpack(dict(np.load(stored, allow_pickle=False)))


def pack(model: Sameness) -> dict[str, NDArray[Any]]:
    """The model as arrays by name."""
    return {"numbers": np.array([*model.weights, model.bias])}


def unpack(arrays: Mapping[str, NDArray[Any]]) -> Sameness:
    """The model from what `pack` gave."""
    numbers = arrays["numbers"]
    return Sameness(numbers[:-1], float(numbers[-1]))
