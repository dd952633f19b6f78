from hashlib import sha256

import numpy as np
import pytest

from ingest.vector_cache import CachedEmbedder, VectorCache, VectorCacheError


class Hashing:
    """Vectors from a hash: for tests in which meaning does not matter."""

    dimension = 8

    def __init__(self, fingerprint: str = "hashing") -> None:
        self.fingerprint = fingerprint
        self.asked: list[str] = []

    def windows(self, text):
        return [(0, len(text))]

    def embed(self, texts):
        self.asked += texts
        rows = np.array([np.frombuffer(sha256(text.encode()).digest()[:8], np.uint8) for text in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_no_text_is_computed_twice_within_a_run_or_across_runs(tmp_path):
    first = Hashing()
    rows = CachedEmbedder(first, VectorCache(tmp_path / "v.db")).embed(["a", "b", "a", "c"])
    assert sorted(first.asked) == ["a", "b", "c"]
    second = Hashing()
    again = CachedEmbedder(second, VectorCache(tmp_path / "v.db")).embed(["c", "a", "b", "d"])
    assert second.asked == ["d"]
    assert np.array_equal(again[[1, 2, 1, 0]], rows)


def test_another_model_has_its_own_vectors(tmp_path):
    cache = VectorCache(tmp_path / "v.db")
    CachedEmbedder(Hashing("one"), cache).embed(["a"])
    other = Hashing("two")
    CachedEmbedder(other, cache).embed(["a"])
    assert other.asked == ["a"]


def test_progress_counts_what_was_known_and_what_is_done(tmp_path):
    heard: list[int] = []
    CachedEmbedder(Hashing(), VectorCache(tmp_path / "v.db")).embed([f"text {n}" for n in range(1200)], heard.append)
    assert heard == [0, 512, 1024, 1200]


def test_a_file_that_is_no_cache_is_refused_in_one_line(tmp_path):
    (tmp_path / "v.db").write_text("not a database, but long enough to be looked at as one" * 30)
    with pytest.raises(VectorCacheError, match=r"v\.db"):
        VectorCache(tmp_path / "v.db")
