"""The store on a Neo4j server, which several machines may share. The only module that talks to the driver."""

# ruff: noqa: D102  (the verbs are documented once, in graph/store.py)

import logging
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

import neo4j
from neo4j.exceptions import AuthError, ClientError, ConfigurationError, DriverError, Neo4jError, ServiceUnavailable

from graph import cypher
from graph.access import Values
from graph.models import Batch
from graph.storage import derived_cypher
from graph.storage.neo4j_derived import Run
from graph.storage.neo4j_writing import VERSION, Writing
from graph.storage.reads import StoredReads
from graph.storage.rows import unescape
from graph.storage.writes import pack_keys, steps, unpack_keys
from graph.store import ALL, StoreError, StoreReadOnly
from ingest.models import CommentId

_WORDS = 1000  # keys a full-text query; Lucene takes 1,024 clauses
_PATIENCE = 4.0  # seconds for each step of reaching the server
_ADDRESS = "write neo4j://USER@HOST:PORT/DATABASE"
_LINE = 200  # characters of a server's message: it may hold a whole row
_CONFIG: dict[str, Any] = {
    "connection_timeout": _PATIENCE,
    "connection_acquisition_timeout": 2 * _PATIENCE,
    "max_transaction_retry_time": _PATIENCE,
    "notifications_disabled_classifications": ["UNRECOGNIZED"],  # an empty archive has no labels yet
}
logging.getLogger("neo4j").addHandler(
    logging.NullHandler()
)  # what matters is raised; the rest is not for standard error


class Neo4jStore(StoredReads):
    """GraphStore on a server. Any thread may use it; writers, here or on other machines, wait for one another."""

    _say, _say_derived = cypher, derived_cypher

    def __init__(self, url: str, *, password: str | None = None, read_only: bool = False) -> None:
        """Take `neo4j://USER@HOST:PORT/DATABASE`, where user and database are `neo4j` unless named. Raises StoreError."""
        parts = _parts(url)
        self._place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._user = f"{parts.username}@" if parts.username else ""
        self._database = unquote(parts.path.strip("/")) or "neo4j"
        self._read_only, self._open = read_only, True
        secret = password if password is not None else unquote(parts.password or "")
        auth = (unquote(parts.username or "neo4j"), secret) if secret else None
        with _translated(self.url), _of_an_address(self.url):
            self._driver = neo4j.GraphDatabase.driver(self._place, auth=auth, **_CONFIG)
            try:
                self._prepare()
            except BaseException:
                self._driver.close()
                raise

    @property
    def url(self) -> str:
        scheme, _, host = self._place.partition("://")
        return f"{scheme}://{self._user}{host}/{self._database}"

    def write(self, batch: Batch) -> None:
        if self._read_only:
            raise StoreReadOnly(f"{self.url}: is open for reading only", "open it for writing")
        todo = list(steps(batch))
        with _translated(self.url), self._session() as session:
            session.execute_write(lambda transaction: Writing(_runner(transaction), self.url).take(todo))

    def holders(self, keys: Collection[int], most: int = ALL) -> list[tuple[int, CommentId]]:
        asked = {key for key in keys if 0 <= key < 1 << 63}
        ordered = sorted(asked)
        words = [pack_keys(ordered[at : at + _WORDS]) for at in range(0, len(ordered), _WORDS)]
        found = self._rows(cypher.HOLDERS, words=words)
        pairs = [(key, CommentId(unescape(uid))) for uid, held in found for key in unpack_keys(held) if key in asked]
        size = Counter(key for key, _ in pairs)
        return sorted(pair for pair in pairs if size[pair[0]] <= most)

    def close(self) -> None:
        self._open = False
        self._driver.close()

    def _rows(self, statement: str, **values: Any) -> list[Values]:  # noqa: ANN401  (what a statement takes)
        driver = self._opened()
        with _translated(self.url):
            found = driver.execute_query(
                statement, values, database_=self._database, routing_=neo4j.RoutingControl.READ
            )
        return [record.values() for record in found.records]

    def _stream(self, statement: str) -> Iterator[Values]:
        with _translated(self.url), self._session(reading=True) as session:
            for record in session.run(statement):
                yield record.values()

    def _own_damage(self) -> Iterator[str]:
        for statement in (cypher.STRAY, derived_cypher.STRAY):
            for kind, uid, fault in self._rows(statement):
                yield f"{kind} {uid!r}: {fault}"

    def _session(self, *, reading: bool = False) -> neo4j.Session:
        driver = self._opened()
        access = neo4j.READ_ACCESS if reading else neo4j.WRITE_ACCESS
        bookmarks = driver.execute_query_bookmark_manager
        return driver.session(database=self._database, default_access_mode=access, bookmark_manager=bookmarks)

    def _opened(self) -> neo4j.Driver:
        if not self._open:
            raise StoreError(f"{self.url}: is closed")
        return self._driver

    def _prepare(self) -> None:
        """Look at the server, refuse an archive of a newer version, and declare constraints that are not there yet."""
        self._driver.verify_connectivity()
        version = self._rows(cypher.VERSION)[0][0]
        if version is not None and version > VERSION:
            problem = f"{self.url}: the archive has schema version {version}, and this rejoinder knows versions up to {VERSION}"
            raise StoreError(problem, "use the newer rejoinder that wrote it")
        older = version is not None and version < VERSION
        if older and self._read_only:
            problem = f"{self.url}: the archive is of an older version"
            raise StoreError(problem, "bring it up to date with 'rejoinder rebuild'")
        if not self._read_only:
            self._declare()
        if older:  # what is declared is all that a newer version adds: the rows stay as they are
            self._driver.execute_query(cypher.RAISE_VERSION, version=VERSION, database_=self._database)

    def _declare(self) -> None:
        there = {row[0] for row in self._rows(cypher.INDEXES)}
        declared = cypher.SCHEMA | derived_cypher.SCHEMA
        missing = [statement for name, statement in declared.items() if name not in there]
        for statement in [*missing, cypher.AWAIT_INDEXES] if missing else []:
            self._driver.execute_query(statement, database_=self._database)


