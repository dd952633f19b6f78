"""Pages of a long list; which one is shown stands in the address."""

import streamlit as st

PAGE = 10  # entries on a page
_MOST = 500  # pages that can be turned to

_KEY = "page"


def offset(size: int = PAGE) -> int:
    """How many entries come before the page that is shown, of `size` entries each."""
    return size * (_chosen() - 1)


def first_page() -> None:
    """Go back to the first page: something else is asked for now."""
    st.session_state.pop(_KEY, None)
    st.query_params.pop(_KEY, None)


def turn(total: int, size: int = PAGE) -> None:
    """Let people turn the pages of `total` entries, `size` on each; nothing where they fit on one."""
    pages = min(_MOST, max(_chosen(), -(-total // size)))
    if pages > 1:
        st.session_state[_KEY] = _chosen()
        st.pagination(pages, key=_KEY, on_change=_tell)


def _tell() -> None:
    """Write into the address which page was turned to."""
    st.query_params[_KEY] = str(st.session_state[_KEY])


def _chosen() -> int:
    """The page that the address names, the first one if it names none."""
    named = st.query_params.get(_KEY, "1")
    return min(_MOST, max(1, int(named))) if named.isascii() and named.isdigit() else 1
