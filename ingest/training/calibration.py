"""How far stated probabilities are from what comes true."""

import numpy as np
from numpy.typing import NDArray

from ingest.columns import Floats

_BINS = 10


def calibration_error(chances: Floats, truth: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten equal bins of probability (Naeini et al. 2015): 0 for none at all.

    `truth` has as many elements as `chances`: what had that probability came true, or did not.
    """
    bins = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    return float(np.abs(np.bincount(bins, chances - truth, _BINS)).sum() / max(1, len(chances)))
