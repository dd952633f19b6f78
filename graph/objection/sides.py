"""Who stands where: a passage that answers an objection, or that objects by the side of another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from graph.objection.argument_arrays import Pairs, Raised
from graph.objection.cases import Met
from graph.objection.finding import Objecting
from graph.objection.levels import Bools, Floats
from graph.objection.talk import is_cut
from graph.objection.weighing import ENGAGED, Read

QUOTING_ODDS: Final = 3.0  # by how much the odds that an answer deals with what it quotes are better
SIDING_ODDS: Final = 0.02  # and those of a passage that objects to something else
DEFENDING: Final = 0.5  # how far an answer to an objection is no objection itself


def in_place(read: Read, quoting: Bools, siding: Bools) -> Read:
    """What was read, likelier to deal with an objection where it quotes it, and less where it stands by its side."""
    odds = np.where(quoting, QUOTING_ODDS, np.where(siding, SIDING_ODDS, 1.0))
    engagement = odds * read.engagement / (1 - read.engagement + odds * read.engagement)
    return replace(read, engagement=engagement)


def siding(objecting: Sequence[Objecting], raised: Raised, pairs: Pairs, met: Sequence[Met]) -> Bools:
    """Which answers, not known to be replies to their objection, are by its side.

    They object to the same as it; or, where comments were cut from flat text, the passage that meets it objects to anything else.
    """
    units = _units(raised)
    found = np.zeros(len(pairs.answer), bool)
    for n in np.flatnonzero(pairs.chance < ENGAGED).tolist():
        objection, answer = int(pairs.objection[n]), int(pairs.answer[n])
        for other in units.get(answer, ()):
            same = raised.target[other] == raised.target[objection]
            cut = is_cut(objecting[other].unit.comment) and raised.target[other] != raised.comment[objection]
            found[n] |= (same or cut) and objecting[other].unit.overlaps(*met[n].answer)
    return found


def defending(objecting: Sequence[Objecting], raised: Raised, pairs: Pairs, read: Read, met: Sequence[Met]) -> Floats:
    """How likely each objection is an answer to an objection, so that it defends something rather than objects."""
    units = _units(raised)
    likely = np.zeros(len(objecting))
    deals = pairs.chance * read.engagement
    for n in np.flatnonzero(deals > 0).tolist():
        for other in units.get(int(pairs.answer[n]), ()):
            answers = raised.target[other] == raised.comment[pairs.objection[n]]
            if answers and objecting[other].unit.overlaps(*met[n].answer):
                likely[other] = max(likely[other], deals[n])
    return likely


def _units(raised: Raised) -> dict[int, list[int]]:
    """The objections of each comment that raises some."""
    found: dict[int, list[int]] = defaultdict(list)
    for n, comment in enumerate(raised.comment.tolist()):
        found[comment].append(n)
    return found
