"""The trained model of engagement as plain arrays: trees for sentences, the walk, trees and weights for objections, and acts."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.engagement.acts import Acts
from graph.engagement.chain import Walk
from ingest.trees import Forest

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Gauge:
    """Boosted trees and a logistic regression over the same columns, their log odds meant and calibrated.

    The regression sees a column no further than it went in training, `low` to `high`.
    """

    trees: Forest
    low: Doubles
    high: Doubles
    weights: Doubles
    numbers: Doubles  # the regression's constant, and the slope and the shift of the calibration

    def log_odds(self, rows: Floats) -> Doubles:
        """Not calibrated, shape (len(rows),)."""
        linear = np.clip(rows, self.low, self.high) @ self.weights + self.numbers[0]
        both: Doubles = (self.trees.log_odds(rows) + linear) / 2
        return both

    def chances(self, rows: Floats) -> Doubles:
        """Calibrated probabilities, shape (len(rows),)."""
        _, slope, shift = self.numbers
        chances: Doubles = 1 / (1 + np.exp(-(slope * self.log_odds(rows) + shift)))
        return chances


@dataclass(frozen=True, eq=False)
class EngagementModel:
    """`pairs` and, at the second look, `context` give the log odds that a sentence deals with an objection.

    `walk` reads an answer as a whole after each look; `gauge` judges the objection, `acts` tell how it is dealt with.
    """

    pairs: Forest
    context: Forest
    walk: Walk
    gauge: Gauge
    acts: Acts


@lru_cache(maxsize=1)
def trained_model() -> EngagementModel:
    """The model that is shipped in `graph/weights`."""
    with files("graph").joinpath("weights", "engagement.npz").open("rb") as stored:
        return unpack(dict(np.load(stored, allow_pickle=False)))


def pack(model: EngagementModel) -> dict[str, NDArray[Any]]:
    """The model as arrays by name, in the precision in which they are stored."""
    gauge, acts, walk = model.gauge, model.acts, model.walk
    forests = {"pairs": model.pairs, "context": model.context, "trees": gauge.trees}
    arrays = {f"{name}_{key}": array for name, forest in forests.items() for key, array in forest.arrays().items()}
    arrays |= {f"gauge_{key}": getattr(gauge, key) for key in ("low", "high", "weights", "numbers")}
    arrays |= {f"acts_{key}": getattr(acts, key) for key in ("columns", "bias", "second", "second_bias")}
    return arrays | {"acts_words": acts.words.astype(np.float16), "walk": np.array([walk.on, walk.off, walk.start])}


def unpack(arrays: Mapping[str, NDArray[Any]]) -> EngagementModel:
    """The model from what `pack` gave."""
    on, off, start = (tuple(row) for row in arrays["walk"].tolist())
    gauge = Gauge(Forest.of(_named(arrays, "trees")), **_named(arrays, "gauge"))
    acts = {key: array.astype(np.float64) for key, array in _named(arrays, "acts").items()}
    pairs, context = (Forest.of(_named(arrays, name)) for name in ("pairs", "context"))
    return EngagementModel(pairs, context, Walk(on, off, start), gauge, Acts(**acts))


def _named(arrays: Mapping[str, NDArray[Any]], name: str) -> dict[str, NDArray[Any]]:
    return {key.removeprefix(f"{name}_"): array for key, array in arrays.items() if key.startswith(f"{name}_")}
