"""Widgets whose values stand in the address, under the names that they have on the command line."""

from collections.abc import Collection
from typing import Any, Final

import streamlit as st

from ui.web.paging import first_page

_ENTERED: Final = "page that was entered"


def enter(page: str) -> None:
    """Forget what was chosen on the page before: widgets of the same name meant something else there."""
    if st.session_state.get(_ENTERED, page) != page:
        st.session_state.clear()
    st.session_state[_ENTERED] = page


def typed(name: str) -> dict[str, Any]:
    """What a widget is given whose value is what it shows; a change begins at the first page."""
    return {"key": name, "bind": "query-params", "on_change": first_page}


def chosen(name: str, there: Collection[str]) -> dict[str, Any]:
    """What a widget is given that shows something else than its value, which is one of `there` or none: ids have titles."""
    named = st.query_params.get(name)
    st.session_state[name] = named if named in there else None
    return {"key": name, "on_change": _tell, "args": (name,)}


def several(name: str, there: Collection[str]) -> dict[str, Any]:
    """The same for a widget of which several values may be chosen."""
    st.session_state[name] = [each for each in st.query_params.get_all(name) if each in there]
    return {"key": name, "on_change": _tell, "args": (name,)}


def _tell(name: str) -> None:
    """Write into the address what was chosen, and begin at the first page."""
    first_page()
    value = st.session_state[name]
    if value:
        st.query_params[name] = value
    else:
        st.query_params.pop(name, None)
