"""The embedded store: one SQLite file with a write-ahead log, one writer, and any number of readers beside it."""

# ruff: noqa: D102  (the verbs are documented once, in graph/store.py)

import json
from collections.abc import Collection, Iterator
from contextlib import ExitStack, closing, contextmanager
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import Any

import apsw

from graph.access import Values
from graph.models import Batch
from graph.storage import derived_sql, sql
from graph.storage.lock import RevisionNote, WriterLock
from graph.storage.reads import StoredReads
from graph.storage.rows import unescape
from graph.storage.sqlite_damage import file_damage
from graph.storage.sqlite_writing import take
from graph.storage.tally import Tally
from graph.storage.writes import steps
from graph.store import ALL, StoreBusy, StoreError, StoreReadOnly
from ingest.models import CommentId

_APPLICATION = 0x524A4E52  # "RJNR", in the file's header
_PAGE = 8192  # bytes: five passages of 384 numbers fit without waste
_PATIENCE = 5000  # milliseconds to wait for another program's transaction
_WRITER = (
    "foreign_keys = ON",
    "synchronous = FULL",
    "cache_size = -65536",  # kB
    "temp_store = MEMORY",  # what a statement would undo: on disk it took a third of the time of writing
    "wal_autocheckpoint = 16384",  # pages: one that many batches change is copied into the file once
)
_SCHEMA, _SCHEMA_2, _SCHEMA_3, _TALLIES = (
    files("graph").joinpath("storage", name).read_text("utf-8")
    for name in ("schema.sql", "schema_2.sql", "schema_3.sql", "tally.sql")
)
MIGRATIONS: tuple[str, ...] = (_SCHEMA_2, _SCHEMA_3)  # the n-th brings a file of schema version n to version n + 1


class SqliteStore(StoredReads):
    """GraphStore in a file. Any thread may use it: each read borrows a read-only connection, and writes wait for one another."""

    _say, _say_derived = sql, derived_sql

    def __init__(self, url: str, *, read_only: bool = False) -> None:
        """Raise StoreError when the file cannot be opened as an archive, StoreBusy when another process writes to it."""
        self._path = Path(url.removeprefix("sqlite://")).expanduser().absolute()
        self._note = RevisionNote(self._path)
        self._idle: list[apsw.Connection] = []
        self._open, self._writing = True, Lock()
        self._writer: apsw.Connection | None = None
        self._tally = Tally()
        _check_place(self._path, read_only)
        with ExitStack() as undo, _translated(self.url):
            if read_only:
                self._idle.append(_reader(self._path))
            else:
                self._lock = WriterLock(self._path)
                undo.callback(self._lock.release)
                self._writer = self._made_writer()
            undo.pop_all()

    @property
    def url(self) -> str:
        return f"sqlite://{self._path.as_posix()}"

    def write(self, batch: Batch) -> None:
        todo = list(steps(batch))
        with self._writing, _translated(self.url):
            with _transaction(self._writing_connection()) as db:
                revision, tally = next(db.execute(sql.TAKE_TALLY))
                self._tally = Tally.load(str(tally))
                take(db, todo)
                db.execute(sql.KEEP_TALLY, {"tally": self._tally.dump()})
            self._note.write(revision)

    def holders(self, keys: Collection[int], most: int = ALL) -> list[tuple[int, CommentId]]:
        asked = sorted({key for key in keys if 0 <= key < 1 << 63})
        return sorted((key, CommentId(unescape(uid))) for key, uid in self._looked_up(asked, most))

    def _looked_up(self, keys: list[int], most: int) -> list[Values]:
        """Ask the writer where there is one: it has the pages of the lookup at hand, while each write voids what readers hold."""
        with self._writing, _translated(self.url):
            if self._writer is not None:
                return list(self._writer.execute(sql.HOLDERS, {"keys": json.dumps(keys), "most": most}))
        return self._rows(sql.HOLDERS, keys=keys, most=most)

    def close(self) -> None:
        with self._writing:
            self._open = False
            while self._idle:
                self._idle.pop().close()
            if self._writer is not None:
                self._writer.close()
                self._writer = None
                self._lock.release()

    def _rows(self, statement: str, **values: Any) -> list[Values]:  # noqa: ANN401  (what a statement takes)
        bound = {name: json.dumps(value) if isinstance(value, list) else value for name, value in values.items()}
        with self._reading() as db:
            return list(db.execute(statement, bound))

    def _stream(self, statement: str) -> Iterator[Values]:
        with self._reading() as db, _snapshot(db):
            yield from db.execute(statement)

    def _own_damage(self) -> Iterator[str]:
        return file_damage(self._stream, _expected_schema(), self._note.read())

    def _made_writer(self) -> apsw.Connection:
        db = apsw.Connection(str(self._path))
        db.set_busy_timeout(_PATIENCE)
        _check_kind(db, self.url)
        if _version(db) == 0:
            _create(db)
            self._note.forget()
        _migrate(db, self._path)
        for setting in _WRITER:
            db.execute(f"PRAGMA {setting}")
        db.create_scalar_function("came", self._came, 2)
        db.create_scalar_function("went", self._went, 2)
        db.execute(_TALLIES)
        return db

    def _writing_connection(self) -> apsw.Connection:
        if self._writer is not None:
            return self._writer
        if self._open:
            raise StoreReadOnly(f"{self.url}: is open for reading only", "open it for writing")
        raise StoreError(f"{self.url}: is closed")

    def _came(self, *row: Any) -> None:  # noqa: ANN401  (kind and digest, as SQLite hands them)
        self._tally.add(row[0], row[1].hex())

    def _went(self, *row: Any) -> None:  # noqa: ANN401  (kind and digest, as SQLite hands them)
        self._tally.remove(row[0], row[1].hex())

    @contextmanager
    def _reading(self) -> Iterator[apsw.Connection]:
        """Lend a connection that cannot write; there are as many as were ever in use at once."""
        if not self._open:
            raise StoreError(f"{self.url}: is closed")
        with _translated(self.url):
            try:
                db = self._idle.pop()
            except IndexError:
                db = _reader(self._path)
            try:
                yield db
            finally:
                self._give_back(db)

    def _give_back(self, db: apsw.Connection) -> None:
        if self._open:
            self._idle.append(db)
        else:
            db.close()


