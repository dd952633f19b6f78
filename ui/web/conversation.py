"""Comments of a discussion one under the other: indented as they answer each other, and never one within the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from graph.arguments import Objection
from graph.threads import ThreadRow
from ingest.models import Comment, CommentId
from ui.elements import Markup, joined, tag
from ui.printing.answers import evidence, nothing
from ui.printing.console import amount, day, one_line
from ui.printing.hits import absent
from ui.printing.threads import own_words
from ui.views import ThreadView
from ui.web.addresses import link
from ui.web.chips import chip, stance_chip, status_chip
from ui.web.comment_text import folded, prose

_INDENTED: Final = 8  # levels that are told by indentation; below, the level is told by its number
_LINE: Final = 90  # characters of what is answered
_ANCHOR: Final = "rj-asked"


@dataclass(frozen=True)
class Conversation:
    """A discussion; `below` is how many comments stand under each of its rows."""

    found: ThreadView
    below: Sequence[int]

    @cached_property
    def comments(self) -> dict[CommentId, Comment]:
        """Those that stand in it."""
        return {row.comment.uid: row.comment for row in self.found.thread.rows}


def comment(talk: Conversation, at: int) -> Markup:
    """The comment at this row: whose it is, what it answers and how that is known, what it says."""
    row = talk.found.thread.rows[at]
    asked = row.comment.uid == talk.found.comment
    body = tag("div", _words(row.comment, talk.found, asked), class_="rj-prose", dir="auto")
    parts = [tag("div", *_head(talk, at), *_parent(talk, row), class_="rj-top"), body]
    style = f"--rj-level:{min(row.depth, _INDENTED)}"
    if asked:
        return tag("article", *parts, class_="rj-talk rj-is-asked", style=style, id=_ANCHOR)
    return tag("article", *parts, class_="rj-talk", style=style)


def named(talk: Conversation, at: int) -> Markup:
    """The comment that the address names, under what it answers, and the way to where it stands further down."""
    row = talk.found.thread.rows[at]
    head = tag("div", *_head(talk, at), class_="rj-top")
    way = tag("div", tag("a", "see it in the conversation", href=f"#{_ANCHOR}"), class_="rj-foot")
    body = tag("div", _words(row.comment, talk.found, True), class_="rj-prose", dir="auto")
    return tag("section", *_answered(talk, row), head, body, way, class_="rj-card rj-is-asked")


def whose(said: Comment) -> str:
    """Who said it and when, as far as that is known."""
    return " · ".join(each for each in (said.author or "author unknown", day(said.created_at)) if each)


def _answered(talk: Conversation, row: ThreadRow) -> Iterator[Markup]:
    """What the comment answers, in full."""
    if row.reply is not None and row.reply.parent in talk.comments:
        parent = talk.comments[row.reply.parent]
        body = tag("div", _words(parent, talk.found, False), class_="rj-prose", dir="auto")
        head = tag("h3", joined(["It answers · ", link(whose(parent), "thread", id=parent.uid)]))
        yield tag("div", head, body, class_="rj-target")


def _words(said: Comment, found: ThreadView, whole: bool) -> Markup:
    """What it says; the beginning of it, which unfolds, unless the whole is asked for."""
    if not said.text.strip():
        return tag("p", "Its words are not known.")
    return (prose if whole else folded)(said.text, found.quoted.get(said.uid, ()))


def _head(talk: Conversation, at: int) -> Iterator[Markup]:
    row = talk.found.thread.rows[at]
    said, found = row.comment, talk.found
    yield tag("span", link(whose(said), "thread", id=said.uid), class_="rj-title")
    if row.depth > _INDENTED:
        yield _dim(f"level {row.depth:,}")
    if said.stub:
        yield chip(absent(said.text))
    yield from (_dim(each) for each in _known(row, found))
    opinion = found.answers[said.uid].opinion
    if opinion is not None:
        yield stance_chip(opinion)
    yield from (_raised(each, talk) for each in found.objections.get(said.uid, ())[:1])
    if talk.below[at]:
        yield _dim(link(f"{amount(talk.below[at], 'comment')} below", "thread", id=said.uid, under="yes"))


def _parent(talk: Conversation, row: ThreadRow) -> Iterator[Markup]:
    """What is answered, where indentation does not tell."""
    if row.depth > _INDENTED and row.reply is not None and row.reply.parent in talk.comments:
        parent = talk.comments[row.reply.parent]
        line = one_line(own_words(parent.text[: 20 * _LINE], talk.found.quoted.get(parent.uid, ())), _LINE)
        yield _dim(joined(["answers ", link(whose(parent), "thread", id=parent.uid), f": {line}"]))


def _known(row: ThreadRow, found: ThreadView) -> Iterator[str]:
    """How it is known what the comment answers, if its source does not say."""
    answer = found.answers[row.comment.uid]
    if row.reply is not None:
        if row.reply.evidence != "explicit":
            yield evidence(row.reply.evidence, row.reply.confidence)
    elif (row.comment.uid, "parent") in found.said:
        yield f"answers nothing: {evidence('correction', 1)}"
    elif answer.nothing is not None:
        yield nothing(answer.nothing)


def _raised(each: Objection, talk: Conversation) -> Markup:
    """What became of its objection; it leads to where that is told in full."""
    author = talk.comments[each.comment].author
    asked = {"status": each.status, "discussion": talk.found.discussion.uid} | ({"author": author} if author else {})
    return link(status_chip(each.status, "objection "), "objections", **asked)


def _dim(words: str) -> Markup:
    return tag("span", words, class_="rj-dim")
