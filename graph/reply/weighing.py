"""The likeliest parents of a discussion's comments: candidates, their evidence, the trained model, and the open path of a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from graph.reply.candidates import Pairs, find_candidates
from graph.reply.evidence import evidence
from graph.reply.model import trained_model
from graph.reply.paths import best_parents, is_depth_first, open_rows
from graph.reply.quotes import quoting
from graph.reply.thread import Talk, read_talk
from ingest.models import Comment, CommentId, Quote
from ingest.pair_scores import PairScorer

_AT_ONCE = 50_000  # pairs whose evidence is held at once


@dataclass(frozen=True, eq=False)
class Weighed:
    """Candidates with their probabilities, whether each is quoted, and the parent chosen for every comment (-1: none)."""

    pairs: Pairs
    chances: NDArray[np.float64]
    quoting: NDArray[np.bool_]
    chosen: NDArray[np.int64]

    def only(self, rows: NDArray[np.bool_]) -> "Weighed":
        """The same with some candidates left out; what is left of a comment's probabilities is scaled to the sum 1."""
        pairs = self.pairs.only(rows)
        size = len(self.chosen)
        total = np.bincount(pairs.child, self.chances[rows], size)[pairs.child]
        chances = self.chances[rows] / np.maximum(total, 1e-12)
        return Weighed(pairs, chances, self.quoting[rows], likeliest(pairs, chances, size))


def weigh(
    comments: Sequence[Comment],
    quotes: Sequence[Quote],
    known: Mapping[CommentId, CommentId | None],
    scorer: PairScorer | None,
) -> Weighed:
    """Weigh all candidates of `comments` (no stubs among them); nothing is asked about those whose parents are `known`."""
    talk = read_talk(comments, quotes, known)
    pairs = find_candidates(talk)
    chances = (pairs.parent == talk.likely[pairs.child]).astype(np.float64)
    unsure = np.array([comment.uid not in known for comment in comments], bool)[pairs.child]
    chances[unsure] = _chances(talk, pairs.only(unsure), scorer)
    return settle(talk, pairs, chances)


def settle(talk: Talk, pairs: Pairs, chances: NDArray[np.float64]) -> Weighed:
    """Choose a parent for every comment: the likeliest, on a page in depth-first order those that are likeliest together."""
    weighed = Weighed(pairs, chances, quoting(talk, pairs), likeliest(pairs, chances, talk.size))
    if not (talk.flat and is_depth_first(talk)):
        return weighed
    chosen = best_parents(pairs, chances, talk.size)
    return replace(weighed.only(open_rows(pairs, chosen)), chosen=np.array(chosen, np.int64))


def likeliest(pairs: Pairs, chances: NDArray[np.float64], size: int) -> NDArray[np.int64]:
    """The parent of each comment that is likeliest by itself, the latest of equals; -1 where there is no candidate."""
    order = np.lexsort((pairs.parent, chances, pairs.child))
    best = order[np.append(np.diff(pairs.child[order]) != 0, True)] if len(order) else order
    chosen = np.full(size, -1)
    chosen[pairs.child[best]] = pairs.parent[best]
    return chosen


def _chances(talk: Talk, pairs: Pairs, scorer: PairScorer | None) -> NDArray[np.float64]:
    """Probabilities of the candidates, the evidence of some comments at a time."""
    model = trained_model()["flat" if talk.flat else "dated"]
    starts = pairs.starts()
    cuts = starts[np.append(True, np.diff(starts // _AT_ONCE) > 0)] if len(starts) else starts
    parts = [slice(begin, end) for begin, end in pairwise(np.append(cuts, len(pairs.child)).tolist())]
    found = [model.chances(evidence(talk, part), part) for part in map(pairs.only, parts)]
    chances = np.concatenate([np.empty(0), *found])
    return chances if scorer is None else model.with_scorer(chances, pairs, talk.texts.own, scorer)
