"""The page of one discussion: its conversation, a part at a time, and a picture of who answers whom."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import streamlit as st

from graph.threads import ThreadRow, below
from ingest.models import CommentId
from ui.archive import Archive
from ui.elements import Markup, joined, outward, tag
from ui.printing import statuses
from ui.printing.console import amount, one_line
from ui.printing.holders import people
from ui.views import ThreadView
from ui.web import notices, paging
from ui.web.addresses import link
from ui.web.conversation import Conversation, comment, named
from ui.web.tree_picture import picture

_PART: Final = 100  # comments on a page


def show(archive: Archive) -> None:
    """The discussion that the address names, or that of the comment that it names."""
    uid = st.query_params.get("id")
    if not uid:
        notices.say("No discussion is named.", "Search for something that was said; its title leads here.")
        return
    with st.spinner("Reading the discussion ..."):
        whole = _asked(archive.thread(uid))
    found = _narrowed(whole)
    if not found.thread.rows:
        st.html(_head(found))
        notices.say("Nobody has said anything in this discussion.")
        return
    st.html(joined([_head(found), *_part_of(found, whole), picture(found)]))
    _talk(Conversation(found, below(found.thread.rows)))


def _asked(found: ThreadView) -> ThreadView:
    """The same with the comment of which the address says `at`; that there is none is said."""
    at = st.query_params.get("at")
    if not at:
        return found
    there = [row.comment.uid for row in found.thread.rows if row.comment.uid == at]
    if not there:
        notices.note(f"no comment of this discussion has the id '{one_line(at)}'")
    return replace(found, comment=there[0] if there else found.comment)


def _narrowed(whole: ThreadView) -> ThreadView:
    """Only what is under the comment that the address names, if it asks for that."""
    if whole.comment is None or not st.query_params.get("under"):
        return whole
    return replace(whole, thread=whole.thread.under(whole.comment))


def _head(found: ThreadView) -> Markup:
    """The title, where it was said, and how much was said."""
    home = found.discussion
    title = tag("h1", home.title or "Untitled discussion")
    origin = [" · ", outward(home.url, "original")] if home.url else []
    return joined([title, tag("p", joined([_summary(found), *origin]), class_="rj-lead")])


def _summary(found: ThreadView) -> str:
    said = [row.comment for row in found.thread.rows if not row.comment.stub]
    absent = len(found.thread.rows) - len(said)
    authors = {each.author for each in said if each.author}
    raised = [each for row in found.thread.rows for each in found.objections.get(row.comment.uid, ())]
    still = sum(statuses.is_open(each.status) for each in raised)
    parts = [amount(len(said), "comment") + (f" by {people(len(authors))}" if authors else "")]
    parts += [f"{absent:,} absent"] if absent else []
    parts += [f"{still:,} of {amount(len(raised), 'objection')} open"] if raised else ["no objections"]
    return " · ".join(parts)


def _part_of(found: ThreadView, whole: ThreadView) -> Iterator[Markup]:
    """That only a part is shown, and the way to all of it."""
    if found.comment is not None and found is not whole:
        told = f"Only a comment and what is below it: {len(found.thread.rows):,} of "
        way = link(amount(len(whole.thread.rows), "comment"), "thread", id=found.discussion.uid, at=found.comment)
        yield tag("p", joined([told, way]), class_="rj-note")


def _talk(talk: Conversation) -> None:
    """The comment that was asked for, then the part of the conversation that it is in, or that was turned to."""
    rows = talk.found.thread.rows
    at = _place(rows, talk.found.comment)
    if at is not None and "page" not in st.query_params and at >= _PART:
        st.query_params["page"] = str(at // _PART + 1)
    first = paging.offset(_PART)
    last = min(first + _PART, len(rows))
    asked = [named(talk, at)] if at and first <= at < last else []
    if first >= len(rows):
        notices.say(f"There are no more than {amount(len(rows), 'comment')}.")
    else:
        st.html(joined([*asked, _range(first, last, len(rows)), *(comment(talk, each) for each in range(first, last))]))
    paging.turn(len(rows), _PART)


def _place(rows: tuple[ThreadRow, ...], uid: CommentId | None) -> int | None:
    """Where a comment stands in the conversation."""
    return next((at for at, row in enumerate(rows) if row.comment.uid == uid), None)


def _range(first: int, last: int, total: int) -> Markup:
    told = f": {first + 1:,} to {last:,} of {amount(total, 'comment')}" if total > _PART else ""
    return tag("h2", f"The conversation{told}")
