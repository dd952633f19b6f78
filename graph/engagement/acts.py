"""What a sentence of an answer does, and what an answer does with an objection: from words, marks, and where the two meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.engagement.marks import KINDS, asked
from graph.engagement.pairs import PAIR_COLUMNS
from ingest.words import shingles, tokens

Doubles = NDArray[np.float64]
Buckets = list[NDArray[np.int32]]

DOES: Final = ("concedes", "defers", "rebuts", "answers", "nothing")  # what a sentence does
_READ = 60  # words of a sentence
_SEEN: Final = [
    PAIR_COLUMNS.index(name) for name in ("quoted", "place", "log sentence words", "shared", "sentence asks", *KINDS)
]
_AFTER = 2  # sentences after the one that meets an objection best


@dataclass(frozen=True, eq=False)
class Acts:
    """Weights of both stages, a column an act of DOES, in the second one of its first four.

    `words` has three tables of a power of two of rows: for a sentence's own words, those of the one before and the one after.
    """

    words: Doubles
    columns: Doubles
    bias: Doubles
    second: Doubles
    second_bias: Doubles

    def of_sentences(self, columns: Doubles, buckets: Buckets) -> Doubles:
        """Probabilities of DOES for the sentences of one answer, in order: shape (sentences, 5)."""
        odds = columns @ self.columns + self.bias
        own, before, after = (table_odds(table, buckets) for table in self.words)
        odds += own
        odds[1:] += before[:-1]
        odds[:-1] += after[1:]
        return shares(odds)

    def of_objections(self, columns: Doubles) -> Doubles:
        """Probabilities of the first four of DOES, given that the answer deals with the objection: shape (objections, 4)."""
        return shares(columns @ self.second + self.second_bias)


def sentence_columns(pairs: NDArray[np.float32], met: Doubles) -> Doubles:
    """What else is seen of each sentence of an answer: shape (sentences, columns)."""
    return np.concatenate([pairs[:, :, _SEEN].max(axis=0), met.sum(axis=0)[:, None]], axis=1).astype(np.float64)


def sentence_buckets(answer: Sequence[str], size: int) -> Buckets:
    """Distinct buckets (of `size`, a power of two) of the words and pairs of words of each sentence."""
    return [_buckets(tokens(text)[:_READ], size) for text in answer]


def meeting_columns(
    does: Doubles, odds: Doubles, met: Doubles, engagement: Doubles, objections: Sequence[str]
) -> Doubles:
    """What tells the act towards each objection: shape (objections, columns). `does` is what `of_sentences` gave."""
    best, total = odds.argmax(axis=1), met.sum(axis=1, keepdims=True)
    each = met[:, :, None] * does[None, :, :]
    after = [does[np.minimum(best + step, len(does) - 1)] for step in range(_AFTER + 1)]
    sure = np.clip(engagement, 1e-3, 1 - 1e-3)[:, None]
    mean = each.sum(axis=1) / np.maximum(total, 1e-6)
    walked = [1 - (1 - each).prod(axis=1), each.max(axis=1), mean, *after, np.log(sure / (1 - sure)), np.log1p(total)]
    return np.concatenate([*walked, *_unwalked(does, odds), asked(objections)], axis=1)


def _unwalked(does: Doubles, odds: Doubles) -> list[Doubles]:
    """What the answer does on the whole, what the nearest sentences do, and how many sentences of each act deal with it."""
    whole = np.broadcast_to(does.mean(axis=0), (len(odds), does.shape[1]))
    return [whole, shares(odds) @ does, np.log1p(np.exp(-np.logaddexp(0, -odds)) @ does)]


def table_odds(table: Doubles, buckets: Buckets) -> Doubles:
    """What hashed words say: a row a sentence; the words of a long one count as much together as those of a short one."""
    said = [table[each].sum(axis=0) / np.sqrt(max(1, len(each))) for each in buckets]
    return np.stack(said)


def shares(odds: Doubles) -> Doubles:
    """Softmax of every row."""
    raised = np.exp(odds - odds.max(axis=1, keepdims=True))
    chances: Doubles = raised / raised.sum(axis=1, keepdims=True)
    return chances


def _buckets(said: Sequence[str], size: int) -> NDArray[np.int32]:
    hashed = shingles([*said, *(f"{a} {b}" for a, b in pairwise(said))], 1)
    return np.unique(hashed & np.uint64(size - 1)).astype(np.int32)
