"""What is shown of one comment or one discussion, gathered from the store."""

from collections import defaultdict
from dataclasses import dataclass

from graph.models import DiscussionRow, Reply
from graph.store import GraphStore
from graph.threads import Thread, assemble, in_order
from ingest.models import Comment, CommentId, DiscussionId, Occurrence, Quote, SourceId


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment, where it stands, what it quotes and answers, and what quotes and answers it; `others` are the other ends."""

    comment: Comment
    discussion: DiscussionRow
    occurrences: tuple[Occurrence, ...]
    quotes: tuple[Quote, ...]
    replies: tuple[Reply, ...]
    others: dict[CommentId, Comment]
    sources: dict[SourceId, str]

    def source_name(self, source: SourceId) -> str:
        """The name under which a source was read."""
        return self.sources.get(source, source)

    def text_of(self, uid: CommentId) -> str:
        """The text of this comment or of another end; empty when it is not known."""
        return self.comment.text if uid == self.comment.uid else self.others[uid].text if uid in self.others else ""

    def author_of(self, uid: CommentId) -> str | None:
        """Who wrote the comment at another end, if that is known."""
        return self.others[uid].author if uid in self.others else None


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A discussion, or the part of it that answers `comment`; `comment` is None when the discussion was asked for.

    `quoted` holds the spans (start, end) of a comment's text that it quotes.
    """

    discussion: DiscussionRow
    thread: Thread
    comment: CommentId | None
    quoted: dict[CommentId, list[tuple[int, int]]]


def view_thread(discussion: DiscussionId, comment: CommentId | None, store: GraphStore) -> ThreadView:
    """Gather a discussion and its tree."""
    rows = store.discussions([discussion])
    comments = in_order(store.comments_in(discussion))
    quoted: dict[CommentId, list[tuple[int, int]]] = defaultdict(list)
    for quote in store.quotes([each.uid for each in comments]):
        quoted[quote.comment].append((quote.start, quote.end))
    thread = assemble(comments, store.replies_in(discussion))
    return ThreadView(rows[0] if rows else DiscussionRow(discussion), thread, comment, dict(quoted))


def view_comment(comment: Comment, store: GraphStore) -> CommentView:
    """Gather everything about `comment`."""
    quotes, replies = store.quotes([comment.uid]), store.replies([comment.uid])
    ends = {each.of for each in quotes} | {each.comment for each in quotes}
    ends |= {each.parent for each in replies} | {each.child for each in replies}
    discussions = store.discussions([comment.discussion])
    return CommentView(
        comment=comment,
        discussion=discussions[0] if discussions else DiscussionRow(comment.discussion),
        occurrences=tuple(store.occurrences([comment.uid])),
        quotes=tuple(quotes),
        replies=tuple(replies),
        others=store.comments(ends - {comment.uid}),
        sources={each.uid: each.name for each in store.sources()},
    )
