"""How long a search takes on an archive of made comments, without the embedding of the query: run by hand.

    python tests/benchmarks/search_speed.py COMMENTS FOLDER

FOLDER is filled at the first run (words drawn as in real text, one random unit vector a comment) and used again afterwards.
Prints seconds to build the index and to open it, and milliseconds of a warm search by mode: median and 95th percentile.
"""

import sys
import time
from pathlib import Path

import numpy as np

from graph.models import Batch, DiscussionRow, Passage
from graph.sqlite_store import SqliteStore
from ingest.models import Comment, CommentId, DiscussionId
from search.generation import UnusableIndex, open_generation
from search.index_builder import build_index
from search.searcher import Searcher

BATCH, WORDS, VOCABULARY, QUERIES = 2000, 60, 50_000, 200


class RandomEmbedder:
    """Unit vectors drawn at random: meaning costs the same to look up when there is none."""

    fingerprint, dimension = "random:1", 384

    def __init__(self):
        self._random = np.random.default_rng(1)

    def embed(self, texts):
        rows = self._random.standard_normal((len(texts), self.dimension)).astype(np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def windows(self, text):
        return [(0, len(text))]


def texts(count, length):
    """Texts of made words whose frequencies fall off as in a language."""
    random = np.random.default_rng(count)
    ranks = np.minimum(random.zipf(1.3, (count, length)), VOCABULARY)
    return [" ".join(f"w{rank}" for rank in row) for row in ranks]


def fill(store, count, embedder):
    for at in range(0, count, BATCH):
        rows = [
            Comment(CommentId(f"c{at + n:08d}"), DiscussionId(f"d{at}"), text, n, f"author {n % 97}")
            for n, text in enumerate(texts(min(BATCH, count - at), WORDS))
        ]
        vectors = embedder.embed([row.text for row in rows])
        passages = [
            Passage(row.uid, 0, len(row.text), embedder.fingerprint, vector)
            for row, vector in zip(rows, vectors, strict=True)
        ]
        store.write(Batch(discussions=[DiscussionRow(rows[0].discussion)], comments=rows, passages=passages))


def timed(call, *arguments):
    began = time.perf_counter()
    result = call(*arguments)
    return time.perf_counter() - began, result


def main(count, folder):
    embedder = RandomEmbedder()
    with SqliteStore(str(folder / "archive.db")) as store:
        if not store.counts().comments:
            fill(store, count, embedder)
        try:
            open_generation(folder / "index", store, embedder.fingerprint)
        except UnusableIndex:
            print(f"build   {timed(build_index, store, folder / 'index', embedder.fingerprint)[0]:8.2f} s")  # noqa: T201
        spent, generation = timed(open_generation, folder / "index", store, embedder.fingerprint)
        print(f"open    {spent:8.2f} s, every file checked")  # noqa: T201
        searcher = Searcher(store, generation, lambda: embedder)
        for mode in ("lexical", "semantic", "hybrid"):
            report(mode, searcher)
        report("hybrid", searcher, " author:7 -w5")


def report(mode, searcher, demands=""):
    first, _ = timed(searcher.search, f"w1 w20{demands}", mode)
    spent = [1000 * timed(searcher.search, text + demands, mode)[0] for text in texts(QUERIES, 5)]
    print(  # noqa: T201
        f"{mode:8} first {1000 * first:7.1f} ms, then median {np.median(spent):7.1f}, 95 % {np.quantile(spent, 0.95):7.1f}{demands}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
