"""What a page says where there is nothing to show, or something went wrong: in words, and with what to do about it."""

import streamlit as st

from ingest.errors import RejoinderError
from ui.elements import joined, tag
from ui.web.addresses import link

_FIRST = "rejoinder ingest PATH\nrejoinder demo --archive FOLDER"
_UNFORESEEN = (
    "What it was is written where Rejoinder was started. Load the page again; if that does not help, check the archive:"
)


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


def no_archive(error: RejoinderError) -> None:
    """That there is no archive yet, and the page that begins one."""
    way = link("Begin one here: read files, or the sample", "ingest")
    say(f"This cannot be shown: {error.problem}", joined([way, ". In a terminal: ", error.cure]))


def unforeseen() -> None:
    """That something went wrong which nobody foresaw."""
    say("This cannot be shown: something went wrong here.", _UNFORESEEN, "rejoinder verify")


def no_comments() -> None:
    """That the archive is empty, and how to fill it."""
    way = link("Read files into it, or take the sample that comes with the program", "ingest")
    say("There is nothing in this archive yet.", joined([way, ". The same can be done in a terminal:"]), _FIRST)
