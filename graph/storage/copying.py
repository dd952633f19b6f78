"""An archive from one store into another, of whatever kind; an interrupted copy is simply run again."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, takewhile
from typing import TypeVar

from graph.models import Batch, DiscussionRow, Relations
from graph.storage.derived_copying import derived_batches, derived_size
from graph.store import GraphStore, StoreError
from ingest.models import Comment, DiscussionId, Occurrence, Source

Progress = Callable[[int], None]
_BATCH = 1000  # rows a transaction
_Item = TypeVar("_Item")


def copy_store(source: GraphStore, target: GraphStore, progress: Progress = lambda done: None) -> None:
    """Copy all rows, edges, corrections, keys, passages, the ledger and all that is derived; `progress` hears how many rows.

    The ledger goes last: without it a target is an unfinished copy, or empty. Raises StoreError when `target` is an archive of
    its own, or when it ends up with another digest, because somebody wrote meanwhile or it held what `source` no longer holds.
    """
    if set(target.ledger()) - set(source.ledger()):
        raise StoreError(
            f"{target.url}: holds sources that {source.url} does not hold", "name an empty store to copy to"
        )
    done = 0
    for batch in _batches(source):
        target.write(batch)
        done += _size(batch)
        progress(done)
    if (target.digest(derived=True), target.counts()) != (source.digest(derived=True), source.counts()):
        problem = f"{target.url}: is not equal to {source.url} after copying"
        raise StoreError(problem, "copy to an empty store while nobody writes to either")


def _batches(source: GraphStore) -> Iterator[Batch]:
    """Batches in an order in which every row finds what it names."""
    yield from _rows(source)
    yield from _relations(source)
    for corrections in _chunks(source.corrections()):
        yield Batch(corrections=corrections)
    for keys in _chunks(source.scan_keys()):
        yield Batch(keys=dict(keys))
    for comments in _pages(source):
        yield Batch(passages=source.passages([row.uid for row in comments]))
    for derived in derived_batches(source):
        yield Batch(derived=derived)
    yield Batch(ledger=list(source.ledger().values()))


def _rows(source: GraphStore) -> Iterator[Batch]:
    """Sources, discussions, comments and occurrences; edges come by discussion, as they replace one another by discussion."""
    before = Source | DiscussionRow | Comment | Occurrence
    for rows in _chunks(takewhile(lambda row: isinstance(row, before), source.scan_rows())):
        yield Batch(
            sources=[row for row in rows if isinstance(row, Source)],
            discussions=[row for row in rows if isinstance(row, DiscussionRow)],
            comments=[row for row in rows if isinstance(row, Comment)],
            occurrences=[row for row in rows if isinstance(row, Occurrence)],
        )


def _relations(source: GraphStore) -> Iterator[Batch]:
    batch = Batch()
    for discussion in source.discussions():
        batch.relations.append(_relations_in(discussion.uid, source))
        if _size(batch) >= _BATCH:
            yield batch
            batch = Batch()
    yield batch


def _relations_in(discussion: DiscussionId, source: GraphStore) -> Relations:
    here = {row.uid for row in source.comments_in(discussion)}
    quotes = (row for row in source.quotes(here) if row.comment in here)
    replies, parentages = source.replies_in(discussion), source.parentages_in(discussion)
    return Relations(discussion, tuple(quotes), tuple(replies), tuple(parentages), tuple(source.stances_in(discussion)))


def _pages(source: GraphStore) -> Iterator[list[Comment]]:
    after = ""
    while page := source.scan_comments(after, _BATCH):
        yield page
        after = page[-1].uid


def _chunks(items: Iterable[_Item]) -> Iterator[list[_Item]]:
    waiting = iter(items)
    while chunk := list(islice(waiting, _BATCH)):
        yield chunk


def _size(batch: Batch) -> int:
    rows = len(batch.sources) + len(batch.discussions) + len(batch.comments) + len(batch.occurrences)
    edges = sum(
        len(each.quotes) + len(each.replies) + len(each.parentages) + len(each.stances) for each in batch.relations
    )
    once = len(batch.corrections) + len(batch.keys) + len(batch.passages) + len(batch.ledger)
    return rows + edges + once + derived_size(batch.derived)
