"""One comment with all that is known of it, as text and as JSON."""

from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from graph.models import Reply
from ingest.models import CommentId, Occurrence, Quote
from ui.printing.console import day, marked, one_line, safe
from ui.printing.hits import absent, evidence
from ui.printing.threads import comment_json
from ui.views import CommentView


def draw(view: CommentView) -> RenderableType:
    """Who, when and where; the text with its quotes marked; then occurrences, older wordings, quotes and replies."""
    uid = view.comment.uid
    quoted = [(each.start, each.end) for each in view.quotes if each.comment == uid]
    text = Padding(marked(view.comment.text, quoted, "italic cyan"), (0, 0, 0, 2), expand=False)
    parents = [_reply(view, each, each.parent) for each in view.replies if each.child == uid]
    children = [_reply(view, each, each.child) for each in view.replies if each.parent == uid]
    sections = {
        "stands in": [_occurrence(view, each) for each in view.occurrences],
        "other wordings": [f"{each.match}: {one_line(each.text, 200)}" for each in view.occurrences if each.text],
        "quotes": [_quote(view, each, each.of) for each in view.quotes if each.comment == uid],
        "is quoted by": [_quote(view, each, each.comment) for each in view.quotes if each.of == uid],
        "answers": parents,
        "is answered by": children,
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
    }


def _head(view: CommentView) -> Text:
    comment = view.comment
    head = Text.assemble((safe(comment.uid), "bold cyan"), " ", (safe(comment.author or "author unknown"), "bold"))
    head.append(f" {day(comment.created_at)}".rstrip())
    head.append(f"\nin {one_line(view.discussion.title or 'untitled discussion')} ({safe(comment.discussion)})", "dim")
    if comment.edited_at:
        head.append(f"\nedited {day(comment.edited_at)}", "dim")
    if comment.boundary < 1:
        head.append(f"\nthat a comment begins here is inferred, {comment.boundary:.2f}", "yellow")
    if comment.stub:
        head.append(f"\n{absent(comment.text)}", "yellow")
    return head


def _section(title: str, lines: list[str]) -> Iterator[Text]:
    if lines:
        yield Text(title, style="bold")
        yield from (Text(f"  {line}") for line in lines)


def _occurrence(view: CommentView, each: Occurrence) -> str:
    where = f"{safe(view.source_name(each.source))} characters {each.start:,} to {each.end:,}"
    rendering = f", rendering {each.rendering}" if each.rendering > 1 else ""
    return f"{where}{rendering}: {each.match}" + (f" ({one_line(each.why, 200)})" if each.why else "")


def _quote(view: CommentView, each: Quote, other: CommentId) -> str:
    text = view.text_of(each.comment)[each.start : each.end]
    return f"{safe(other)} {_by(view, other)}“{one_line(text, 100)}”"


def _reply(view: CommentView, each: Reply, other: CommentId) -> str:
    return f"{safe(other)} {_by(view, other)}[{evidence(each.evidence, each.confidence)}] {one_line(view.text_of(other), 70)}"


def _by(view: CommentView, uid: CommentId) -> str:
    author = view.author_of(uid)
    return f"{safe(author)} " if author else ""
