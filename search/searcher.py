"""A query to hits: ranked by the indexes, shown with what the store knows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from graph.models import DiscussionRow
from graph.objection.answers import Answer, Opinion, answers_of
from graph.store import GraphStore
from ingest.embedder import Embedder
from ingest.models import Comment, CommentId, DiscussionId
from search.generation import Generation
from search.models import Hit, Mode, Parent, Query, Raised, Results, Snippet
from search.passages import own_line, snippet
from search.query import parse
from search.ranking import Ranked, Ranker
from search.text_index import clean


class Searcher:
    """Answers queries from one generation; safe to use from several threads if the store is.

    `embedder` is called when a query first needs a vector: lexical search loads no model.
    """

    def __init__(self, store: GraphStore, generation: Generation, embedder: Callable[[], Embedder]) -> None:
        self._store = store
        self._generation = generation
        self._open = embedder

    def search(self, query: Query | str, mode: Mode = "hybrid", limit: int = 10, offset: int = 0) -> Results:
        """Hits number `offset` to `offset + limit` for `query`, best first. The store is asked nine times, however many hits."""
        asked = parse(query) if isinstance(query, str) else query
        limit, offset = max(0, limit), max(0, offset)
        ranked = self._ranker.rank(asked, mode, max(1, offset + limit))
        places = range(offset, min(offset + limit, len(ranked.rows)))
        hits = self._hits(asked, ranked, places)
        gone = len(places) - len(hits)
        notes = [asked.note, f"{gone} of the hits are no longer in the archive" if gone else ""]
        return Results(hits=hits, total=ranked.total, mode=mode, note=clean("; ".join(each for each in notes if each)))

    @cached_property
    def _ranker(self) -> Ranker:
        parts = self._generation
        return Ranker(parts.text, parts.comments, lambda: parts.vectors, lambda: self._embedder)

    @cached_property
    def _embedder(self) -> Embedder:
        return self._open()

    def _hits(self, query: Query, ranked: Ranked, places: range) -> tuple[Hit, ...]:
        uids = {at: CommentId(self._generation.uids[ranked.rows[at]]) for at in places}
        context = _context(self._store, list(uids.values()))
        weights = self._generation.text.weights(query)
        shown = ((at, context.comments[uid]) for at, uid in uids.items() if uid in context.comments)
        return tuple(
            _hit(comment, ranked, at, context, self._snippet(comment, ranked, at, weights)) for at, comment in shown
        )

    def _snippet(self, comment: Comment, ranked: Ranked, at: int, weights: Mapping[str, float]) -> Snippet:
        """From the window that matched; from the whole comment if only its words matched, and elsewhere."""
        stems, whole = self._generation.text.stems, (0, len(comment.text))
        passage = ranked.passage(at)
        if passage < 0:
            return snippet(comment.text, whole, weights, stems)
        row = self._generation.passages[passage]
        window = snippet(comment.text, (int(row["start"]), int(row["end"])), weights, stems)
        worded = ranked.bm25 is not None and ranked.bm25[at] > 0
        return snippet(comment.text, whole, weights, stems) if worded and not window.marks else window


@dataclass(frozen=True, slots=True)
class _Context:
    """All that the store knows about some comments."""

    comments: Mapping[CommentId, Comment]
    answers: Mapping[CommentId, Answer]
    parents: Mapping[CommentId, Comment]
    quoted: Mapping[CommentId, Sequence[tuple[int, int]]]
    discussions: Mapping[DiscussionId, DiscussionRow]
    sources: Mapping[CommentId, tuple[str, ...]]
    objections: Mapping[CommentId, tuple[Raised, ...]]


def _context(store: GraphStore, uids: Sequence[CommentId]) -> _Context:
    comments = store.comments(uids)
    answers = answers_of(comments.values(), store.replies(uids), store.parentages(uids), store.stances(uids))
    parents = {each.reply.parent for each in answers.values() if each.reply}
    homes = {each.discussion for each in comments.values()}
    return _Context(
        comments=comments,
        answers=answers,
        parents=store.comments(parents),
        quoted=_quoted(store, parents),
        discussions={each.uid: each for each in store.discussions(homes)},
        sources=_sources(store, uids),
        objections=_raised(store, uids),
    )


def _quoted(store: GraphStore, uids: Collection[CommentId]) -> dict[CommentId, list[tuple[int, int]]]:
    """What these comments quote, as spans of theirs."""
    found: dict[CommentId, list[tuple[int, int]]] = defaultdict(list)
    for each in store.quotes(uids):
        found[each.comment].append((each.start, each.end))
    return found


def _sources(store: GraphStore, uids: Sequence[CommentId]) -> dict[CommentId, tuple[str, ...]]:
    places = store.occurrences(uids)
    names = {each.uid: clean(each.name) for each in store.sources()} if places else {}
    found: dict[CommentId, tuple[str, ...]] = {}
    for uid, name in dict.fromkeys((place.comment, names[place.source]) for place in places):
        found[uid] = (*found.get(uid, ()), name)
    return found


def _raised(store: GraphStore, uids: Sequence[CommentId]) -> dict[CommentId, tuple[Raised, ...]]:
    """What these comments object, the greatest score first."""
    found: dict[CommentId, tuple[Raised, ...]] = {}
    for each in sorted(store.objections(uids), key=lambda each: (-each.score, each.uid)):
        known = {name: getattr(each, name) for name in Raised.model_fields}
        found[each.comment] = (*found.get(each.comment, ()), Raised(**known))
    return found


def _hit(comment: Comment, ranked: Ranked, at: int, context: _Context, part: Snippet) -> Hit:
    home = context.discussions.get(comment.discussion)
    answer = context.answers[comment.uid]
    return Hit(
        uid=comment.uid,
        score=ranked.score(at),
        shares=ranked.shares(at),
        snippet=part,
        discussion=comment.discussion,
        title=clean(home.title) if home and home.title else None,
        author=clean(comment.author) if comment.author else None,
        created_at=comment.created_at,
        sources=context.sources.get(comment.uid, ()),
        parent=_parent(answer, context),
        likely_parents=answer.likely,
        stance=answer.opinion and _clean(answer.opinion),
        objections=context.objections.get(comment.uid, ()),
        stub=comment.stub,
    )


def _clean(opinion: Opinion) -> Opinion:
    return replace(opinion, cues=tuple(replace(each, words=clean(each.words)) for each in opinion.cues))


def _parent(answer: Answer, context: _Context) -> Parent | None:
    reply = answer.reply
    row = context.parents.get(reply.parent) if reply else None
    if reply is None or row is None:
        return None
    author = clean(row.author) if row.author else None
    line = own_line(row.text, context.quoted.get(row.uid, ()))
    return Parent(uid=row.uid, line=line, author=author, confidence=reply.confidence, evidence=reply.evidence)
