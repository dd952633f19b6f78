"""Train the boundary model: `python -m ingest.training.boundaries DATA_FOLDER OUT`.

DATA_FOLDER holds `replies/iac_train.jsonl.gz` (posts with parents and quotes). What a later stage is trained on is always the
say of an earlier one on threads that it had not seen. One fold of the threads trains nothing: it calibrates the probabilities,
sets the threshold, and gives the figures that are printed.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # scipy ships no types
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier

from ingest.boundaries import BoundaryModel, WordModel, chances_of, pack, second_rows, unpack, with_words
from ingest.columns import Floats
from ingest.training.dumps import Look, read_threads
from ingest.training.examples import TUNE, Example, make_examples, word_rarity
from ingest.training.export import forest_of
from ingest.training.figures import best_threshold, figures
from ingest.trees import Forest

_RARITY_BUCKETS = 1 << 15
_WORD_BUCKETS = 1 << 17
_WORD_PARTS = 3
_TREES = {"learning_rate": 0.1, "max_leaf_nodes": 31, "max_depth": 9, "min_samples_leaf": 100, "l2_regularization": 1.0}

Table = NDArray[np.float32]


def train(examples: Sequence[Example], rarity: Floats, trees: tuple[int, int] = (150, 200)) -> BoundaryModel:
    """Fit all parts of the model; calibrate it and set its threshold on the tuning fold. `trees` are those of each round."""
    words, tables = _with_words(examples)
    seen = [example.fold != TUNE for example in examples]
    guesses, first = _first_round(examples, tables, trees[0])
    wider = [
        second_rows(table, guess, each.quoting) for table, guess, each in zip(tables, guesses, examples, strict=True)
    ]
    second = forest_of(_fitted(examples, wider, seen, trees[1]))
    tune = [n for n, known in enumerate(seen) if not known]
    log_odds = [second.log_odds(wider[n]) for n in tune]
    slope, bias = _calibration(log_odds, [examples[n] for n in tune])
    chances = [chances_of(slope * each + bias) for each in log_odds]
    threshold = best_threshold([examples[n] for n in tune], chances)
    return BoundaryModel(rarity, words, first, second, slope, bias, threshold)


def _report(examples: Sequence[Example], model: BoundaryModel) -> dict[str, Any]:
    """Figures on the tuning fold, by number of renderings, of the model as it is stored."""
    stored = unpack(pack(model))
    tune = [example for example in examples if example.fold == TUNE]
    chances = [_chances(stored, example) for example in tune]
    report: dict[str, Any] = {"trained on gaps": sum(len(each.begins) - 1 for each in examples if each.fold != TUNE)}
    for count in (1, 2):
        chosen = [n for n, example in enumerate(tune) if example.look.renderings == count]
        report[f"{count} rendering(s)"] = figures(
            [tune[n] for n in chosen], [chances[n] for n in chosen], stored.threshold
        )
    return report | {"threshold": stored.threshold}


def _chances(model: BoundaryModel, example: Example) -> Floats:
    return model.chances(with_words(example.rows, model.words.log_odds(example.buckets)), example.quoting)


def _with_words(examples: Sequence[Example]) -> tuple[WordModel, list[Table]]:
    """The word model, and the rows of each example with what word models said that were trained on other threads."""
    matrix = _normalised([each for example in examples for each in example.buckets])
    begins = np.concatenate([example.begins for example in examples])
    folds = np.concatenate([np.full(len(example.begins), example.fold) for example in examples])
    usable = np.concatenate([_tells_words(example) for example in examples])
    said = np.zeros(len(begins))
    for part in range(_WORD_PARTS):
        model = _linear(matrix, begins, usable & (folds != TUNE) & (folds % _WORD_PARTS != part))
        said[folds % _WORD_PARTS == part] = model.decision_function(matrix[folds % _WORD_PARTS == part])
    model = _linear(matrix, begins, usable & (folds != TUNE))
    said[folds == TUNE] = model.decision_function(matrix[folds == TUNE])
    words = WordModel(model.coef_[0].astype(np.float16).astype(np.float64), float(model.intercept_[0]))
    cuts = np.cumsum([len(example.begins) for example in examples])[:-1]
    tables = [with_words(example.rows, column) for example, column in zip(examples, np.split(said, cuts), strict=True)]
    return words, tables


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
    return csr_matrix((values, np.concatenate(buckets), starts), shape=(len(buckets), _WORD_BUCKETS))


def _linear(matrix: csr_matrix, begins: NDArray[np.bool_], which: NDArray[np.bool_]) -> SGDClassifier:
    model = SGDClassifier(loss="log_loss", alpha=3e-6, max_iter=6, tol=None, average=True, random_state=0)
    return model.fit(matrix[which], begins[which])


def _first_round(examples: Sequence[Example], tables: Sequence[Table], count: int) -> tuple[list[Floats], Forest]:
    """The guess of the first round at each example, by trees that had not seen its thread, and the trees to ship."""
    whole = forest_of(_fitted(examples, tables, [example.fold != TUNE for example in examples], count))
    guesses: list[Floats] = [np.empty(0)] * len(examples)
    for part in (0, 1):
        half = [example.fold != TUNE and example.fold % 2 != part for example in examples]
        trees = forest_of(_fitted(examples, tables, half, count))
        for n, example in enumerate(examples):
            if example.fold % 2 == part or example.fold == TUNE:
                guesses[n] = chances_of((whole if example.fold == TUNE else trees).log_odds(tables[n]))
    return guesses, whole


def _fitted(
    examples: Sequence[Example], tables: Sequence[Table], which: Sequence[bool], trees: int
) -> HistGradientBoostingClassifier:
    """Trees on all gaps of the chosen examples but the first of each, which is no question."""
    rows = np.concatenate([table[1:] for table, chosen in zip(tables, which, strict=True) if chosen])
    begins = np.concatenate([example.begins[1:] for example, chosen in zip(examples, which, strict=True) if chosen])
    model = HistGradientBoostingClassifier(
        max_iter=trees, max_features=0.3, early_stopping=False, random_state=0, **_TREES
    )
    return model.fit(rows, begins)


def _calibration(log_odds: Sequence[Floats], examples: Sequence[Example]) -> tuple[float, float]:
    """Slope and bias that make probabilities of log odds (Platt 1999), fitted on gaps of unseen threads."""
    said = np.concatenate([each[1:] for each in log_odds])
    begins = np.concatenate([example.begins[1:] for example in examples])
    model = LogisticRegression(C=1e6).fit(said[:, None], begins)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def main() -> None:
    """Read, train, store, and print the figures on the tuning fold as JSON."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("data", type=Path)
    cli.add_argument("out", type=Path)
    args = cli.parse_args()
    threads = read_threads(args.data / "replies" / "iac_train.jsonl.gz")
    rarity = word_rarity(threads, _RARITY_BUCKETS).astype(np.float16).astype(np.float64)
    examples = make_examples(threads, rarity, _WORD_BUCKETS)
    model = train(examples, rarity)
    np.savez_compressed(args.out, allow_pickle=False, **pack(model))
    print(json.dumps(_report(examples, model), indent=1))  # noqa: T201  (what the command is for)


if __name__ == "__main__":
    main()
