"""Objections as they are asked for: which ones, in which order, and all that is shown of each."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

from graph.arguments import (
    ANY_OBJECTION,
    UNADDRESSED,
    Objection,
    ObjectionFilter,
    Position,
    PositionId,
    Response,
    Status,
)
from graph.models import DiscussionRow
from graph.store import GraphStore
from ingest.models import Comment, CommentId, DiscussionId
from ingest.words import tokens
from search.models import Results
from ui.position_ids import current, whereabouts
from ui.spoken import Speeches, Spoken

_SEARCHED: Final = 1000  # comments that a query finds, of which the objections are looked at
_NAMES: Final = 1_000_000  # authors who object, among whom a name is looked for

Search = Callable[[str, int], Results]
"""The hits for a query, from this place on."""


@dataclass(frozen=True, slots=True)
class WantedObjections:
    """Which objections are wanted; None, and an empty query, ask for nothing in particular.

    With a `query` those count that are raised by the comments that a search for it finds first, and the order is that of the
    search; else the greatest score is first. `author` are words of the name of who objects, `position` is what it is against (its
    id may be shortened), `confidence` the least probability that it is an objection at all. What has no date was raised `since`
    no moment. `offset` of them are left out before the first.
    """

    query: str = ""
    statuses: frozenset[Status] = UNADDRESSED
    discussion: str | None = None
    author: str | None = None
    position: str | None = None
    since: datetime | None = None
    confidence: float = 0.0
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Attempt:
    """A response, its words (the whole comment's where no sentence stands out) and the words of the objection that they meet."""

    response: Response
    words: Spoken
    met: Spoken | None


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """An objection, what it is against, where, and what was said to it; `attempts` begin with the nearest thing to an answer."""

    objection: Objection
    words: Spoken
    target: Spoken
    discussion: DiscussionRow
    position: Position | None
    attempts: tuple[Attempt, ...]

    @property
    def nearest(self) -> Attempt | None:
        """The nearest thing to an answer."""
        return self.attempts[0] if self.attempts else None


@dataclass(frozen=True, slots=True)
class FoundObjections:
    """Objections, best first; there are `more` beyond the limit, and `counts` says how many of each status the archive holds.

    `total` is how many are wanted, None where a query is asked and not all that it finds was looked at. The `note` says what of a
    query was not understood.
    """

    objections: tuple[ObjectionView, ...]
    more: bool
    counts: dict[str, int]
    note: str = ""
    total: int | None = None


def find_objections(wanted: WantedObjections, store: GraphStore, search: Search) -> FoundObjections:
    """The objections that are wanted, at most `limit` of them. Raises UnknownPosition."""
    asked = filter_of(wanted, store)
    return _searched(wanted, asked, store, search) if wanted.query else _ranked(wanted, asked, store)


def filter_of(wanted: WantedObjections, store: GraphStore) -> ObjectionFilter:
    """What is wanted but for the query, as the store takes it. Raises UnknownPosition."""
    home = None if wanted.discussion is None else DiscussionId(wanted.discussion)
    positions = None if wanted.position is None else _names_of(wanted.position, store)
    asked = ObjectionFilter(wanted.statuses, home, None, positions, wanted.since, wanted.confidence)
    words = set(tokens(wanted.author or ""))
    if not words:
        return asked
    names = (name for name, _ in store.objection_facet("author", ANY_OBJECTION, _NAMES))
    return replace(asked, authors=frozenset(name for name in names if words <= set(tokens(name))))


def passing(page: Sequence[Objection], asked: ObjectionFilter, store: GraphStore) -> list[Objection]:
    """Those of a page that are asked for. The store is asked for comments only where they decide."""
    rows = [each for each in page if _is_asked_for(each, asked)]
    if asked.authors is None and asked.since is None and asked.discussion is None:
        return rows
    comments = store.comments({each.comment for each in rows})
    return [each for each in rows if each.comment in comments and _is_said_by(comments[each.comment], asked)]


def raised_by(comments: Sequence[CommentId], store: GraphStore) -> list[Objection]:
    """What these comments object, in their order."""
    place = {uid: at for at, uid in enumerate(comments)}
    raised = (each for each in store.objections(comments) if each.comment in place)
    return sorted(foremost(raised), key=lambda each: place[each.comment])


def objections_to(
    positions: Collection[PositionId], comments: Collection[CommentId], store: GraphStore
) -> dict[PositionId, list[Objection]]:
    """The objections to each of these positions, whose claims are in these comments; the greatest score first.

    One to a position that was merged or split is one to what became of it.
    """
    found = foremost(store.objections(comments))
    now = whereabouts({each.position for each in found if each.position is not None}, store)
    against: dict[PositionId, list[Objection]] = {uid: [] for uid in positions}
    for each in found:
        for position in now.get(each.position, ()) if each.position is not None else ():
            if position.uid in against:
                against[position.uid].append(each)
    return against


def view_objections(objections: Sequence[Objection], store: GraphStore) -> list[ObjectionView]:
    """All that is shown of these objections, in their order."""
    speeches = Speeches.of({uid for each in objections for uid in _speakers(each)}, store)
    homes = {each.discussion for each in speeches.comments.values()}
    discussions = {each.uid: each for each in store.discussions(homes)}
    positions = whereabouts({each.position for each in objections if each.position is not None}, store)
    return [_view(each, speeches, discussions, positions) for each in objections]


def foremost(objections: Iterable[Objection]) -> list[Objection]:
    """In the order in which they are shown: the greatest score first."""
    return sorted(objections, key=lambda each: (-each.score, each.uid))


def _ranked(wanted: WantedObjections, asked: ObjectionFilter, store: GraphStore) -> FoundObjections:
    page = store.ranked_objections(asked, wanted.offset, wanted.limit)
    total = sum(number for _, number in store.objection_facet("status", asked))
    more = wanted.offset + len(page) < total
    return FoundObjections(tuple(view_objections(page, store)), more, store.counts().objections, total=total)


def _searched(wanted: WantedObjections, asked: ObjectionFilter, store: GraphStore, search: Search) -> FoundObjections:
    """In the order of the search, which is asked for no more hits than are needed."""
    first = search(wanted.query, 0)
    found = (each for page in _matching(wanted.query, first, store, search) for each in passing(page, asked, store))
    taken = list(islice(found, wanted.offset, wanted.offset + wanted.limit + 1))
    shown = view_objections(taken[: wanted.limit], store)
    return FoundObjections(tuple(shown), len(taken) > len(shown), store.counts().objections, first.note)


def _names_of(position: str, store: GraphStore) -> frozenset[PositionId]:
    """The ids under which objections may be against a position, or against what became of it. Raises UnknownPosition."""
    now = current(position, store)
    found = store.objections({each.comment for each in store.claims_of(now)})
    became = whereabouts({each.position for each in found if each.position is not None}, store)
    return now | {uid for uid, places in became.items() if any(each.uid in now for each in places)}


def _matching(query: str, first: Results, store: GraphStore, search: Search) -> Iterator[list[Objection]]:
    """What the comments object that a query finds first, in their order."""
    results, seen = first, 0
    while results.hits and seen < _SEARCHED:
        yield raised_by([CommentId(hit.uid) for hit in results.hits], store)
        seen += len(results.hits)
        results = search(query, seen)


def _is_asked_for(each: Objection, asked: ObjectionFilter) -> bool:
    if asked.positions is not None and each.position not in asked.positions:
        return False
    return (asked.statuses is None or each.status in asked.statuses) and each.probability >= asked.probability


def _is_said_by(comment: Comment, asked: ObjectionFilter) -> bool:
    if asked.authors is not None and comment.author not in asked.authors:
        return False
    if asked.since is not None and (comment.created_at is None or comment.created_at < asked.since):
        return False
    return asked.discussion in (None, comment.discussion)


def _speakers(each: Objection) -> Iterator[CommentId]:
    yield each.comment
    yield each.target
    yield from (response.comment for response in each.responses)


def _view(
    each: Objection,
    speeches: Speeches,
    discussions: Mapping[DiscussionId, DiscussionRow],
    positions: Mapping[PositionId, Sequence[Position]],
) -> ObjectionView:
    attacked = positions.get(each.position, ()) if each.position is not None else ()
    home = speeches.comments[each.comment].discussion
    attempts = tuple(_attempt(response, each, speeches) for response in sorted(each.responses, key=_nearness))
    return ObjectionView(
        objection=each,
        words=speeches.cut(each.comment, each.start, each.end),
        target=speeches.cut(each.target, each.target_start, each.target_end),
        discussion=discussions.get(home, DiscussionRow(home)),
        position=attacked[0] if attacked else None,
        attempts=attempts,
    )


def _nearness(response: Response) -> tuple[float, float, str]:
    """What counted most comes first; of those that count the same, what engages most."""
    return -response.counted, -response.engagement * response.probability, response.comment


def _attempt(response: Response, objection: Objection, speeches: Speeches) -> Attempt:
    words = speeches.cut(response.comment, response.start, response.end)
    meets = response.met_end > response.met_start
    met = speeches.cut(objection.comment, response.met_start, response.met_end) if meets else None
    return Attempt(response, words, met)
