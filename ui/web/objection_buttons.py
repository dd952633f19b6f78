"""Buttons that say what became of an objection; a connection that may write is open only while one is carried out."""

from collections.abc import Iterator
from typing import Final

import streamlit as st

from graph.arguments import UNADDRESSED
from graph.correction.correcting import Corrected
from ui.archive import Archive
from ui.correcting import Said
from ui.elements import tag
from ui.objections import ObjectionView
from ui.printing.corrections import sentence
from ui.printing.objections import objection_json
from ui.progress import Stages
from ui.web import notices

_ASKED: Final = "correction asked for"
_DONE: Final = "correction done"


def settle(archive: Archive) -> None:
    """Carry out what a button asked for, tell what was done, and offer to take it back. Raises RejoinderError."""
    asked: Said | None = st.session_state.pop(_ASKED, None)
    if asked is not None:
        st.session_state.pop(_DONE, None)
        with (
            st.spinner("Setting it right, and judging anew what follows from it ..."),
            Archive(archive.settings, write=True) as writing,
        ):
            st.session_state[_DONE] = writing.correct(asked, Stages())
    _tell(st.session_state.get(_DONE))


def offer(view: ObjectionView) -> None:
    """What may be said of the objection: as buttons, and as commands to be copied."""
    with st.popover("Correct this", type="tertiary", icon=":material/edit:"):
        why = st.text_input("Why (optional, is kept with it)", key=f"why {view.objection.uid}")
        for words, said in _choices(view, why or None):
            st.button(words, key=f"{words} {view.objection.uid}", on_click=_ask, args=(said,), width="stretch")
        st.html(tag("p", "The same in a terminal:", class_="rj-lead"))
        commands = objection_json(view)["correct"]
        st.code("\n".join(commands if isinstance(commands, list) else []), language=None, wrap_lines=True)


def _choices(view: ObjectionView, why: str | None) -> Iterator[tuple[str, Said]]:
    """What each button says, and what that means."""
    uid, nearest = view.objection.comment, view.nearest
    if view.objection.status in UNADDRESSED:
        yield "It was answered", Said(uid, "status", "answered", why=why)
        if nearest is not None:
            yield "The nearest answer answers it", Said(uid, "status", "answered", nearest.response.comment, why)
    else:
        yield "It is still open", Said(uid, "status", "no_response", why=why)
    yield "It is no objection", Said(uid, "status", "no_objection", why=why)
    if view.objection.evidence == "correction":
        yield "Undo the correction", _undoing(uid)


def _undoing(uid: str) -> Said:
    return Said(uid, "status", undo=True)


def _ask(said: Said) -> None:
    st.session_state[_ASKED] = said


def _tell(done: Corrected | None) -> None:
    if done is None:
        return
    head = "Taken back" if done.undone else "Set right"
    notices.say(f"{head}: {sentence(done.correction)}", "It stays so, whatever is read or rebuilt." * (not done.undone))
    if not done.undone:
        st.button("Undo", on_click=_ask, args=(_undoing(done.correction.comment),))
