"""How well open objections are told: F1 at one half, AUC, calibration error, with intervals over whole debates."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from graph.debate.features import Floats
from ingest.training.calibration import calibration_error

_RESAMPLED = 500

Truth = NDArray[np.bool_]
Told = tuple[Floats, Truth]


def figures(chances: Sequence[Floats], truth: Sequence[Truth], cut: float) -> dict[str, object]:
    """Everything that is reported of debates: one array of probabilities and one of truths a debate.

    `f1_at_half` is that of probabilities as they are, `f1_at_cut` that of the model's cut.
    """
    told = list(zip(chances, truth, strict=True))
    said, true = _joined(told)
    return {
        "statements": len(true),
        "open": round(float(true.mean()), 4),
        "auc": round(auc(said, true), 4),
        "auc_95": _interval(told, auc),
        "f1_at_half": round(f1(said, true, 0.5), 4),
        "f1_at_cut": round(f1(said, true, cut), 4),
        "f1_at_cut_95": _interval(told, lambda said, true: f1(said, true, cut)),
        "ece": round(calibration_error(said, true), 4),
    }


def f1(said: Floats, truth: Truth, cut: float) -> float:
    """F1 of saying yes from `cut` on."""
    yes = said >= cut
    return float(2 * (yes & truth).sum() / max(1, yes.sum() + truth.sum()))


def auc(said: Floats, truth: Truth) -> float:
    """Probability that a true one is said with more than a false one; ties count half."""
    _, place, counts = np.unique(said, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    yes, no = int(truth.sum()), int((~truth).sum())
    return float((ranks[truth].sum() - yes * (yes + 1) / 2) / max(1, yes * no))


def _interval(told: Sequence[Told], measure: Callable[[Floats, Truth], float]) -> list[float]:
    """The 2.5th and the 97.5th percentile over samples of debates; the same at every call."""
    chance = np.random.default_rng(0)
    drawn = chance.integers(0, len(told), (_RESAMPLED, len(told)))
    measured = [measure(*_joined([told[at] for at in sample])) for sample in drawn]
    return [round(float(each), 4) for each in np.percentile(measured, [2.5, 97.5])]


def _joined(told: Sequence[Told]) -> Told:
    return np.concatenate([said for said, _ in told]), np.concatenate([true for _, true in told])
