"""Claims grouped into questions and sides: pure functions on arrays, for new claims beside those that have a place.

Inside a discussion by average linkage in the trained space (`graph/position/claim_space.py`); across discussions groups are
joined that say nearly the same in plain embeddings; in each group those who oppose its main claim are a side of their own.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.position.claim_space import on_one_question, trained_space, units
from graph.position.linkage import Bools, Floats, Ints, average_linkage
from graph.position.neighbours import near_asked
from graph.position.sides import negated

_ACROSS = 0.75  # mean cosine of groups of different discussions that say the same
_NEW = -1  # number of the position of a claim that has none


@dataclass(frozen=True, eq=False)
class ClaimRows:
    """Claims as arrays, in the order of their uid: `vectors` are unit embeddings, `discussion` numbers where each was made.

    `position` and `question` number where it is placed, negative where it has no place yet.
    """

    texts: Sequence[str]
    vectors: Floats
    discussion: Ints
    position: Ints
    question: Ints

    @classmethod
    def unplaced(cls, texts: Sequence[str], vectors: Floats, discussion: Ints) -> "ClaimRows":
        """Claims none of which has a place."""
        nowhere = np.full(len(texts), _NEW)
        return cls(texts, vectors, discussion, nowhere, nowhere)


@dataclass(frozen=True, eq=False)
class Grouping:
    """For each claim the number of its question and its side there: 0, or 1 for those that oppose."""

    question: Ints
    side: Ints


def group(claims: ClaimRows) -> Grouping:
    """Group all claims; those that have a place keep each other's company, and new ones join them or found their own groups."""
    new = claims.position < 0
    start = np.where(new, claims.question.max(initial=0) + 1 + np.arange(len(new)), claims.question)
    local = _joined(start, _inside_discussions(claims, start, new))
    question = _joined(local, _across_discussions(claims, local, new))
    return Grouping(question, _sides(claims, question, new))


def central(vectors: Floats, rows: Ints, among: Ints | None = None) -> int:
    """Which of `among`, or of all, is nearest to the middle of `rows`; the first of several."""
    middle = vectors[rows].sum(axis=0)
    chosen = rows if among is None else among
    return int(chosen[int((vectors[chosen] @ middle).argmax())])


def members(numbers: Ints, wanted: Ints | None = None) -> list[Ints]:
    """Rows of each number in `wanted`, or of each there is; by number, rows in order."""
    order = np.argsort(numbers, kind="stable")
    distinct, starts = np.unique(numbers[order], return_index=True)
    split = np.split(order, starts[1:]) if len(order) else []
    if wanted is None:
        return split
    kept = np.isin(distinct, wanted)
    return [rows for rows, is_kept in zip(split, kept.tolist(), strict=True) if is_kept]


def _inside_discussions(claims: ClaimRows, start: Ints, new: Bools) -> Ints:
    """Clusters inside each discussion that has new claims, numbered by a row in them; elsewhere each row is its own."""
    cluster = np.arange(len(start))
    space = trained_space()
    for rows in members(claims.discussion, np.unique(claims.discussion[new])):
        points = space.points(claims.vectors[rows], [claims.texts[n] for n in rows])
        _, begun = np.unique(start[rows], return_inverse=True)
        cluster[rows] = rows[average_linkage(points, begun, space.threshold(on_one_question(claims.vectors[rows])))]
    return cluster


def _across_discussions(claims: ClaimRows, local: Ints, new: Bools) -> Ints:
    """Clusters of groups that say the same in different discussions, as a number for each claim."""
    groups, which = np.unique(local, return_inverse=True)
    sums = np.zeros((len(groups), claims.vectors.shape[1]), np.float32)
    np.add.at(sums, which, claims.vectors)
    touched = np.unique(which[new])
    first, second = near_asked(units(sums), touched, _ACROSS)
    if not len(first):
        return which
    means = sums / np.bincount(which)[:, None]
    joined = average_linkage(means.astype(np.float32), np.arange(len(groups)), _ACROSS, (first, second))
    numbered: Ints = joined[which]
    return numbered


def _joined(first: Ints, second: Ints) -> Ints:
    """The finest groups that hold together what either numbering does, each under its first row."""
    numbers = first
    while True:
        lowered = _lowest(second, _lowest(first, numbers))
        if (lowered == numbers).all():
            break
        numbers = lowered
    _, rows, which = np.unique(numbers, return_index=True, return_inverse=True)
    joined: Ints = rows[which]
    return joined


def _lowest(groups: Ints, numbers: Ints) -> Ints:
    """For each row the lowest number in its group."""
    _, which = np.unique(groups, return_inverse=True)
    least = np.full(which.max(initial=-1) + 1, np.iinfo(np.int64).max)
    np.minimum.at(least, which, numbers)
    lowered: Ints = least[which]
    return lowered


def _sides(claims: ClaimRows, question: Ints, new: Bools) -> Ints:
    """Who opposes the main claim of the question; positions that faced each other before still do."""
    side = _known_sides(claims, question)
    for rows in members(question, np.unique(question[new])):
        for main, unit in _facing(claims, rows):
            side[unit] = int(negated(claims.texts[main], claims.texts[int(unit[0])]))
    return side


def _facing(claims: ClaimRows, rows: Ints) -> list[tuple[int, Ints]]:
    """The main claim of a question with each unit that must be asked about: a new claim, or a position from another question."""
    units_of: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in rows.tolist():
        at = int(claims.position[row])
        units_of[(at, row if at < 0 else 0)].append(row)
    if len(units_of) < 2:
        return []
    main, home = _main(claims, rows, units_of)
    return [
        (main, _led(claims, np.array(unit)))
        for (at, _), unit in units_of.items()
        if main not in unit and (at < 0 or claims.question[unit[0]] != home)
    ]


def _main(claims: ClaimRows, rows: Ints, units_of: dict[tuple[int, int], list[int]]) -> tuple[int, int]:
    """The central claim of the largest position, or of all where none has a place; and the question that it was on."""
    placed = [(len(unit), -at) for (at, _), unit in units_of.items() if at >= 0]
    chosen = np.array(units_of[-max(placed)[1], 0]) if placed else rows
    main = central(claims.vectors, chosen)
    return main, int(claims.question[main])


def _led(claims: ClaimRows, unit: Ints) -> Ints:
    """The rows of a unit, its most central claim first."""
    first = central(claims.vectors, unit)
    return np.array([first, *(row for row in unit.tolist() if row != first)])


def _known_sides(claims: ClaimRows, question: Ints) -> Ints:
    """Sides of what had a place: in each question the largest position is side 0, and all others face it."""
    side = np.zeros(len(question), np.int64)
    placed = np.flatnonzero(claims.position >= 0)
    for rows in members(question[placed]):
        here = placed[rows]
        numbers, counts = np.unique(claims.position[here], return_counts=True)
        main = numbers[counts.argmax()]
        side[here] = claims.position[here] != main
    return side
