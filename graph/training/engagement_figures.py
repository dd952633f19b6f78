"""How well it is told whether an objection is dealt with: AUC and average precision of `unaddressed`, and F1 of the status."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from graph.engagement.acts import DOES
from graph.engaging import DEALING
from graph.training.engagement_examples import Example
from ingest.training.calibration import calibration_error

Doubles = NDArray[np.float64]
Bools = NDArray[np.bool_]
Figure = Callable[[Doubles, Bools], float]

STATUSES = ("conceded", "deferred", "rebutted", "answered", "none")  # in the order of the first of ACTS
_RESAMPLED = 1000


def figures(examples: Sequence[Example], chances: Sequence[Doubles]) -> dict[str, object]:
    """Of the judged objections, with `unaddressed` as the positive class; intervals are of 95 % of 1,000 samples of cases."""
    scores = [1 - chance[each.judged] for each, chance in zip(examples, chances, strict=True)]
    truth = [~each.addressed[each.judged] for each in examples]
    score, label = np.concatenate(scores), np.concatenate(truth)
    return {
        "objections": len(label),
        "unaddressed_share": round(float(label.mean()), 4),
        "auc": round(auc(score, label), 4),
        "auc_95": _interval(scores, truth, auc),
        "ap": round(average_precision(score, label), 4),
        "ap_95": _interval(scores, truth, average_precision),
        "ece": round(calibration_error(score, label), 4),
    }


def auc(scores: Doubles, truth: Bools) -> float:
    """The share of pairs of a true and a false one in which the true one scores higher; ties count half."""
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[place]
    positives = int(truth.sum())
    negatives = len(truth) - positives
    return float((rank[truth].sum() - positives * (positives + 1) / 2) / max(1, positives * negatives))


def average_precision(scores: Doubles, truth: Bools) -> float:
    """Mean precision at each true one, best first; ties are taken in the least favourable order."""
    ranked = truth[np.lexsort((truth, -scores))]
    precision = np.cumsum(ranked) / np.arange(1, len(ranked) + 1)
    return float(precision[ranked].sum() / max(1, ranked.sum()))


def status_figures(truth: Sequence[str], said: Sequence[str]) -> dict[str, object]:
    """Macro-F1 over STATUSES, and F1 of each."""
    true, told = np.array(truth), np.array(said)
    each = {name: _f1(true == name, told == name) for name in STATUSES}
    return {
        "status_macro_f1": round(sum(each.values()) / len(each), 4),
        "status_f1": {k: round(v, 3) for k, v in each.items()},
    }


def true_statuses(example: Example) -> list[str]:
    """The status of each judged objection, one of STATUSES."""
    known = zip(example.statuses, example.judged, strict=True)
    return [STATUSES[DOES.index(status)] for status, judged in known if judged]


def status_of(engagement: float, acts: Sequence[float]) -> str:
    """The status that a meeting comes to, when there is no other answer; `acts` begin as ACTS do."""
    best = max(range(DEALING), key=lambda n: acts[n])
    return STATUSES[best] if engagement >= 0.5 else STATUSES[-1]


def _f1(truth: Bools, said: Bools) -> float:
    return float(2 * (truth & said).sum() / max(1, truth.sum() + said.sum()))


def _interval(scores: Sequence[Doubles], truth: Sequence[Bools], figure: Figure) -> list[float]:
    chance = np.random.default_rng(0)
    case = np.repeat(np.arange(len(scores)), [len(each) for each in scores])
    score, label = np.concatenate(scores), np.concatenate(truth)
    found = []
    for _ in range(_RESAMPLED):
        times = np.bincount(chance.integers(0, len(scores), len(scores)), minlength=len(scores))[case]
        found.append(figure(np.repeat(score, times), np.repeat(label, times)))
    return [round(float(each), 4) for each in np.percentile(found, [2.5, 97.5])]
