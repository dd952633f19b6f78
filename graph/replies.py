"""Who answers whom: an explicit parent, else what a person said, else what quotes, words, people and order make likely."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from graph.models import Evidence, Parentage, Reply
from graph.reply.weighing import Weighed, weigh
from ingest.models import Comment, CommentId, Quote
from ingest.pair_scores import PairScorer
from ingest.words import parts_hash

# How often the quoted comment is the parent where there is nothing to choose: 109,870 posts of IAC.
QUOTE_CONFIDENCE = 0.94
_KEPT = 3  # likeliest parents
_NONE_SET: Mapping[CommentId, CommentId | None] = MappingProxyType({})

Candidates = tuple[tuple[CommentId | None, float], ...]


@dataclass(frozen=True, slots=True)
class Inferred:
    """At most one reply for each comment, and for each whose parent is neither explicit nor corrected the likeliest parents."""

    replies: tuple[Reply, ...]
    parentages: tuple[Parentage, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is known or inferred of one comment's parent; `candidates` best first, none where it is certain."""

    parent: CommentId | None
    confidence: float
    evidence: Evidence
    candidates: Candidates = ()


def infer_replies(
    comments: Sequence[Comment],
    quotes: Sequence[Quote],
    parents: Mapping[CommentId, CommentId],
    *,
    corrected: Mapping[CommentId, CommentId | None] = _NONE_SET,
    scorer: PairScorer | None = None,
) -> Inferred:
    """Infer who answers whom; `comments` are a discussion in order, `parents` the explicit ones, `corrected` those a person set.

    A comment that its source calls a root answers nothing, nor does one whose corrected parent is None. In a discussion with
    explicit parents, a comment without one is a root too, unless it quotes. What is inferred can only be right if a comment begins
    there: its boundary's probability counts. `scorer` reads the likeliest pairs of texts where there is one.
    """
    real = [comment for comment in comments if not comment.stub]
    said = dict(_certain(real, parents, corrected))
    said |= _of_absent(real, quotes, said)
    told = any(comment.parent is not None or comment.root for comment in real)
    if _unsure(real, said, {quote.comment for quote in quotes} if told else None):
        weighed = weigh(real, quotes, {uid: each.parent for uid, each in said.items()}, scorer)
        share = 1.0
        if told:
            weighed, share = weighed.only(weighed.quoting), QUOTE_CONFIDENCE
        said |= {uid: each for uid, each in _read_off(real, weighed, share) if uid not in said}
    found = [(comment.uid, said[comment.uid]) for comment in real if comment.uid in said]
    return Inferred(
        tuple(_replies(found)),
        tuple(Parentage(f"p:{parts_hash(uid)}", uid, each.candidates) for uid, each in found if each.candidates),
    )


def reply_uid(child: CommentId, parent: CommentId) -> str:
    """The same for the same pair."""
    return f"r:{parts_hash(child, parent)}"


def _unsure(comments: Sequence[Comment], said: Collection[CommentId], quoting: Collection[CommentId] | None) -> bool:
    """Whether something is to be inferred of a comment; where sources tell parents, only of those that quote."""
    return any(each.uid not in said and (quoting is None or each.uid in quoting) for each in comments)


def _replies(found: Iterable[tuple[CommentId, _Said]]) -> Iterator[Reply]:
    """The replies; nobody answers oneself."""
    for child, said in found:
        if said.parent is not None and said.parent != child:
            yield Reply(reply_uid(child, said.parent), child, said.parent, said.confidence, said.evidence)


def _certain(
    comments: Sequence[Comment],
    parents: Mapping[CommentId, CommentId],
    corrected: Mapping[CommentId, CommentId | None],
) -> Iterator[tuple[CommentId, _Said]]:
    """Comments whose parent a person or their source tells."""
    for comment in comments:
        if comment.uid in corrected:
            yield comment.uid, _Said(corrected[comment.uid], 1.0, "correction")
        elif comment.uid in parents:
            yield comment.uid, _Said(parents[comment.uid], 1.0, "explicit")
        elif comment.root:
            yield comment.uid, _Said(None, 1.0, "explicit")


def _of_absent(
    comments: Sequence[Comment], quotes: Sequence[Quote], certain: Collection[CommentId]
) -> dict[CommentId, _Said]:
    """Comments that quote nothing but what is not here: they answer the first absent comment that they quote."""
    boundary = {comment.uid: comment.boundary for comment in comments if comment.uid not in certain}
    here = {comment.uid for comment in comments}
    first: dict[CommentId, CommentId] = {}
    for quote in sorted(quotes, key=lambda each: (each.of not in here, each.start)):
        if quote.comment in boundary:
            first.setdefault(quote.comment, quote.of)
    return {
        uid: _inferred(((parent, QUOTE_CONFIDENCE * boundary[uid]),), "quote")
        for uid, parent in first.items()
        if parent not in here
    }


def _read_off(comments: Sequence[Comment], weighed: Weighed, share: float) -> Iterator[tuple[CommentId, _Said]]:
    """What was weighed, of every comment that has candidates; `share` of their probability is theirs."""
    child, parent = weighed.pairs.child, weighed.pairs.parent
    chosen = parent == weighed.chosen[child]
    order = np.lexsort((-parent, -weighed.chances, ~chosen, child))
    starts = np.flatnonzero(np.diff(child[order], prepend=-1))
    uids = [comment.uid for comment in comments]
    for begin, end in zip(starts.tolist(), np.append(starts, len(order))[1:].tolist(), strict=True):
        rows = order[begin : min(end, begin + _KEPT)]
        at = int(child[rows[0]])
        chances = share * comments[at].boundary * weighed.chances[rows]
        found = tuple(
            (uids[n] if n >= 0 else None, round(chance, 4))
            for n, chance in zip(parent[rows].tolist(), chances.tolist(), strict=True)
        )
        yield uids[at], _inferred(found, _evidence(at, int(parent[rows[0]]), bool(weighed.quoting[rows[0]])))


def _evidence(child: int, parent: int, quoted: bool) -> Evidence:
    if quoted:
        return "quote"
    return "order" if parent == child - 1 else "content"


def _inferred(candidates: Candidates, evidence: Evidence) -> _Said:
    return _Said(*candidates[0], evidence, candidates)
