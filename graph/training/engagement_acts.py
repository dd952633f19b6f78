"""How the acts of an answer are learned: what its sentences do, and what it does with each objection."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack  # type: ignore[import-untyped]  # scipy ships no types
from sklearn.linear_model import LogisticRegression

from graph.engagement.acts import DOES, Acts, meeting_columns, sentence_buckets, sentence_columns
from graph.training.engagement_examples import FOLDS, Example

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Seen = tuple[
    Floats, Doubles, Doubles, Doubles
]  # pair columns, log odds and the walk's of a case; engagement of its objections

WORD_BUCKETS = 1 << 12
_SCALE = 0.1  # of a sentence's columns beside its words
_NEIGHBOUR_SCALE = 0.5
_EVEN = 0.5  # 0 takes acts as often as they are, 1 all as equally frequent


def learn_acts(examples: Sequence[Example], seen: Sequence[Seen]) -> tuple[Acts, list[Doubles]]:
    """Acts of sentences, then of objections; the latter learn from what the former say of groups that they did not see.

    Also the probabilities of the acts for each example in which they are known, by models that did not see its group.
    """
    known = [n for n, each in enumerate(examples) if each.does is not None]
    columns = [sentence_columns(seen[n][0], seen[n][2]) for n in known]
    buckets = [sentence_buckets(examples[n].case.answer, WORD_BUCKETS) for n in known]
    labels = [np.array(examples[n].does) for n in known]
    fold = [examples[n].fold for n in known]
    whole = first_acts(columns, buckets, labels)
    meeting: list[Doubles] = []
    models = {
        held: first_acts(*(_without(part, fold, held) for part in (columns, buckets, labels))) for held in range(FOLDS)
    }
    for at, n in enumerate(known):
        does = models[fold[at]].of_sentences(columns[at], buckets[at])
        meeting.append(meeting_columns(does, *seen[n][1:], examples[n].case.objections))
    told = [_told(examples[n]) for n in known]
    seconds = {
        held: second_acts(whole, _without(meeting, fold, held), _without(told, fold, held)) for held in range(FOLDS)
    }
    said = [seconds[held].of_objections(rows) for held, rows in zip(fold, meeting, strict=True)]
    return second_acts(whole, meeting, told), said


def first_acts(
    columns: Sequence[Doubles], buckets: Sequence[list[NDArray[np.int32]]], labels: Sequence[NDArray[np.int64]]
) -> Acts:
    """Weights of the first stage alone."""
    dense = np.concatenate(columns)
    mean, spread = dense.mean(axis=0), np.maximum(dense.std(axis=0), 1e-6)
    scale = _SCALE / spread
    table = hstack([csr_matrix((dense - mean) * scale), *_word_tables(buckets)]).tocsr()
    fit = LogisticRegression(C=2.0, max_iter=300, tol=1e-3).fit(table, np.concatenate(labels))
    weights = fit.coef_.T
    own = weights[: len(scale)] * scale[:, None]
    words = (
        weights[len(scale) :].reshape(3, WORD_BUCKETS, len(DOES))
        * np.array([1, _NEIGHBOUR_SCALE, _NEIGHBOUR_SCALE])[:, None, None]
    )
    return Acts(words, own, fit.intercept_ - mean @ own, np.empty((0, 4)), np.empty(4))


def second_acts(first: Acts, columns: Sequence[Doubles], told: Sequence[NDArray[np.int64]]) -> Acts:
    """The same with weights of the second stage, fitted to the objections that were dealt with (`told` is not -1)."""
    rows, labels = np.concatenate(columns), np.concatenate(told)
    rows, labels = rows[labels >= 0], labels[labels >= 0]
    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    often = np.bincount(labels, minlength=4) / len(labels)
    fit = LogisticRegression(C=0.01, max_iter=1000).fit(
        (rows - mean) / spread, labels, sample_weight=often[labels] ** -_EVEN
    )
    weights = fit.coef_.T / spread[:, None]
    return Acts(first.words, first.columns, first.bias, weights, fit.intercept_ - mean @ weights)


def _told(example: Example) -> NDArray[np.int64]:
    """Number in DOES of what became of each judged objection; -1 where none was dealt with."""
    known = zip(example.statuses, example.judged, strict=True)
    return np.array([DOES.index(status) if judged and status != "nothing" else -1 for status, judged in known])


def _word_tables(buckets: Sequence[list[NDArray[np.int32]]]) -> list[csr_matrix]:
    """The hashed words of each sentence, of the one before and of the one after, in the same answer."""
    flat = [each for answer in buckets for each in answer]
    sizes = np.array([len(each) for each in flat])
    values = np.repeat(1 / np.sqrt(np.maximum(1, sizes)), sizes)
    own = csr_matrix(
        (values, np.concatenate(flat), np.concatenate([[0], np.cumsum(sizes)])), shape=(len(flat), WORD_BUCKETS)
    )
    lengths = np.array([len(answer) for answer in buckets])
    ends = np.cumsum(lengths)
    inner = np.ones(len(flat))
    inner[ends[:-1]] = 0
    before = diags(np.append(inner[1:], 0)[:-1], -1, shape=(len(flat), len(flat)))
    return [own, _NEIGHBOUR_SCALE * (before @ own), _NEIGHBOUR_SCALE * (before.T @ own)]


def _without(parts: Sequence[Any], fold: Sequence[int], held: int) -> list[Any]:
    return [part for part, each in zip(parts, fold, strict=True) if each != held]
