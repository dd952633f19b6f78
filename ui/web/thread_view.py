"""The page of one discussion: a picture of who answers whom beside the conversation, and the comment that was chosen."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from graph.threads import ThreadRow, below
from ingest.models import Comment, CommentId
from ui.archive import Archive
from ui.correctable import correctable
from ui.elements import Markup, joined, outward, tag
from ui.printing import statuses
from ui.printing.console import amount, one_line
from ui.printing.holders import people
from ui.views import ThreadView
from ui.web import comment_buttons, correcting, notices, paging
from ui.web.addresses import link
from ui.web.chosen_comment import chosen_comment
from ui.web.conversation import Conversation, conversation
from ui.web.following import follow
from ui.web.tree_picture import picture

_PART: Final = 100  # comments on a page
_SIDES: Final = (5, 7)  # widths of the picture and of the conversation


def show(archive: Archive) -> None:
    """The discussion that the address names, or that of the comment that it names."""
    uid = st.query_params.get("id")
    if not uid:
        notices.say("No discussion is named.", "Search for something that was said; its title leads here.")
        return
    done = correcting.settle(archive)
    if done is not None and done.comments:
        uid = _led_to(done.comments[0])
    page = _asked(_read(str(archive.settings.folder), archive.store.revision(), uid, archive))
    st.html(joined([_head(page.found), *_part_of(page)]))
    if page.found.thread.rows:
        _talk(archive, page.talk)
        follow()
    else:
        notices.say("Nobody has said anything in this discussion.")


@st.cache_resource(max_entries=8, show_spinner="Reading the discussion ...")
def _read(folder: str, revision: int, uid: str, _archive: Archive) -> ThreadView:
    """The discussion, read once for all who look, as long as the archive stays as it is."""
    return _archive.thread(uid)


@dataclass(frozen=True, slots=True)
class _Page:
    """A discussion, and what of it is shown: all, or what is below one comment; `top` is that comment."""

    whole: ThreadView
    found: ThreadView
    top: CommentId | None

    @property
    def talk(self) -> Conversation:
        here = {"id": self.whole.discussion.uid} if self.top is None else {"id": self.top, "under": "yes"}
        return Conversation(self.found, below(self.found.thread.rows), here)


def _asked(whole: ThreadView) -> _Page:
    """What the address asks for: `under` a comment, and the comment of which it says `at`; that there is none is said."""
    top = whole.comment if st.query_params.get("under") else None
    found = whole if top is None else replace(whole, thread=whole.thread.under(top))
    at = st.query_params.get("at")
    there = [row.comment.uid for row in found.thread.rows if row.comment.uid == at]
    if at and not there:
        notices.note(f"no comment that is shown has the id '{one_line(at)}'")
    return _Page(whole, replace(found, comment=there[0]) if there else found, top)


def _led_to(comment: Comment) -> str:
    """Name the comment as it is now: what was corrected may have another id."""
    st.query_params.from_dict({"id": comment.discussion, "at": comment.uid})
    return comment.discussion


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


def _part_of(page: _Page) -> Iterator[Markup]:
    """That only a part is shown, and the way to all of it."""
    if page.top is not None:
        told = f"Only a comment and what is below it: {len(page.found.thread.rows):,} of "
        total = amount(len(page.whole.thread.rows), "comment")
        way = link(total, "thread", id=page.whole.discussion.uid, at=page.found.comment or page.top)
        yield tag("p", joined([told, way]), class_="rj-note")


def _talk(archive: Archive, talk: Conversation) -> None:
    """The picture with the comment that was chosen, and beside it the part of the conversation that it is in."""
    rows = talk.found.thread.rows
    at = _place(rows, talk.found.comment)
    drawn = picture(talk)
    if not drawn and at is None:
        _said(talk, at)
        return
    side, middle = st.columns(_SIDES, gap="medium")
    with side:
        if at is None:
            st.html(joined([drawn, _hint()]))
            correcting.tell()
        else:
            _chosen(archive, talk, at, drawn)
    with middle:
        _said(talk, at)


def _chosen(archive: Archive, talk: Conversation, at: int, drawn: Markup) -> None:
    """Under the picture the comment that was chosen, and what may be said of it."""
    may = correctable(talk.found.thread.rows[at].comment, talk.found, archive.store)
    st.html(joined([drawn, chosen_comment(talk, at, may.said)]))
    correcting.tell()
    comment_buttons.offer(archive, talk, may)


def _hint() -> Markup:
    return tag(
        "p", "Choose a dot, or the name above a comment: it is shown here, with what it answers.", class_="rj-lead"
    )


def _said(talk: Conversation, at: int | None) -> None:
    """The page of the conversation that was turned to, or that the chosen comment is on."""
    rows = talk.found.thread.rows
    if at is not None and "page" not in st.query_params and at >= _PART:
        st.query_params["page"] = str(at // _PART + 1)
    first = paging.offset(_PART)
    last = min(first + _PART, len(rows))
    if first >= len(rows):
        notices.say(f"There are no more than {amount(len(rows), 'comment')}.")
    else:
        st.html(joined([_range(first, last, len(rows)), conversation(talk, first, last)]))
    paging.turn(len(rows), _PART)


def _place(rows: tuple[ThreadRow, ...], uid: CommentId | None) -> int | None:
    """Where a comment stands in the conversation."""
    return next((at for at, row in enumerate(rows) if row.comment.uid == uid), None)


def _range(first: int, last: int, total: int) -> Markup:
    told = f": {first + 1:,} to {last:,} of {amount(total, 'comment')}" if total > _PART else ""
    return tag("h2", f"The conversation{told}")
