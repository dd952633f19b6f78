"""Scores of pairs kept across runs by (model, head, hash of the pair), so that no pair is read twice."""

from collections.abc import Callable, Sequence
from functools import partial
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from ingest.pair_scores import CLASSES, Head, Pair, PairScorer
from ingest.vector_cache import VectorCache


class CachedPairScorer:
    """A scorer that asks the cache first; it is a `PairScorer` itself. A row of scores is kept as a vector is."""

    def __init__(self, scorer: PairScorer, cache: VectorCache) -> None:
        self._scorer = scorer
        self._cache = cache
        self.computed = 0

    @property
    def fingerprint(self) -> str:
        """That of the scorer behind."""
        return self._scorer.fingerprint

    def score(
        self, head: Head, pairs: Sequence[Pair], progress: Callable[[int], None] = lambda done: None
    ) -> NDArray[np.float32]:
        """Probabilities, float32, shape (len(pairs), len(CLASSES[head])); what is new is scored and kept chunk by chunk.

        `progress` hears how many pairs are done after each chunk.
        """
        if not pairs:
            return np.empty((0, len(CLASSES[head])), np.float32)
        kind = f"{self.fingerprint}:{head}"
        hashes = [_hash(pair) for pair in pairs]
        distinct = dict(sorted(zip(hashes, pairs, strict=True), key=lambda each: (sum(map(len, each[1])), each[1])))
        again = len(pairs) - len(distinct)
        rows = self._cache.filled(kind, distinct, partial(self._compute, head), lambda done: progress(again + done))
        return np.stack([rows[each] for each in hashes])

    def _compute(self, head: Head, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        self.computed += len(pairs)
        return self._scorer.score(head, pairs)


def _hash(pair: Pair) -> bytes:
    digest = blake2b(digest_size=16)
    for text in pair:
        said = text.encode("utf-8", "surrogatepass")
        digest.update(len(said).to_bytes(8, "little") + said)
    return digest.digest()
