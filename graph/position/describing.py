"""What is told of each position: its label, how many hold it, whom it opposes, and where it came from or went."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from graph.arguments import ClaimId, Derived, Position, PositionId
from graph.position.claim_holders import Holders, size_of
from graph.position.inheriting import Heir, successors
from graph.position.linkage import Floats, Ints
from graph.positions import central
from ingest.models import CommentId
from ingest.words import parts_hash

_SHORT = 24  # words of a label, if any claim has as few


@dataclass(frozen=True, eq=False)
class Held:
    """All claims in the order of their uid, and the number in `stored` of the position of each, negative where it has none."""

    uids: list[ClaimId]
    texts: list[str]
    comments: list[CommentId]
    vectors: Floats
    before: Ints
    stored: list[Position]


def described(held: Held, holders: Holders, heirs: Sequence[Heir], grouped: Ints) -> list[Position]:
    """The positions of these groups as they are now; `grouped` numbers two sides a question for each claim."""
    number = {each.uid: n for n, each in enumerate(held.stored)}
    sizes = np.bincount(held.before[held.before >= 0], minlength=len(held.stored))
    positions = []
    for heir in heirs:
        at = number.get(heir.uid, -1)
        same = at >= 0 and len(heir.rows) == sizes[at] and bool((held.before[heir.rows] == at).all())
        positions.append(_position(held, holders, heir, held.stored[at] if at >= 0 else None, same=same))
    questions = [int(grouped[heir.rows[0]]) // 2 for heir in heirs]
    return _facing(positions, questions)


def gone(stored: Sequence[Position], heirs: Sequence[Heir]) -> Derived:
    """Positions that have no claims any more: those that went into others say where, the rest are removed."""
    went = successors(heirs)
    known = {each.uid: each for each in stored}
    derived = Derived()
    for uid in sorted(set(known) - {each.uid for each in heirs}):
        before = known[uid]
        if uid in went or before.went_to:
            now = replace(before, claim=None, size=0, question=None, opposes=(), went_to=went.get(uid, before.went_to))
            derived.positions += [now] if now != before else []
        else:
            derived.removed_positions.append(uid)
    return derived


def _position(held: Held, holders: Holders, heir: Heir, before: Position | None, *, same: bool) -> Position:
    """One position; its label stays while its claims do."""
    size, known = size_of(holders, heir.rows, held.texts)
    lead = next((row for row in heir.rows.tolist() if same and before and held.uids[row] == before.claim), None)
    row = _lead(held, heir.rows) if lead is None else lead
    came_from = set(heir.came_from) | set(before.came_from if before else ())
    counted: Literal["authors", "comments"] = "authors" if known else "comments"
    return Position(heir.uid, held.texts[row], held.uids[row], size, counted, came_from=tuple(sorted(came_from)))


def _lead(held: Held, rows: Ints) -> int:
    """The most central of the short claims."""
    short = [row for row in rows.tolist() if len(held.texts[row].split()) <= _SHORT]
    return central(held.vectors, rows, np.array(short or rows.tolist()))


def _facing(positions: Sequence[Position], questions: Sequence[int]) -> list[Position]:
    """The same with the questions that two of them are on, and whom they oppose."""
    sides: dict[int, list[PositionId]] = defaultdict(list)
    for question, each in zip(questions, positions, strict=True):
        sides[question].append(each.uid)
    return [_faced(each, sides[question]) for each, question in zip(positions, questions, strict=True)]


def _faced(position: Position, on_question: Sequence[PositionId]) -> Position:
    if len(on_question) == 1:
        return position
    others = tuple(sorted(each for each in on_question if each != position.uid))
    return replace(position, question=f"question:{parts_hash(*sorted(on_question))}", opposes=others)
