"""Links within a page that are followed without loading it anew, so that what stands open and where one looks stays.

Without the script they are links like all others. It sees no text: it tells which address of this page was asked for.
"""

from typing import Final
from urllib.parse import parse_qs

import streamlit as st

_SCRIPT: Final = """
export default function({ setTriggerValue }) {
  const follow = (event) => {
    const link = event.target.closest?.(".stHtml a[href]");
    const plain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    const here = link && link.origin === location.origin && link.pathname === location.pathname && !link.hash;
    if (!plain || !here) return;
    event.preventDefault();
    if (!new URLSearchParams(link.search).has("at")) document.querySelector(".stMain")?.scrollTo(0, 0);
    setTriggerValue("asked", link.search);
  };
  for (const box of document.querySelectorAll(".rj-tree")) {
    const dot = box.querySelector(".rj-dot.rj-is-asked");
    if (dot) box.scrollTop += dot.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 2;
  }
  document.addEventListener("click", follow);
  return () => document.removeEventListener("click", follow);
}
"""
_KEY: Final = "followed"


def follow() -> None:
    """Follow links to other addresses of this page by drawing it as they ask."""
    mounted = st.components.v2.component("rejoinder_following", js=_SCRIPT)
    mounted(key=_KEY, on_asked_change=_go)


def _go() -> None:
    """Take what the link asks for into the address."""
    asked = st.session_state[_KEY].asked
    st.query_params.from_dict(parse_qs(str(asked or "").removeprefix("?"), keep_blank_values=True))
