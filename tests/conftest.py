"""Fixtures that several test files share: the stores, and a real Neo4j server."""

import logging
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from graph.store import GraphStore, open_store
from tests.browsing import FLAGS
from tests.neo4j_server import NoServer, Server, jars

if TYPE_CHECKING:
    from playwright.sync_api import Browser


settings.register_profile("untimed", deadline=None)  # how long an example takes is the machine's affair
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--require-neo4j", action="store_true", help="fail, rather than skip, where no Neo4j server can be started"
    )
    parser.addoption(
        "--require-browser", action="store_true", help="fail, rather than skip, where no Chromium or no Playwright is"
    )


@pytest.fixture(scope="session")
def neo4j_jars(request: pytest.FixtureRequest) -> Path:
    try:
        return jars()
    except NoServer as missing:
        if request.config.getoption("--require-neo4j"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def neo4j_server(neo4j_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the whole session (with pytest-xdist: for each worker)."""
    server = Server(neo4j_jars, tmp_path_factory.mktemp("neo4j"))
    try:
        yield server.start()
    finally:
        server.kill()


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> "Iterator[Browser]":
    """Debian's Chromium, headless, asking nobody for anything."""
    missing = pytest.fail if request.config.getoption("--require-browser") else pytest.skip
    program = which("chromium") or missing("no Chromium is installed (Debian: apt-get install chromium)")
    if find_spec("playwright") is None:
        missing("Playwright is not installed: pip install playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def neo4j_url(neo4j_server: Server) -> Iterator[str]:
    """An empty database; the server must not warn of anything that is asked of it (deprecations, cartesian products)."""
    neo4j_server.wipe()
    heard = Heard()
    logger = logging.getLogger("neo4j.notifications")
    logger.addHandler(heard)
    logger.setLevel(logging.DEBUG)
    yield neo4j_server.url
    logger.removeHandler(heard)
    logger.setLevel(logging.NOTSET)
    assert heard.messages == []


class Heard(logging.Handler):
    """Keeps what the server had to say of our statements."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


STORES: dict[str, Callable[[pytest.FixtureRequest], str]] = {
    "sqlite": lambda request: str(request.getfixturevalue("tmp_path") / "archive.db"),
    "neo4j": lambda request: str(request.getfixturevalue("neo4j_url")),
}


@pytest.fixture(params=["sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j)])
def store(request: pytest.FixtureRequest) -> Iterator[GraphStore]:
    """An empty store of each kind."""
    with open_store(STORES[request.param](request)) as opened:
        yield opened
