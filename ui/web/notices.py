"""What a page says where there is nothing to show, or something went wrong: in words, and with what to do about it."""

import streamlit as st

from ingest.errors import RejoinderError
from ui.elements import joined, tag

_FIRST = "rejoinder ingest PATH\nrejoinder demo --archive FOLDER"


def say(head: str, words: str = "", commands: str = "") -> None:
    """A notice; `commands` are shown to be copied."""
    parts = [tag("strong", head), *([tag("p", words)] if words else [])]
    st.html(tag("div", *parts, class_="rj-notice", role="status"))
    if commands:
        st.code(commands, language=None)


def note(words: str) -> None:
    """A remark on what is shown; nothing where there is none."""
    if words:
        st.html(tag("p", joined(["Note: ", words]), class_="rj-note"))


def explain(error: RejoinderError) -> None:
    """What went wrong, and its cure."""
    say(f"This cannot be shown: {error.problem}", error.cure)


def no_comments() -> None:
    """That the archive is empty, and how to fill it."""
    say(
        "There is nothing in this archive yet.",
        "Read files into it, or try the samples that come with the program; then load this page again.",
        _FIRST,
    )
