"""Buttons that say what became of an objection, or that it is none."""

from typing import Final

import streamlit as st

from graph.arguments import UNADDRESSED, Status
from ui.correcting import Said
from ui.elements import tag
from ui.objections import Attempt, ObjectionView
from ui.printing.objections import objection_json
from ui.printing.spoken import quoted, whose
from ui.printing.statuses import STATUSES
from ui.web.correcting import ask, why

_CLOSED: Final[list[Status]] = ["answered", "rebutted", "conceded", "deferred", "withdrawn"]
_WORDS: Final = 70  # characters of a comment that may be the answer


def offer(view: ObjectionView) -> None:
    """What may be said of the objection."""
    uid, comment = view.objection.uid, view.objection.comment
    with st.container(horizontal=True, gap="small", key=f"rj-correct {uid}"):
        _answered(view)
        if view.objection.status not in UNADDRESSED:
            _button("Still open", uid, Said(comment, "status", "no_response"), ":material/lock_open:")
        _button("Not an objection", uid, Said(comment, "status", "no_objection"), ":material/block:")
        _stance(view)
        if view.objection.evidence == "correction":
            _button("Undo the correction", uid, Said(comment, "status", undo=True), ":material/undo:")


def _answered(view: ObjectionView) -> None:
    """By which comment it was answered, and how; the same as a command."""
    uid = view.objection.uid
    with st.popover("Answered by …", type="tertiary", icon=":material/check:"):
        near = {each.response.comment: each for each in view.attempts}
        by = st.selectbox(
            "Answered by",
            list(near),
            index=None,
            placeholder="nobody in particular, or a comment's id",
            format_func=lambda each: _named(near[each]) if each in near else each,
            accept_new_options=True,
            key=f"by {uid}",
        )
        how: Status = st.selectbox("How", _CLOSED, format_func=lambda each: STATUSES[each][1], key=f"how {uid}")
        said = Said(view.objection.comment, "status", how, by or None, why(uid))
        st.button("It was answered", key=f"It was answered {uid}", on_click=_say, args=(said,), width="stretch")
        st.html(tag("p", "The same in a terminal:", class_="rj-lead"))
        commands = objection_json(view)["correct"]
        st.code("\n".join(commands if isinstance(commands, list) else []), language=None, wrap_lines=True)


def _stance(view: ObjectionView) -> None:
    """Of what mind the comment is toward what it answers."""
    uid, comment = view.objection.uid, view.objection.comment
    with st.popover("Its stance …", type="tertiary", icon=":material/balance:"):
        st.html(tag("p", "Toward what it answers, the comment", class_="rj-lead"))
        reason = why(f"of its stance {uid}")
        for words, label in (("agrees", "agree"), ("is neutral", "neutral"), ("disagrees", "disagree")):
            said = Said(comment, "stance", label, why=reason)
            st.button(words, key=f"{words} {uid}", on_click=_say, args=(said,), width="stretch")


def _button(words: str, uid: str, said: Said, icon: str) -> None:
    st.button(words, key=f"{words} {uid}", on_click=_say, args=(said,), type="tertiary", icon=icon)


def _say(said: Said) -> None:
    """Let it be carried out; where one looks, it is told that this goes on."""
    ask(said)
    st.toast("Setting it right, and judging anew what follows from it ...")


def _named(attempt: Attempt) -> str:
    return f"{whose(attempt.words)}: “{quoted(attempt.words, _WORDS)}”"
