"""Train the stance model: `python -m graph.training.stance DATA_FOLDER OUT [--pair-scores FILE]`.

DATA_FOLDER holds `stance/train_debagreement.jsonl.gz` and `stance/dev_mask.jsonl.gz`; the latter is only measured. FILE (npz) holds
what a pair model says of them, log-probabilities in the order of the rows: `debagreement`, each row scored by a model that had not
seen its submission, or nan where there is none, and `dev_mask`. Calibration and threshold are set on answers to pairs that had
trained nothing; in the figures that are printed, they too come from other folds than the ones they are applied to.
"""

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]  # scipy ships no types
from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression

from graph.stances.model import LABELS, Floats, StanceModel, StanceModels, chances_of, pack, pair_columns, unpack
from graph.training.stance_examples import FOLDS, Examples, read_examples
from graph.training.stance_figures import figures, macro_f1

_COLUMN_SCALE = 0.1  # of what is shrunk: many weak cues, and far more words than pairs
_WORD_SCALE = 0.5
_PAIR_SCALE = 1.0
_STRENGTHS = (0.1, 0.3, 1.0)  # of the data against the shrinking; the best out of fold is taken
_NEIGHBOURS = 3  # on either side
_CONSTANT = 1e-6  # a column that spreads less is one number, but for rounding
_BOUNDS = [(0.1, 10.0), (-3.0, 3.0), (-3.0, 3.0), (-3.0, 3.0)]  # of a slope and three shifts
_PAIRED = len(LABELS)  # columns of the pair model, the last ones

Logits = Floats
Chosen = NDArray[np.bool_]


def train(examples: Examples, paired: bool) -> tuple[StanceModel, Logits]:
    """The model fitted to all examples, calibrated, with its threshold; and the uncalibrated log odds of each out of its fold."""
    tried = {strength: out_of_fold(examples, paired, strength) for strength in _STRENGTHS}
    strength = min(tried, key=lambda each: surprise(chances_of(tried[each]), examples.labels))
    logits = tried[strength]
    model = fitted(examples, np.ones(len(examples.labels), bool), paired, strength)
    slope, shift = calibration(logits, examples.labels)
    threshold = best_threshold(chances_of(slope * logits + shift), examples.labels)
    calibrated = replace(
        model,
        columns=slope * model.columns,
        words=slope * model.words,
        bias=slope * model.bias + shift,
        threshold=threshold,
    )
    return calibrated, logits


def out_of_fold(examples: Examples, paired: bool, strength: float) -> Logits:
    """Log odds of each example by a model that was fitted to the other folds."""
    logits = np.zeros((len(examples.labels), len(LABELS)))
    words = examples.words()
    for fold in range(FOLDS):
        held = examples.fold == fold
        model = fitted(examples, ~held, paired, strength)
        logits[held] = examples.rows[held] @ model.columns + words[held] @ model.words + model.bias
    return logits


def fitted(examples: Examples, which: Chosen, paired: bool, strength: float) -> StanceModel:
    """A model fitted to the chosen examples, in units of the plain columns, not calibrated."""
    seen = examples.rows[which]
    mean, spread = seen.mean(axis=0), seen.std(axis=0)
    scale = _scales(examples.rows.shape[1], paired) / np.where(spread > _CONSTANT, spread, 1.0)
    table = hstack([csr_matrix((seen - mean) * scale), _WORD_SCALE * examples.words()[which]]).tocsr()
    fit = LogisticRegression(C=strength, max_iter=300, tol=1e-3).fit(table, examples.labels[which])
    columns, words = fit.coef_.T[: len(scale)] * scale[:, None], fit.coef_.T[len(scale) :] * _WORD_SCALE
    return StanceModel(columns, words, fit.intercept_ - mean @ columns, 0.0, paired)


def surprise(chances: Floats, truth: NDArray[np.int64]) -> float:
    """Mean negative log likelihood of the true labels."""
    return float(-np.log(chances[np.arange(len(truth)), truth]).mean())


