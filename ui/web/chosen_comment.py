"""The comment that was chosen in a conversation: in full, under what it answers, and what people said of it."""

from collections.abc import Iterable, Iterator
from typing import Final

import streamlit as st

from graph.corrections import ParentValue, StanceValue, value_of
from graph.models import Correction, Label
from graph.threads import ThreadRow
from ingest.models import Comment, CommentId
from ui.elements import Markup, joined, tag
from ui.printing.console import amount, one_line
from ui.printing.corrections import sentence
from ui.printing.threads import own_words
from ui.web.addresses import link
from ui.web.comment_text import Spans
from ui.web.conversation import Conversation, marks_of, way_to_it, whose, words

_NONE: Final[Spans] = ()
_LINE: Final = 240  # characters of what is answered
_SHORT: Final = 60  # characters of it within a sentence
_TAKES: Final[dict[Label, str]] = {
    "agree": "agrees",
    "neutral": "neither agrees nor disagrees",
    "disagree": "disagrees",
}


def chosen_comment(talk: Conversation, at: int, said: Iterable[Correction]) -> Markup:
    """The comment at this row, in full, and what people `said` of it."""
    row = talk.found.thread.rows[at]
    head = tag("div", tag("span", whose(row.comment), class_="rj-title"), *marks_of(row, talk), class_="rj-top")
    body = words(row.comment, talk, _asked_words(row.comment), whole=True)
    foot = tag("div", joined(_ways(talk, at), " · "), class_="rj-foot")
    told = (_told(each, talk) for each in said)
    return tag("section", *_answered(talk, row), head, body, *told, foot, class_="rj-card rj-is-asked")


def _asked_words(said: Comment) -> Spans:
    """The words that the address points at: characters `first-last`, as a quote of them does."""
    first, _, last = st.query_params.get("words", "").partition("-")
    if not (first.isdecimal() and last.isdecimal()):
        return _NONE
    return ((int(first), min(int(last), len(said.text))),)


def _answered(talk: Conversation, row: ThreadRow) -> Iterator[Markup]:
    """What the comment answers."""
    if row.reply is not None and row.reply.parent in talk.comments:
        parent = talk.comments[row.reply.parent]
        line = one_line(own_words(parent.text[: 20 * _LINE], talk.found.quoted.get(parent.uid, ())), _LINE)
        head = tag("h3", joined(["It answers · ", tag("a", whose(parent), href=talk.choose(parent.uid))]))
        yield tag("div", head, tag("p", line or "Its words are not known."), class_="rj-target rj-prose", dir="auto")


def _ways(talk: Conversation, at: int) -> Iterator[Markup]:
    """Where one may go from here."""
    uid = talk.found.thread.rows[at].comment.uid
    yield way_to_it("see it in the conversation", at)
    if talk.below[at]:
        yield link(f"only this and the {amount(talk.below[at], 'answer')} below", "thread", id=uid, under="yes")


def _told(said: Correction, talk: Conversation) -> Markup:
    """What a person said of it, when and why."""
    because = f" Why: {said.why}" if said.why else ""
    return tag("p", f"A person said on {said.made_at[:10]}: {_meant(said, talk)}.{because}", class_="rj-person")


def _meant(said: Correction, talk: Conversation) -> str:
    """The correction in the words of who reads the conversation, not in ids."""
    value = value_of(said)
    if isinstance(value, StanceValue):
        return f"it {_TAKES[value.stance]}"
    if not isinstance(value, ParentValue):
        return sentence(said)
    parent = talk.comments.get(CommentId(value.parent.id)) if value.parent else None
    if parent is None:
        return sentence(said) if value.parent else "it answers nothing"
    return f"it answers {whose(parent)}, “{one_line(parent.text, _SHORT)}”"
