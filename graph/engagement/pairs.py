"""How a sentence of an answer looks beside an objection: columns of numbers for all pairs of a case at once."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.engagement.marks import KINDS, carried_quote, kinds, numbered
from graph.engagement.sheet import Shared, Sheet, shared

Floats = NDArray[np.float32]

PAIR_COLUMNS: Final = (
    *(
        "cosine",
        "centred",
        "whole",
        "around",
        "lead",
        "whole lead",
        "below best",
        "shared",
        "covered",
        "rare",
        "shared lead",
    ),
    *("numbers", "quoted", "quotes", "after quote", "numbered", "order", "off order", "place", "objection place"),
    *(
        "log objections",
        "log sentences",
        "log sentence words",
        "log objection words",
        "objection asks",
        "sentence asks",
    ),
    *KINDS,
)
CENTRED: Final = PAIR_COLUMNS.index("centred")
_CENTRE = 0.7  # of the mean is taken away: what a case is about is no match, but not all of it is noise either
_SMOOTH = 6.0  # rarity of words that share nothing, added to both sides: a few common words alone are no match


def pair_columns(sheet: Sheet, vectors: Floats) -> Floats:
    """Float32, shape (objections, sentences, len(PAIR_COLUMNS)); `vectors` are those of `sheet.texts`."""
    near, centred, whole = _nearness(sheet, vectors)
    around = _around(centred)
    lexical, quoted = _lexical(sheet, shared(sheet))
    pairs = [near, centred, whole, around, _lead(centred), _lead(whole), centred - centred.max(axis=1, keepdims=True)]
    pairs += [
        *lexical,
        carried_quote(quoted),
        numbered(sheet.case.objections, sheet.case.answer),
        *_places(*near.shape),
    ]
    return np.stack([*pairs, *_sides(sheet)], axis=-1).astype(np.float32)


def nearest_parts(sheet: Sheet, vectors: Floats) -> NDArray[np.int64]:
    """Which part of each objection is nearest to each sentence: int64, shape (objections, sentences)."""
    parts, answer = _less_mean(vectors, len(sheet.parts))
    near = parts @ answer.T
    ends = [*sheet.starts[1:], len(sheet.parts)]
    return np.stack([start + near[start:end].argmax(axis=0) for start, end in zip(sheet.starts, ends, strict=True)])


def _nearness(sheet: Sheet, vectors: Floats) -> tuple[Floats, Floats, Floats]:
    """Best cosine of an objection's sentences, the same minus the case's mean, and that of the whole objection."""
    count = len(sheet.parts)
    parts, answer = _less_mean(vectors, count)
    whole = _unit(np.add.reduceat(parts, sheet.starts, axis=0))
    return _best(sheet, vectors[:count] @ vectors[count:].T), _best(sheet, parts @ answer.T), whole @ answer.T


def _less_mean(vectors: Floats, count: int) -> tuple[Floats, Floats]:
    """The first `count` vectors and the others, less what all are about, of unit length."""
    centred = _unit(vectors - _CENTRE * vectors.mean(axis=0))
    return centred[:count], centred[count:]


def _lexical(sheet: Sheet, words: Shared) -> tuple[list[Floats], Floats]:
    said = _best(sheet, words.words / (_SMOOTH + words.sentence_words))
    covered = _best(sheet, words.words / (_SMOOTH + words.part_words[:, None]))
    quoted = _best(sheet, words.runs / np.maximum(1, words.sentence_runs))
    quotes = _best(sheet, words.runs / np.maximum(1, words.part_runs[:, None]))
    rare, numbers = np.log1p(_best(sheet, words.rare)), np.minimum(_best(sheet, words.numbers), 3)
    return [said, covered, rare, _lead(said), numbers, quoted, quotes], quoted


def _places(objections: int, sentences: int) -> list[Floats]:
    rank = np.broadcast_to((np.arange(objections)[:, None] + 0.5) / objections, (objections, sentences))
    place = np.broadcast_to((np.arange(sentences)[None, :] + 0.5) / sentences, (objections, sentences))
    sizes = [np.full(rank.shape, np.log1p(size)) for size in (objections, sentences)]
    return [each.astype(np.float32) for each in (rank - place, abs(rank - place), place, rank, *sizes)]


def _sides(sheet: Sheet) -> list[Floats]:
    """What one side alone shows, repeated over the other."""
    objections, answer = sheet.case.objections, sheet.case.answer
    shape = (len(objections), len(answer))
    ours = np.array([[_size(text), "?" in text] for text in objections], np.float32)
    theirs = np.array([[_size(text), "?" in text, *kinds(text)] for text in answer], np.float32)
    row = [np.broadcast_to(column[:, None], shape) for column in ours.T]
    columns = [np.broadcast_to(column[None, :], shape) for column in theirs.T]
    return [columns[0], row[0], row[1], *columns[1:]]


def _best(sheet: Sheet, parts: NDArray[np.floating]) -> Floats:
    """The best of each objection's sentences: shape (objections, sentences)."""
    best: Floats = np.maximum.reduceat(parts.astype(np.float32), sheet.starts, axis=0)
    return best


def _lead(scores: Floats) -> Floats:
    """By how much an objection is ahead of the best other one for each sentence; 0 if there is no other."""
    if len(scores) == 1:
        return np.zeros_like(scores)
    top = np.sort(scores, axis=0)
    lead: Floats = np.where(scores == top[-1], scores - top[-2], scores - top[-1])
    return lead


def _around(scores: Floats) -> Floats:
    """Mean with the neighbouring sentences."""
    padded = np.pad(scores, ((0, 0), (1, 1)), mode="edge")
    mean: Floats = (padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]) / np.float32(3)
    return mean


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-6))
    return unit


def _size(text: str) -> float:
    return float(np.log1p(len(text.split())))
