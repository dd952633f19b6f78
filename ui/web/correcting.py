"""Corrections that a page makes; a connection that may write is open only while one is carried out."""

from typing import Final

import streamlit as st

from graph.correction.correcting import Corrected
from ingest.errors import RejoinderError
from ui.archive import Archive
from ui.correcting import Said
from ui.printing.corrections import sentence
from ui.progress import Stages
from ui.web import notices

_ASKED: Final = "correction asked for"
_DONE: Final = "correction done"


def ask(said: Said) -> None:
    """Let the next run of the page carry this out; for the button that says it."""
    st.session_state[_ASKED] = said


def why(of: str) -> str | None:
    """Ask for the reason of what is said of this comment or objection."""
    return st.text_input("Why (optional, is kept with it)", key=f"why {of}") or None


def settle(archive: Archive) -> Corrected | None:
    """Carry out what a button asked for, and return it; `tell` says what was done."""
    asked: Said | None = st.session_state.pop(_ASKED, None)
    if asked is None:
        return None
    try:
        with st.spinner("Setting it right, and judging anew what follows from it ..."), archive.writing() as writing:
            done = writing.correct(asked, Stages())
    except RejoinderError as error:
        st.session_state[_DONE] = error
        return None
    st.session_state[_DONE] = done
    return done


def tell() -> None:
    """Say what was done last, and offer to take it back; what was refused is said in words, with its cure."""
    done: Corrected | RejoinderError | None = st.session_state.get(_DONE)
    if isinstance(done, RejoinderError):
        notices.say(f"This cannot be: {done.problem}", done.cure)
    elif done is not None and done.undone:
        notices.say(f"Taken back: {sentence(done.correction)}")
    elif done is not None:
        row = done.correction
        notices.say(f"Set right: {sentence(row)}", "It stays so, whatever is read or rebuilt.")
        st.button("Undo", on_click=ask, args=(Said(row.comment, row.kind, undo=True),))
