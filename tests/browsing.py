"""What tests of the pages in a browser share: an archive that is served, and a tab that is watched for what no page may do."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, Request

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
"""How Chromium is started, so that it asks nobody for anything."""

_DRAWN = ".rj-card, .rj-notice, .rj-tile, .rj-lead"
_STARTING = 50  # times that a server which is starting is asked


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a process of its own shows the pages of this archive."""
    program = str(Path(sys.executable).with_name("rejoinder"))
    command = [program, "ui", "--no-browser", "--port", "0", "--archive", str(folder)]
    environment = os.environ | {"HF_HUB_OFFLINE": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[0]
        finally:
            process.kill()


@contextmanager
def watched(chromium: "Browser", address: str, width: int = 1440, scheme: str = "light") -> Iterator["Watched"]:
    """A tab in a fresh browser; afterwards it must have done nothing wrong."""
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    tab = Watched(context.new_page(), address)
    yield tab
    context.close()
    assert tab.wrongs == []


class Watched:
    """A tab, and what it did that no page may do: dialogs, errors on the console, requests to anybody else."""

    def __init__(self, tab: "Page", address: str) -> None:
        self.tab, self._address = tab, address
        self.wrongs: list[str] = []
        tab.on("dialog", self._dialog)
        tab.on("request", self._request)
        tab.on("console", self._console)
        tab.on("pageerror", lambda error: self.wrongs.append(f"error: {error}"))

    def _dialog(self, dialog: "Dialog") -> None:
        self.wrongs.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: "Request") -> None:
        own = (self._address, self._address.replace("http", "ws", 1), "data:", "blob:")
        if not request.url.startswith(own):
            self.wrongs.append(f"request: {request.url}")

    def _console(self, message: "ConsoleMessage") -> None:
        if message.type == "error":
            self.wrongs.append(f"console: {message.text}")

    def open(self, path: str) -> Self:
        """Go to a page and wait until it is drawn; the server may still be starting."""
        for attempt in range(_STARTING):
            try:
                self.tab.goto(self._address + path)
                break
            except Exception:
                if attempt == _STARTING - 1:
                    raise
                self.tab.wait_for_timeout(100)
        return self.settled()

    def settled(self) -> Self:
        """Wait until the page is drawn and nothing runs any more."""
        self.tab.wait_for_selector(_DRAWN, timeout=30_000)
        self.tab.wait_for_selector(".stApp[data-test-script-state=notRunning]", timeout=30_000)
        return self

    @property
    def words(self) -> str:
        """All that the page says."""
        return self.tab.inner_text(".stMain")

    @property
    def box(self) -> "Locator":
        """The box of the search page."""
        return self.tab.get_by_role("searchbox").or_(self.tab.get_by_label("Search comments and positions")).first
