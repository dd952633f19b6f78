"""How likely each candidate is the parent: small trained models that weigh the evidence, with calibrated probabilities.

Two sets of boosted trees give every candidate a score by itself: one for discussions whose authors or dates are known, one for
flat text. The scores of a comment's candidates become probabilities by a softmax with a slope (Guo et al. 2017). Where a pair model
is at hand, what it says of the few likeliest candidates is added with a weight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from graph.reply.candidates import Pairs
from ingest.pair_scores import PairScorer, yes_odds
from ingest.trees import Forest

Floats = NDArray[np.float64]
Kind = Literal["dated", "flat"]
KINDS: tuple[Kind, ...] = ("dated", "flat")

_ASKED = 4  # candidates that the pair model is asked about
_SURE = 0.97  # a comment whose best candidate is that likely is not worth asking about


@dataclass(frozen=True, eq=False)
class Weighing:
    """Trees, the slope of their scores, and for use with a pair model the slope of theirs and the weight of its log odds."""

    trees: Forest
    slope: float
    pair_slope: float = 0.0
    pair_weight: float = 0.0

    def chances(self, rows: NDArray[np.float32], pairs: Pairs) -> Floats:
        """The probability of each candidate by the trees alone; those of one child sum to 1."""
        return softmax(self.slope * self.trees.log_odds(rows), pairs.starts())

    def with_scorer(self, chances: Floats, pairs: Pairs, texts: Sequence[str], scorer: PairScorer) -> Floats:
        """The same when the pair model has read the likeliest candidates of each unsure comment."""
        if not self.pair_weight:
            return chances
        asked = worth_asking(chances, pairs)
        if not len(asked):
            return chances
        said = yes_odds(scorer, "reply", [(texts[pairs.parent[at]], texts[pairs.child[at]]) for at in asked.tolist()])
        return mixed(chances, pairs, asked, said, (self.pair_slope / self.slope, self.pair_weight))


def worth_asking(chances: Floats, pairs: Pairs) -> NDArray[np.int64]:
    """Rows of the few likeliest candidates of each comment that is not sure, in order."""
    order = np.lexsort((-chances, pairs.child))
    starts = pairs.starts()
    rank = np.arange(len(chances)) - np.repeat(starts, np.diff(np.append(starts, len(chances))))
    best = np.maximum.reduceat(chances, starts) if len(starts) else np.empty(0)
    unsure = np.repeat(best < _SURE, np.diff(np.append(starts, len(chances))))
    rows = order[(rank < _ASKED) & unsure]
    return np.sort(rows[pairs.parent[rows] >= 0])


def mixed(
    chances: Floats, pairs: Pairs, asked: NDArray[np.int64], said: Floats, weights: tuple[float, float]
) -> Floats:
    """Chances to the power of the first weight, times odds to that of the second; who was not asked has the lowest odds said."""
    starts = pairs.starts()
    group = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(chances))))
    lowest = np.full(len(starts), np.inf)
    np.minimum.at(lowest, group[asked], said)
    odds = np.where(np.isfinite(lowest), lowest, 0.0)[group]
    odds[asked] = said
    sharper = np.where(np.isfinite(lowest), weights[0], 1.0)[group]
    return softmax(sharper * np.log(np.maximum(chances, 1e-12)) + weights[1] * odds, starts)


def softmax(scores: Floats, starts: NDArray[np.int64]) -> Floats:
    """Probabilities of scores, those of each run that begins at one of `starts` summing to 1."""
    if not len(scores):
        return scores
    sizes = np.diff(np.append(starts, len(scores)))
    grown = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
    chances: Floats = grown / np.repeat(np.add.reduceat(grown, starts), sizes)
    return chances


@lru_cache(maxsize=1)
def trained_model() -> dict[Kind, Weighing]:
    """The model that is shipped in `graph/weights`."""
    with files("graph").joinpath("weights", "replies.npz").open("rb") as stored:
        return unpack(dict(np.load(stored, allow_pickle=False)))


def pack(model: Mapping[Kind, Weighing]) -> dict[str, NDArray[Any]]:
    """The model as arrays by name."""
    packed: dict[str, NDArray[Any]] = {}
    for kind, each in model.items():
        packed |= {f"{kind}_{name}": array for name, array in each.trees.arrays().items()}
        packed[f"{kind}_weights"] = np.array([each.slope, each.pair_slope, each.pair_weight])
    return packed


def unpack(arrays: Mapping[str, NDArray[Any]]) -> dict[Kind, Weighing]:
    """The model from what `pack` gave."""
    model: dict[Kind, Weighing] = {}
    for kind in KINDS:
        mine = {name.removeprefix(f"{kind}_"): array for name, array in arrays.items() if name.startswith(f"{kind}_")}
        model[kind] = Weighing(Forest.of({n: a for n, a in mine.items() if n != "weights"}), *mine["weights"].tolist())
    return model