def calibration(logits: Logits, truth: NDArray[np.int64]) -> tuple[float, Floats]:
    """A slope and three shifts of the log odds (Guo et al. 2017) under which `truth` is likeliest."""

    def cost(numbers: Floats) -> float:
        return surprise(chances_of(numbers[0] * logits + numbers[1:]), truth) + 1e-4 * float((numbers[1:] ** 2).sum())

    found: Floats = minimize(cost, np.array([1.0, 0.0, 0.0, 0.0]), method="L-BFGS-B", bounds=_BOUNDS).x
    return float(found[0]), found[1:]


def best_threshold(chances: Floats, truth: NDArray[np.int64]) -> float:
    """The threshold with the best macro-F1, meant over its neighbours: the curve is flat, and its peaks are chance."""
    tried = [round(0.34 + step / 100, 2) for step in range(21)]
    scores = np.array([macro_f1(truth, labelled(chances, threshold)) for threshold in tried])
    smooth = np.convolve(scores, np.ones(2 * _NEIGHBOURS + 1), "valid")
    return tried[int(smooth.argmax()) + _NEIGHBOURS]


def labelled(chances: Floats, threshold: float) -> NDArray[np.int64]:
    """Numbers of the labels that `StanceModel.label` gives."""
    said: NDArray[np.int64] = np.where(
        chances.max(axis=1) >= threshold, chances.argmax(axis=1), LABELS.index("neutral")
    )
    return said


def cross_validated(examples: Examples, logits: Logits) -> dict[str, object]:
    """Figures of the out-of-fold answers; each fold is calibrated, and its threshold set, by the others."""
    chances = np.zeros_like(logits)
    said = np.zeros(len(logits), np.int64)
    for fold in range(FOLDS):
        held = examples.fold == fold
        slope, shift = calibration(logits[~held], examples.labels[~held])
        others = chances_of(slope * logits[~held] + shift)
        chances[held] = chances_of(slope * logits[held] + shift)
        said[held] = labelled(chances[held], best_threshold(others, examples.labels[~held]))
    return figures(examples.labels, said, chances)


def measured(examples: Examples, model: StanceModel) -> dict[str, object]:
    """Figures of a finished model on examples that it was not trained on."""
    chances = model.probabilities(examples.rows, examples.buckets)
    return figures(examples.labels, labelled(chances, model.threshold), chances) | {"threshold": model.threshold}


def _scales(count: int, paired: bool) -> Floats:
    scales = np.full(count, _COLUMN_SCALE)
    if paired:
        scales[-_PAIRED:] = _PAIR_SCALE
    return scales


def _made(
    known: Examples, unseen: Examples, scores: Mapping[str, Floats] | None
) -> tuple[StanceModels, dict[str, object]]:
    """Both models, as they will be read from the file, and their figures."""
    alone, logits = train(known, paired=False)
    report: dict[str, object] = {"alone, cross-validated": cross_validated(known, logits)}
    paired = None
    if scores is not None:
        scored = np.asarray(np.isfinite(scores["debagreement"]).all(axis=1))
        known = known.only(scored).with_pairs(pair_columns(np.exp(scores["debagreement"][scored])))
        unseen_paired = unseen.with_pairs(pair_columns(np.exp(scores["dev_mask"])))
        paired, logits = train(known, paired=True)
        report["paired, cross-validated"] = cross_validated(known, logits)
    models = unpack(pack(StanceModels(alone, paired)))
    report["alone, dev_mask"] = measured(unseen, models.alone)
    if models.paired is not None:
        report["paired, dev_mask"] = measured(unseen_paired, models.paired)
    return models, report


def main() -> None:
    """Read, train, store, and print the figures as JSON."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("data", type=Path)
    cli.add_argument("out", type=Path)
    cli.add_argument("--pair-scores", type=Path)
    args = cli.parse_args()
    scores = None if args.pair_scores is None else dict(np.load(args.pair_scores, allow_pickle=False))
    known = read_examples(args.data / "stance" / "train_debagreement.jsonl.gz")
    models, report = _made(known, read_examples(args.data / "stance" / "dev_mask.jsonl.gz"), scores)
    np.savez_compressed(args.out, allow_pickle=False, **pack(models))
    print(json.dumps(report, indent=1))  # noqa: T201  (what the command is for)


if __name__ == "__main__":
    main()
