"""What a report tells of: a whole archive, one discussion, or what a query finds."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graph.store import GraphStore
from ingest.models import DiscussionId
from search.models import Results
from ui.objections import FoundObjections, WantedObjections, find_objections
from ui.positions import FoundPositions, WantedPositions, find_positions
from ui.progress import Stages

if TYPE_CHECKING:
    from ui.archive import Archive

_OBJECTIONS: Final = 200
_POSITIONS: Final = 100
_FOUND: Final = 20  # positions of a query: a search by meaning finds something to say of all
_HITS: Final = 100  # comments of a query whose discussions are told


@dataclass(frozen=True, slots=True)
class Part:
    """Its title, the discussions that it tells (None: all), and the objections and positions, each in its own order.

    `query` is what was searched for, if anything was.
    """

    title: str
    homes: tuple[DiscussionId, ...] | None
    objections: FoundObjections
    positions: FoundPositions
    query: str = ""


def whole(store: GraphStore) -> Part:
    """All of an archive. Raises StoreError."""
    objections = find_objections(WantedObjections(limit=_OBJECTIONS), store, _no_search)
    return Part("Everything in this archive", None, objections, find_positions(_positions(), store, lambda _: {}))


def part_of(archive: "Archive", discussion: str | None, query: str) -> Part:
    """A discussion, whose id may be shortened, what a query finds, or what it finds in the discussion. Raises UnknownId."""
    from ui.archive import Asked

    home = None if discussion is None else archive.thread(discussion).discussion
    with Stages() as stages:
        where = None if home is None else home.uid
        objections = archive.objections(WantedObjections(query, discussion=where, limit=_OBJECTIONS), stages)
        positions = archive.positions(_positions(query, where), stages)
        found = archive.search(Asked(query, limit=_HITS), stages).hits if query and home is None else ()
    homes = [home.uid] if home else list(dict.fromkeys(DiscussionId(hit.discussion) for hit in found))
    title = f"What was said of “{query}”" if query else (home and home.title) or "One discussion"
    return Part(title, tuple(homes), objections, positions, query)


def _positions(query: str = "", discussion: DiscussionId | None = None) -> WantedPositions:
    return WantedPositions(query, discussion=discussion, limit=_FOUND if query else _POSITIONS)


def _no_search(query: str, at: int) -> Results:
    """Nothing is searched for, so nothing is found."""
    return Results(hits=(), total=at, mode="lexical", note=query)
