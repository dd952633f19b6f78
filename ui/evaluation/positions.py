"""`rejoinder evaluate positions`: the product's own groups of labelled arguments and perspectives, scored when labels are there."""

import json
from collections.abc import Hashable, Sequence
from pathlib import Path
from time import perf_counter

import numpy as np

from graph.positions import ClaimRows, group
from graph.training.position_figures import Labelled, figures, key_points, perspectives
from ingest.embedder import Embedder, open_embedder
from ingest.errors import RejoinderError
from ui.evaluation.labelled import write_predictions

_CURE = "give ArgKP's arguments_*.csv (arg_id, argument, topic) or Perspectrum's *.jsonl.gz (claim, clusters with perspectives)"


class BadPositionData(RejoinderError):
    """The labelled data is not what the task needs."""


def evaluate(data: Path, predictions: Path | None, embedder: Embedder | None = None) -> dict[str, object]:
    """Group what is said on each question of `data`, write a prediction a line, and return the figures.

    Every text is a claim of one discussion a question; how many groups there are is not told. Raises BadPositionData.
    """
    questions = read_questions(data)
    began = perf_counter()
    said = predict(questions, embedder or open_embedder())
    spent = perf_counter() - began
    write_predictions(predictions, map(json.dumps, lines(questions, said)))
    claims = sum(len(each.texts) for each in questions)
    counted = {"task": "positions", "claims": claims, "seconds": round(spent, 2)}
    return {**counted, **figures(questions, said)}


def read_questions(data: Path) -> list[Labelled]:
    """What is said, by question; raises BadPositionData."""
    try:
        return key_points(data) if data.suffix == ".csv" else perspectives(data)
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise BadPositionData(f"{data}: {type(error).__name__}: {error}", _CURE) from error


def predict(questions: Sequence[Labelled], embedder: Embedder) -> list[list[Hashable]]:
    """The position of each text of each question, as `ingest` finds them in the order of the claims' ids."""
    return [_positions(each, embedder) for each in questions]


def lines(questions: Sequence[Labelled], said: Sequence[Sequence[Hashable]]) -> list[dict[str, object]]:
    """A prediction for each text: {id, position, side}; which side of the topic a position takes is not told."""
    return [
        {"id": uid, "position": f"{number}:{position}", "side": None}
        for number, (question, found) in enumerate(zip(questions, said, strict=True))
        for uid, position in zip(question.ids, found, strict=True)
    ]


def _positions(question: Labelled, embedder: Embedder) -> list[Hashable]:
    """Texts in the order of their words, so that the order of the file plays no part."""
    order = sorted(range(len(question.texts)), key=lambda n: (question.texts[n], n))
    texts = [question.texts[n] for n in order]
    if not texts:
        return []
    grouping = group(ClaimRows.unplaced(texts, embedder.embed(texts), np.zeros(len(texts), np.int64)))
    found = dict(zip(order, (2 * grouping.question + grouping.side).tolist(), strict=True))
    return [found[n] for n in range(len(order))]
