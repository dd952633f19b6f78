"""What a batch writes of claims, positions and objections, as steps that both stores take in the same order."""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeVar

from graph.arguments import Claims, Derived, Done, Objection, Objections
from graph.steps import Step, ordered, uid_rows
from graph.storage.claim_rows import pack_claim
from graph.storage.derived_parts import attacks, named, own_part, responses
from graph.storage.rows import Values, escape, pack
from ingest.models import DiscussionId

_Group = TypeVar("_Group", Claims, Objections)
_Homes = list[tuple[DiscussionId, Objection]]


def derived_steps(derived: Derived) -> Iterator[Step]:
    """Every step of `derived`, also those without rows."""
    claims, objections = _last(derived.claims), _last(derived.objections)
    yield Step("REMOVE_OTHER_CLAIMS", ordered(map(_kept, claims)), derived=True)
    yield Step("REMOVE_POSITIONS", uid_rows(derived.removed_positions), derived=True)
    yield Step("PUT_POSITIONS", ordered(pack(row) for row in derived.positions), "position", derived=True)
    yield Step("PUT_CLAIMS", _claim_rows(claims), "claim", derived=True)
    placed = (pack(row) | {"uid": escape(row.claim)} for row in derived.placements)
    yield Step("PUT_PLACEMENTS", ordered(placed), "placement", derived=True)
    yield from _objection_steps(objections)
    done = chain(
        (Done(each.discussion, "claims", each.mark) for each in claims),
        (Done(each.discussion, "objections", each.mark) for each in objections),
    )
    yield Step("PUT_DONE", ordered(pack(named(each)) for each in done if each.mark), "done", derived=True)


def _objection_steps(groups: list[Objections]) -> Iterator[Step]:
    homes = list({row.uid: (each.discussion, row) for each in groups for row in each.objections}.values())
    rows = [row for _, row in homes]
    yield Step("CLEAR_OBJECTIONS", uid_rows(each.discussion for each in groups), derived=True)
    yield Step("PUT_OBJECTIONS", _objection_rows(homes), "objection", derived=True)
    attacked = (pack(row) | {"uid": escape(row.objection)} for row in attacks(rows))
    yield Step("PUT_ATTACKS", ordered(attacked), "attack", derived=True)
    answered = chain.from_iterable(map(responses, rows))
    yield Step("PUT_RESPONSES", ordered(map(pack, answered)), "response", derived=True)


def _last(groups: Iterable[_Group]) -> list[_Group]:
    return list({each.discussion: each for each in groups}.values())


def _kept(claims: Claims) -> Values:
    """Name what stays of a discussion's claims, so that these stay in their positions."""
    return {"uid": escape(claims.discussion), "kept": json.dumps([escape(row.uid) for row in claims.claims])}


def _claim_rows(groups: Iterable[Claims]) -> list[Values]:
    return ordered(pack_claim(row) | {"discussion": escape(each.discussion)} for each in groups for row in each.claims)


def _objection_rows(homes: _Homes) -> list[Values]:
    return ordered(pack(own_part(row)) | {"discussion": escape(home)} for home, row in homes)
