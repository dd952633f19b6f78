"""How well parents are told: accuracy with its interval over discussions, calibration error, and both by kind of evidence."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.training.calibration import calibration_error

_RESAMPLED = 1000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one comment that has a parent in its discussion: was the parent said, and how surely."""

    discussion: str
    right: bool
    confidence: float
    evidence: str
    quoting: bool


def figures(outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Everything that is reported; the interval is that of 95 % of 1,000 bootstrap samples of whole discussions."""
    found: dict[str, object] = {
        "n": len(outcomes),
        "accuracy": _share(outcomes),
        "accuracy_95": [round(each, 4) for each in interval(outcomes)],
        "accuracy_quoting": _share([each for each in outcomes if each.quoting]),
        "accuracy_not_quoting": _share([each for each in outcomes if not each.quoting]),
        "ece": _error(outcomes),
    }
    for name, group in sorted(_by_evidence(outcomes).items()):
        found |= {
            f"{name}_said": len(group),
            f"{name}_accuracy": _share(group),
            f"{name}_ece": _error(group),
        }
    return found


def interval(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """The 2.5th and the 97.5th percentile of accuracy over samples of discussions; the same at every call."""
    numbers = {name: at for at, name in enumerate(sorted({each.discussion for each in outcomes}))}
    where = np.array([numbers[each.discussion] for each in outcomes], np.int64)
    right = np.bincount(where, [each.right for each in outcomes], len(numbers))
    total = np.bincount(where, minlength=len(numbers))
    drawn = np.random.default_rng(0).integers(0, max(1, len(numbers)), (_RESAMPLED, len(numbers)))
    low, high = np.percentile(right[drawn].sum(axis=1) / np.maximum(1, total[drawn].sum(axis=1)), [2.5, 97.5]).tolist()
    return low, high


def _error(outcomes: Sequence[Outcome]) -> float:
    confidence = np.array([each.confidence for each in outcomes], np.float64)
    return calibration_error(confidence, np.array([each.right for each in outcomes], bool))


def _share(outcomes: Sequence[Outcome]) -> float:
    return sum(each.right for each in outcomes) / max(1, len(outcomes))


def _by_evidence(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        groups[each.evidence].append(each)
    return groups
