"""Whether a reply agrees with its target: a small trained model with calibrated probabilities, and what decided it.

Multinomial logistic regression over the cues of the reply, how it relates to its target, its hashed words and, where there is a
pair model, what that says. Everything is linear, so each cue's share of the answer can be told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from graph.models import Label

Floats = NDArray[np.float64]
Buckets = Sequence[NDArray[np.integer]]

LABELS: Final[tuple[Label, ...]] = ("agree", "neutral", "disagree")
_LEAST = 1e-4  # no pair model is surer than that


@dataclass(frozen=True, eq=False)
class StanceModel:
    """Weights, a row an input and a column a label in the order of LABELS; calibration is part of them.

    `columns` is for cues, relation and, if `paired`, log-probabilities of the pair model; `words` has a power of two of rows.
    Where no label has a probability of at least `threshold`, the answer is neutral.
    """

    columns: Floats
    words: Floats
    bias: Floats
    threshold: float
    paired: bool

    def probabilities(self, rows: Floats, buckets: Buckets) -> Floats:
        """Calibrated probabilities: shape (len(rows), 3), rows sum to 1. `rows` has a column a row of `self.columns`."""
        return chances_of(rows @ self.columns + word_log_odds(self.words, buckets) + self.bias)

    def label(self, probabilities: Sequence[float]) -> Label:
        """The likeliest label, or neutral if none is likely enough."""
        best = max(range(len(LABELS)), key=lambda n: probabilities[n])
        return LABELS[best] if probabilities[best] >= self.threshold else "neutral"


@dataclass(frozen=True, eq=False)
class StanceModels:
    """Two sets of weights: one for when there is no pair model, and one for when there is."""

    alone: StanceModel
    paired: StanceModel | None


def pair_columns(probabilities: NDArray[np.floating]) -> Floats:
    """What the second stage sees of the pair model: log-probabilities, shape (n, 3)."""
    logs: Floats = np.log(np.maximum(probabilities.astype(np.float64), _LEAST))
    return logs


def chances_of(log_odds: Floats) -> Floats:
    """Probabilities, rows summing to 1."""
    raised = np.exp(log_odds - log_odds.max(axis=1, keepdims=True))
    chances: Floats = raised / raised.sum(axis=1, keepdims=True)
    return chances


def word_log_odds(weights: Floats, buckets: Buckets) -> Floats:
    """What the words say: shape (len(buckets), 3); a long text's words count as much together as a short one's."""
    said = [weights[each].sum(axis=0) / np.sqrt(max(1, len(each))) for each in buckets]
    return np.stack(said) if said else np.empty((0, len(LABELS)))


@lru_cache(maxsize=1)
def trained_models() -> StanceModels:
    """The models that are shipped in `graph/weights`."""
    with files("graph").joinpath("weights", "stance.npz").open("rb") as stored:
        return unpack(dict(np.load(stored, allow_pickle=False)))


def pack(models: StanceModels) -> dict[str, NDArray[Any]]:
    """The models as arrays by name, in the precision in which they are stored."""
    named = {"alone": models.alone} | ({"paired": models.paired} if models.paired else {})
    return {f"{name}_{key}": array for name, model in named.items() for key, array in _packed(model).items()}


def unpack(arrays: Mapping[str, NDArray[Any]]) -> StanceModels:
    """The models from what `pack` gave."""
    paired = _unpacked(arrays, "paired") if "paired_columns" in arrays else None
    return StanceModels(_unpacked(arrays, "alone"), paired)


def _packed(model: StanceModel) -> dict[str, NDArray[Any]]:
    return {
        "columns": model.columns.astype(np.float32),
        "words": model.words.astype(np.float16),
        "numbers": np.array([*model.bias, model.threshold]),
    }


def _unpacked(arrays: Mapping[str, NDArray[Any]], name: str) -> StanceModel:
    *bias, threshold = arrays[f"{name}_numbers"].tolist()
    columns, words = (arrays[f"{name}_{key}"].astype(np.float64) for key in ("columns", "words"))
    return StanceModel(columns, words, np.array(bias), threshold, name == "paired")
