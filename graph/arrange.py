"""Which discussion a comment is in, and where, when several sources tell of the same discussion."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush
from itertools import combinations, pairwise

from ingest.models import CommentId, DiscussionId

_SHARED = 3  # comments: two discussions that share this many are one
_SHARE = 0.5  # or this part of the smaller


def homes(originals: Mapping[CommentId, Collection[DiscussionId]]) -> dict[CommentId, DiscussionId]:
    """For each comment the discussion it belongs to, given the discussions that its sources put it in.

    Discussions that share enough comments are one, named by the smallest uid. A comment that merely stands in several
    (a text posted twice) belongs to the smallest.
    """
    size = Counter(each for found in originals.values() for each in set(found))
    shared = Counter(pair for found in originals.values() for pair in combinations(sorted(set(found)), 2))
    root = {each: each for each in size}
    for (first, second), count in sorted(shared.items()):
        if count >= min(_SHARED, _SHARE * min(size[first], size[second])):
            _join(root, first, second)
    return {comment: min(_find(root, each) for each in found) for comment, found in originals.items()}


def interleave(sequences: Iterable[Sequence[CommentId]]) -> list[CommentId]:
    """One order that keeps the order of each sequence where they agree; ties go to the earlier sequence.

    Kahn's topological sort; where sequences contradict each other, what comes first in the earliest sequence goes first.
    """
    rank: dict[CommentId, tuple[int, int]] = {}
    after: dict[CommentId, set[CommentId]] = defaultdict(set)
    for number, sequence in enumerate(sequences):
        for place, comment in enumerate(sequence):
            rank.setdefault(comment, (number, place))
        for earlier, later in pairwise(sequence):
            after[earlier].add(later)
    waits = Counter(later for found in after.values() for later in found)
    ready = [(rank[comment], comment) for comment in rank if not waits[comment]]
    stuck = [(place, comment) for comment, place in rank.items()]
    heapify(ready)
    heapify(stuck)
    order: dict[CommentId, None] = {}
    while ready or stuck:
        _, comment = heappop(ready or stuck)
        if comment in order:
            continue
        order[comment] = None
        for later in sorted(after[comment]):
            waits[later] -= 1
            if not waits[later] and later not in order:
                heappush(ready, (rank[later], later))
    return list(order)


def _find(root: dict[DiscussionId, DiscussionId], each: DiscussionId) -> DiscussionId:
    while root[each] != each:
        root[each] = root[root[each]]
        each = root[each]
    return each


def _join(root: dict[DiscussionId, DiscussionId], first: DiscussionId, second: DiscussionId) -> None:
    low, high = sorted((_find(root, first), _find(root, second)))
    root[high] = low
