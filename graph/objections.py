"""The objections of discussions: who objects to what, what was said to it, what became of it, and how much it deserves a look."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from graph.arguments import By, Objection, ObjectionId, Objections, Response
from graph.correction.said_statuses import as_said
from graph.engaging import ACTS, Engagements
from graph.objection.answer_candidates import candidates
from graph.objection.argument_arrays import BYS, Pairs, Raised
from graph.objection.cases import Met, read_pairs
from graph.objection.claims import Stand, allies, stands_of
from graph.objection.cues import hedged
from graph.objection.finding import Objecting, find_objecting
from graph.objection.levels import Floats
from graph.objection.links import links_of, quoted
from graph.objection.score import TERMS
from graph.objection.sides import DEFENDING, defending, in_place, siding
from graph.objection.status import RULES
from graph.objection.talk import Numbered, Talk, number
from graph.objection.weighing import ENGAGED, WITHDRAWAL, Told, Verdicts, weigh
from graph.objection.withdrawing import Withdrawal, withdrawals
from ingest.pair_scores import PairScorer
from ingest.words import parts_hash

_SHOWN: Final = 5  # responses of an objection that are kept
_WORTH_SHOWING: Final = 0.1

Elsewhere = Callable[[Sequence[Talk], Sequence[Objecting], Sequence[Stand]], Mapping[int, Response]]
"""For objections (by their number) that were dealt with in another discussion, the answer that did it."""


@dataclass(frozen=True, slots=True)
class Judges:
    """What reads texts: `scorer` where there is one, and what looks for answers in other discussions."""

    engagements: Engagements
    scorer: PairScorer | None = None
    elsewhere: Elsewhere = lambda talks, objecting, stands: {}


def find_objections(talks: Sequence[Talk], judges: Judges, mark: str) -> list[Objections]:
    """The objections of each discussion, in its order; discussions without any are there too.

    What is put to the models is put for all discussions at once. A comment of one discussion answers nothing in another but by
    `judges.elsewhere`; older versions of a comment are not looked at.
    """
    numbered = number(talks)
    objecting = find_objecting(talks, judges.scorer)
    found: dict[int, list[Objection]] = defaultdict(list)
    for each, objection in zip(objecting, _judge(numbered, objecting, judges), strict=True):
        talk = talks[each.talk]
        found[each.talk].append(as_said(objection, talk, talk.said.get(objection.comment)))
    return [Objections(talk.discussion, mark, tuple(found[at])) for at, talk in enumerate(talks)]


def _judge(numbered: Numbered, objecting: Sequence[Objecting], judges: Judges) -> list[Objection]:
    """An objection for each unit that objects."""
    if not objecting:
        return []
    raised = _raised(numbered, objecting)
    links = links_of(numbered, objecting)
    pairs = candidates(numbered.threads, raised, links)
    heard, met = read_pairs(numbered, objecting, pairs, judges.engagements)
    beside = siding(objecting, raised, pairs, met)
    read = in_place(heard, quoted(links, pairs), beside)
    objecting = _less_sure(objecting, defending(objecting, raised, pairs, read, met))
    stands = stands_of(numbered.talks, objecting)
    known = _Beside(
        stands,
        withdrawals(numbered, objecting, pairs, read),
        judges.elsewhere(numbered.talks, objecting, stands),
    )
    verdicts = weigh(numbered.threads, raised, pairs, read, _told(numbered, objecting, known))
    responses = _responses(numbered, objecting, _Answered(pairs, read.engagement, met, verdicts))
    return [_objection(each, n, verdicts, (known, responses[n])) for n, each in enumerate(objecting)]


def _less_sure(objecting: Sequence[Objecting], likely: Floats) -> list[Objecting]:
    """The same, less probable as objections where they are likely to be answers to one; but what a person said stays sure."""
    shares = (1 - DEFENDING * likely).tolist()
    return [
        replace(each, probability=round(each.probability * share, 4)) if each.probability < 1 else each
        for each, share in zip(objecting, shares, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is known of each objection beside its pairs: what it claims, where it is taken back, and where else it was answered."""

    stands: Sequence[Stand]
    withdrawn: Sequence[Withdrawal | None]
    elsewhere: Mapping[int, Response]

    def responses(self, n: int) -> list[Response]:
        """Both as responses."""
        found = [_taken_back(back)] if (back := self.withdrawn[n]) else []
        return [*found, self.elsewhere[n]] if n in self.elsewhere else found


