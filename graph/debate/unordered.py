"""Open objections among statements that stand in no order: who speaks against whom is told from their words alone.

A set of statements on one topic, of which no source says what answers what, is judged as a whole: `weigh` says of each statement
how likely it objects, to what, and that nothing in the set answers it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from graph.debate.features import (
    Floats,
    Statement,
    meaning_rows,
    pair_rows,
    read_statements,
    statement_rows,
    word_buckets,
)
from graph.debate.model import Chances, Sheet, UnorderedModel, model_for, stance_columns
from graph.debate.sides import side_rows
from ingest.embedder import Embedder
from ingest.errors import RejoinderError
from ingest.pair_scores import PairScorer
from ingest.words import tokens

WORD_BUCKETS = 1 << 13


class NoTopic(RejoinderError):
    """What the statements are about was not said."""


@dataclass(frozen=True, slots=True)
class Unordered:
    """A topic, and statements on it in any order."""

    topic: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """How one statement stands among the others; probabilities of 0..1, statements by their place in the set.

    `unaddressed`: it objects and nothing answers it. `objects`: it speaks against the topic or another statement. `target`: what it
    most likely speaks against, None for the topic, with `target_chance`. `answered`: something speaks against it, most likely
    `answer`. `open`: `unaddressed` is at least the model's cut.
    """

    unaddressed: float
    objects: float
    target: int | None
    target_chance: float
    answered: float
    answer: int | None
    open: bool


_SILENT = Standing(0.0, 0.0, None, 0.0, 0.0, None, False)


def weigh(
    sets: Sequence[Unordered], embedder: Embedder, scorer: PairScorer | None = None
) -> list[tuple[Standing, ...]]:
    """A standing for each statement of each set, in their orders; a statement without words says nothing.

    The order of a set's statements changes nothing. Raises NoTopic where a topic has no words.
    """
    model = model_for(scorer)
    worded = [Unordered(each.topic, tuple(text for text in each.statements if tokens(text))) for each in sets]
    sheets = iter(read_sheets([each for each in worded if each.statements], embedder, scorer))
    found = [standings(model.chances(next(sheets)), model) if each.statements else () for each in worded]
    return [_in_place(each, own) for each, own in zip(sets, found, strict=True)]


def read_sheets(sets: Sequence[Unordered], embedder: Embedder, scorer: PairScorer | None = None) -> list[Sheet]:
    """What the model sees of each set, which has statements, each with words; all texts are embedded, and all pairs read, together.

    Raises NoTopic where a topic has no words.
    """
    if not sets:
        return []
    for each in sets:
        if not tokens(each.topic):
            raise NoTopic(f"{len(each.statements)} statements on no topic", "give the topic in a few words")
    said = iter(read_statements([text for each in sets for text in (each.topic, *each.statements)], embedder))
    grouped = [[next(said) for _ in range(len(each.statements) + 1)] for each in sets]
    stances = _stances(sets, scorer)
    return [_sheet(topic, own, stance) for (topic, *own), stance in zip(grouped, stances, strict=True)]


def standings(chances: Chances, model: UnorderedModel) -> tuple[Standing, ...]:
    """What a reader is told of the chances of a set."""
    return tuple(_standing(chances, at, model.cut) for at in range(len(chances.against)))


def _sheet(topic: Statement, said: Sequence[Statement], stances: Floats | None) -> Sheet:
    buckets = [word_buckets(each, WORD_BUCKETS) for each in said]
    rows, sides = statement_rows(topic, said), side_rows(topic, said)
    return Sheet(pair_rows(said), rows, sides, meaning_rows(said), buckets, stances)


def _stances(sets: Sequence[Unordered], scorer: PairScorer | None) -> Sequence[Floats | None]:
    """What the pair model says of each statement toward its topic, a table a set."""
    if scorer is None:
        return [None] * len(sets)
    scores = scorer.score("stance", [(each.topic, text) for each in sets for text in each.statements])
    return np.split(stance_columns(scores), np.cumsum([len(each.statements) for each in sets])[:-1])


def _standing(chances: Chances, at: int, cut: float) -> Standing:
    counters, answers = chances.counters[:, at], chances.counters[at]
    nearest, answer = int(counters.argmax()), int(answers.argmax())
    topic = float(chances.attacks_topic[at])
    unaddressed = float(chances.unaddressed[at])
    target = nearest if counters[nearest] > topic else None
    return Standing(
        unaddressed=unaddressed,
        objects=min(1.0, float(chances.counter[at]) + topic),
        target=target,
        target_chance=topic if target is None else float(counters[nearest]),
        answered=float(chances.answered[at]),
        answer=answer if answers[answer] > 0 else None,
        open=unaddressed >= cut,
    )


def _in_place(each: Unordered, found: Sequence[Standing]) -> tuple[Standing, ...]:
    """Standings of all statements from those of the ones with words, whose places they speak of."""
    places = [at for at, text in enumerate(each.statements) if tokens(text)]
    moved = {at: _moved(standing, places) for at, standing in zip(places, found, strict=True)}
    return tuple(moved.get(at, _SILENT) for at in range(len(each.statements)))


def _moved(standing: Standing, places: Sequence[int]) -> Standing:
    target, answer = (None if at is None else places[at] for at in (standing.target, standing.answer))
    return replace(standing, target=target, answer=answer)
