"""How much neighbouring paragraphs share of their rare words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.words import shingles

LAGS = 8

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Cohesion:
    """What each text shares with those before it.

    `dots[k, n]` is the dot product of the weighted words of texts n and n - k; `rarest[n]` the greatest weight that n and n - 1
    share; `shared[n]` how many different words they share.
    """

    dots: Floats
    rarest: Floats
    shared: Floats


def cohesion(texts: Sequence[Sequence[str]], weights: NDArray[np.floating]) -> Cohesion:
    """Compare every text with the `LAGS` before it; a word weighs what its bucket in `weights` says, times 1 + log count."""
    owners, buckets, values = _entries(texts, weights)
    keys = owners * len(weights) + buckets
    dots = np.zeros((LAGS + 1, len(texts)))
    for lag in range(LAGS + 1):
        at, ours = _twins(keys, lag * len(weights))
        np.add.at(dots[lag], owners[ours], values[ours] * values[at])
    rarest, shared = np.zeros(len(texts)), np.zeros(len(texts))
    _, ours = _twins(keys, len(weights))
    np.maximum.at(rarest, owners[ours], weights[buckets[ours]].astype(np.float64))
    np.add.at(shared, owners[ours], 1.0)
    return Cohesion(dots, rarest, shared)


def cosine(found: Cohesion, lag: int) -> Floats:
    """Cosine of each text with the one `lag` before it; 0 at the beginning."""
    norms = np.sqrt(found.dots[0])
    before = np.concatenate([np.zeros(min(lag, len(norms))), norms[: max(0, len(norms) - lag)]])
    alike: Floats = np.divide(found.dots[lag], norms * before, out=np.zeros(len(norms)), where=norms * before > 0)
    return alike


def _entries(
    texts: Sequence[Sequence[str]], weights: NDArray[np.floating]
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Sorted by text and bucket: the text, the bucket, and the weight of each different word."""
    hashed = [shingles(text, 1) & np.uint64(len(weights) - 1) for text in texts]
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), [len(each) for each in hashed])
    joined = np.concatenate([*hashed, np.empty(0, np.uint64)]).astype(np.int64)
    keys, counts = np.unique(owner * len(weights) + joined, return_counts=True)
    buckets = keys % len(weights)
    return keys // len(weights), buckets, weights[buckets] * (1 + np.log(counts))


def _twins(keys: NDArray[np.int64], shift: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Entries whose word is also in the text that stands `shift` keys before: the places there, and the places of ours."""
    at = np.searchsorted(keys, keys - shift)
    ours = np.flatnonzero(keys[np.minimum(at, len(keys) - 1)] == keys - shift) if len(keys) else np.empty(0, np.intp)
    return at[ours], ours
