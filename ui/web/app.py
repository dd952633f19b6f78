"""The frame of the pages: which ones there are, and the archive that they all show."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, Literal

import streamlit as st

from ingest.errors import RejoinderError
from ui.archive import Archive
from ui.settings import Settings, find_settings
from ui.web import (
    asking,
    notices,
    objections_view,
    position_view,
    positions_view,
    search_view,
    status_view,
    thread_view,
)
from ui.web.shared_archive import SharedArchive

_STYLE: Final = Path(__file__).with_name("style.css")

Show = Callable[[Archive], None]

# What draws a page, its title, its path (ui.web.addresses), and whether it stands in the menu.
PAGES: Final[tuple[tuple[Show, str, str, Literal["visible", "hidden"]], ...]] = (
    (search_view.show, "Search", "", "visible"),
    (objections_view.show, "Objections", "objections", "visible"),
    (positions_view.show, "Positions", "positions", "visible"),
    (position_view.show, "Position", "position", "hidden"),
    (thread_view.show, "Thread", "thread", "hidden"),
    (status_view.show, "Status", "status", "visible"),
)


@st.cache_resource(show_spinner="Opening the archive ...")
def open_archive(folder: str, store: str, _settings: Settings) -> Archive:
    """The archive, opened once for all who look, and only to read. Raises NoArchive, StoreError."""
    archive = SharedArchive(_settings)
    archive.store.revision()
    return archive


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config("Rejoinder", layout="wide")
    st.html(_STYLE)
    st.navigation([_page(*each) for each in PAGES], position="top").run()


def _page(show: Show, title: str, path: str, visibility: Literal["visible", "hidden"]) -> st.Page:
    """A page at this path; that without one is the home page."""
    return st.Page(
        partial(_shown, show, path), title=title, url_path=path or None, default=not path, visibility=visibility
    )


def _shown(show: Show, path: str) -> None:
    """Draw a page; what a user can cure is told in words."""
    asking.enter(path)
    settings = find_settings()
    try:
        archive = open_archive(str(settings.folder), settings.store, settings)
        show(archive)
    except RejoinderError as error:
        notices.explain(error)


if __name__ == "__main__":
    main()
