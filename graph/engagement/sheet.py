"""A case laid out: the sentences of its objections and of its answer, and what they share, as arrays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from graph.engaging import Case
from graph.stances.target import Span, rarity, sentences
from ingest.words import shingles, tokens

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

_EMBEDDED = 600  # characters of a sentence: far less than an embedder's window
_STEM = 6  # letters by which two forms of a word are taken for one
_RUN = 3  # words in a row that make a quote
_RARE = 5.0  # log of how many posts there are for one that has the word
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """The objections' sentences (`parts`, in order), where each stands in its objection, and the first of each objection."""

    case: Case
    parts: tuple[str, ...]
    spans: tuple[Span, ...]
    starts: Numbers

    @property
    def texts(self) -> list[str]:
        """What has to be embedded: the parts, then the answer's sentences."""
        return [text[:_EMBEDDED] for text in (*self.parts, *self.case.answer)]


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """Words that a part and a sentence of the answer share: float32, shape (parts, sentences), and what each has of them.

    `words` sums the rarity of shared stems, `rare` that of rare ones alone, `numbers` counts shared words with a digit, `runs`
    shared runs of three words; `part_*` and `sentence_*` are the same sums over one side.
    """

    words: Floats
    rare: Floats
    numbers: Floats
    runs: Floats
    part_words: Floats
    sentence_words: Floats
    part_runs: Floats
    sentence_runs: Floats


def lay_out(case: Case) -> Sheet:
    """Cut the objections into sentences; one without words is a sentence as it stands."""
    cut = [sentences(text) or [(0, len(text))] for text in case.objections]
    parts = [text[start:end] for text, spans in zip(case.objections, cut, strict=True) for start, end in spans]
    starts = [0, *accumulate(map(len, cut))][:-1]
    return Sheet(case, tuple(parts), tuple(span for spans in cut for span in spans), np.array(starts, np.int64))


def shared(sheet: Sheet) -> Shared:
    """What words each part shares with each sentence."""
    said = [tokens(text) for text in (*sheet.parts, *sheet.case.answer)]
    count = len(sheet.parts)
    stems, first = _incidence([shingles([word[:_STEM] for word in each], 1) for each in said])
    flat = [word for each in said for word in each]
    weights: Floats = np.array(rarity([flat[at] for at in first]), np.float32)
    digits: Floats = np.array([bool(_DIGIT.search(flat[at])) for at in first], np.float32)
    runs, _ = _incidence([shingles(each, _RUN) for each in said])
    rare: Floats = weights * (weights > _RARE).astype(np.float32)
    (words_a, words_b), (runs_a, runs_b) = (np.split(stems, [count]), np.split(runs, [count]))
    said_by: list[Floats] = [words_a * each.astype(np.float32) for each in (weights, rare, digits)]
    words, rare_words, numbers = (each @ words_b.T for each in said_by)
    return Shared(
        words=words,
        rare=rare_words,
        numbers=numbers,
        runs=runs_a @ runs_b.T,
        part_words=words_a @ weights,
        sentence_words=words_b @ weights,
        part_runs=runs_a.sum(axis=1),
        sentence_runs=runs_b.sum(axis=1),
    )


def _incidence(rows: Sequence[NDArray[np.uint64]]) -> tuple[Floats, Numbers]:
    """Which row has which value: float32 of 0 and 1, shape (rows, distinct values); and the place of each in all rows joined."""
    flat = np.concatenate([*rows, np.empty(0, np.uint64)])
    values, first, column = np.unique(flat, return_index=True, return_inverse=True)
    table = np.zeros((len(rows), len(values)), np.float32)
    table[np.repeat(np.arange(len(rows)), [len(each) for each in rows]), column] = 1
    return table, first
