"""All that is known of one discussion when its objections are judged, and many discussions as arrays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from graph.arguments import Claim, ClaimId, PositionId, SaidStatus
from graph.models import Evidence, Parentage, Reply, Stance
from graph.objection.argument_arrays import Threads
from graph.store import GraphStore
from graph.threads import in_order
from ingest.models import Comment, CommentId, DiscussionId, Quote

KNOWN: frozenset[Evidence] = frozenset(("explicit", "correction", "quote"))  # replies that were not guessed
_CERTAIN: frozenset[Evidence] = frozenset(("explicit", "correction"))

Chance = tuple[CommentId, float, bool]
"""A possible parent, how likely it is, and whether the reply is known rather than inferred."""


@dataclass(frozen=True, eq=False)
class Talk:
    """One discussion: its comments in order, absent ones too, and comments of other discussions that they answer or quote.

    `claims` are those of all these comments, `placed` says in which positions, `said` what people said of objections.
    """

    discussion: DiscussionId
    comments: tuple[Comment, ...]
    replies: tuple[Reply, ...] = ()
    parentages: tuple[Parentage, ...] = ()
    stances: tuple[Stance, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    placed: Mapping[ClaimId, PositionId] = field(default_factory=dict)
    said: Mapping[CommentId, SaidStatus] = field(default_factory=dict)

    @cached_property
    def number(self) -> dict[CommentId, int]:
        """The place of each comment."""
        return {row.uid: at for at, row in enumerate(self.comments)}

    @cached_property
    def flat(self) -> bool:
        """Whether its source names no parents, so that replies are inferred."""
        return not any(row.parent is not None or row.root for row in self.comments if row.discussion == self.discussion)

    @cached_property
    def stance_of(self) -> dict[CommentId, dict[CommentId, Stance]]:
        """Stances by comment and by whom they are toward."""
        found: dict[CommentId, dict[CommentId, Stance]] = {}
        for stance in self.stances:
            found.setdefault(stance.child, {})[stance.parent] = stance
        return found

    @cached_property
    def chances(self) -> dict[CommentId, list[Chance]]:
        """The possible parents of each comment, the likeliest first."""
        replies = {reply.child: reply for reply in self.replies if reply.child != reply.parent}
        found: dict[CommentId, list[Chance]] = {
            uid: [(reply.parent, reply.confidence, reply.evidence in KNOWN)] for uid, reply in replies.items()
        }
        for each in self.parentages:
            reply = replies.get(each.child)
            if reply is None or reply.evidence not in _CERTAIN:
                found[each.child] = list(_candidates(each, reply))
        return {uid: [each for each in rows if each[0] in self.number] for uid, rows in found.items()}

    def answering(self, comment: CommentId) -> float:
        """The probability that a comment answers anything at all."""
        chances = self.chances.get(comment, [])
        nothing = self._nothing.get(comment)
        if not chances or nothing is None or any(chance >= 1.0 for _, chance, _ in chances):
            return chances[0][1] if chances else 0.0
        return max(0.0, 1.0 - nothing)

    def stance(self, comment: CommentId, toward: CommentId) -> Stance | None:
        """What is known of how a comment stands to another; toward a parent that nobody judged the same as toward the likeliest."""
        held = self.stance_of.get(comment, {})
        return held.get(toward) or next(iter(held.values()), None)

    @cached_property
    def _nothing(self) -> dict[CommentId, float]:
        """How likely it is that a comment answers nothing, of those whose parent was inferred."""
        return {
            each.child: sum(chance for parent, chance in each.candidates if parent is None) for each in self.parentages
        }


def is_cut(comment: Comment) -> bool:
    """Whether a comment was cut from flat text, so that a passage may be in the wrong one."""
    return comment.boundary < 1.0


def read_talk(store: GraphStore, discussion: DiscussionId, said: Mapping[CommentId, SaidStatus]) -> Talk:
    """All that a store knows of a discussion."""
    rows = store.comments_in(discussion)
    here = {row.uid for row in rows}
    replies, quotes = store.replies_in(discussion), [each for each in store.quotes(here) if each.comment in here]
    status_of = {uid: said[uid] for uid in here if uid in said}
    named = {each.by for each in status_of.values() if each.by}
    away = store.comments(({each.parent for each in replies} | {each.of for each in quotes} | named) - here)
    others = [row for _, row in sorted(away.items())]
    claims = store.claims([*here, *(row.uid for row in others)])
    placements = store.placements([each.uid for each in claims]) if claims else []
    return Talk(
        discussion,
        (*others, *in_order(rows)),
        tuple(replies),
        tuple(store.parentages_in(discussion)),
        tuple(store.stances_in(discussion)),
        tuple(quotes),
        tuple(claims),
        {each.claim: each.position for each in placements},
        status_of,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Numbered:
    """Discussions as arrays: comment n of talk k has the number first[k] + n."""

    talks: tuple[Talk, ...]
    first: tuple[int, ...]
    threads: Threads


def number(talks: Sequence[Talk]) -> Numbered:
    """The arrays of some discussions."""
    sizes = [len(talk.comments) for talk in talks]
    first = [0, *np.cumsum(sizes).tolist()][: len(talks)]
    rows = [row for talk in talks for row in talk.comments]
    people = {name: at for at, name in enumerate(dict.fromkeys(row.author for row in rows if row.author))}
    edges = [edge for talk, at in zip(talks, first, strict=True) for edge in _edges(talk, at)]
    columns = list(zip(*edges, strict=True)) or [()] * 6
    child, parent = (np.array(column, np.int64) for column in columns[:2])
    chance, agree, disagree = (np.array(columns[at], np.float64) for at in (2, 4, 5))
    return Numbered(
        tuple(talks),
        tuple(first),
        Threads(
            np.repeat(np.arange(len(talks)), sizes),
            np.array([people[row.author] if row.author else -1 for row in rows], np.int64),
            np.array([row.stub for row in rows], bool),
            np.array([talk.flat or is_cut(row) for talk in talks for row in talk.comments], bool),
            child,
            parent,
            chance,
            np.array(columns[3], bool),
            agree,
            disagree,
        ),
    )


def _candidates(each: Parentage, reply: Reply | None) -> Iterator[Chance]:
    for parent, chance in each.candidates:
        if parent is not None and parent != each.child:
            known = reply is not None and reply.parent == parent and reply.evidence in KNOWN
            yield parent, chance, known


def _edges(talk: Talk, first: int) -> Iterator[tuple[int, int, float, bool, float, float]]:
    """The possible replies of a discussion, by child."""
    for at, row in enumerate(talk.comments):
        for parent, chance, known in talk.chances.get(row.uid, ()):
            stance = talk.stance(row.uid, parent)
            agree, disagree = (stance.agree, stance.disagree) if stance else (0.0, 0.0)
            yield first + at, first + talk.number[parent], chance, known, agree, disagree
