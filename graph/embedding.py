"""Passages with vectors for every comment that has none yet."""

from collections.abc import Callable, Sequence
from functools import partial

from graph.models import Batch, Passage
from graph.store import GraphStore
from ingest.models import Comment, CommentId
from ingest.vector_cache import CachedEmbedder

_PAGE = 10_000  # comments whose texts are sorted by length together
_BATCH = 1000  # passages a transaction

Progress = Callable[[int], None]


def embed_store(store: GraphStore, embedder: CachedEmbedder, progress: Progress = lambda done: None) -> int:
    """Give passages to all comments with text that have none under this embedder; returns how many passages were made.

    A long comment has one passage for each of the model's windows. `progress` hears how many are done.
    """
    waiting: list[CommentId] = []
    while page := store.without_passages(embedder.fingerprint, after=waiting[-1] if waiting else ""):
        waiting += page
    made = 0
    for at in range(0, len(waiting), _PAGE):
        rows = store.comments(waiting[at : at + _PAGE])
        spans = [(row, span) for _, row in sorted(rows.items()) for span in embedder.windows(row.text)]
        _embed(spans, store, embedder, partial(_later, progress, made))
        made += len(spans)
    return made


def _later(progress: Progress, before: int, done: int) -> None:
    progress(before + done)


def _embed(
    spans: Sequence[tuple[Comment, tuple[int, int]]],
    store: GraphStore,
    embedder: CachedEmbedder,
    progress: Progress,
) -> None:
    vectors = embedder.embed([row.text[start:end] for row, (start, end) in spans], progress)
    passages = [
        Passage(row.uid, start, end, embedder.fingerprint, vector)
        for (row, (start, end)), vector in zip(spans, vectors, strict=True)
    ]
    for at in range(0, len(passages), _BATCH):
        store.write(Batch(passages=passages[at : at + _BATCH]))
