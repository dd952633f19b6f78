"""One comment with all that is known of it, as text and as JSON."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from graph.models import CorrectionKind, Reply
from ingest.models import CommentId, Occurrence, Quote
from ui.objections import ObjectionView
from ui.printing import statuses
from ui.printing.answers import evidence, nothing, open_question, percent, takes, takes_because
from ui.printing.console import day, marked, one_line, safe
from ui.printing.hits import absent
from ui.printing.holders import held_by, position_json
from ui.printing.objections import objection_json
from ui.printing.spoken import attributed, quoted
from ui.printing.threads import comment_json
from ui.printing.votes import votes
from ui.views import CommentView, Held


def draw(view: CommentView) -> RenderableType:
    """Who, when and where; the text with its quotes marked; then occurrences, older wordings, quotes, replies and stances."""
    uid = view.comment.uid
    quoted = [(each.start, each.end) for each in view.quotes if each.comment == uid]
    text = Padding(marked(view.comment.text, quoted, "italic cyan"), (0, 0, 0, 2), expand=False)
    sections: dict[str, Iterable[str | Text]] = {
        "stands in": [_occurrence(view, each) for each in view.occurrences],
        "other wordings": [f"{each.match}: {one_line(each.text, 200)}" for each in view.occurrences if each.text],
        "quotes": [_quote(view, each, each.of) for each in view.quotes if each.comment == uid],
        "is quoted by": [_quote(view, each, each.comment) for each in view.quotes if each.of == uid],
        "answers": _answers(view),
        "is answered by": [_answer(view, each) for each in view.answered_by],
        "objects": [_objection(each, uid) for each in view.objections if each.objection.comment == uid],
        "is objected to": [_objection(each, uid) for each in view.objections if each.objection.target == uid],
        "claims": [_claim(each) for each in view.claims],
        "votes and reactions, as the source gives them": votes(view.comment.meta),
    }
    listed = [part for title, lines in sections.items() for part in _section(title, lines)]
    return Group(_head(view), Text(), text, Text(), *listed)


def as_json(view: CommentView) -> dict[str, object]:
    """The comment's row, and its rows of every other kind."""
    return {
        **comment_json(view.comment),
        "discussion_title": view.discussion.title,
        "occurrences": [{**asdict(each), "source_name": view.source_name(each.source)} for each in view.occurrences],
        "quotes": [asdict(each) for each in view.quotes],
        "replies": [asdict(each) for each in view.replies],
        **view.answer.to_json(),
        "answered_by": [{"id": each, **view.answers[each].to_json()} for each in view.answered_by],
        "objections": [objection_json(each) for each in view.objections],
        "claims": [_claim_json(each) for each in view.claims],
        "gaps": [{"at": at, "probability": chance} for at, chance in view.gaps],
        "corrections": [asdict(each) for each in view.said.values()],
    }


def _head(view: CommentView) -> Text:
    comment = view.comment
    head = Text.assemble((safe(comment.uid), "bold cyan"), " ", (safe(comment.author or "author unknown"), "bold"))
    head.append(f" {day(comment.created_at)}".rstrip())
    head.append(f"\nin {one_line(view.discussion.title or 'untitled discussion')} ({safe(comment.discussion)})", "dim")
    if comment.edited_at:
        head.append(f"\nedited {day(comment.edited_at)}", "dim")
    if comment.boundary < 1:
        head.append(f"\nthat a comment begins here is inferred, {percent(comment.boundary)}", "yellow")
    for at, chance in view.gaps:
        head.append(
            f"\nthat another one begins at “{one_line(comment.text[at:], 40)}” is {percent(chance)} likely; ", "yellow"
        )
        head.append(f"if it does: rejoinder correct {safe(comment.uid)} --split {at}, if not: --merge {at}", "dim")
    if comment.stub:
        head.append(f"\n{absent(comment.text)}", "yellow")
    return head


def _section(title: str, lines: Iterable[str | Text]) -> Iterator[Text]:
    """The lines under their title; nothing when there are none."""
    for at, line in enumerate(lines):
        if not at:
            yield Text(title, style="bold")
        yield Text("  ").append(line)


