"""Flat rows to a reply tree, without recursion: chains are user data, and thousands of comments deep."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.models import Reply
from ingest.models import Comment, CommentId

_EARLIEST = datetime.min


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """A comment in depth-first order: how deep it stands (0 for a root) and the reply edge that puts it there."""

    depth: int
    comment: Comment
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class Thread:
    """A reply tree as rows in depth-first order; children stand in the order of the discussion."""

    rows: tuple[ThreadRow, ...]

    def under(self, comment: CommentId) -> "Thread":
        """The subtree that `comment` is the root of; empty when it is not in this thread."""
        starts = (at for at, row in enumerate(self.rows) if row.comment.uid == comment)
        at = next(starts, len(self.rows))
        ends = (end for end in range(at + 1, len(self.rows)) if self.rows[end].depth <= self.rows[at].depth)
        taken = self.rows[at : next(ends, len(self.rows))]
        return Thread(tuple(ThreadRow(row.depth - taken[0].depth, row.comment, row.reply) for row in taken))


def in_order(comments: Iterable[Comment]) -> list[Comment]:
    """A discussion's comments as they were said: by date when all that were read have one, else by place in the source."""
    rows = list(comments)
    if all(row.created_at is not None for row in rows if not row.stub):
        return sorted(rows, key=lambda row: (row.created_at is not None, _naive(row.created_at), row.position, row.uid))
    return sorted(rows, key=lambda row: (row.position, not row.stub, row.uid))


def assemble(comments: Sequence[Comment], replies: Iterable[Reply]) -> Thread:
    """The tree of `comments` (kept in the given order among siblings) under `replies`; of several parents the surest counts.

    Every comment stands in the tree exactly once: a parent that is not among `comments` makes a root, and a cycle is cut at its
    first comment in the given order.
    """
    by_uid = {comment.uid: comment for comment in comments}
    parent_of = _surest(replies, by_uid)
    children: dict[CommentId | None, list[Comment]] = defaultdict(list)
    for comment in comments:
        reply = parent_of.get(comment.uid)
        children[reply.parent if reply else None].append(comment)
    rows = list(_walk(children[None], children, parent_of, set()))
    placed = {row.comment.uid for row in rows}
    for comment in comments:
        if comment.uid not in placed:
            parent_of.pop(comment.uid)
            extra = list(_walk([comment], children, parent_of, placed))
            placed |= {row.comment.uid for row in extra}
            rows += extra
    return Thread(tuple(rows))


def below(rows: Sequence[ThreadRow]) -> list[int]:
    """How many rows stand under each of these rows, which are in depth-first order."""
    counts, path = [0] * len(rows), list[int]()
    for at, row in enumerate([*rows, None]):
        depth = row.depth if row else 0
        while len(path) > depth:
            done = path.pop()
            counts[done] = at - done - 1
        path.append(at)
    return counts


def _surest(replies: Iterable[Reply], known: dict[CommentId, Comment]) -> dict[CommentId, Reply]:
    best: dict[CommentId, Reply] = {}
    for reply in sorted(replies, key=lambda each: (-each.confidence, each.uid)):
        if reply.child in known and reply.parent in known and reply.child != reply.parent:
            best.setdefault(reply.child, reply)
    return best


def _walk(
    roots: Sequence[Comment],
    children: dict[CommentId | None, list[Comment]],
    parent_of: dict[CommentId, Reply],
    placed: set[CommentId],
) -> Iterator[ThreadRow]:
    """Depth first from `roots`, never twice to one comment, leaving out what is `placed`."""
    seen = set(placed)
    stack = [(0, comment) for comment in reversed(roots)]
    while stack:
        depth, comment = stack.pop()
        if comment.uid in seen:
            continue
        seen.add(comment.uid)
        yield ThreadRow(depth, comment, parent_of.get(comment.uid))
        stack += [(depth + 1, child) for child in reversed(children.get(comment.uid, ()))]


def _naive(moment: datetime | None) -> datetime:
    return moment.replace(tzinfo=None) if moment else _EARLIEST
