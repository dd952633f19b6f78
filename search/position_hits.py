"""Positions that were found, with what the store knows of them and of the claims that matched."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph.arguments import Claim, ClaimId, Position, PositionId
from graph.models import DiscussionRow
from graph.store import GraphStore
from ingest.models import Comment, CommentId, DiscussionId
from search.claim_index import ClaimIndex
from search.models import Matched, PositionHit, Query
from search.passages import marks_of
from search.ranking import Ranked
from search.text_index import clean

_SHOWN = 5  # claims of a position that are shown
_NEARLY = 0.8  # of the best claim's score: what another needs to be shown beside it

Marks = Callable[[str], tuple[tuple[int, int], ...]]


class Group(NamedTuple):
    """A position's row, and the places of its claims among those that were ranked, best first."""

    row: int
    places: tuple[int, ...]


def tell(
    store: GraphStore, index: ClaimIndex, query: Query, ranked: Ranked, groups: Sequence[Group]
) -> tuple[PositionHit, ...]:
    """Hits for `groups`, in their order; those that left the store are left out. Without a query no claim has matched."""
    asks = query.text or query.narrows
    shown = [Group(each.row, _matching(each, ranked) if asks else ()) for each in groups]
    names = {at: index.names[ranked.rows[at]] for each in shown for at in each.places}
    weights = index.text.weights(query)

    def marks(text: str) -> tuple[tuple[int, int], ...]:
        return marks_of(text, weights, index.text.stems)

    known = _known(store, [index.positions[each.row] for each in shown], [comment for _, comment in names.values()])
    members = np.bincount(index.claims["group"], minlength=len(index.positions))
    telling = _Telling(ranked, names, known, marks)
    return tuple(
        telling.hit(position, each.places, int(members[each.row]))
        for each in shown
        if (position := known.positions.get(PositionId(index.positions[each.row])))
    )


def _matching(group: Group, ranked: Ranked) -> tuple[int, ...]:
    least = _NEARLY * ranked.score(group.places[0])
    return tuple(at for at in group.places[:_SHOWN] if ranked.score(at) >= least)


@dataclass(frozen=True, slots=True)
class _Known:
    """All that the store knows about some positions and some claims."""

    positions: Mapping[PositionId, Position]
    claims: Mapping[ClaimId, Claim]
    comments: Mapping[CommentId, Comment]
    discussions: Mapping[DiscussionId, DiscussionRow]


def _known(store: GraphStore, positions: Sequence[str], comments: Sequence[str]) -> _Known:
    wanted = {CommentId(each) for each in comments}
    found = store.comments(wanted)
    homes = {each.discussion for each in found.values()}
    return _Known(
        positions={each.uid: each for each in store.positions([PositionId(each) for each in positions])},
        claims={each.uid: each for each in store.claims(wanted)},
        comments=found,
        discussions={each.uid: each for each in store.discussions(homes)},
    )


@dataclass(frozen=True, slots=True)
class _Telling:
    """Makes hits; `names` holds the ids of the claim and of its comment at each place of `ranked` that is shown."""

    ranked: Ranked
    names: Mapping[int, tuple[str, str]]
    known: _Known
    marks: Marks

    def hit(self, position: Position, places: Sequence[int], members: int) -> PositionHit:
        found = ((at, self.known.claims.get(ClaimId(self.names[at][0]))) for at in places)
        matches = tuple(self._matched(at, claim) for at, claim in found if claim)
        label = clean(position.label)
        return PositionHit(
            uid=position.uid,
            score=matches[0].score if matches else 0.0,
            label=label,
            marks=self.marks(label),
            size=position.size,
            counted=position.counted,
            claims=members,
            question=position.question,
            opposes=position.opposes,
            matches=matches,
        )

    def _matched(self, at: int, claim: Claim) -> Matched:
        comment = self.known.comments[claim.comment]
        home = self.known.discussions.get(comment.discussion)
        text = clean(claim.text)
        return Matched(
            uid=claim.uid,
            score=self.ranked.score(at),
            shares=self.ranked.shares(at),
            text=text,
            marks=self.marks(text),
            comment=claim.comment,
            start=claim.start,
            end=claim.end,
            discussion=comment.discussion,
            title=clean(home.title) if home and home.title else None,
            author=clean(comment.author) if comment.author else None,
            created_at=comment.created_at,
        )
