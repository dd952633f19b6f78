"""Starts the pages in this process: on this machine only, without telemetry, without tracebacks in the browser."""

import os
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from streamlit.starlette import App

from ingest.errors import RejoinderError
from ui.settings import Settings
from ui.web import document, theme

SCRIPT: Final = Path(__file__).with_name("app.py")
_UPLOAD: Final = 200  # MB that one uploaded file may have
_HERE: Final = ("127.0.0.1", "localhost")


class NotServed(RejoinderError):
    """Nothing can listen at this address."""


def serve(settings: Settings, address: str, port: int, browser: bool, ready: Callable[[str], None]) -> None:
    """Show the archive's pages until Ctrl-C; port 0 is any that is free. `ready` is told where. Raises NotServed.

    The pages find the archive as every command does, in the environment.
    """
    taken = _free(address, port)
    os.environ["REJOINDER_ARCHIVE"], os.environ["REJOINDER_STORE"] = str(settings.folder), settings.store
    ready(f"http://{_HERE[0] if address == '0.0.0.0' else address}:{taken}")  # noqa: S104  (what a user asked for)
    App(SCRIPT, routes=document.routes()).run(config=options(address, taken, browser))


def options(address: str, port: int, browser: bool) -> dict[str, object]:
    """All options of Streamlit that are set, by their full names; they count more than any file of the user's."""
    return {
        "global.developmentMode": False,
        "global.disableWidgetStateDuplicationWarning": True,  # the address sets what a widget shows (ui.web.asking)
        "runner.magicEnabled": False,  # it would draw every bare expression of the script
        "server.address": address,
        "server.port": port,
        "server.allowedHosts": [*dict.fromkeys((*_HERE, address))],
        "server.headless": not browser,
        "server.showEmailPrompt": False,
        "server.enableXsrfProtection": True,
        "server.enableCORS": True,
        "server.maxUploadSize": _UPLOAD,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "browser.gatherUsageStats": False,
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.toolbarMode": "viewer",
        "logger.hideWelcomeMessage": True,
        **theme.options(),
    }


def _free(address: str, port: int) -> int:
    """The port, or one that is free for 0. Raises NotServed."""
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except (OSError, OverflowError) as error:
            cure = "name another with --port, or 0 for any that is free"
            raise NotServed(f"nothing can listen at {address}:{port} ({error})", cure) from error
        taken: int = probe.getsockname()[1]
        return taken