def _check_place(path: Path, read_only: bool) -> None:
    if path.is_dir():
        raise StoreError(f"{path}: is a folder", "name a file in it, such as archive.db")
    if not path.parent.is_dir():
        raise StoreError(f"{path}: the folder {path.parent} does not exist", "make it, or name another place")
    if read_only and not path.exists():
        raise StoreError(f"{path}: there is no archive here", "make one with 'rejoinder ingest', or name another place")


def _reader(path: Path) -> apsw.Connection:
    """Open for reading. Raises StoreError when the file is no archive of this version."""
    db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    db.set_busy_timeout(_PATIENCE)
    _check_kind(db, str(path))
    version = _version(db)
    if version == 0:
        raise StoreError(f"{path}: there is no archive in it yet", "make one with 'rejoinder ingest'")
    if version <= len(MIGRATIONS):
        raise StoreError(f"{path}: the archive is of an older version", "bring it up to date with 'rejoinder rebuild'")
    return db


def _check_kind(db: apsw.Connection, name: str) -> None:
    """Refuse files of other programs and of newer versions of this one."""
    application, version = db.pragma("application_id"), _version(db)
    strange = application != _APPLICATION and (
        application or version or next(db.execute("SELECT count(*) FROM sqlite_master"))[0]
    )
    if strange:
        raise StoreError(f"{name}: is another program's SQLite file", "name a Rejoinder archive, or a new file")
    if version > len(MIGRATIONS) + 1:
        known = len(MIGRATIONS) + 1
        problem = f"{name}: the archive has schema version {version}, and this rejoinder knows versions up to {known}"
        raise StoreError(problem, "use the newer rejoinder that wrote it")


def _version(db: apsw.Connection) -> int:
    return int(db.pragma("user_version"))


def _create(db: apsw.Connection) -> None:
    """Make the tables; a crash before the end leaves an empty file, which the next opening fills."""
    db.pragma("page_size", _PAGE)
    db.pragma("journal_mode", "wal")
    with _transaction(db):
        _declare(db)
        db.pragma("application_id", _APPLICATION)
        db.pragma("user_version", len(MIGRATIONS) + 1)


def _declare(db: apsw.Connection) -> None:
    """Make a new file as an old one becomes that is brought up to date: both have the same schema, word for word."""
    for statements in (_SCHEMA, *MIGRATIONS):
        db.execute(statements)


def _migrate(db: apsw.Connection, path: Path) -> None:
    """Bring an older file up to date, after a copy of it was put beside it."""
    version = _version(db)
    if version > len(MIGRATIONS):
        return
    copy = path.with_name(f"{path.name}.version-{version}")
    copy.unlink(missing_ok=True)
    db.execute("VACUUM INTO ?", (str(copy),))
    with _transaction(db):
        for statements in MIGRATIONS[version - 1 :]:
            db.execute(statements)
        db.pragma("user_version", len(MIGRATIONS) + 1)


@contextmanager
def _transaction(db: apsw.Connection) -> Iterator[apsw.Connection]:
    """Take the write lock at the start: a transaction that upgrades later fails at once instead of waiting."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # SQLite has rolled back by itself where the disk was full
            db.execute("ROLLBACK")
        raise


@contextmanager
def _snapshot(db: apsw.Connection) -> Iterator[None]:
    """Everything read inside is of one moment."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("COMMIT")


def _expected_schema() -> set[tuple[Any, ...]]:
    with closing(apsw.Connection(":memory:")) as db:
        _declare(db)
        return set(db.execute(sql.SCHEMA))


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """Say in one line what SQLite could not do, and the cure."""
    try:
        yield
    except apsw.BusyError as error:
        raise StoreBusy(
            f"{url}: another program holds a lock on it", "end that program, then run this again"
        ) from error
    except apsw.Error as error:
        problem, cure = next(
            (say for kind, say in _CURES if isinstance(error, kind)), ("SQLite refuses", "run 'rejoinder verify'")
        )
        raise StoreError(f"{url}: {problem} ({error})", cure) from error
    except UnicodeDecodeError as error:
        raise StoreError(f"{url}: a stored text is damaged", "run 'rejoinder verify'") from error


_AGAIN = "every batch written so far is kept: free space or raise the limit, then run this again"
_CURES: tuple[tuple[type[Exception], tuple[str, str]], ...] = (
    (
        apsw.ConstraintError,
        ("the batch was refused, nothing of it was written", "write rows before, or with, what names them"),
    ),
    (apsw.FullError, ("the disk is full", _AGAIN)),
    (apsw.IOError, ("the disk could not be read or written", _AGAIN)),
    (apsw.NotADBError, ("is not a Rejoinder archive", "name another file")),
    (apsw.CorruptError, ("the file is damaged", "run 'rejoinder verify', then restore a copy or ingest again")),
    (apsw.CantOpenError, ("cannot be opened", "check the path and its permissions")),
    (apsw.ReadOnlyError, ("may not be written", "make the file writable, or name another")),
)
