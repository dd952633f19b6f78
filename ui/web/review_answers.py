"""What was answered on the page of review: how far it is carried out, and the way to take it back."""

from typing import Final

import streamlit as st

from ui.elements import Markup, joined, tag
from ui.printing.console import amount
from ui.reviewing import key
from ui.web import notices
from ui.web.review_context import line
from ui.web.review_desk import Answer, Desk

_SHOWN: Final = 5  # answers, the latest ones
_EVERY: Final = 1.0  # seconds between two looks at what goes on


def latest(desk: Desk) -> None:
    """The last answer, which a key takes back, and what is still being done."""
    answers = desk.answers
    if answers:
        _entry(desk, answers[-1], "U")
        _going_on(desk)


def earlier(desk: Desk) -> None:
    """The answers before that."""
    answers = desk.answers
    st.html(tag("h2", f"Answered before that: {len(answers) - 1:,}"))
    for each in answers[-2 : -2 - _SHOWN : -1]:
        _entry(desk, each)


def _entry(desk: Desk, each: Answer, shortcut: str | None = None) -> None:
    """What was said, and the button that takes it back."""
    words, button = st.columns([4, 1], vertical_alignment="center")
    words.html(_line(each))
    if each.stands:
        named = key(each.question)
        at = f"undo {named}"
        button.button("Undo", key=at, type="tertiary", shortcut=shortcut, on_click=desk.take_back, args=(named,))


def _going_on(desk: Desk) -> None:
    """What is still being done, looked at again and again until it is done."""
    busy = desk.following or any(each.waits for each in desk.answers)
    st.fragment(_tell, run_every=_EVERY if busy else None)(desk, busy)


def _tell(desk: Desk, busy: bool) -> None:
    waiting = sum(each.waits for each in desk.answers)
    if waiting:
        st.html(tag("p", f"{amount(waiting, 'answer')} being written; go on meanwhile.", class_="rj-dim"))
    elif desk.following:
        told = "All is written. What follows from it for positions and objections is found when you pause."
        st.html(tag("p", told, class_="rj-dim"))
    elif busy:
        st.rerun()
    elif desk.problem:
        told = f"What follows from it could not be found: {desk.problem}. The next answer, or 'rejoinder rebuild', finds it."
        notices.note(told)
    else:
        st.html(tag("p", "All is written, and positions and objections follow it.", class_="rj-dim"))


def _line(each: Answer) -> Markup:
    """What was said of what; why it was refused, where it was."""
    said = joined([tag("strong", each.words), f": “{line(each.question)}”"])
    if each.refused or each.kept:
        why = f"Not written: {each.refused}. It is asked again." if each.refused else f"Not taken back: {each.kept}."
        return joined([tag("div", said), tag("p", why, class_="rj-note")])
    undoing = tag("span", " is being taken back", class_="rj-dim") if each.taken_back else ""
    return tag("div", said, undoing)
