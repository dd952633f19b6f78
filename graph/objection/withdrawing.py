"""Whether who objected takes it back later, and by which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.objection.argument_arrays import BYS, Pairs
from graph.objection.cues import taken_back
from graph.objection.finding import Objecting
from graph.objection.levels import Bools
from graph.objection.talk import Numbered, Talk
from graph.objection.weighing import ENGAGED, Read
from graph.stances.target import Span
from ingest.models import Comment

_SATISFIED: Final = 0.6  # agreement of who objected with an answer that deals with the objection
_LIKELY: Final = 0.5  # probability of a direct reply
_OBJECTOR, _UNKNOWN = BYS.index("objector"), BYS.index("unknown")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Characters `span` of `comment` take an objection back."""

    comment: Comment
    span: Span


def withdrawals(
    numbered: Numbered, objecting: Sequence[Objecting], pairs: Pairs, read: Read
) -> list[Withdrawal | None]:
    """For each objection where it is taken back, if it is.

    By its author: with words that say so, or by agreeing with an answer that deals with it. Where nobody knows who wrote what, by
    such words in a reply to an answer that deals with it.
    """
    dealt, (parent, _, _) = _dealt_with(pairs, read), numbered.threads.likeliest()
    found: list[Withdrawal | None] = [None] * len(objecting)
    for n in np.flatnonzero(_may(numbered, objecting, pairs)).tolist():
        objection, answer = int(pairs.objection[n]), int(pairs.answer[n])
        talk = int(numbered.threads.discussion[answer])
        row = numbered.talks[talk].comments[answer - numbered.first[talk]]
        own = bool(pairs.by[n] == _OBJECTOR)
        span = taken_back(row.text) if own or parent[answer] in dealt[objection] else None
        if span is None and own:
            span = _satisfied(numbered.talks[talk], row, dealt[objection], numbered.first[talk])
        if span is not None and found[objection] is None:
            found[objection] = Withdrawal(row, span)
    return found


def _may(numbered: Numbered, objecting: Sequence[Objecting], pairs: Pairs) -> Bools:
    """Which pairs may be somebody taking back what he or she said."""
    nobody = np.array([each.unit.comment.author is None for each in objecting], bool)
    unknown = nobody[pairs.objection] & (pairs.by == _UNKNOWN)
    below = _below(numbered, objecting, pairs)
    direct = pairs.chance >= _LIKELY
    may: Bools = ((pairs.by == _OBJECTOR) & (below | direct)) | (unknown & below & ~direct)
    return may


def _below(numbered: Numbered, objecting: Sequence[Objecting], pairs: Pairs) -> Bools:
    """Which answers stand two or three replies below the comment that objects, in the likeliest tree."""
    first, talks = numbered.first, numbered.talks
    raising = np.array(
        [first[each.talk] + talks[each.talk].number[each.unit.comment.uid] for each in objecting], np.int64
    )
    parent, _, _ = numbered.threads.likeliest()
    above = np.append(parent, -1)  # the parent of nothing is nothing
    second = above[above[pairs.answer]]
    below: Bools = (second == raising[pairs.objection]) | (above[second] == raising[pairs.objection])
    return below


def _dealt_with(pairs: Pairs, read: Read) -> dict[int, set[int]]:
    """The comments that deal with each objection."""
    deals = read.engagement * pairs.responding(read.engagement) >= ENGAGED
    found: dict[int, set[int]] = {int(n): set() for n in np.unique(pairs.objection)}
    for objection, answer in zip(pairs.objection[deals].tolist(), pairs.answer[deals].tolist(), strict=True):
        found[objection].add(answer)
    return found


def _satisfied(talk: Talk, row: Comment, dealt: set[int], first: int) -> Span | None:
    """All of a comment that agrees with one of the answers."""
    for parent, stance in talk.stance_of.get(row.uid, {}).items():
        if stance.agree >= _SATISFIED and parent in talk.number and first + talk.number[parent] in dealt:
            return 0, len(row.text)
    return None
