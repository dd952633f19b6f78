"""Who speaks against whom in a set of statements: trained weights, and what follows from them for all statements together.

Each statement is a point for or against the topic, or it counters one point. What speaks for each pair comes from a log-linear
model; a point has one counter at most and a counter none, so all pairs are weighed together (`graph.debate.pairing`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.debate.features import Floats
from graph.debate.pairing import pair_chances
from ingest.pair_scores import PairScorer

Buckets = Sequence[NDArray[np.int64]]

_USUAL = 6  # statements of a set that the weights were fitted to: in larger ones each pair is as much less likely
_MOST = 25.0  # log odds; more is certain


@dataclass(frozen=True, eq=False)
class Sheet:
    """What is seen of n statements: of each two (n, n, PAIR_COLUMNS), of each (n, STATEMENT_COLUMNS) and (n, SIDE_COLUMNS).

    `meanings` are vectors of each, `buckets` its hashed words, `stances` what the pair model says of it toward the topic, (n, 3),
    or None.
    """

    pairs: Floats
    rows: Floats
    sides: Floats
    meanings: Floats
    buckets: Buckets
    stances: Floats | None

    @property
    def answer_rows(self) -> Floats:
        """What is seen of a statement as a counter, apart from its words and meaning."""
        return self.rows if self.stances is None else np.concatenate([self.rows, self.stances], axis=1)

    @property
    def side_rows(self) -> Floats:
        """What is seen of a statement's side, apart from its words and meaning."""
        return np.concatenate([self.answer_rows, self.sides], axis=1)


@dataclass(frozen=True, eq=False)
class Linear:
    """Weights of columns, of the numbers of a meaning, and of hashed words (a power of two of them), and a bias: log odds."""

    columns: Floats
    meaning: Floats
    words: Floats
    bias: float

    def log_odds(self, rows: Floats, sheet: Sheet) -> Floats:
        """Shape (n,); `rows` are those of the sheet that the columns are for.

        Vectors of another length are of another embedder than the weights' own: then they tell nothing.
        """
        fits = sheet.meanings.shape[1] == len(self.meaning)
        meant = sheet.meanings @ self.meaning if fits else 0.0
        return rows @ self.columns + meant + word_sums(self.words, sheet.buckets) + self.bias


@dataclass(frozen=True, eq=False)
class Chances:
    """Of n statements: `counters[i, j]`, that j counters i; `against[j]`, that j attacks the topic if it counters nothing."""

    counters: Floats
    against: Floats

    @property
    def counter(self) -> Floats:
        """That a statement counters another."""
        return np.asarray(self.counters.sum(axis=0))

    @property
    def answered(self) -> Floats:
        """That a statement is countered."""
        return np.asarray(self.counters.sum(axis=1))

    @property
    def attacks_topic(self) -> Floats:
        """That a statement is a point against the topic."""
        return (1 - self.counter) * self.against

    @property
    def unaddressed(self) -> Floats:
        """That a statement attacks something and nothing counters it: it is a counter, or an attack on the topic left alone."""
        return self.counter + np.maximum(0.0, 1 - self.counter - self.answered) * self.against


@dataclass(frozen=True, eq=False)
class UnorderedModel:
    """`pair` weighs each two, `answer` what makes a counter (words and columns), `side` what makes an attack on the topic.

    `cut` is the probability from which a statement is called an open objection.
    """

    pair: Floats
    answer: Linear
    side: Linear
    cut: float

    def chances(self, sheet: Sheet) -> Chances:
        """For all statements of a sheet together; the order of the statements changes nothing."""
        against = 1 / (1 + np.exp(-self.side.log_odds(sheet.side_rows, sheet)))
        return Chances(directed_chances(self.pair_log_odds(sheet)), against)

    def pair_log_odds(self, sheet: Sheet) -> Floats:
        """That the second counters the first against both being alone, shape (n, n), each pair by itself."""
        return sheet.pairs @ self.pair + self.answer.log_odds(sheet.answer_rows, sheet)[None, :]


@dataclass(frozen=True, eq=False)
class UnorderedModels:
    """Two sets of weights: one for when there is no pair model, and one for when there is."""

    alone: UnorderedModel
    paired: UnorderedModel


def directed_chances(log_odds: Floats) -> Floats:
    """That j counters i, shape (n, n), when each statement is in one pair at most."""
    crowd = np.log(max(1.0, (len(log_odds) - 1) / (_USUAL - 1)))
    odds = np.exp(np.clip(log_odds - crowd, -_MOST, _MOST))
    both = odds + odds.T
    chances: Floats = pair_chances(both) * odds / both
    return chances


def word_sums(weights: Floats, buckets: Buckets) -> Floats:
    """What the words say, shape (n,); a long text's words count as much together as a short one's."""
    return np.array([weights[each].sum() / np.sqrt(max(1, len(each))) for each in buckets], np.float64)


def stance_columns(probabilities: NDArray[np.floating]) -> Floats:
    """What is seen of the pair model: log-probabilities, shape (n, 3); none is surer than one in ten thousand."""
    logs: Floats = np.log(np.maximum(probabilities.astype(np.float64), 1e-4))
    return logs


@lru_cache(maxsize=1)
def trained_models() -> UnorderedModels:
    """The models that are shipped in `graph/weights`."""
    with files("graph").joinpath("weights", "debates.npz").open("rb") as stored:
        return unpack(dict(np.load(stored, allow_pickle=False)))


def model_for(scorer: PairScorer | None) -> UnorderedModel:
    """The shipped model that hears the pair model, where there is one, or does without."""
    models = trained_models()
    return models.alone if scorer is None else models.paired


def pack(models: UnorderedModels) -> dict[str, NDArray[Any]]:
    """The models as arrays by name, in the precision in which they are stored."""
    named = {"alone": models.alone, "paired": models.paired}
    return {f"{name}_{key}": array for name, model in named.items() for key, array in _packed(model).items()}


def unpack(arrays: Mapping[str, NDArray[Any]]) -> UnorderedModels:
    """The models from what `pack` gave."""
    return UnorderedModels(_unpacked(arrays, "alone"), _unpacked(arrays, "paired"))


def _packed(model: UnorderedModel) -> dict[str, NDArray[Any]]:
    linear = {"answer": model.answer, "side": model.side}
    return {
        "pair": model.pair.astype(np.float32),
        "numbers": np.array([model.answer.bias, model.side.bias, model.cut]),
        **{f"{name}_columns": each.columns.astype(np.float32) for name, each in linear.items()},
        **{f"{name}_meaning": each.meaning.astype(np.float32) for name, each in linear.items()},
        **{f"{name}_words": each.words.astype(np.float16) for name, each in linear.items()},
    }


def _unpacked(arrays: Mapping[str, NDArray[Any]], name: str) -> UnorderedModel:
    own = {
        key.removeprefix(f"{name}_"): array.astype(np.float64) for key, array in arrays.items() if key.startswith(name)
    }
    *biases, cut = own["numbers"].tolist()
    answer, side = (
        Linear(own[f"{part}_columns"], own[f"{part}_meaning"], own[f"{part}_words"], bias)
        for part, bias in zip(("answer", "side"), biases, strict=True)
    )
    return UnorderedModel(own["pair"], answer, side, cut)
