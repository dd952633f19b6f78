"""The same objection in another discussion, where it was dealt with: by claims in one position that are near in meaning."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from graph.arguments import Claim, Objection, PositionId, Response, Status
from graph.objection.claims import Stand
from graph.objection.finding import Objecting
from graph.objection.talk import Talk
from graph.store import GraphStore
from ingest.models import CommentId, DiscussionId

DEALT_WITH: Final[frozenset[Status]] = frozenset({"conceded", "rebutted", "answered"})
NEAR: Final = 0.75  # cosine of two claims of one position from which on they are the same objection
_MOST = 200  # claims of a position that are compared


class Elsewhere:
    """Looks for answers in the other discussions of a store."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    def __call__(
        self, talks: Sequence[Talk], objecting: Sequence[Objecting], stands: Sequence[Stand]
    ) -> Mapping[int, Response]:
        """For the objections that were dealt with in another discussion the answer that counted most there.

        It counts as much as it did there, times the cosine of the two claims.
        """
        claims = {claim.uid: claim for stand in stands for claim in stand.claims}
        placed = {uid: position for talk in talks for uid, position in talk.placed.items() if uid in claims}
        same = _by_position(self._store, set(placed.values()))
        dealt = _dealt_with(self._store, {claim.comment for group in same.values() for claim in group})
        found = {}
        for n, (each, stand) in enumerate(zip(objecting, stands, strict=True)):
            own = [(claim, same.get(placed.get(claim.uid, PositionId("")), [])) for claim in stand.claims]
            answers = list(_answers(own, dealt, talks[each.talk].discussion))
            if answers:
                found[n] = max(answers, key=lambda answer: (answer.counted, answer.comment))
        return found


def affected(store: GraphStore, comments: Collection[CommentId]) -> set[DiscussionId]:
    """Discussions with objections that say the same as those of `comments`, of which it changed whether they were dealt with."""
    claims = store.claims(comments)
    placed = {each.claim: each.position for each in store.placements([claim.uid for claim in claims])} if claims else {}
    same = _by_position(store, set(placed.values()))
    near = {
        other.comment
        for claim in claims
        if claim.uid in placed
        for other in same.get(placed[claim.uid], ())
        if other.comment not in comments and _cosine(claim, other) >= NEAR
    }
    raising = {each.comment for each in store.objections(near)} & near if near else set()
    return {row.discussion for row in store.comments(raising).values()}


def _by_position(store: GraphStore, positions: Collection[PositionId]) -> dict[PositionId, list[Claim]]:
    """The claims of the positions that have several."""
    several = [each.uid for each in store.positions(positions) if each.size > 1] if positions else []
    claims = {claim.uid: claim for claim in store.claims_of(several)} if several else {}
    found: dict[PositionId, list[Claim]] = defaultdict(list)
    for each in store.placements(list(claims)) if claims else ():
        if len(found[each.position]) < _MOST:
            found[each.position].append(claims[each.claim])
    return found


def _dealt_with(
    store: GraphStore, comments: Collection[CommentId]
) -> dict[CommentId, list[tuple[DiscussionId, Objection]]]:
    """Objections that these comments raise and that were dealt with where they stand, by comment, and where that is."""
    raised = [each for each in store.objections(comments) if each.comment in comments] if comments else []
    closed = [each for each in raised if each.status in DEALT_WITH]
    rows = store.comments({each.comment for each in closed}) if closed else {}
    found: dict[CommentId, list[tuple[DiscussionId, Objection]]] = defaultdict(list)
    for each in closed:
        found[each.comment].append((rows[each.comment].discussion, each))
    return found


def _answers(
    own: Iterable[tuple[Claim, Sequence[Claim]]],
    dealt: Mapping[CommentId, Sequence[tuple[DiscussionId, Objection]]],
    here: DiscussionId,
) -> Iterator[Response]:
    """What answered the same elsewhere, weakened by how far it is the same."""
    for claim, others in own:
        for other in others:
            for home, objection in dealt.get(other.comment, ()):
                near = _cosine(claim, other) if home != here and _within(other, objection) else 0.0
                if near >= NEAR:
                    yield from (_weaker(each, claim, near) for each in objection.responses if not each.elsewhere)


def _weaker(response: Response, claim: Claim, near: float) -> Response:
    counted, probability = round(response.counted * near, 4), round(min(1.0, response.probability * near), 4)
    return replace(
        response, probability=probability, counted=counted, met_start=claim.start, met_end=claim.end, elsewhere=True
    )


def _within(claim: Claim, objection: Objection) -> bool:
    return claim.start < objection.end and claim.end > objection.start


def _cosine(one: Claim, other: Claim) -> float:
    if one.fingerprint != other.fingerprint:
        return 0.0
    return float(one.vector @ other.vector)
