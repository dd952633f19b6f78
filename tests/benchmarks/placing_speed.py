"""How long claims take to be placed, all at once and when a few are new: run by hand.

    python tests/benchmarks/placing_speed.py CLAIMS FOLDER

FOLDER is filled at the first run: discussions of 5 to 500 made claims on made subjects, one a comment, with vectors that are near
where the subject is the same. Prints seconds to place all, to place the claims of one new discussion, and the peak of memory in MB.
"""

import resource
import sys
import time
from pathlib import Path

import numpy as np

from graph.arguments import Claim, ClaimId, Claims, Derived
from graph.models import Batch, DiscussionRow
from graph.position.placing import place_claims
from graph.sqlite_store import SqliteStore
from ingest.models import Comment, CommentId, DiscussionId

MODEL, WORDS, SUBJECTS, NOISE = "made:1", 12, 40, 0.9


def discussion(number, rng, words, middles):
    """One batch: comments that each make one claim, on subjects of which every discussion has its own few."""
    home = DiscussionId(f"d:{number:06}")
    size = int(5 * 100 ** rng.random())
    topic, subjects = rng.integers(len(middles)), rng.integers(len(middles), size=max(2, size // 8))
    comments, claims = [], []
    for n in range(size):
        subject = int(rng.choice(subjects))
        vector = middles[topic] + middles[subject] + NOISE * rng.standard_normal(384).astype(np.float32) / 384**0.5
        own = rng.choice(words[subject * 20 : subject * 20 + 20], 4)
        text = " ".join([*own, *rng.choice(words, WORDS - 4)])
        uid = CommentId(f"c:{number:06}:{n:04}")
        comments.append(Comment(uid, home, text, n, f"author{rng.integers(1000)}"))
        vector = (vector / np.linalg.norm(vector)).astype(np.float32)
        claims.append(Claim(ClaimId(f"claim:{number:06}:{n:04}"), uid, 0, len(text), text, MODEL, vector))
    derived = Derived(claims=[Claims(home, "made", tuple(claims))])
    return Batch(discussions=[DiscussionRow(home)], comments=comments, derived=derived)


def fill(store, count):
    rng = np.random.default_rng(0)
    words = np.array(["".join(rng.choice(list("abcdefghijklmnoprstuvw"), 7)) for _ in range(20_000)])
    middles = rng.standard_normal((1000, 384)).astype(np.float32) / 384**0.5
    number = store.counts().claims
    while number < count:
        batch = discussion(number, rng, words, middles)
        store.write(batch)
        number += len(batch.comments)
    return discussion(count * 2, rng, words, middles)


def timed(store, **options):
    began = time.perf_counter()
    written = 0.0
    for batch in place_claims(store, MODEL, **options):
        before = time.perf_counter()
        store.write(batch)
        written += time.perf_counter() - before
    return time.perf_counter() - began, written


def main():
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with SqliteStore(str(folder / "archive.db")) as store:
        late = fill(store, count)
        whole, written = timed(store, rebuild=True)
        print(f"all {store.counts().claims} claims: {whole:.1f} s, of which {written:.1f} s for writing")  # noqa: T201
        store.write(late)
        few, _ = timed(store)
        print(f"{len(late.comments)} new ones: {few:.1f} s; {store.counts().positions} positions")  # noqa: T201
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")  # noqa: T201


if __name__ == "__main__":
    main()
