"""Fitted trees of scikit-learn as the plain arrays of `ingest.trees`."""

from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from ingest.trees import Forest


def forest_of(model: HistGradientBoostingClassifier) -> Forest:
    """The same trees as arrays; the model must have been fitted to two classes and to no missing values."""
    trees = [predictors[0].nodes for predictors in model._predictors]
    roots = np.cumsum([0, *(len(nodes) for nodes in trees)])[:-1]
    nodes = np.concatenate(trees)
    first = np.repeat(roots, [len(each) for each in trees])
    leaf, here = nodes["is_leaf"].astype(bool), np.arange(len(nodes))
    return Forest(
        roots=roots.astype(np.int32),
        feature=np.where(leaf, 0, nodes["feature_idx"]).astype(np.int16),
        threshold=_not_above(np.where(leaf, 0.0, nodes["num_threshold"])),
        left=np.where(leaf, here, nodes["left"] + first).astype(np.int32),
        right=np.where(leaf, here, nodes["right"] + first).astype(np.int32),
        value=np.where(leaf, nodes["value"], 0.0).astype(np.float32),
        depth=int(nodes["depth"].max()),
        base=float(np.ravel(model._baseline_prediction)[0]),
    )


def _not_above(thresholds: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The nearest float32 that is not above, so that a float32 row falls to the same side."""
    nearest = thresholds.astype(np.float32)
    return np.where(nearest > thresholds, np.nextafter(nearest, np.float32(-np.inf)), nearest)
