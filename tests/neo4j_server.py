"""A real Neo4j server for the tests: its jars fetched once by Maven, then started and stopped in a temporary folder."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Self

import neo4j
from neo4j.exceptions import DriverError, Neo4jError
from platformdirs import user_cache_path

VERSION = "5.26.28"
_POM = Path(__file__).parent / "neo4j" / "pom.xml"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch", "java.base/java.util.concurrent")
_SHORT_LIVED = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
)  # a third of the time: the suite ends before the JVM is warm
_SETTINGS = """\
server.directories.data={home}/data
server.directories.logs={home}/logs
server.directories.run={home}/run
server.directories.plugins={home}/plugins
server.directories.import={home}/import
server.directories.transaction.logs.root={home}/transactions
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.security.auth_enabled={auth}
dbms.usage_report.enabled=false
server.memory.pagecache.size=64m
db.transaction.timeout=300s
"""


class NoServer(Exception):
    """This machine cannot run the server; the message says what is missing."""


def jars() -> Path:
    """Return the folder of the server's jars, fetched on the first call on this machine. Raises NoServer."""
    for tool in ("java", "mvn"):
        if shutil.which(tool) is None:
            raise NoServer(f"no '{tool}' on the path: the Neo4j tests need Java 17 or newer and Maven")
    cache = Path(os.environ.get("REJOINDER_TEST_CACHE") or user_cache_path("rejoinder-tests"))
    folder = cache / f"neo4j-{VERSION}"
    with _alone(cache):
        if not folder.is_dir():
            _fetch(folder)
    return folder


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Let one process at a time fetch."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "fetching.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def _fetch(folder: Path) -> None:
    """Fetch beside and rename, so that a broken fetch is never taken for a whole one."""
    beside = folder.with_suffix(".part")
    shutil.rmtree(beside, ignore_errors=True)
    command = ["mvn", "-q", "-B", "-C", "-f", str(_POM), _COPY, "-DincludeScope=runtime", f"-DoutputDirectory={beside}"]
    try:
        subprocess.run(command, capture_output=True, text=True, timeout=540, check=True)
    except subprocess.SubprocessError as error:
        said = str(getattr(error, "stdout", "") or error).strip()[-500:]
        raise NoServer(f"Maven could not fetch the Neo4j server: {said}") from error
    beside.rename(folder)


class Server:
    """One running server with its own folder and port; `restart` keeps both."""

    def __init__(self, jars: Path, home: Path, *, auth: bool = False) -> None:
        self.jars, self.home, self.auth, self.port = jars, home, auth, _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        (home / "conf").mkdir(parents=True)
        settings = _SETTINGS.format(home=home, port=self.port, auth=str(auth).lower())
        (home / "conf" / "neo4j.conf").write_text(settings)

    @property
    def url(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    def start(self) -> Self:
        command = ["java", "-Xms128m", "-Xmx512m", *_SHORT_LIVED, "-Dlog4j2.disable.jmx=true", "-Dfile.encoding=UTF-8"]
        command += [f"--add-opens={package}=ALL-UNNAMED" for package in _OPENED]
        command += ["-cp", f"{self.jars}/*", "org.neo4j.server.CommunityEntryPoint"]
        command += [f"--home-dir={self.home}", f"--config-dir={self.home}/conf", "--console-mode"]
        with (self.home / "console.txt").open("ab") as console:
            self._process = subprocess.Popen(command, stdout=console, stderr=subprocess.STDOUT)
        self._wait()
        return self

    def _wait(self) -> None:
        give_up = time.monotonic() + 120
        while not self._answers():
            if self._process is None or self._process.poll() is not None or time.monotonic() > give_up:
                self.kill()
                raise RuntimeError(f"Neo4j did not start: {(self.home / 'console.txt').read_text()[-3000:]}")
            time.sleep(0.2)

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return self.auth or _speaks_bolt(self.url)
        return False

    def kill(self) -> None:
        """End the server at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def wipe(self) -> None:
        """Remove every node and relationship; constraints and indexes stay."""
        with neo4j.GraphDatabase.driver(self.url) as driver, driver.session(database="neo4j") as session:
            session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


def _speaks_bolt(url: str) -> bool:
    with suppress(DriverError, Neo4jError), neo4j.GraphDatabase.driver(url) as driver:
        driver.verify_connectivity()
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
