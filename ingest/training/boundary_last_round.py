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
class Read:
    """An example, the log odds of the trees at each gap, and what the last round sees of it."""

    example: Example
    odds: Floats
    rows: Rows

    @property
    def calibrates(self) -> bool:
        """Whether the thread is kept from training."""
        return blake2b(f"last {self.example.name}".encode(), digest_size=2).digest()[0] % _PARTS == 0


def is_unseen(name: str, fold: int) -> bool:
    """Whether the trees were not fitted to a thread."""
    return fold == TUNE or bool(domain_of(name))


def trees_say(model: BoundaryModel, example: Example) -> Floats:
    """Calibrated log odds at each gap by the first rounds."""
    return model.log_odds(with_words(example.rows, model.words.log_odds(example.buckets)), example.quoting)


def read_gaps(examples: Sequence[Example], model: BoundaryModel, scorer: PairScorer | None, most: int) -> list[Read]:
    """Let the trees, and the pair model if any, judge unseen examples in an order of chance, until `most` gaps are judged."""
    read: list[Read] = []
    unseen = [each for each in examples if is_unseen(each.name, each.fold) and (scorer is None or each.pairs)]
    for example in random.Random(0).sample(unseen, len(unseen)):  # noqa: S311  (an order, no secret)
        if most <= 0:
            break
        odds = trees_say(model, example)
        said = None if scorer is None else pair_odds(scorer, example.pairs)
        read.append(Read(example, odds, fusion_rows(odds, said, example.sizes, example.quoting)))
        most -= len(odds)
    return read


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