def _occurrence(view: CommentView, each: Occurrence) -> str:
    where = f"{safe(view.source_name(each.source))} characters {each.start:,} to {each.end:,}"
    rendering = f", rendering {each.rendering}" if each.rendering > 1 else ""
    return f"{where}{rendering}: {each.match}" + (f" ({one_line(each.why, 200)})" if each.why else "")


def _quote(view: CommentView, each: Quote, other: CommentId) -> str:
    text = view.text_of(each.comment)[each.start : each.end]
    return f"{safe(other)} {_by(view, other)}“{one_line(text, 100)}”"


def _answers(view: CommentView) -> Iterator[str | Text]:
    """What the comment answers and how it takes that; then what it may answer instead."""
    answer = view.answer
    if answer.reply:
        yield _edge(view, answer.reply, answer.reply.parent).append(_text(view, answer.reply.parent))
    elif (view.comment.uid, "parent") in view.said:
        yield f"nothing [{evidence('correction', 1)}{_because(view, view.comment.uid, 'parent')}]"
    elif answer.nothing is not None:
        yield nothing(answer.nothing)
    if answer.opinion:
        because = _because(view, view.comment.uid, "stance")
        yield Text("and takes it as: ").append_text(takes_because(answer.opinion)).append(because)
    for each in open_question(answer):
        what = "nothing here" if each.parent is None else f"{safe(each.parent)} {_by(view, each.parent)}"
        quoted = "" if each.parent is None else _text(view, each.parent)
        yield f"or, {percent(each.probability)}: {what}{quoted}".rstrip()


def _answer(view: CommentView, child: CommentId) -> Text:
    """Who answers, how that is known, and how the answer takes the comment."""
    answer = view.answers[child]
    if answer.reply is None:
        return Text(safe(child))
    edge = _edge(view, answer.reply, child)
    if answer.opinion:
        edge.append_text(takes(answer.opinion)).append(_because(view, child, "stance")).append(" ")
    return edge.append(_text(view, child))


def _edge(view: CommentView, reply: Reply, other: CommentId) -> Text:
    known = evidence(reply.evidence, reply.confidence)
    return Text(f"{safe(other)} {_by(view, other)}[{known}{_because(view, reply.child, 'parent')}] ")


def _objection(view: ObjectionView, uid: CommentId) -> Text:
    """What became of an objection, what it says, and against what if it is this comment's own."""
    each = view.objection
    told = Text.assemble(
        statuses.name(each.status), f" – {statuses.meaning(each)}; {percent(each.unaddressed)} unanswered"
    )
    if each.comment == uid:
        return told.append(f": “{quoted(view.words, 70)}” against ").append_text(attributed(view.target, 70))
    return told.append(": ").append_text(attributed(view.words, 100))


def _claim(held: Held) -> Text:
    """A claim, and the position in which others say the same."""
    told = Text(f"“{one_line(held.text, 100)}”  ")
    if held.position is None:
        return told.append("in no position yet", "dim")
    label = f", called “{one_line(held.position.label, 70)}”" if held.position.label != held.text else ""
    return told.append(f"held by {held_by(held.position)}{label}  ").append(safe(held.position.uid), "cyan")


def _claim_json(held: Held) -> dict[str, object]:
    position = held.position and position_json(held.position)
    return {"claim": held.claim, "start": held.start, "end": held.end, "text": held.text, "position": position}


def _because(view: CommentView, uid: CommentId, kind: CorrectionKind) -> str:
    """The reason of the person who said so, if a person did and gave one."""
    correction = view.said.get((uid, kind))
    return f": {one_line(correction.why, 200)}" if correction and correction.why else ""


def _text(view: CommentView, uid: CommentId) -> str:
    return one_line(view.text_of(uid), 70)


def _by(view: CommentView, uid: CommentId) -> str:
    author = view.author_of(uid)
    return f"{safe(author)} " if author else ""
