"""Figures of the pair model on pairs that it was not trained on."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

from ingest.pair_network import PairNetwork
from ingest.pair_scores import CLASSES, Head
from ingest.training.pair_fit import judge
from ingest.training.pair_sets import LabelledPair

_SUREST = 0.2


def figures(network: PairNetwork, sets: Mapping[str, Sequence[LabelledPair]]) -> str:
    """One line: for each named set of pairs of one head, how well the network tells its labels."""
    return "; ".join(f"{name} {figure(judge(network, pairs[0].head, pairs), pairs)}" for name, pairs in sets.items())


def figure(log_shares: NDArray[np.float32], pairs: Sequence[LabelledPair]) -> str:
    """Macro-F1, accuracy and accuracy on the surest fifth for stance; area under the ROC curve and average precision else."""
    truth = np.array([int(np.argmax(each.shares)) for each in pairs])
    if pairs[0].head == "stance":
        return _stance_figure(log_shares, truth)
    area, precision = roc_auc_score(truth, log_shares[:, 1]), average_precision_score(truth, log_shares[:, 1])
    return f"AUC {area:.3f} AP {precision:.3f} ({truth.mean():.2f} yes of {len(pairs)})"


def _stance_figure(log_shares: NDArray[np.float32], truth: NDArray[np.int64]) -> str:
    said = log_shares.argmax(1)
    surest = np.argsort(-log_shares.max(1), kind="stable")[: max(1, int(_SUREST * len(truth)))]
    macro = f1_score(truth, said, average="macro", labels=range(len(CLASSES["stance"])), zero_division=0.0)
    return f"macro-F1 {macro:.3f} accuracy {(said == truth).mean():.3f} surest {(said == truth)[surest].mean():.3f}"


def head_sets(pairs: Sequence[LabelledPair]) -> dict[str, list[LabelledPair]]:
    """The pairs by head."""
    sets: dict[Head, list[LabelledPair]] = {}
    for each in pairs:
        sets.setdefault(each.head, []).append(each)
    return {str(head): found for head, found in sets.items()}
