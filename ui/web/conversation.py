"""Comments of a discussion one under the other: indented as they answer each other, each with its answers to be folded away."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from graph.threads import ThreadRow
from ingest.models import Comment, CommentId, Quote
from ui.elements import Markup, joined, tag
from ui.printing.answers import evidence, nothing
from ui.printing.console import amount, day, one_line
from ui.printing.hits import absent
from ui.printing.threads import own_words
from ui.views import ThreadView
from ui.web.addresses import address, link
from ui.web.chips import chip, objection_chip, stance_chip
from ui.web.comment_text import Origin, Origins, Spans, folded, prose

_INDENTED: Final = 8  # levels that are told by indentation; below, the level is told by its number
_LINE: Final = 90  # characters of what is answered


@dataclass(frozen=True)
class Conversation:
    """A discussion; `below` is how many comments stand under each row, `here` what the address asks for besides a comment."""

    found: ThreadView
    below: Sequence[int]
    here: Mapping[str, str]

    @cached_property
    def comments(self) -> dict[CommentId, Comment]:
        """Those that stand in it."""
        return {row.comment.uid: row.comment for row in self.found.thread.rows}

    def choose(self, uid: CommentId) -> str:
        """The address that shows this comment among the others."""
        return address("thread", **self.here, at=uid)

    def origins(self, uid: CommentId) -> Origins:
        """Where what this comment quotes was said first."""
        return {(each.start, each.end): self._origin(each) for each in self.found.quotes.get(uid, ())}

    def _origin(self, quote: Quote) -> Origin:
        first = self.comments.get(quote.of)
        words = f"{quote.of_start}-{quote.of_end}"
        if first is None:
            return Origin(address("thread", id=quote.of, words=words), "said elsewhere")
        return Origin(address("thread", **self.here, at=quote.of, words=words), whose(first))


def conversation(talk: Conversation, first: int, last: int) -> Markup:
    """The comments of these rows, each with those that answer it inside what folds away, as far as indentation tells."""
    waiting: list[tuple[int, Markup]] = []
    highest = min((row.depth for row in talk.found.thread.rows[first:last]), default=0)
    for at in reversed(range(first, last)):
        level = min(talk.found.thread.rows[at].depth - highest, _INDENTED)
        under = list[Markup]()
        while waiting and waiting[-1][0] > level:
            under.append(waiting.pop()[1])
        waiting.append((level, _with_answers(talk, at, under)))
    return joined(markup for _, markup in reversed(waiting))


def whose(said: Comment) -> str:
    """Who said it and when, as far as that is known."""
    return " · ".join(each for each in (said.author or "author unknown", day(said.created_at)) if each)


def words(said: Comment, talk: Conversation, marks: Spans = (), *, whole: bool = False) -> Markup:
    """What it says; the beginning of it, which unfolds, unless the whole is asked for."""
    if not said.text.strip():
        return tag("p", "Its words are not known.")
    drawn = (prose if whole else folded)(said.text, talk.found.quoted.get(said.uid, ()), marks, talk.origins(said.uid))
    return tag("div", drawn, class_="rj-prose", dir="auto")


def known(row: ThreadRow, found: ThreadView) -> Iterator[str]:
    """How it is known what the comment answers, if its source does not say."""
    answer = found.answers[row.comment.uid]
    if row.reply is not None:
        if row.reply.evidence != "explicit":
            yield evidence(row.reply.evidence, row.reply.confidence)
    elif (row.comment.uid, "parent") in found.said:
        yield f"answers nothing: {evidence('correction', 1)}"
    elif answer.nothing is not None:
        yield nothing(answer.nothing)


def marks_of(row: ThreadRow, talk: Conversation) -> Iterator[Markup]:
    """How the comment is placed, how it takes what it answers, and what became of its objection."""
    said, found = row.comment, talk.found
    if said.stub:
        yield chip(absent(said.text))
    yield from (_dim(each) for each in known(row, found))
    opinion = found.answers[said.uid].opinion
    if opinion is not None:
        yield stance_chip(opinion)
    for each in found.objections.get(said.uid, ())[:1]:
        yield objection_chip(each.uid, each.status, "objection ")


def way_to_it(words: str, at: int) -> Markup:
    """A link to where the comment at this row stands in the conversation, which it makes stand out there.

    What marks it stands here, not in the conversation: that stays as it is drawn, and what is folded away stays so.
    """
    return joined([tag("style", f"#rj-s{at}{{--rj-lit:var(--rj-blue-soft)}}"), tag("a", words, href=f"#rj-c{at}")])


def _with_answers(talk: Conversation, at: int, answers: Sequence[Markup]) -> Markup:
    """A comment, and under it a line that folds its answers away."""
    if not answers:
        return _comment(talk, at, ())
    number = talk.below[at]
    line = tag("summary", f"{amount(number, 'answer')} below" if number == 1 else f"{number:,} answers below")
    return _comment(talk, at, (tag("details", line, *answers, class_="rj-answers", open=""),))


def _comment(talk: Conversation, at: int, answers: Iterable[Markup]) -> Markup:
    row = talk.found.thread.rows[at]
    head = tag("div", *_head(talk, at), *_parent(talk, row), class_="rj-top")
    body = tag("div", head, words(row.comment, talk), class_="rj-said-here", id=f"rj-s{at}")
    return tag("article", body, *answers, class_="rj-talk", id=f"rj-c{at}")


def _head(talk: Conversation, at: int) -> Iterator[Markup]:
    row = talk.found.thread.rows[at]
    yield tag(
        "a", whose(row.comment), href=talk.choose(row.comment.uid), class_="rj-title", title="choose this comment"
    )
    if row.depth > _INDENTED:
        yield _dim(f"level {row.depth:,}")
    yield from marks_of(row, talk)
    if talk.below[at]:
        yield _dim(link("only this part", "thread", id=row.comment.uid, under="yes"))


def _parent(talk: Conversation, row: ThreadRow) -> Iterator[Markup]:
    """What is answered, where indentation does not tell."""
    if row.depth > _INDENTED and row.reply is not None and row.reply.parent in talk.comments:
        parent = talk.comments[row.reply.parent]
        line = one_line(own_words(parent.text[: 20 * _LINE], talk.found.quoted.get(parent.uid, ())), _LINE)
        yield _dim(joined(["answers ", tag("a", whose(parent), href=talk.choose(parent.uid)), f": {line}"]))


def _dim(words: str) -> Markup:
    return tag("span", words, class_="rj-dim")
