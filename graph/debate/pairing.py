"""How likely each two of a set belong together, when each belongs to one other at most: marginals of all matchings at once.

A matching weighs the product of the odds of its pairs (the monomer-dimer model of statistical physics). The sum over all of them is
taken by belief propagation, which has one fixed point there (Bayati and Nair 2006): exact where the pairs form a forest, and
elsewhere mostly within hundredths (a test compares it with the sum itself).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SWEEPS = 200
_STILL = 1e-9  # a change that counts as none
_MOST = 1e12  # odds; more is certain


def pair_chances(odds: Floats) -> Floats:
    """Probability that a and b are paired, shape (n, n), symmetric, rows summing to at most 1.

    `odds[a, b]`, symmetric and not negative, is what the pair weighs against both being alone; the diagonal is not looked at.
    """
    weights = np.minimum(odds, _MOST)
    np.fill_diagonal(weights, 0.0)
    free = np.ones_like(weights)  # [a, b]: the probability that a has no partner when b is not there
    for _ in range(_SWEEPS):
        drawn = weights * free.T
        following = 1 / (1 + drawn.sum(axis=1, keepdims=True) - drawn)
        moved = np.abs(following - free).max()
        free = (free + following) / 2
        if moved < _STILL:
            break
    paired = weights * free * free.T
    chances: Floats = paired / (1 + paired)
    return chances
