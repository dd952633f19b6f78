"""What is indexed of comments: their words, and what the filters ask of them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graph.models import DiscussionRow
from graph.objection.answers import INFERRED, Answer, answers_of
from graph.store import GraphStore
from ingest.models import Comment, CommentId, DiscussionId
from search.generation import UNDATED
from search.text_index import TextRow


class Told(NamedTuple):
    """A comment's text row, still without its number, and its COMMENT row."""

    text: TextRow
    row: tuple[int, int, int, bool]


class TextRows:
    """Tells what is indexed of comments of one store, a page at a time. Discussions are numbered as they come."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._sources = {source.uid: source.name for source in store.sources()}
        self._homes: dict[DiscussionId, DiscussionRow | None] = {}
        self._places: dict[DiscussionId, int] = {}

    def of(self, page: Sequence[Comment]) -> Iterator[Told]:
        """What is indexed of each comment, in their order. The store is asked five times."""
        ids = [each.uid for each in page]
        quoting = {each.comment for each in self._store.quotes(ids)}
        sources = self._sources_of(ids)
        self._learn_homes(page)
        answers = answers_of(page, self._store.replies(ids), (), self._store.stances(ids))
        for comment in page:
            marks = tuple(_marks(comment, comment.uid in quoting, answers[comment.uid]))
            yield Told(self._text(comment, sources.get(comment.uid, ()), marks), self._row(comment))

    def _sources_of(self, ids: Sequence[CommentId]) -> dict[CommentId, tuple[str, ...]]:
        found: dict[CommentId, list[str]] = {}
        for place in self._store.occurrences(ids):
            found.setdefault(place.comment, []).append(self._sources[place.source])
        return {uid: tuple(dict.fromkeys(names)) for uid, names in found.items()}

    def _learn_homes(self, page: Sequence[Comment]) -> None:
        unknown = {each.discussion for each in page} - self._homes.keys()
        if unknown:
            self._homes |= dict.fromkeys(unknown) | {each.uid: each for each in self._store.discussions(unknown)}

    def _row(self, comment: Comment) -> tuple[int, int, int, bool]:
        place = self._places.setdefault(comment.discussion, len(self._places))
        created = UNDATED if comment.created_at is None else int(comment.created_at.timestamp())
        return created, place, comment.position, comment.stub

    def _text(self, comment: Comment, sources: tuple[str, ...], marks: tuple[str, ...]) -> TextRow:
        home = self._homes[comment.discussion]
        return TextRow(
            row=-1,
            uid=comment.uid,
            body=comment.text,
            title=comment.title or "",
            author=comment.author or "",
            discussion=comment.discussion,
            discussion_title=(home.title if home else None) or "",
            sources=sources,
            created_at=comment.created_at,
            marks=marks,
        )


def _marks(comment: Comment, quotes: bool, answer: Answer) -> Iterator[str]:
    """The filters that a comment passes because of what it is and what it answers."""
    if quotes:
        yield "has:quote"
    if comment.stub:
        yield "is:stub"
    yield f"reply:{answer.reply.evidence if answer.reply else 'none'}"
    if answer.reply and answer.reply.evidence in INFERRED:
        yield "reply:inferred"
    if answer.opinion:
        yield f"stance:{answer.opinion.label}"
