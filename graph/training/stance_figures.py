"""How well stances are told: macro-F1 with its interval, accuracy, accuracy on the surest fifth, calibration error."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from graph.stances.model import LABELS, Floats
from ingest.training.calibration import calibration_error

_RESAMPLED = 1000

Labels = NDArray[np.int64]


def figures(truth: Labels, said: Labels, chances: Floats) -> dict[str, object]:
    """Everything that is reported of a labelled set; the interval of macro-F1 is that of 95 % of 1,000 bootstrap samples."""
    confidence, right = chances.max(axis=1), truth == said
    surest = np.argsort(-confidence, kind="stable")[: max(1, len(truth) // 5)]
    return {
        "pairs": len(truth),
        "macro_f1": round(macro_f1(truth, said), 4),
        "macro_f1_95": [round(each, 4) for each in bootstrap(truth, said)],
        **{f"f1_{name}": round(_f1(truth == n, said == n), 4) for n, name in enumerate(LABELS)},
        "accuracy": round(float(right.mean()), 4),
        "accuracy_top20": round(float(right[surest].mean()), 4),
        "ece": round(calibration_error(confidence, right), 4),
    }


def macro_f1(truth: Labels, said: Labels) -> float:
    """Mean F1 of the three labels."""
    return sum(_f1(truth == n, said == n) for n in range(len(LABELS))) / len(LABELS)


def bootstrap(truth: Labels, said: Labels) -> tuple[float, float]:
    """The 2.5th and the 97.5th percentile of macro-F1 over samples of the pairs; the same at every call."""
    chance = np.random.default_rng(0)
    counts = np.zeros((len(LABELS), len(LABELS)))
    np.add.at(counts, (truth, said), 1)
    samples = chance.multinomial(len(truth), counts.ravel() / len(truth), _RESAMPLED).reshape(-1, *counts.shape)
    hits = np.diagonal(samples, axis1=1, axis2=2)
    scores = (2 * hits / np.maximum(1, samples.sum(axis=1) + samples.sum(axis=2))).mean(axis=1)
    low, high = np.percentile(scores, [2.5, 97.5]).tolist()
    return low, high


def labels_of(names: Sequence[str]) -> Labels:
    """Numbers of labels in the order of LABELS."""
    known: list[str] = list(LABELS)
    return np.array([known.index(name) for name in names], np.int64)


def _f1(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> float:
    return float(2 * (truth & said).sum() / max(1, truth.sum() + said.sum()))
