"""Words of comments with whose they are and when they were said, and what of them is a quote of somebody else."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from graph.store import GraphStore
from ingest.models import Comment, CommentId


@dataclass(frozen=True, slots=True)
class Spoken:
    """Characters start..end of a comment; `quoted` are spans of them, counted within `text`, that quote another comment."""

    comment: CommentId
    author: str | None
    created_at: datetime | None
    start: int
    end: int
    text: str
    quoted: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Speeches:
    """Comments and the spans of their texts that they quote."""

    comments: Mapping[CommentId, Comment]
    quoted: Mapping[CommentId, tuple[tuple[int, int], ...]]

    @classmethod
    def of(cls, ids: Collection[CommentId], store: GraphStore) -> Self:
        """Those of `ids` that are stored."""
        quoted: dict[CommentId, list[tuple[int, int]]] = defaultdict(list)
        for quote in store.quotes(ids):
            quoted[quote.comment].append((quote.start, quote.end))
        return cls(store.comments(ids), {uid: tuple(sorted(spans)) for uid, spans in quoted.items()})

    def cut(self, uid: CommentId, start: int, end: int) -> Spoken:
        """Characters start..end of the comment; all of it where these are none."""
        comment = self.comments[uid]
        start, end = (start, end) if end > start else (0, len(comment.text))
        within = (
            (max(first, start) - start, min(last, end) - start)
            for first, last in self.quoted.get(uid, ())
            if last > start and first < end
        )
        return Spoken(uid, comment.author, comment.created_at, start, end, comment.text[start:end], tuple(within))
