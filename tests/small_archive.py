"""What tests of search share: a small self-written archive in a real store, and an embedder that hashes words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from graph.models import Batch, DiscussionRow, Parentage, Passage, Relations, Reply, Stance
from graph.sqlite_store import SqliteStore
from graph.store import GraphStore
from ingest.models import Comment, CommentId, DiscussionId, Occurrence, Quote, Source, SourceId
from ingest.words import words

BAGS, TRAINS = DiscussionId("bags"), DiscussionId("Trains-7")
COMMENTS = (
    Comment(
        CommentId("A1"),
        BAGS,
        "We should not ban plastic bags. Most are reused as bin liners.",
        0,
        "Alice",
        datetime(2024, 1, 1, tzinfo=UTC),
    ),
    Comment(
        CommentId("a2"),
        BAGS,
        "But the bags end up in the sea; banning them works.",
        1,
        "Bob",
        datetime(2024, 1, 2, tzinfo=UTC),
    ),
    Comment(
        CommentId("a3"),
        BAGS,
        "You can't run a shop without bags.\n" + "Customers forget theirs. " * 40 + "Paper tears.",
        2,
        "alice Smith",
    ),
    Comment(
        CommentId("b1"),
        TRAINS,
        "The trains are late again, and nobody says why.",
        0,
        None,
        datetime(2023, 12, 31, 23, tzinfo=UTC),
    ),
    Comment(CommentId("b2"), TRAINS, "Late is better than cancelled.", 1, "Bob"),
    Comment(CommentId("s1"), BAGS, "Somebody said bags are a symbol.", 3, stub=True),
)


@dataclass(frozen=True)
class HashingEmbedder:
    """Texts that share words are near; that is all it knows."""

    fingerprint: str = "hashing:1"
    dimension: int = 128

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.full((len(texts), self.dimension), 1e-4, np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in words(text):
                row[crc32(word.text.encode("utf-8", "surrogatepass")) % self.dimension] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def windows(self, text: str) -> list[tuple[int, int]]:
        return [(at, min(at + 400, len(text))) for at in range(0, len(text), 400)]


def small_store(path: Path) -> SqliteStore:
    """The small archive in a new file."""
    store = SqliteStore(str(path))
    source = Source(SourceId("file-1"), "Town_Talk.TXT", "text", "0" * 64, 100)
    places = [
        Occurrence(f"o-{row.uid}", row.uid, source.uid, 0, 9, 1, "exact") for row in COMMENTS if row.discussion == BAGS
    ]
    answer = Reply("r-1", CommentId("a2"), CommentId("A1"), 0.7, "quote")
    guess = Reply("r-2", CommentId("b2"), CommentId("b1"), 0.4, "order")
    guesses = (
        Parentage("p-1", CommentId("a2"), ((CommentId("A1"), 0.7), (CommentId("a3"), 0.2), (None, 0.1))),
        Parentage("p-2", CommentId("a3"), ((None, 0.6), (CommentId("A1"), 0.3))),
    )
    against = Stance("t-1", answer.child, answer.parent, "disagree", 0.07, 0.11, 0.82, cues=((0, 3, "disagree"),))
    between = Stance("t-2", guess.child, guess.parent, "neutral", 0.4, 0.35, 0.25)
    quote = Quote("q-1", CommentId("a2"), 8, 12, CommentId("A1"), 25, 29)
    titles = [DiscussionRow(BAGS, "Plastic bag ban"), DiscussionRow(TRAINS, "Late trains")]
    store.write(Batch(sources=[source], discussions=titles, comments=list(COMMENTS), occurrences=places))
    bags = Relations(BAGS, (quote,), (answer,), guesses, (against,))
    store.write(Batch(relations=[bags, Relations(TRAINS, (), (guess,), (), (between,))]))
    embed(store, HashingEmbedder())
    return store


def embed(store: GraphStore, embedder: HashingEmbedder) -> None:
    """Passages for all comments."""
    rows = [(row, span) for row in store.scan_comments() for span in embedder.windows(row.text)]
    vectors = embedder.embed([row.text[start:end] for row, (start, end) in rows])
    passages = [
        Passage(row.uid, *span, embedder.fingerprint, vector) for (row, span), vector in zip(rows, vectors, strict=True)
    ]
    store.write(Batch(passages=passages))
