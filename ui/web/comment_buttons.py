"""What may be said of the chosen comment where it was inferred wrongly, folded away until it is wanted."""

from typing import Final

import streamlit as st

from graph.models import Label
from ingest.models import Comment, CommentId
from ui.archive import Archive
from ui.correctable import Correctable, Cut
from ui.correcting import Said
from ui.elements import tag
from ui.printing.answers import percent
from ui.printing.console import one_line
from ui.printing.corrections import sentence
from ui.web.conversation import Conversation, whose
from ui.web.correcting import ask, why

_NOTHING: Final = "none"  # how the command calls a parent that there is not
_LINE: Final = 70  # characters of a comment in a list
_NEAR: Final = 42  # characters on either side of a place to cut at
_STANCES: Final[dict[Label, str]] = {"agree": "It agrees", "neutral": "It does neither", "disagree": "It disagrees"}


def offer(archive: Archive, talk: Conversation, may: Correctable) -> None:
    """The ways to correct a comment; nothing where all is as its source says."""
    if not may:
        return
    with st.popover("Correct this comment", type="tertiary", icon=":material/edit:"):
        reason = why(may.comment.uid)
        _parent(may, talk, reason)
        _stance(may, talk, reason)
        _split(may, reason)
        _same(may, archive, reason)
        for each in may.said:
            _button(f"Undo: {sentence(each)}", Said(each.comment, each.kind, undo=True))


def _parent(may: Correctable, talk: Conversation, reason: str | None) -> None:
    if not may.parents:
        return
    likely = {each.parent or _NOTHING: each.probability for each in talk.found.answers[may.comment.uid].likely}

    def told(uid: str) -> str:
        chance = f"{percent(likely[uid])} likely: " if uid in likely else ""
        said = talk.comments.get(CommentId(uid))
        words = "nothing here" if uid == _NOTHING else uid if said is None else _line(said)
        return f"{chance}{words}"

    chosen = st.selectbox(
        "It answers another comment",
        [each or _NOTHING for each in may.parents],
        index=None,
        format_func=told,
        key=f"parent {may.comment.uid}",
        placeholder="choose which",
    )
    if chosen is not None:
        _button("That is what it answers", Said(may.comment.uid, "parent", chosen, why=reason))


def _stance(may: Correctable, talk: Conversation, reason: str | None) -> None:
    opinion = talk.found.answers[may.comment.uid].opinion
    held = opinion.label if opinion is not None else None
    for label, words in _STANCES.items() if may.stance else ():
        if label != held:
            _button(words, Said(may.comment.uid, "stance", label, why=reason))


def _split(may: Correctable, reason: str | None) -> None:
    if not may.cuts:
        return
    text = may.comment.text

    def told(cut: Cut) -> str:
        before, behind = one_line(text[: cut.at][-_NEAR:], _NEAR), one_line(text[cut.at :], _NEAR)
        return f"… {before} ✂ {behind}" + (f" ({percent(cut.likely)})" if cut.likely else "")

    chosen = st.selectbox(
        "Two comments were joined: the second one begins",
        may.cuts,
        index=None,
        format_func=told,
        key=f"cut {may.comment.uid}",
        placeholder="choose where",
    )
    if chosen is not None:
        _button("Split it there", Said(may.comment.uid, "split", str(chosen.at), why=reason))


def _same(may: Correctable, archive: Archive, reason: str | None) -> None:
    """Parts that belong together, and places that do not."""
    for each in may.joins:
        before = each.position < may.comment.position
        words = "It goes on from" if before else "It goes on in"
        _button(f"{words} “{one_line(each.text, _NEAR)}”", Said(may.comment.uid, "merge", each.uid, why=reason))
    names = {each.uid: each.name for each in archive.store.sources()} if may.places else {}
    for place in may.places:
        st.html(tag("p", f"In {names.get(place.source, place.source)}: {one_line(place.text or '', 3 * _LINE)}"))
        _button("That is another comment", Said(may.comment.uid, "separate", place.uid, why=reason))


def _line(said: Comment) -> str:
    return f"{whose(said)}: {one_line(said.text, _LINE)}"


def _button(words: str, said: Said) -> None:
    key = f"{said.kind} {said.value} {said.undo} {said.id}"
    st.button(words, key=key, on_click=ask, args=(said,), width="stretch")
