"""What a person said of an objection, laid over what was inferred of it."""

from dataclasses import replace
from math import log
from typing import Final

from graph.arguments import UNADDRESSED, Act, By, Objection, Response, SaidStatus, Status
from graph.objection.score import LEAST
from graph.objection.talk import Talk
from ingest.models import Comment, CommentId

_OPEN: Final = 0.5  # U is not smaller where a person says that an objection is unaddressed
_ACTS: Final[dict[Status, Act]] = {
    "withdrawn": "concedes",
    "conceded": "concedes",
    "deferred": "defers",
    "rebutted": "rebuts",
    "contested": "rebuts",
    "deflected": "deflects",
    "acknowledged": "acknowledges",
}


def as_said(objection: Objection, talk: Talk, said: SaidStatus | None) -> Objection:
    """The objection as a person said: its status, U 0 if that is an addressed one, and the answer that was named.

    The score follows. Nothing changes if nobody said anything, or that it is none (then it is not found in the first place).
    """
    if said is None or said.status == "no_objection":
        return objection
    is_open = said.status in UNADDRESSED
    left = max(objection.unaddressed, _OPEN) if is_open else 0.0
    responses = objection.responses
    if said.by is not None and said.by in talk.number:
        responses = _marked(objection, talk, (said.by, said.status))
    terms = dict(objection.terms) | {"unaddressed": round(log(max(left, LEAST)), 4)}
    return replace(
        objection,
        status=said.status,
        unaddressed=left,
        terms=tuple(terms.items()),
        score=round(sum(terms.values()), 4),
        responses=responses,
        evidence="correction",
    )


def _marked(objection: Objection, talk: Talk, named: tuple[CommentId, Status]) -> tuple[Response, ...]:
    """The responses with the one that was named in front: it engages fully, and counts fully where it closes the objection."""
    uid, status = named
    row = talk.comments[talk.number[uid]]
    known = next((each for each in objection.responses if each.comment == uid), None)
    spans = (known.start, known.end, known.met_start, known.met_end) if known else (0, len(row.text), *_own(objection))
    counted = 0.0 if status in UNADDRESSED else 1.0
    elsewhere = row.discussion != talk.discussion
    by = known.by if known else _by(row, objection, talk)
    marked = Response(uid, _ACTS.get(status, "answers"), by, 1.0, 1.0, 1.0, counted, *spans, elsewhere)
    return (marked, *(each for each in objection.responses if each.comment != uid))


def _own(objection: Objection) -> tuple[int, int]:
    return objection.start, objection.end


def _by(row: Comment, objection: Objection, talk: Talk) -> By:
    objector, attacked = (talk.comments[talk.number[uid]].author for uid in (objection.comment, objection.target))
    if row.author is None:
        return "unknown"
    if row.author == objector:
        return "objector"
    if row.author == attacked:
        return "target_author"
    return "unknown" if attacked is None else "third_party"
