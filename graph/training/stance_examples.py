"""Labelled pairs as the stance model sees them: made by the same functions that read an archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]  # scipy ships no types

from graph.stance import model_rows
from graph.stances.cues import find_cues
from graph.stances.features import word_buckets
from graph.stances.model import LABELS, Floats
from graph.stances.target import StancePair, stance_pair
from ingest.models import Comment, CommentId, DiscussionId
from ingest.quotes import find_quotes
from ingest.training.pair_sets import rows_of, submission_fold

FOLDS = 5
WORD_BUCKETS = 1 << 15
_DISCUSSION = DiscussionId("labelled")


@dataclass(frozen=True, eq=False)
class Examples:
    """One element a pair: `rows` are the numbers, `buckets` the hashed words, `fold` is the same for a whole submission."""

    rows: Floats
    buckets: list[NDArray[np.int32]]
    labels: NDArray[np.int64]
    fold: NDArray[np.int64]

    def only(self, which: NDArray[np.bool_]) -> "Examples":
        """The chosen pairs."""
        chosen = np.flatnonzero(which).tolist()
        return Examples(self.rows[which], [self.buckets[n] for n in chosen], self.labels[which], self.fold[which])

    def with_pairs(self, columns: Floats) -> "Examples":
        """The same with what a pair model says as further columns."""
        return Examples(np.concatenate([self.rows, columns], axis=1), self.buckets, self.labels, self.fold)

    def words(self) -> csr_matrix:
        """The hashed words, each row as `graph.stances.model.word_log_odds` weighs it."""
        sizes = np.array([len(each) for each in self.buckets])
        values = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        return csr_matrix((values, np.concatenate(self.buckets), starts), shape=(len(sizes), WORD_BUCKETS))


def read_examples(path: Path) -> Examples:
    """The pairs of one labelled file (JSON lines in gzip: parent, reply, label, group, perhaps authors), in its order."""
    rows = rows_of(path)
    pairs = [labelled_pair(row["parent"], row["reply"]) for row in rows]
    cues = [find_cues(pair.reply) for pair in pairs]
    return Examples(
        model_rows(pairs, cues, [_same_author(row) for row in rows]),
        [word_buckets(pair.reply, WORD_BUCKETS) for pair in pairs],
        np.array([LABELS.index(row["label"]) for row in rows]),
        np.array([submission_fold(row["group"], FOLDS) for row in rows]),
    )


def labelled_pair(parent: str, reply: str) -> StancePair:
    """The pair that an archive of these two comments would be judged on."""
    first = Comment(CommentId("parent"), _DISCUSSION, parent)
    second = Comment(CommentId("reply"), _DISCUSSION, reply, 1, parent=first.uid)
    return stance_pair(second, first, find_quotes([first, second]).quotes)


def joined(sets: Sequence[Examples]) -> Examples:
    """All sets one after another."""
    return Examples(
        np.concatenate([each.rows for each in sets]),
        [bucket for each in sets for bucket in each.buckets],
        np.concatenate([each.labels for each in sets]),
        np.concatenate([each.fold for each in sets]),
    )


def _same_author(row: Mapping[str, Any]) -> bool:
    return row.get("author_parent") is not None and row["author_parent"] == row.get("author_reply")
