"""Vectors kept across runs by (embedder fingerprint, hash of the text), so that no text is embedded twice."""

from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TypeVar

import apsw
import numpy as np
from numpy.typing import NDArray

from ingest.embedder import Embedder
from ingest.errors import RejoinderError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS vector (
    fingerprint TEXT NOT NULL, text_hash BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (fingerprint, text_hash)
) WITHOUT ROWID
"""
_CHUNK = 512  # texts or pairs between two commits: what a kill can cost

Thing = TypeVar("Thing")


class VectorCacheError(RejoinderError):
    """The cache file cannot be opened or written."""


class VectorCache:
    """A SQLite file of vectors. Losing it costs time, never content."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = apsw.Connection(str(path))
            self._db.set_busy_timeout(10_000)
            self._db.pragma("journal_mode", "wal")
            self._db.execute(_SCHEMA)
        except (OSError, apsw.Error) as error:
            raise VectorCacheError(f"{path}: {error}", "delete the file: it is only a cache") from error

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def get(self, fingerprint: str, hashes: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """Vectors that are there, by text hash."""
        found = {}
        for text_hash in hashes:
            row = self._db.execute(
                "SELECT vector FROM vector WHERE fingerprint = ? AND text_hash = ?", (fingerprint, text_hash)
            ).fetchone()
            if row is not None:
                found[text_hash] = np.frombuffer(row[0], np.float32)
        return found

    def put(self, fingerprint: str, vectors: dict[bytes, NDArray[np.float32]]) -> None:
        """Keep `vectors` in one transaction. Raises VectorCacheError when the disk is full."""
        rows = [(fingerprint, text_hash, vector.tobytes()) for text_hash, vector in sorted(vectors.items())]
        try:
            with self._db:
                self._db.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?, ?)", rows)
        except apsw.Error as error:
            raise VectorCacheError(
                f"{self.path}: {error}", "free some disk space and run the same command again"
            ) from error

    def filled(
        self,
        fingerprint: str,
        things: Mapping[bytes, Thing],
        compute: Callable[[Sequence[Thing]], NDArray[np.float32]],
        progress: Callable[[int], None],
    ) -> dict[bytes, NDArray[np.float32]]:
        """Vectors of all `things`, by hash; `compute` gives those that are new, in their order, and they are kept chunk by chunk.

        `progress` hears how many there are, at first and after each chunk.
        """
        known = self.get(fingerprint, sorted(things))
        missing = [each for each in things if each not in known]
        progress(len(known))
        for at in range(0, len(missing), _CHUNK):
            chunk = missing[at : at + _CHUNK]
            fresh = dict(zip(chunk, compute([things[each] for each in chunk]), strict=True))
            self.put(fingerprint, fresh)
            known |= fresh
            progress(len(known))
        return known


class CachedEmbedder:
    """An embedder that asks the cache first; it is an `Embedder` itself."""

    def __init__(self, embedder: Embedder, cache: VectorCache) -> None:
        self._embedder = embedder
        self._cache = cache
        self.computed = 0

    @property
    def fingerprint(self) -> str:
        """That of the embedder behind."""
        return self._embedder.fingerprint

    @property
    def dimension(self) -> int:
        """That of the embedder behind."""
        return self._embedder.dimension

    def windows(self, text: str) -> list[tuple[int, int]]:
        """Those of the embedder behind."""
        return self._embedder.windows(text)

    def embed(self, texts: Sequence[str], progress: Callable[[int], None] = lambda done: None) -> NDArray[np.float32]:
        """Return float32, shape (len(texts), dimension); what is new is sorted by length, computed and kept chunk by chunk.

        `progress` hears how many texts are done after each chunk.
        """
        hashes = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest() for text in texts]
        distinct = dict(sorted(zip(hashes, texts, strict=True), key=lambda each: (len(each[1]), each[1])))
        again = len(texts) - len(distinct)
        vectors = self._cache.filled(self.fingerprint, distinct, self._compute, lambda done: progress(again + done))
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return np.stack([vectors[each] for each in hashes])

    def _compute(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.computed += len(texts)
        return self._embedder.embed(texts)
