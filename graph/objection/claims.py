"""Objections beside the claims of their discussion: the position that each attacks, those it takes, and who else takes them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from graph.arguments import Claim, PositionId
from graph.objection.finding import Objecting
from graph.objection.levels import Floats
from graph.objection.talk import Talk
from graph.objection.units import Unit
from graph.stances.target import Span
from ingest.models import CommentId


@dataclass(frozen=True, slots=True)
class Stand:
    """The claims that an objection makes, and the position that it attacks."""

    claims: tuple[Claim, ...]
    attacked: PositionId | None


def stands_of(talks: Sequence[Talk], objecting: Sequence[Objecting]) -> list[Stand]:
    """What each objection claims and attacks: the claim of its target that the attacked words overlap most, or that is nearest."""
    by_talk = [_by_comment(talk.claims) for talk in talks]
    return [
        Stand(
            _made(each.unit, by_talk[each.talk].get(each.unit.comment.uid, ())),
            _attacked(each.span, by_talk[each.talk].get(each.target.uid, ()), talks[each.talk]),
        )
        for each in objecting
    ]


def allies(talks: Sequence[Talk], objecting: Sequence[Objecting], stands: Sequence[Stand]) -> Floats:
    """How many other people object to the same comment from the same position; everybody unknown counts as another one."""
    raising: dict[tuple[int, CommentId, PositionId], set[str]] = defaultdict(set)
    named = list(zip(objecting, stands, strict=True))
    for each, stand in named:
        for position in _taken(talks[each.talk], stand):
            raising[each.talk, each.target.uid, position].add(_who(each))
    found = []
    for each, stand in named:
        groups = [raising[each.talk, each.target.uid, position] for position in _taken(talks[each.talk], stand)]
        found.append(len(set().union(*groups) - {_who(each)}))
    return np.array(found, np.float64)


def _by_comment(claims: Iterable[Claim]) -> dict[CommentId, list[Claim]]:
    found: dict[CommentId, list[Claim]] = defaultdict(list)
    for claim in claims:
        found[claim.comment].append(claim)
    return found


def _made(unit: Unit, claims: Sequence[Claim]) -> tuple[Claim, ...]:
    return tuple(claim for claim in claims if unit.overlaps(claim.start, claim.end))


def _attacked(span: Span, claims: Sequence[Claim], talk: Talk) -> PositionId | None:
    placed = [claim for claim in claims if claim.uid in talk.placed]
    if not placed:
        return None
    nearest = max(placed, key=lambda claim: (min(span[1], claim.end) - max(span[0], claim.start), -claim.start))
    return talk.placed[nearest.uid]


def _taken(talk: Talk, stand: Stand) -> set[PositionId]:
    return {talk.placed[claim.uid] for claim in stand.claims if claim.uid in talk.placed}


def _who(each: Objecting) -> str:
    author = each.unit.comment.author
    return f"author {author}" if author else f"comment {each.unit.comment.uid}"
