"""Discussions as they are read become a stored graph, batch by batch; a run that was cut short goes on where it stopped."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from itertools import compress
from time import perf_counter
from typing import Any

from graph.garbage import rarely_collected
from graph.linking import Rules
from graph.merging import merge
from graph.met import Met
from graph.models import Batch, DiscussionRow, LedgerRow
from graph.relations import relate
from graph.source_counts import SourceCounts
from graph.store import GraphStore
from ingest.models import CommentId, Discussion, DiscussionId, Dropped, Occurrence, Rejected, Source
from ingest.pair_scores import PairScorer
from ingest.readings import Reading, from_post, readings_of

READER_VERSION = "1"  # grows when the same bytes would be read otherwise: then the ledger no longer spares the reading

_LONGEST = 1 << 23  # characters of the source a batch
_PAGE = 1000  # occurrences looked at together

Progress = Callable[[int], None]


@dataclass(slots=True)
class SourceReport:
    """What became of one source: read = new + duplicate + len(rejected), counting places where a comment stands.

    `replies` counts its comments that answer something by how that is known, `roots` those that answer nothing.
    """

    name: str
    format: str
    read: int = 0
    new: int = 0
    duplicate: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    replies: dict[str, int] = field(default_factory=dict)
    roots: int = 0
    stubs: int = 0
    discussions: list[DiscussionId] = field(default_factory=list)
    seconds: float = 0.0
    known: bool = False


class Builder:
    """Adds sources to a store. One builder a run; the store must be open for writing."""

    def __init__(
        self, store: GraphStore, *, batch: int = 4000, scorer: PairScorer | None = None, stances: bool = True
    ) -> None:
        """Without `stances` nobody is said to agree or not; `rebuild` makes good for it."""
        self._store = store
        self._judge = _Judge(scorer, stances)
        self._size = batch
        self._ledger = store.ledger()
        self._sources = {each.uid for each in store.sources()}
        self._rules = Rules(store.corrections())

    @rarely_collected()
    def add(
        self,
        source: Source,
        pieces: Iterable[Discussion | Rejected],
        *,
        reader: str = "",
        progress: Progress = lambda done: None,
    ) -> SourceReport:
        """Read `pieces` to the end, write what is new, relate what was touched, and enter the source into the ledger.

        A source that the ledger has under the same `reader` is not read again; one that broke off is not entered. Where newer code
        reads a source otherwise, what it gave before goes. `progress` hears how many comments were read.
        """
        reader = f"{READER_VERSION}:{reader}"
        row = self._ledger.get(source.uid)
        if row is not None and row.reader == reader:
            return _remembered(source, row)
        started = perf_counter()
        known = source.uid in self._sources
        run = _Run(source, self._store, self._judge, self._rules, known)
        self._store.write(Batch(sources=[source]))
        self._sources.add(source.uid)
        for readings in _batches(_readings(pieces, run), self._size):
            run.write(readings)
            progress(run.report.read)
        whole = not any(each.broke_off for each in run.report.rejected)
        if whole and known:
            run.forget_stale()
        run.relate()
        run.report.seconds = perf_counter() - started
        if whole:
            self._enter(run, reader)
        return run.report

    def _enter(self, run: "_Run", reader: str) -> None:
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        row = LedgerRow(run.source.uid, reader, asdict(run.report), moment)
        self._store.write(Batch(ledger=[row]))
        self._ledger[run.source.uid] = row


@rarely_collected()
def rebuild(store: GraphStore, progress: Progress = lambda done: None, scorer: PairScorer | None = None) -> int:
    """Find the relations of every discussion anew; returns how many discussions there are."""
    done = 0
    ids = [row.uid for row in store.discussions()]
    for batch in relate(ids, store, scorer):
        store.write(batch)
        done += len(batch.relations)
        progress(done)
    return len(ids)


@dataclass(frozen=True, slots=True)
class _Judge:
    """What reads pairs of texts, and whether stances are wanted."""

    scorer: PairScorer | None
    stances: bool


class _Run:
    """The state of reading one source, which may be `known` from before."""

    def __init__(self, source: Source, store: GraphStore, judge: _Judge, rules: Rules, known: bool) -> None:
        self.source = source
        self.report = SourceReport(source.name, source.format)
        self.rows: dict[DiscussionId, DiscussionRow] = {}
        self._store = store
        self._judge = judge
        self._rules = rules
        self._touched: set[DiscussionId] = set()
        self._counts = SourceCounts()
        self._known = known
        self._given = Met()  # places of what a known source gives now

    def write(self, readings: list[Reading]) -> None:
        """Merge a batch of readings into the store in one transaction."""
        merged = merge(readings, self._store, self._rules)
        merged.batch.discussions = self._take_rows()
        self._store.write(merged.batch)
        if self._known:
            self._given.add(map(_placed, readings))
        self._touched |= merged.touched | {each.discussion for each in readings}
        uids = {merged.uid_of[each.key] for each in readings}
        self._counts.comments.add(uids)
        places = sum(len(each.places) for each in readings)
        new = len(merged.new & uids)
        self.report.read += places
        self.report.new += new
        self.report.duplicate += places - new

    def forget_stale(self) -> None:
        """Take out what this source gave when it was read before, and does not give now."""
        after = ""
        while page := self._store.occurrences_in(self.source.uid, after, _PAGE):
            after = page[-1].uid
            if stale := self._stale({each.comment for each in page}):
                merged = merge([], self._store, self._rules, stale)
                self._store.write(merged.batch)
                self._touched |= merged.touched

    def _stale(self, comments: Collection[CommentId]) -> list[Reading]:
        """Readings of these comments that this source does not give any more."""
        places: dict[CommentId, list[Occurrence]] = defaultdict(list)
        for each in self._store.occurrences(comments):
            places[each.comment].append(each)
        rows = self._store.comments(comments)
        given = [raw for uid, row in rows.items() for each in readings_of(row, places[uid]) for raw in each.given]
        own = [raw for raw in given if raw.source == self.source.uid]
        return list(compress(own, ~self._given.among(map(_placed, own))))

    def relate(self) -> None:
        """Find the relations of every discussion that a batch touched, or that waited for one of its comments."""
        judge, counts = self._judge, self._counts
        for batch in relate(self._touched, self._store, judge.scorer, counts.comments, stances=judge.stances):
            self._store.write(batch)
            counts.note(batch.relations)
        self.report.discussions, self.report.stubs = counts.discussions, counts.stubs
        self.report.replies, self.report.roots = counts.replies, counts.roots

    def _take_rows(self) -> list[DiscussionRow]:
        stored = {row.uid: row for row in self._store.discussions(list(self.rows))}
        rows = [_joined(stored[uid], row) if uid in stored else row for uid, row in sorted(self.rows.items())]
        self.rows = {}
        return [row for row in rows if row != stored.get(row.uid)]


def _placed(reading: Reading) -> str:
    """What tells a reading from the others of its source."""
    return f"{reading.key[1]} {reading.key[2]}"


def _readings(pieces: Iterable[Discussion | Rejected], run: _Run) -> Iterator[Reading]:
    """Readings in the order of the source; rejections, dropped spans and discussion rows go to `run`."""
    positions: Counter[DiscussionId] = Counter()
    before: dict[DiscussionId, str] = {}
    for piece in pieces:
        if isinstance(piece, Rejected):
            run.report.read += 1
            run.report.rejected.append(piece)
            continue
        run.report.dropped += piece.dropped
        row = DiscussionRow(piece.uid, piece.title, piece.url, dict(piece.meta))
        run.rows[piece.uid] = _joined(run.rows[piece.uid], row) if piece.uid in run.rows else row
        for post in piece.posts:
            reading = from_post(post, run.source.uid, piece.uid, positions[piece.uid], before.get(piece.uid, ""))
            yield reading
            positions[piece.uid] += 1
            before[piece.uid] = reading.id or post.text


def _batches(readings: Iterator[Reading], size: int) -> Iterator[list[Reading]]:
    """Readings in batches of at most `size`; of very long ones there are fewer in one."""
    batch: list[Reading] = []
    length = 0
    for reading in readings:
        batch.append(reading)
        length += sum(place.end - place.start for place in reading.places)
        if len(batch) == size or length > _LONGEST:
            yield batch
            batch, length = [], 0
    if batch:
        yield batch


def _joined(first: DiscussionRow, second: DiscussionRow) -> DiscussionRow:
    """What two sources say of one discussion, the same in either order: field by field the smaller of what is there."""
    title = min((each.title for each in (first, second) if each.title), default=None)
    url = min((each.url for each in (first, second) if each.url), default=None)
    meta = dict(first.meta)
    for name, value in second.meta.items():
        meta[name] = min(meta.get(name, value), value, key=_packed)
    return DiscussionRow(first.uid, title, url, meta)


def _packed(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=str)


def _remembered(source: Source, row: LedgerRow) -> SourceReport:
    """The report of a source that was read before: nothing in it is new."""
    kept: Mapping[str, Any] = row.report
    rejected = [Rejected(**each) for each in kept["rejected"]]
    dropped = [Dropped(**each) for each in kept["dropped"]]
    duplicate = kept["read"] - len(rejected)
    return SourceReport(
        source.name,
        source.format,
        kept["read"],
        0,
        duplicate,
        rejected,
        dropped,
        kept["replies"],
        kept.get("roots", 0),  # reports of older versions do not count them
        kept["stubs"],
        kept["discussions"],
        known=True,
    )
