"""Every stored claim gets its position: new claims join those that are there, ids stay, merges and splits are written down."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from graph.arguments import ClaimId, Derived, Placement, Position
from graph.models import Batch
from graph.position.claim_holders import Holders, holders_of
from graph.position.describing import Held, described, gone
from graph.position.inheriting import Heir, inherit
from graph.position.linkage import Ints
from graph.positions import ClaimRows, group
from graph.store import GraphStore
from ingest.models import CommentId

_BATCH = 5000  # rows that are written together
_NOT_YET = -2  # number of a position that is not stored

Progress = Callable[[int], None]


def place_claims(
    store: GraphStore, fingerprint: str, *, rebuild: bool = False, progress: Progress = lambda done: None
) -> Iterator[Batch]:
    """Batches that give every claim with a vector under `fingerprint` its position, and keep all positions true.

    Claims without a place join a position that is near enough, or found new ones; nothing else moves unless positions become one.
    With `rebuild` all are grouped anew, and a position keeps its id where most of its claims stay together. Nothing is given when
    nothing changed. Memory grows with the number of claims. `progress` hears how many claims are done.
    """
    held = _read(store, fingerprint)
    holders = holders_of(held.comments, store)
    grouped = _grouped(held, holders, rebuild=rebuild)
    heirs = inherit(held.uids, held.before, [each.uid for each in held.stored], grouped)
    yield from _changes(held, heirs, described(held, holders, heirs, grouped), progress)
    left = gone(held.stored, heirs)
    if left.positions or left.removed_positions:
        yield Batch(derived=left)


def _read(store: GraphStore, fingerprint: str) -> Held:
    """One pass over the claims; their vectors go into one array as they come."""
    stored = store.positions()
    number = {each.uid: n for n, each in enumerate(stored)}
    place = {each.claim: number[each.position] for each in store.placements() if each.position in number}
    rows: list[tuple[ClaimId, str, CommentId]] = []
    vectors = np.zeros((0, 1), np.float32)
    for claim in store.scan_claims(fingerprint):
        if not rows:
            vectors = np.zeros((store.counts().claims, len(claim.vector)), np.float32)
        vectors[len(rows)] = claim.vector
        rows.append((claim.uid, claim.text, claim.comment))
    order = sorted(range(len(rows)), key=lambda n: rows[n][0])
    uids = [rows[n][0] for n in order]
    before = np.array([place.get(each, -1) for each in uids], np.int64)
    return Held(uids, [rows[n][1] for n in order], [rows[n][2] for n in order], vectors[order], before, stored)


def _grouped(held: Held, holders: Holders, *, rebuild: bool) -> Ints:
    """A number for each claim: two a question, one for each side of it."""
    position = np.full(len(held.uids), -1) if rebuild else held.before
    question = np.where(position < 0, -1, _questions(held.stored)[held.before])
    found = group(ClaimRows(held.texts, held.vectors, holders.discussion, position, question))
    numbers: Ints = 2 * found.question + found.side
    return numbers


def _questions(stored: Sequence[Position]) -> Ints:
    """A number for the question of each position; at the end one for what has no place."""
    named = {each.question or each.uid: n for n, each in enumerate(stored)}
    return np.array([*(named[each.question or each.uid] for each in stored), -1], np.int64)


def _changes(held: Held, heirs: Sequence[Heir], positions: Sequence[Position], progress: Progress) -> Iterator[Batch]:
    """Positions and placements that are not stored as they are, in batches; sides of one question are written together."""
    number = {each.uid: n for n, each in enumerate(held.stored)}
    known = {each.uid: each for each in held.stored}
    order = sorted(range(len(heirs)), key=lambda n: (positions[n].question or "", n))
    derived, done, question = Derived(), 0, None
    for n in order:
        rows, position = heirs[n].rows, positions[n]
        faces = position.question is not None and position.question == question
        question = position.question
        if not faces and len(derived.placements) + len(derived.positions) >= _BATCH:
            yield Batch(derived=derived)
            derived = Derived()
            progress(done)
        derived.positions += [position] if known.get(position.uid) != position else []
        moved = rows[held.before[rows] != number.get(position.uid, _NOT_YET)]
        derived.placements += [Placement(held.uids[row], position.uid) for row in moved.tolist()]
        done += len(rows)
    if derived.placements or derived.positions:
        yield Batch(derived=derived)
    progress(done)
