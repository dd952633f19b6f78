"""Objections as they are asked for: which ones, in which order, and all that is shown of each."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from graph.arguments import UNADDRESSED, Objection, ObjectionId, Position, PositionId, Response, Status
from graph.models import DiscussionRow
from graph.store import GraphStore
from ingest.models import Comment, CommentId, DiscussionId
from ingest.words import tokens
from search.models import Results
from ui.position_ids import current, whereabouts
from ui.spoken import Speeches, Spoken

_PAGE = 1000  # objections that are looked at together
_SEARCHED = 1000  # comments that a query finds, of which the objections are looked at

Search = Callable[[str, int], Results]
"""The hits for a query, from this place on."""


@dataclass(frozen=True, slots=True)
class WantedObjections:
    """Which objections are wanted; None, and an empty query, ask for nothing in particular.

    With a `query` those count that are raised by the comments that a search for it finds first, and the order is that of the
    search; else the greatest score is first. `author` are words of the name of who objects, `position` is what it is against (its
    id may be shortened), `confidence` the least probability that it is an objection at all. What has no date was raised `since`
    no moment.
    """

    query: str = ""
    statuses: frozenset[Status] = UNADDRESSED
    discussion: str | None = None
    author: str | None = None
    position: str | None = None
    since: datetime | None = None
    confidence: float = 0.0
    limit: int = 10


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

    The `note` says what of a query was not understood.
    """

    objections: tuple[ObjectionView, ...]
    more: bool
    counts: dict[str, int]
    note: str = ""


def find_objections(wanted: WantedObjections, store: GraphStore, search: Search) -> FoundObjections:
    """The objections that are wanted, at most `limit` of them. Raises UnknownPosition."""
    against = None if wanted.position is None else _against(wanted.position, store)
    first = search(wanted.query, 0) if wanted.query else None
    pages = _pages(wanted, against, store) if first is None else _matching(wanted.query, first, store, search)
    allowed = None if against is None else frozenset(each.uid for each in against)
    passing = (each for page in pages for each in _passing(page, wanted, allowed, store))
    taken = list(islice(passing, wanted.limit + 1))
    shown = view_objections(taken[: wanted.limit], store)
    note = first.note if first else ""
    return FoundObjections(tuple(shown), len(taken) > len(shown), store.counts().objections, note)


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


def _pages(wanted: WantedObjections, against: list[Objection] | None, store: GraphStore) -> Iterator[list[Objection]]:
    """All objections that come into question, the greatest score first, some at a time."""
    if against is not None:
        yield against
    elif wanted.discussion is not None:
        yield foremost(store.objections_in(DiscussionId(wanted.discussion)))
    else:
        after = None
        while page := store.ranked_objections(wanted.statuses, after, _PAGE):
            yield page
            after = (page[-1].score, page[-1].uid)


def _against(position: str, store: GraphStore) -> list[Objection]:
    """The objections to a position, or to all that became of it, the greatest score first. Raises UnknownPosition."""
    now = current(position, store)
    found = objections_to(now, {each.comment for each in store.claims_of(now)}, store)
    return foremost({each.uid: each for rows in found.values() for each in rows}.values())


def _matching(query: str, first: Results, store: GraphStore, search: Search) -> Iterator[list[Objection]]:
    """What the comments object that a query finds first, in their order."""
    results, seen = first, 0
    while results.hits and seen < _SEARCHED:
        yield _raised([CommentId(hit.uid) for hit in results.hits], store)
        seen += len(results.hits)
        results = search(query, seen)


def _raised(comments: Sequence[CommentId], store: GraphStore) -> list[Objection]:
    """What these comments object, in their order."""
    place = {uid: at for at, uid in enumerate(comments)}
    raised = (each for each in store.objections(comments) if each.comment in place)
    return sorted(foremost(raised), key=lambda each: place[each.comment])


def _passing(
    page: Sequence[Objection], wanted: WantedObjections, allowed: frozenset[ObjectionId] | None, store: GraphStore
) -> list[Objection]:
    """Those of a page that are wanted. The store is asked for comments only where they decide."""
    rows = [each for each in page if _is_wanted(each, wanted) and (allowed is None or each.uid in allowed)]
    if wanted.author is None and wanted.since is None and wanted.discussion is None:
        return rows
    comments = store.comments({each.comment for each in rows})
    return [each for each in rows if each.comment in comments and _is_said_by(comments[each.comment], wanted)]


def _is_wanted(each: Objection, wanted: WantedObjections) -> bool:
    return each.status in wanted.statuses and each.probability >= wanted.confidence


def _is_said_by(comment: Comment, wanted: WantedObjections) -> bool:
    if wanted.author is not None and not set(tokens(wanted.author)) <= set(tokens(comment.author or "")):
        return False
    if wanted.since is not None and (comment.created_at is None or comment.created_at < wanted.since):
        return False
    return wanted.discussion in (None, comment.discussion)


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
