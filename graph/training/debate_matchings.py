"""Weights of a log-linear model over all ways to pair statements, fitted to debates whose pairs are known."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]  # scipy ships no types
from scipy.special import logsumexp  # type: ignore[import-untyped]

from graph.debate.features import Floats

Known = tuple[
    Floats, Floats
]  # columns of each two, (debates, n * n, columns); which of them are pairs, (debates, n * n)


def fitted_pairs(columns: Sequence[Floats], targets: Sequence[Sequence[int]], strength: float) -> Floats:
    """Weights of the columns under which the debates' pairs are likeliest among all matchings, shrunk by `strength`.

    `columns` has for each debate shape (n, n, columns), target first; `targets` the place that each statement counters, or -1.
    """
    groups = _by_size(columns, targets)
    count = columns[0].shape[-1]

    def cost(weights: Floats) -> tuple[float, Floats]:
        parts = [_likelihood(known, _matchings(size), weights) for size, known in groups.items()]
        loss = strength / 2 * float(weights @ weights) - sum(each for each, _ in parts)
        return loss, strength * weights - np.sum([slope for _, slope in parts], axis=0)

    found: Floats = minimize(cost, np.zeros(count), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return found


def _likelihood(known: Known, matchings: Floats, weights: Floats) -> tuple[float, Floats]:
    """Log-likelihood of debates of one size and its slope: what was seen less what is expected."""
    columns, seen = known
    scores = columns @ weights
    each = scores @ matchings.T
    total = logsumexp(each, axis=1)
    expected = np.exp(each - total[:, None]) @ matchings
    slope: Floats = np.einsum("dp,dpc->c", seen - expected, columns)
    return float((seen * scores).sum() - total.sum()), slope


def _by_size(columns: Sequence[Floats], targets: Sequence[Sequence[int]]) -> dict[int, Known]:
    groups: dict[int, list[tuple[Floats, Floats]]] = defaultdict(list)
    for table, own in zip(columns, targets, strict=True):
        seen = np.zeros((len(own), len(own)))
        for answer, target in enumerate(own):
            if target >= 0:
                seen[target, answer] = 1
        groups[len(own)].append((table.reshape(len(own) ** 2, -1), seen.ravel()))
    return {size: (np.stack([a for a, _ in own]), np.stack([b for _, b in own])) for size, own in groups.items()}


@lru_cache
def _matchings(size: int) -> Floats:
    """All sets of directed pairs in which each of `size` statements stands once at most: 1 where a pair (i, j) is in it."""
    found = [np.zeros((size, size))]
    for a in range(size):
        for b in range(a):
            free = [
                each for each in found if not (each[a].any() or each[:, a].any() or each[b].any() or each[:, b].any())
            ]
            found += [_with(each, pair) for each in free for pair in ((a, b), (b, a))]
    return np.stack([each.ravel() for each in found])


def _with(matching: Floats, pair: tuple[int, int]) -> Floats:
    more = matching.copy()
    more[pair] = 1
    return more
