"""An archive: a store, its indexes and the embedder. The only place that wires the parts together."""

from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from graph.arguments import ClaimId, ObjectionId, PositionId
from graph.embedding import embed_store
from graph.models import Counts
from graph.storage.lock import WriterLock
from graph.store import GraphStore, StoreBusy, open_store
from ingest.embedder import Model
from ingest.errors import RejoinderError
from ingest.models import CommentId, DiscussionId, Source
from ingest.vector_cache import CachedEmbedder, VectorCache
from search.generation import Generation, UnusableIndex, check, open_generation
from search.index_builder import build_index
from search.models import Among, Mode, Results
from search.searcher import Searcher
from ui.ids import UnknownId, complete_id, home_of
from ui.opened_models import OpenedModels
from ui.progress import Stages
from ui.settings import Settings, store_file
from ui.views import CommentView, ThreadView, view_comment, view_thread

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from graph.correction.correcting import Corrected, Imported, Listed
    from ingest.pair_cache import CachedPairScorer
    from ingest.pair_model import PairModel
    from search.models import PositionResults
    from ui.correcting import Said
    from ui.export.formats import Format
    from ui.ingesting import Ingested, Wanted
    from ui.objection_facets import ObjectionFacets
    from ui.objections import FoundObjections, ObjectionView, Search, WantedObjections
    from ui.position import Story
    from ui.position_map import PositionMap
    from ui.positions import FoundPositions, Matched, WantedPositions
    from ui.reviewing import Doubts, WantedDoubts

_Wanted = TypeVar("_Wanted", "WantedObjections", "WantedPositions", "WantedDoubts")

_PAGE = 100  # comments that a query finds, whose objections are looked at together
_FOUND = 1000  # positions that a query finds, of which those are taken that pass what else is wanted


class NoArchive(RejoinderError):
    """A command that reads was pointed at a folder without an archive."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One search: hits number `offset` to `offset + limit` are wanted."""

    query: str
    mode: Mode = "hybrid"
    limit: int = 10
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """How much an archive holds and in what state it is; `index` is empty when the index is current, else what is wrong.

    `complete` is false while some comments have no vectors, which the next ingest or rebuild gives them.
    """

    folder: Path
    store: str
    revision: int
    digest: str
    counts: Counts
    sources: tuple[Source, ...]
    complete: bool
    index: str


@dataclass(frozen=True, slots=True)
class Copied:
    """Where the copy is, how much it holds, and the digest that both stores have."""

    store: str
    counts: Counts
    digest: str


