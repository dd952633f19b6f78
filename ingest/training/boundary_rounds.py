"""The rounds of the boundary model that need no other model: hashed words, then two rounds of boosted trees.

What a later stage is trained on is always the say of an earlier one on threads that it had not seen.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # scipy ships no types
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier

from ingest.boundaries import BoundaryModel, WordModel, second_rows, with_words
from ingest.columns import Floats, Rows, chances_of
from ingest.training.dumps import Look
from ingest.training.examples import TUNE, Example
from ingest.training.export import forest_of
from ingest.training.figures import best_threshold
from ingest.trees import Forest

WORD_BUCKETS = 1 << 17
_WORD_PARTS = 3
_TREES = {
    "learning_rate": 0.1,
    "max_leaf_nodes": 31,
    "max_depth": 9,
    "min_samples_leaf": 100,
    "l2_regularization": 1.0,
    "max_features": 0.3,
}


def train_rounds(examples: Sequence[Example], rarity: Floats, trees: tuple[int, int]) -> BoundaryModel:
    """Fit words and both rounds, of `trees` each, to examples made with `rarity`, and calibrate the second on the tuning fold."""
    words, tables = _with_words(examples)
    folds = np.array([example.fold for example in examples])
    guesses, first = _first_round(examples, tables, trees[0])
    wider = [
        second_rows(table, guess, each.quoting) for table, guess, each in zip(tables, guesses, examples, strict=True)
    ]
    second = _fitted(examples, wider, folds != TUNE, trees[1])
    tune = np.flatnonzero(folds == TUNE)
    log_odds, unseen = [second.log_odds(wider[int(n)]) for n in tune], [examples[int(n)] for n in tune]
    slope, bias = calibration(log_odds, unseen)
    threshold = best_threshold(unseen, [chances_of(slope * each + bias) for each in log_odds])
    return BoundaryModel(rarity, words, first, second, slope, bias, threshold)


def calibration(
    log_odds: Sequence[Floats], examples: Sequence[Example], weights: Floats | None = None
) -> tuple[float, float]:
    """Slope and bias that make probabilities of log odds (Platt 1999), fitted on gaps of unseen threads, `weights` a gap."""
    said = np.concatenate([each[1:] for each in log_odds])
    begins = np.concatenate([example.begins[1:] for example in examples])
    model = LogisticRegression(C=1e6).fit(said[:, None], begins, sample_weight=weights)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def fit_trees(
    examples: Sequence[Example], tables: Sequence[Rows], settings: Mapping[str, float], weights: Floats | None = None
) -> Forest:
    """Trees on all gaps of the examples but the first of each, which is no question; `weights` has one element a gap."""
    model = HistGradientBoostingClassifier(early_stopping=False, random_state=0, **settings)
    rows = np.concatenate([table[1:] for table in tables])
    begins = np.concatenate([example.begins[1:] for example in examples])
    return forest_of(model.fit(rows, begins, sample_weight=weights))


def _fitted(examples: Sequence[Example], tables: Sequence[Rows], which: NDArray[np.bool_], trees: int) -> Forest:
    chosen = np.flatnonzero(which).tolist()
    return fit_trees([examples[n] for n in chosen], [tables[n] for n in chosen], {**_TREES, "max_iter": trees})


def _with_words(examples: Sequence[Example]) -> tuple[WordModel, list[Rows]]:
    """The word model, and the rows of each example with what word models said that were trained on other threads."""
    matrix = _normalised([each for example in examples for each in example.buckets])
    begins = np.concatenate([example.begins for example in examples])
    folds = np.concatenate([np.full(len(example.begins), example.fold) for example in examples])
    usable = np.concatenate([_tells_words(example) for example in examples]) & (folds != TUNE)

    def fitted(which: NDArray[np.bool_]) -> SGDClassifier:
        model = SGDClassifier(loss="log_loss", alpha=3e-6, max_iter=6, tol=None, average=True, random_state=0)
        return model.fit(matrix[which], begins[which])

    whole = fitted(usable)
    said = np.zeros(len(begins))
    for part in range(_WORD_PARTS):
        there = (folds % _WORD_PARTS == part) & (folds != TUNE)
        said[there] = fitted(usable & ~there).decision_function(matrix[there])
    said[folds == TUNE] = whole.decision_function(matrix[folds == TUNE])
    words = WordModel(whole.coef_[0].astype(np.float16).astype(np.float64), float(whole.intercept_[0]))
    cuts = np.cumsum([len(example.begins) for example in examples])[:-1]
    return words, [with_words(each.rows, column) for each, column in zip(examples, np.split(said, cuts), strict=True)]


def _tells_words(example: Example) -> NDArray[np.bool_]:
    """Gaps that words have to decide: no quote on either side, not the beginning; one look a thread is enough."""
    if example.look != Look(1):
        return np.zeros(len(example.begins), bool)
    quoted_before = np.append(True, example.quoted[:-1])
    plain: NDArray[np.bool_] = ~(example.quoted | quoted_before)
    return plain


def _normalised(buckets: Sequence[NDArray[np.int32]]) -> csr_matrix:
    sizes = np.array([len(each) for each in buckets])
    values = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return csr_matrix((values, np.concatenate(buckets), starts), shape=(len(buckets), WORD_BUCKETS))


def _first_round(examples: Sequence[Example], tables: Sequence[Rows], count: int) -> tuple[list[Floats], Forest]:
    """The guess of the first round at each example, by trees that had not seen its thread, and the trees to ship."""
    folds = np.array([example.fold for example in examples])
    whole = _fitted(examples, tables, folds != TUNE, count)
    others = [_fitted(examples, tables, (folds != TUNE) & (folds % 2 != part), count) for part in (0, 1)]
    unseen = [whole if fold == TUNE else others[fold % 2] for fold in folds]
    return [chances_of(forest.log_odds(table)) for forest, table in zip(unseen, tables, strict=True)], whole