@dataclass(frozen=True, slots=True)
class _Answered:
    """Pairs with all that was found of them."""

    pairs: Pairs
    engagement: np.ndarray[tuple[int], np.dtype[np.float64]]
    met: Sequence[Met]
    verdicts: Verdicts


def _raised(numbered: Numbered, objecting: Sequence[Objecting]) -> Raised:
    """The numbers of the comments that object and of those that they are against."""
    comment, target = [], []
    for each in objecting:
        number_of, first = numbered.talks[each.talk].number, numbered.first[each.talk]
        comment.append(first + number_of[each.unit.comment.uid])
        target.append(first + number_of[each.target.uid])
    return Raised(np.array(comment, np.int64), np.array(target, np.int64))


def _told(numbered: Numbered, objecting: Sequence[Objecting], beside: _Beside) -> Told:
    count = len(objecting)
    return Told(
        np.array([each.probability for each in objecting]),
        allies(numbered.talks, objecting, beside.stands),
        np.array([hedged(each.unit.text) for each in objecting], bool),
        np.array([each is not None for each in beside.withdrawn], bool),
        np.array([each.known for each in objecting], bool),
        np.array([beside.elsewhere[n].counted if n in beside.elsewhere else 0.0 for n in range(count)]),
    )


def _responses(numbered: Numbered, objecting: Sequence[Objecting], found: _Answered) -> list[list[Response]]:
    """For each objection the responses that are worth showing, what counts most first."""
    pairs, verdicts = found.pairs, found.verdicts
    deals = found.engagement * verdicts.responding
    kept = (pairs.by != BYS.index("objector")) & ((deals >= _WORTH_SHOWING) | (pairs.chance >= ENGAGED))
    order = np.lexsort((pairs.answer, -deals, -verdicts.counted))
    responses: list[list[Response]] = [[] for _ in objecting]
    for n in order[kept[order]].tolist():
        mine = responses[pairs.objection[n]]
        if len(mine) < _SHOWN:
            mine.append(_response(numbered, objecting[pairs.objection[n]], n, found))
    return responses


def _response(numbered: Numbered, each: Objecting, n: int, found: _Answered) -> Response:
    verdicts, met = found.verdicts, found.met[n]
    at = int(found.pairs.answer[n]) - numbered.first[each.talk]
    start, end = each.unit.place(*met.objection) if met.objection[0] < met.objection[1] else each.unit.span
    return Response(
        numbered.talks[each.talk].comments[at].uid,
        ACTS[verdicts.act[n]],
        BYS[found.pairs.by[n]],
        round(float(found.engagement[n]), 4),
        round(float(verdicts.responding[n]), 4),
        round(float(verdicts.standing[n]), 4),
        round(float(verdicts.counted[n]), 4),
        *met.answer,
        start,
        end,
    )


def _taken_back(back: Withdrawal) -> Response:
    by: By = "objector" if back.comment.author else "unknown"
    return Response(back.comment.uid, "concedes", by, 1.0, 1.0, 1.0, WITHDRAWAL, *back.span, 0, 0)


def _objection(each: Objecting, n: int, verdicts: Verdicts, told: tuple[_Beside, list[Response]]) -> Objection:
    beside, responses = told
    terms = [round(value, 4) for value in verdicts.terms[:, n].tolist()]
    comment, target = each.unit.comment.uid, each.target.uid
    return Objection(
        uid=ObjectionId(f"obj:{parts_hash(comment, target, str(each.unit.span[0]))}"),
        comment=comment,
        start=each.unit.span[0],
        end=each.unit.span[1],
        target=target,
        target_start=each.span[0],
        target_end=each.span[1],
        kind=each.kind,
        probability=each.probability,
        status=RULES[verdicts.status[n]][0],
        unaddressed=round(float(verdicts.unaddressed[n]), 4),
        score=round(sum(terms), 4),
        terms=tuple(zip(TERMS, terms, strict=True)),
        inferred=round(float(verdicts.inferred[n]), 4),
        position=beside.stands[n].attacked,
        responses=(*beside.responses(n), *responses),
    )
