"""What is wrong with the embedded store's file itself: its pages, its schema, its lookup by key, its lost batches."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from graph.storage import sql
from graph.storage.writes import unpack_keys
from graph.store import StoreError

Stream = Callable[[str], Iterator[Any]]
_MASK = (1 << 64) - 1


def file_damage(stream: Stream, schema: set[tuple[Any, ...]], acknowledged: int) -> Iterator[str]:
    """A line for each fault that `stream`, which runs a statement, shows.

    `schema` is what the file should declare; `acknowledged` is the highest revision that a writer was told of.
    """
    yield from _readable("schema", lambda: _schema_damage(stream, schema))
    yield from _readable("pages", lambda: (f"file: {row[0]}" for row in stream(sql.INTEGRITY) if row[0] != "ok"))
    yield from _readable("edges", lambda: _dangling(stream))
    yield from _readable("lookup by key", lambda: _lookup_damage(stream))
    yield from _readable("revision", lambda: _lost(stream, acknowledged))


def _readable(what: str, lines: Callable[[], Iterable[str]]) -> Iterator[str]:
    try:
        yield from lines()
    except (StoreError, ValueError, TypeError) as error:
        yield f"file: its {what} cannot be read ({error})"


def _schema_damage(stream: Stream, schema: set[tuple[Any, ...]]) -> Iterator[str]:
    there = set(stream(sql.SCHEMA))
    for kind, name, _ in sorted(schema - there):
        yield f"file: {kind} {name} is not declared as it should be"
    for kind, name, _ in sorted(there - schema):
        yield f"file: {kind} {name} is not as this program declares it"


def _dangling(stream: Stream) -> Iterator[str]:
    for table, row, other in stream(sql.DANGLING):
        yield f"{table}: row {row} names a {other} that is not stored"


def _lookup_damage(stream: Stream) -> Iterator[str]:
    """Compare the lookup by key with the keys as they were written, in any order and in little memory."""
    written = _sum((key, comment) for comment, keys in stream(sql.ALL_KEYRINGS) for key in unpack_keys(keys))
    if written != _sum(stream(sql.ALL_HOLDERS)):
        yield "holder: the lookup by key is not what the comments' keys say"


def _sum(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    count = total = 0
    for pair in pairs:
        count += 1
        total += hash(tuple(pair))
    return count, total & _MASK


def _lost(stream: Stream, acknowledged: int) -> Iterator[str]:
    revision = next(int(row[0]) for row in stream(sql.REVISION))
    if revision < acknowledged:
        lost = acknowledged - revision
        yield f"archive: {lost} acknowledged batches are gone (revision {revision}, it was {acknowledged}); ingest again"
