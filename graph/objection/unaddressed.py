"""How far objections are unaddressed: U = product over people of 1 - what their best answer counts, over arrays."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.arguments import Act
from graph.engaging import ACTS
from graph.objection.argument_arrays import BYS
from graph.objection.levels import Bools, Floats, Ints

ACT_WEIGHTS: Final[dict[Act, float]] = {
    "concedes": 1.0,
    "defers": 0.85,
    "rebuts": 1.0,
    "answers": 1.0,
    "deflects": 0.1,
    "acknowledges": 0.0,
}
_BY_WEIGHTS: Final = {"target_author": 1.0, "third_party": 0.9, "objector": 0.0, "unknown": 0.95}


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Answers to objections; answer n counts at most `worth[n]` (engagement, weight and probability) times `standing[n]`.

    `person` (negative: unknown) and `wording` (the same number for the same words) tell who repeats what.
    """

    objection: Ints
    person: Ints
    wording: Ints
    worth: Floats
    standing: Floats


def weights(acts: Floats, by: Ints) -> Floats:
    """weight(act, by whom) in 0..1, expected over the acts: `acts` has shape (n, len(ACTS)), rows sum to 1."""
    of_act = np.array([ACT_WEIGHTS[act] for act in ACTS])
    of_by = np.array([_BY_WEIGHTS[each] for each in BYS])
    expected: Floats = (acts @ of_act) * of_by[by]
    return expected


def unaddressed(count: int, answers: Answers) -> tuple[Floats, Floats]:
    """U of each of `count` objections, and what each answer counts for it (0 where the same person has a better one).

    Words that a person repeats are one answer: attacks on any of its places weaken all of them. So repeating changes nothing.
    """
    counted = np.clip(answers.worth * answers.standing, 0, 1)
    known = np.flatnonzero(answers.person >= 0)
    people = int(answers.person.max(initial=0)) + 1
    key = answers.objection[known] * people + answers.person[known]
    several = known[_repeated(key)]
    counted[several] = _best_of_each(answers, several)
    left = np.ones(count)
    np.multiply.at(left, answers.objection, 1 - counted)
    return left, counted


def _repeated(key: Ints) -> Bools:
    """Which values stand more than once."""
    order = np.argsort(key)
    again = key[order][1:] == key[order][:-1]
    shared = np.zeros(len(key), bool)
    shared[order[1:][again]] = True
    shared[order[:-1][again]] = True
    return shared


def _best_of_each(answers: Answers, rows: Ints) -> Floats:
    """What some answers count, only the best of each person for an objection; of the same words the attacks on all places."""
    objection, person, wording = answers.objection[rows], answers.person[rows], answers.wording[rows]
    worth, counted = np.clip(answers.worth[rows], 0, 1), np.zeros(len(rows))
    order = np.lexsort((-worth, wording, person, objection))
    said = _begins(order, objection, person, wording)
    best = order[said]
    if not len(best):
        return counted
    counts = worth[best] * np.minimum.reduceat(answers.standing[rows][order], said)
    order = np.lexsort((best, -counts, person[best], objection[best]))
    order = order[_begins(best[order], objection, person)]
    counted[best[order]] = np.clip(counts[order], 0, 1)
    return counted


def _begins(order: Ints, *columns: Ints) -> Ints:
    """Where in `order` a new combination of the columns' values begins."""
    new: Bools = np.zeros(len(order), bool)
    new[:1] = True
    for column in columns:
        new[1:] |= column[order][1:] != column[order][:-1]
    return np.flatnonzero(new)
