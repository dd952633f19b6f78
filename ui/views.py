"""What is shown of one comment or one discussion, gathered from the store."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.arguments import ClaimId, Objection, Position
from graph.models import DiscussionRow, Reply
from graph.objection.answers import Answer, answers_of
from graph.store import GraphStore
from graph.threads import Thread, assemble, in_order
from ingest.models import Comment, CommentId, DiscussionId, Occurrence, Quote, SourceId
from ingest.readings import open_gaps
from ui.objections import ObjectionView, foremost, view_objections

if TYPE_CHECKING:
    from ui.said import Said


@dataclass(frozen=True, slots=True)
class Held:
    """Characters start..end of a comment are a claim, which is part of a position as soon as it is placed."""

    claim: ClaimId
    start: int
    end: int
    text: str
    position: Position | None


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment, where it stands, what it quotes and answers, and what quotes and answers it; `others` are the other ends.

    `answers` are those of the comment and of all that answer it; `said` is what people said that they rest on. `objections` are
    those that it raises or that are against it, `claims` what it claims.
    """

    comment: Comment
    discussion: DiscussionRow
    occurrences: tuple[Occurrence, ...]
    quotes: tuple[Quote, ...]
    replies: tuple[Reply, ...]
    answers: dict[CommentId, Answer]
    said: "Said"
    others: dict[CommentId, Comment]
    sources: dict[SourceId, str]
    objections: tuple[ObjectionView, ...]
    claims: tuple[Held, ...]

    @property
    def gaps(self) -> list[tuple[int, float]]:
        """Characters at which another comment may begin although none is taken to, each with its probability."""
        return open_gaps(self.comment, self.occurrences)

    @property
    def answer(self) -> Answer:
        """What the comment itself answers, and how it takes that."""
        return self.answers[self.comment.uid]

    @property
    def answered_by(self) -> tuple[CommentId, ...]:
        """The comments that answer it."""
        return tuple(each.child for each in self.replies if each.parent == self.comment.uid)

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

    `answers` holds every comment's, `said` what people said that they rest on, `quoted` the spans (start, end) of a comment's text
    that it quotes, `quotes` the same with what they are from, `objections` what a comment objects, the greatest score first.
    """

    discussion: DiscussionRow
    thread: Thread
    comment: CommentId | None
    answers: dict[CommentId, Answer]
    said: "Said"
    quoted: dict[CommentId, list[tuple[int, int]]]
    quotes: dict[CommentId, list[Quote]]
    objections: dict[CommentId, list[Objection]]


def view_thread(discussion: DiscussionId, comment: CommentId | None, store: GraphStore) -> ThreadView:
    """Gather a discussion and its tree."""
    rows = store.discussions([discussion])
    comments = in_order(store.comments_in(discussion))
    quotes: dict[CommentId, list[Quote]] = defaultdict(list)
    for quote in store.quotes([each.uid for each in comments]):
        quotes[quote.comment].append(quote)
    quoted = {uid: [(each.start, each.end) for each in made] for uid, made in quotes.items()}
    replies = store.replies_in(discussion)
    answers = answers_of(comments, replies, store.parentages_in(discussion), store.stances_in(discussion))
    said = _said(comments, answers, store)
    row = rows[0] if rows else DiscussionRow(discussion)
    objections: dict[CommentId, list[Objection]] = defaultdict(list)
    for objection in foremost(store.objections_in(discussion)):
        objections[objection.comment].append(objection)
    thread = assemble(comments, replies)
    return ThreadView(row, thread, comment, answers, said, quoted, dict(quotes), dict(objections))


def view_comment(comment: Comment, store: GraphStore) -> CommentView:
    """Gather everything about `comment`."""
    quotes, replies = store.quotes([comment.uid]), store.replies([comment.uid])
    ends = {each.of for each in quotes} | {each.comment for each in quotes}
    ends |= {each.parent for each in replies} | {each.child for each in replies}
    parentages = store.parentages([comment.uid])
    ends |= {parent for each in parentages for parent, _ in each.candidates if parent is not None}
    others = store.comments(ends - {comment.uid})
    shown = [comment, *(others[each.child] for each in replies if each.parent == comment.uid)]
    answers = answers_of(shown, replies, parentages, store.stances([comment.uid]))
    discussions = store.discussions([comment.discussion])
    return CommentView(
        comment=comment,
        discussion=discussions[0] if discussions else DiscussionRow(comment.discussion),
        occurrences=tuple(store.occurrences([comment.uid])),
        quotes=tuple(quotes),
        replies=tuple(replies),
        answers=answers,
        said=_said(shown, answers, store),
        others=others,
        sources={each.uid: each.name for each in store.sources()},
        objections=tuple(view_objections(foremost(store.objections([comment.uid])), store)),
        claims=tuple(_held(comment.uid, store)),
    )


def _held(comment: CommentId, store: GraphStore) -> Iterator[Held]:
    """What a comment claims, in the order of its text."""
    claims = store.claims([comment])
    places = {each.claim: each.position for each in store.placements([each.uid for each in claims])}
    positions = {each.uid: each for each in store.positions(set(places.values()))}
    for each in claims:
        place = places.get(each.uid)
        yield Held(each.uid, each.start, each.end, each.text, None if place is None else positions.get(place))


def _said(comments: Iterable[Comment], answers: Mapping[CommentId, Answer], store: GraphStore) -> "Said":
    """What people said of these comments, if anybody said anything; reading that takes modules that most views do without."""
    if not store.corrections():
        return {}
    from ui.said import said_of

    return said_of(comments, answers, store)
