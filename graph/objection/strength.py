"""How strong each comment stands when replies are votes: quadratic-energy gradual semantics, over arrays.

Potyka, "Continuous Dynamical Systems for Weighted Bipolar Argumentation" (KR 2018). Energy is counted in strengths of a comment
that nobody voted on, so that one sure vote of such a comment has the energy 1. Unlike DF-QuAD it does not saturate under pile-ons.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.objection.levels import Bools, Floats, Ints, Levels

BASE: Final = 0.5  # strength of a comment that nobody voted on
_ROUNDS = 300
_SETTLED = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Votes:
    """Replies as votes between `count` comments, which are numbered in the order in which they were written.

    Vote n: `person[n]` (negative: nobody knows who) by comment `child[n]` on comment `parent[n]`; `weight[n]` in -1..1 is the
    probability of agreement less that of disagreement, both times the probability that it is a reply at all.
    """

    count: int
    child: Ints
    parent: Ints
    weight: Floats
    person: Ints


def strengths(votes: Votes) -> Floats:
    """The strength of each comment in 0..1, shape (count,).

    A person has one vote for and one against each comment, the weightiest, and of equal ones the first. One pass from the leaves
    on a forest, or wherever there are no cycles; damped iteration on what is left. A vote on one's own comment is none.
    """
    kept = _one_vote_each(votes)
    child, parent, weight = votes.child[kept], votes.parent[kept], votes.weight[kept]
    levels = Levels(votes.count, child, parent)
    energy, strength = np.zeros(votes.count), np.full(votes.count, BASE)
    for front, rows in levels:
        strength[front] = _moved(energy[front])
        np.add.at(energy, parent[rows], weight[rows] * strength[child[rows]] / BASE)
    if levels.waiting.any():
        inside = levels.waiting[parent]
        _settle(strength, levels.waiting, (child[inside], parent[inside], weight[inside]))
    return strength


def standing(strength: Floats) -> Floats:
    """What attacks leave of comments of this strength, in 0..1; 1 for one that nobody attacks."""
    return np.minimum(1.0, strength / BASE)


def _one_vote_each(votes: Votes) -> Ints:
    """Numbers of the votes that count, by child."""
    counts = (votes.child != votes.parent) & (votes.weight != 0)
    known = np.flatnonzero(counts & (votes.person >= 0))
    people = int(votes.person.max(initial=0)) + 1
    key = (votes.parent[known] * people + votes.person[known]) * 2 + (votes.weight[known] > 0)
    order = np.argsort(key)
    again = key[order][1:] == key[order][:-1]
    shared = np.zeros(len(order), bool)
    shared[1:] |= again
    shared[:-1] |= again
    several = known[order[shared]]
    counts[several] = False
    counts[_first_of_each(votes, several)] = True
    kept = np.flatnonzero(counts)
    by_child: Ints = kept[np.argsort(votes.child[kept], kind="stable")]
    return by_child


def _first_of_each(votes: Votes, rows: Ints) -> Ints:
    """Of the votes of one person for or against one comment the weightiest, and of equal ones the first."""
    columns = [votes.parent[rows], votes.person[rows], votes.weight[rows] > 0]
    order = np.lexsort((votes.child[rows], -np.abs(votes.weight[rows]), *columns))
    new = np.ones(len(order), bool)
    new[1:] = np.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
    return rows[order[new]]


def _settle(strength: Floats, waiting: Bools, votes: tuple[Ints, Ints, Floats]) -> None:
    """Iterate the strengths that wait, half a step at a time, until they stay."""
    child, parent, weight = votes
    for _ in range(_ROUNDS):
        energy: Floats = np.bincount(parent, weight * strength[child] / BASE, len(strength)).astype(np.float64)
        change = 0.5 * (_moved(energy[waiting]) - strength[waiting])
        strength[waiting] += change
        if np.abs(change).max() < _SETTLED:
            return


def _moved(energy: Floats) -> Floats:
    """Strength under an energy: toward 1 if it is positive, toward 0 if it is negative."""
    pull = energy**2 / (1 + energy**2)
    moved: Floats = BASE + np.where(energy > 0, 1 - BASE, -BASE) * pull
    return moved
