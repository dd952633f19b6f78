"""How well boundaries are told, counted as the referee counts: between neighbouring paragraphs of new text."""

from collections.abc import Sequence

import numpy as np

from ingest.columns import Floats
from ingest.training.calibration import calibration_error
from ingest.training.examples import Example

_NO_DIFFERENCE = 0.003


def best_threshold(examples: Sequence[Example], chances: Sequence[Floats]) -> float:
    """The greatest threshold that comes as close as makes no difference to the best F1: rather merge than split."""
    tried = [round(0.2 + step / 100, 2) for step in range(41)]
    scores = [boundary_f1(examples, chances, threshold)["f1"] for threshold in tried]
    return max(
        threshold for threshold, score in zip(tried, scores, strict=True) if score >= max(scores) - _NO_DIFFERENCE
    )


def boundary_f1(examples: Sequence[Example], chances: Sequence[Floats], threshold: float) -> dict[str, float]:
    """Precision, recall and F1; F1 also of the gaps with no quote between the two paragraphs (`f1_no_quote`)."""
    parts = [_judged(each, chance, threshold) for each, chance in zip(examples, chances, strict=True)]
    true, said, beside = (np.concatenate(column) for column in zip(*parts, strict=True))
    hits = float((true & said).sum())
    precision, recall = hits / max(1, said.sum()), hits / max(1, true.sum())
    return {
        "precision": precision,
        "recall": recall,
        "f1": _f1(true, said),
        "f1_no_quote": _f1(true[beside], said[beside]),
    }


def figures(examples: Sequence[Example], chances: Sequence[Floats], threshold: float) -> dict[str, float]:
    """Everything that is reported of a set of dumps."""
    found = boundary_f1(examples, chances, threshold)
    begins, said = (np.concatenate([each[1:] for each in rows]) for rows in ([e.begins for e in examples], chances))
    found |= {"dumps": len(examples), "gaps": len(begins), "ece": calibration_error(said, begins)}
    return {name: round(value, 4) for name, value in found.items()}


def _judged(example: Example, chances: Floats, threshold: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each two neighbouring paragraphs of new text: is there a boundary, is one said, do they stand side by side."""
    own = np.flatnonzero(~example.quoted)
    number = np.cumsum(chances >= threshold)[own]
    return np.diff(example.post[own]) != 0, np.diff(number) != 0, np.diff(own) == 1


def _f1(true: np.ndarray, said: np.ndarray) -> float:
    return float(2 * (true & said).sum() / max(1, true.sum() + said.sum()))
