"""The frame of the pages: which ones there are, and the archive that they all show."""

from collections.abc import Callable
from functools import partial
from logging import getLogger
from pathlib import Path
from typing import Final, Literal

import streamlit as st

from ingest.errors import RejoinderError
from ui.archive import Archive, NoArchive
from ui.settings import Settings, find_settings
from ui.web import (
    addresses,
    asking,
    ingest_view,
    notices,
    objections_view,
    position_view,
    positions_view,
    review_view,
    search_view,
    status_view,
    thread_view,
)
from ui.web.shared_archive import SharedArchive

_LOGGER: Final = getLogger(__name__)
_STYLE: Final = Path(__file__).with_name("style.css")

Show = Callable[[Archive], None]

# What draws a page, its title, its path (ui.web.addresses), and whether it stands in the menu.
PAGES: Final[tuple[tuple[Show, str, str, Literal["visible", "hidden"]], ...]] = (
    (search_view.show, "Search", "", "visible"),
    (objections_view.show, "Objections", "objections", "visible"),
    (positions_view.show, "Positions", "positions", "visible"),
    (position_view.show, "Position", "position", "hidden"),
    (thread_view.show, "Thread", "thread", "hidden"),
    (review_view.show, "Review", "review", "visible"),
    (ingest_view.show, "Ingest", "ingest", "visible"),
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
    pages = [_page(*each) for each in PAGES]
    chosen = st.navigation(pages, position="top")
    _menu(pages)
    chosen.run()


def _page(show: Show, title: str, path: str, visibility: Literal["visible", "hidden"]) -> st.Page:
    """A page at this path; that without one is the home page."""
    return st.Page(
        partial(_shown, show, path), title=title, url_path=path or None, default=not path, visibility=visibility
    )


def _menu(pages: list[st.Page]) -> None:
    """The menu once more, for narrow screens, where Streamlit folds its own away behind what is looked at (style.css)."""
    with st.container(horizontal=True, key="rj-menu"):
        for page, (_, title, _, visibility) in zip(pages, PAGES, strict=True):
            if visibility == "visible":
                st.page_link(page, label=title)


def _shown(show: Show, path: str) -> None:
    """Draw a page; what a user can cure is told in words, and what nobody foresaw is kept from the browser."""
    asking.enter(path)
    settings = find_settings()
    try:
        show(_opened(settings, path))
    except NoArchive as error:
        notices.no_archive(error)
    except RejoinderError as error:
        notices.explain(error)
    except Exception:
        _LOGGER.exception("the page '%s' could not be drawn", path)
        notices.unforeseen()


def _opened(settings: Settings, path: str) -> Archive:
    """The archive that all share; for a page that is shown before there is any, one without a store. Raises NoArchive."""
    try:
        return open_archive(str(settings.folder), settings.store, settings)
    except NoArchive:
        if path not in addresses.FIRST:
            raise
        return Archive(settings)


if __name__ == "__main__":
    main()