def _runner(transaction: neo4j.ManagedTransaction) -> Run:
    def run(statement: str, **values: Any) -> list[list[Any]]:  # noqa: ANN401  (what a statement takes)
        return transaction.run(statement, values).values()

    return run


def _parts(url: str) -> SplitResult:
    with _of_an_address(url.rpartition("@")[2]):
        return urlsplit(url)


@contextmanager
def _of_an_address(shown: str) -> Iterator[None]:
    """Say that an address is no address; the driver and the standard library raise ValueError then."""
    try:
        yield
    except ValueError as error:
        raise StoreError(f"{shown}: is not a Neo4j address ({error})", _ADDRESS) from error


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """Say in one line what the server or the driver could not do, and the cure."""
    try:
        yield
    except (Neo4jError, DriverError) as error:
        problem, cure = next(say for kind, say in _CURES if isinstance(error, kind))
        raise StoreError(f"{url}: {problem} ({_first_line(error)})", cure) from error


def _first_line(error: Exception) -> str:
    said = error.message if isinstance(error, Neo4jError) else (error.args or ("",))[0]
    return str(said).partition("\n")[0][:_LINE]


_CURES: tuple[tuple[type[Exception], tuple[str, str]], ...] = (
    (
        AuthError,
        ("the server refuses this user and password", "give the right ones: neo4j://USER@HOST and the password"),
    ),
    (ServiceUnavailable, ("no Neo4j server answers", "start it, or check host and port")),
    (ConfigurationError, ("is not a Neo4j address", _ADDRESS)),
    (ClientError, ("the server refuses", "check the database's name and the user's rights")),
    (Neo4jError, ("the server failed", "look into its log, then run this again")),
    (DriverError, ("the connection failed", "check the server and the network, then run this again")),
)
