"""The last round of the boundary model: it weighs what the trees say by the kind of page, and by what the pair model says.

It is trained on pages that the trees were not fitted to, and the pair model neither: the tuning fold of the forum threads, and
threads of other domains. So both speak there as they will of new pages. A third of the threads calibrates the round and sets its
threshold.
"""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from ingest.boundaries import BoundaryModel, with_words
from ingest.boundary_fusion import Fusion, fusion_rows, pair_odds
from ingest.columns import Floats, Rows, chances_of
from ingest.pair_scores import PairScorer
from ingest.training.boundary_rounds import calibration, fit_trees
from ingest.training.domains import domain_of
from ingest.training.examples import TUNE, Example
from ingest.training.figures import best_threshold

_TREES = {
    "max_iter": 80,
    "learning_rate": 0.1,
    "max_leaf_nodes": 12,
    "min_samples_leaf": 100,
    "l2_regularization": 1.0,
    "max_features": 0.5,
}
_PARTS = 3
_MOST_WEIGHT = 4.0  # of a gap of a small domain; one of the largest weighs 1


@dataclass(frozen=True, eq=False)
class Judged:
    """An example that the trees were not fitted to, and their calibrated log odds at each gap."""

    example: Example
    odds: Floats

    @property
    def calibrates(self) -> bool:
        """Whether the thread is kept from training."""
        return blake2b(f"last {self.example.name}".encode(), digest_size=2).digest()[0] % _PARTS == 0


@dataclass(frozen=True, eq=False)
class Read(Judged):
    """One that the pair model has read too: `rows` are what the last round sees of it."""

    rows: Rows


def is_unseen(name: str, fold: int) -> bool:
    """Whether the trees were not fitted to a thread."""
    return fold == TUNE or bool(domain_of(name))


def trees_say(model: BoundaryModel, example: Example) -> Floats:
    """Calibrated log odds at each gap by the first rounds."""
    return model.log_odds(with_words(example.rows, model.words.log_odds(example.buckets)), example.quoting)


def judge_gaps(examples: Sequence[Example], model: BoundaryModel, most: int) -> list[Judged]:
    """Let the trees judge examples that neither they nor the pair model saw, in an order of chance, until `most` gaps are."""
    judged: list[Judged] = []
    unseen = [each for each in examples if is_unseen(each.name, each.fold) and each.pairs]
    for example in random.Random(0).sample(unseen, len(unseen)):  # noqa: S311  (an order, no secret)
        if most <= 0:
            break
        odds = trees_say(model, example)
        judged.append(Judged(example, odds))
        most -= len(odds)
    return judged


def read_gaps(judged: Sequence[Judged], scorer: PairScorer) -> list[Read]:
    """The same examples, read by the pair model."""
    return [Read(each.example, each.odds, _rows(each.example, each.odds, scorer)) for each in judged]


def train_fusion(read: Sequence[Read]) -> Fusion:
    """Fit the last round to two thirds of the threads, calibrate it and set its threshold on the others."""
    seen = [each for each in read if not each.calibrates]
    forest = fit_trees(
        [each.example for each in seen],
        [each.rows for each in seen],
        _TREES,
        _gap_weights([each.example for each in seen]),
    )
    others = [each for each in read if each.calibrates]
    examples, log_odds = [each.example for each in others], [forest.log_odds(each.rows) for each in others]
    slope, bias = calibration(log_odds, examples, _gap_weights(examples))
    threshold = best_threshold(examples, [chances_of(slope * each + bias) for each in log_odds])
    return Fusion(forest, slope, bias, threshold)


def _rows(example: Example, odds: Floats, scorer: PairScorer) -> Rows:
    return fusion_rows(odds, pair_odds(scorer, example.pairs), example.sizes, example.quoting)


def _gap_weights(examples: Sequence[Example]) -> Floats:
    """What each gap but the first of each example weighs: a small domain is not drowned by a large one."""
    gaps = Counter[str]()
    for example in examples:
        gaps[domain_of(example.name)] += len(example.begins)
    most = max(gaps.values())
    weights = [min(_MOST_WEIGHT, (most / gaps[domain_of(example.name)]) ** 0.5) for example in examples]
    return np.concatenate(
        [np.full(len(example.begins) - 1, weight) for example, weight in zip(examples, weights, strict=True)]
    )