class Archive:
    """What every command opens. Parts are opened when they are first needed and closed together.

    An archive that is not opened to `write` or to `create` cannot change its store; only its index may be built anew. What a search
    does not need (readers, merging, exports) is imported by the method that needs it: a search should start at once. `models`
    may be those of another archive.
    """

    def __init__(
        self, settings: Settings, *, write: bool = False, create: bool = False, models: OpenedModels | None = None
    ) -> None:
        self.settings = settings
        self._models = models or OpenedModels()
        self._write, self._create = write or create, create
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    @cached_property
    def store(self) -> GraphStore:
        """The store. Raises NoArchive when there is nothing to read, StoreError when it cannot be opened."""
        path = store_file(self.settings.store)
        if self._create:
            self.settings.folder.mkdir(parents=True, exist_ok=True)
        elif path is not None and not path.exists():
            cure = "make one with: rejoinder ingest PATH, or name another with --archive"
            raise NoArchive(f"there is no archive at {path}", cure)
        return self._opened.enter_context(self._open(self.settings.store, read_only=not self._write))

    def writing(self) -> "AbstractContextManager[Archive]":
        """The same archive, opened to write, with the models of this one."""
        return Archive(self.settings, write=True, models=self._models)

    @property
    def model(self) -> Model:
        """The embedding model. Raises ModelUnavailable."""
        return self._models.embedder()

    @property
    def pair_model(self) -> "PairModel":
        """What is the second text to the first? Raises ModelUnavailable."""
        return self._models.pairs()

    @cached_property
    def scorer(self) -> "CachedPairScorer":
        """The pair model behind the archive's cache of scores. Raises ModelUnavailable."""
        from ingest.pair_cache import CachedPairScorer

        cache = VectorCache(self.settings.folder / "pairs.db")
        self._opened.callback(cache.close)
        return CachedPairScorer(self.pair_model, cache)

    @cached_property
    def embedder(self) -> CachedEmbedder:
        """The model behind the archive's cache of vectors."""
        cache = VectorCache(self.settings.folder / "vectors.db")
        self._opened.callback(cache.close)
        return CachedEmbedder(self.model, cache)

    def ingest(self, asked: "Wanted", stages: Stages) -> "Ingested":
        """Read sources into the store, and bring vectors, positions, objections and the index up to date.

        Where no models are wanted, all of the latter is left to `rebuild`, or to the same sources read with models.
        """
        from ui.ingesting import Ingested, read_into

        files = tuple(read_into(self.store, asked, stages, self.scorer if asked.models else None))
        if not asked.models:
            return Ingested(files, None)
        embedded = self.follow(stages)
        with suppress(StoreBusy):  # somebody who searches builds it just now; if it is old by then, the next one does
            self.index(stages)
        return Ingested(files, embedded)

    def rebuild(self, stages: Stages) -> None:
        """Find all relations, positions and objections anew, give vectors to comments that have none, and build a new index."""
        from graph.builder import rebuild

        rebuild(self.store, stages.stage("relating discussions"), self.scorer)
        self.follow(stages, rebuild=True)
        self._build_index(stages)

    def follow(self, stages: Stages, *, rebuild: bool = False, statuses: bool = False) -> int:
        """Bring all that follows from comments and their relations up to date; returns how many passages were given vectors.

        Where only `statuses` of objections were said, less has to be looked at.
        """
        from graph.deriving import Models, derive, derive_statuses
        from graph.engagement.reading import open_engagements

        embedded = embed_store(self.store, self.embedder, stages.stage("embedding"))
        models = Models(self.embedder, self.scorer, open_engagements(self.embedder))
        if statuses:
            derive_statuses(self.store, models, stages.stage)
        else:
            derive(self.store, models, stages.stage, rebuild=rebuild)
        return embedded

    def search(self, asked: Asked, stages: Stages) -> Results:
        """Hits, best first; the note says when the index had to be built anew."""
        generation, note = self.index(stages, "comments")
        searcher = Searcher(self.store, generation, lambda: self.model)
        results = searcher.search(asked.query, asked.mode, asked.limit, asked.offset)
        return results.model_copy(update={"note": "; ".join(each for each in (note, results.note) if each)})

    def search_positions(self, asked: Asked, stages: Stages) -> "PositionResults":
        """Positions with the claims that match, best first; the note says when the index had to be built anew."""
        from search.positions import PositionSearcher

        generation, note = self.index(stages, "positions")
        searcher = PositionSearcher(self.store, generation, lambda: self.model)
        results = searcher.search(asked.query, asked.mode, asked.limit, asked.offset)
        return results.model_copy(update={"note": "; ".join(each for each in (note, results.note) if each)})

    def index(self, stages: Stages, among: Among | None = None) -> tuple[Generation, str]:
        """The index of the store as it is now, and a note: one that could not be used was built anew. Raises IndexNotWritten.

        Only the part that is searched `among` is checked, and may be used; without one all is.
        """
        try:
            return self.live_index(among), ""
        except UnusableIndex as error:
            self._build_index(stages)
            return self.live_index(among), f"the index was {error.state} and has been built anew"

    def live_index(self, among: Among | None = None) -> Generation:
        """The index, if it fits the store as it is now. Raises UnusableIndex."""
        return open_generation(self._index, self.store, self.model.fingerprint, among)

    def index_state(self) -> str:
        """What keeps the index from being searched as it is; empty when nothing does."""
        try:
            self.live_index()
        except UnusableIndex as error:
            return error.problem
        return ""

    def status(self) -> Status:
        """How much there is, and in what state."""
        return Status(
            folder=self.settings.folder,
            store=self.store.url,
            revision=self.store.revision(),
            digest=self.store.digest(),
            counts=self.store.counts(),
            sources=tuple(self.store.sources()),
            complete=not self.store.without_passages(self.model.fingerprint, limit=1),
            index=self.index_state(),
        )

    def verify(self) -> list[str]:
        """Everything that is wrong with the store and the index, a line each. An index that is merely old is no damage."""
        problems = list(self.store.problems())
        try:
            check(self._index)
        except UnusableIndex as error:
            if error.state == "damaged":
                problems.append(str(error))
        return problems

    def copy(self, to: str, stages: Stages) -> Copied:
        """Copy everything into the store at `to`. Raises StoreError, also when the two digests are not equal afterwards."""
        from graph.storage.copying import copy_store

        with self._open(to, read_only=False) as target:
            copy_store(self.store, target, stages.stage("copying"))
            return Copied(target.url, target.counts(), target.digest())

    def export(self, out: Path, form: "Format" = "convokit") -> dict[str, int]:
        """Write the archive to where nothing is yet, a folder or a file; returns how many of what. Raises ExportError."""
        from ui.export.formats import EXPORTS

        return EXPORTS[form](self.store, out)

    def correct(self, said: "Said", stages: Stages, *, follow: bool = True) -> "Corrected":
        """Say what is so of a comment, or take it back; who has more to say may `follow` once. Raises BadCorrection, UnknownId."""
        from ui.correcting import carry_out

        done = carry_out(said, self.store, self.complete, lambda: self.scorer)
        if follow:
            self.follow(stages, statuses=done.correction.kind == "status")
        return done

    def corrections(self) -> "list[Listed]":
        """All that people corrected, and what becomes of it."""
        from graph.correction.correcting import listed

        return listed(self.store)

    def export_corrections(self, file: Path) -> int:
        """Write all corrections, a line each; returns how many. Raises FileExists."""
        from ui.correcting import export

        return export(self.store, file)

    def import_corrections(self, file: Path, stages: Stages) -> "Imported":
        """Take the corrections that a file tells; those of comments that are not here wait for them."""
        from ui.correcting import import_from

        done = import_from(file, self.store, self.scorer)
        if done.taken:
            self.follow(stages)
        return done

    def review(self, wanted: "WantedDoubts") -> "Doubts":
        """The least certain inferences, and what would settle each; ids may be shortened. Raises UnknownId."""
        from ui.reviewing import find_doubts

        about = wanted.comment and self.complete(wanted.comment)
        return find_doubts(replace(self._at_home(wanted), comment=about), self.store)

    def thread(self, beginning: str, *, under: bool = False) -> ThreadView:
        """The tree of a discussion, or of the discussion that a comment is in; only what is `under` the comment if so asked.

        Raises UnknownId.
        """
        uid = CommentId(self.complete(beginning))
        comment = self.store.comments([uid]).get(uid)
        if comment is None:
            return view_thread(DiscussionId(uid), None, self.store)
        found = view_thread(comment.discussion, uid, self.store)
        return replace(found, thread=found.thread.under(uid)) if under else found

    def comment(self, beginning: str) -> CommentView:
        """All that is known of a comment. Raises UnknownId."""
        uid = CommentId(self.complete(beginning))
        found = self.store.comments([uid])
        if uid not in found:
            raise UnknownId(f"{uid} is a discussion, not a comment", f"see its comments with: rejoinder thread {uid}")
        return view_comment(found[uid], self.store)

    def objections(self, wanted: "WantedObjections", stages: Stages) -> "FoundObjections":
        """Objections, best first; ids of discussions and positions may be shortened. Raises UnknownId, UnknownPosition."""
        from ui.objections import find_objections

        return find_objections(self._at_home(wanted), self.store, self._objecting(stages))

    def objection_facets(self, wanted: "WantedObjections", stages: Stages) -> "ObjectionFacets":
        """What the wanted objections share, with numbers. Raises UnknownId, UnknownPosition."""
        from ui.objection_facets import count_facets

        return count_facets(self._at_home(wanted), self.store, self._objecting(stages))

    def objection(self, uid: str) -> "ObjectionView | None":
        """All that is known of one objection; None where there is none with this id (any more)."""
        from ui.objections import view_objections

        return next(iter(view_objections(self.store.named_objections([ObjectionId(uid)]), self.store)), None)

    def _objecting(self, stages: Stages) -> "Search":
        """What finds the comments whose objections a query asks for; the index is opened when it is first asked."""
        searcher = cache(lambda: Searcher(self.store, self.index(stages, "comments")[0], lambda: self.model))
        return lambda query, at: searcher().search(query, limit=_PAGE, offset=at)

    def positions(self, wanted: "WantedPositions", stages: Stages) -> "FoundPositions":
        """Positions, the largest or what matches best first; the id of a discussion may be shortened. Raises UnknownId."""
        from ui.positions import find_positions

        return find_positions(self._at_home(wanted), self.store, lambda query: self._matches(query, stages))

    def position_map(self, wanted: "WantedPositions", stages: Stages) -> "PositionMap":
        """The same positions as places of a map. Raises UnknownId."""
        from ui.position_map import map_positions
        from ui.positions import page_of

        found = page_of(self._at_home(wanted), self.store, self._matches(wanted.query, stages) if wanted.query else {})
        return map_positions(found.positions, found.total, self.store)

    def _matches(self, query: str, stages: Stages) -> "Matched":
        """The positions that a query finds, best first, and those of their claims that made it."""
        hits = self.search_positions(Asked(query, limit=_FOUND), stages).hits
        return {PositionId(hit.uid): [ClaimId(each.uid) for each in hit.matches] for hit in hits}

    def position(self, beginning: str) -> "Story":
        """All that is known of a position. Raises UnknownPosition."""
        from ui.position import tell

        return tell(beginning, self.store)

    def _at_home(self, wanted: _Wanted) -> _Wanted:
        """The same with the whole id of its discussion, if it names one. Raises UnknownId."""
        return replace(wanted, discussion=wanted.discussion and home_of(wanted.discussion, self.store))

    def complete(self, beginning: str) -> str:
        """The one id that is `beginning` or begins with it. Raises UnknownId."""
        return complete_id(beginning, self.store)

    @property
    def _index(self) -> Path:
        return self.settings.folder / "index"

    def _build_index(self, stages: Stages) -> None:
        """Build an index; two processes that built one at the same time would clear away each other's files."""
        self._index.mkdir(parents=True, exist_ok=True)
        lock = WriterLock(self._index)
        try:
            build_index(self.store, self._index, self.model.fingerprint, stages.stage("indexing"))
        finally:
            lock.release()

    def _open(self, store: str, *, read_only: bool) -> GraphStore:
        password = self.settings.password
        return open_store(store, password=password.get_secret_value() if password else None, read_only=read_only)
