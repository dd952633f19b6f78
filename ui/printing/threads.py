"""A reply tree as text, row after row: nothing here recurses, so that a chain of 10,000 answers prints like any other."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import get_args

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from graph.models import Label
from graph.threads import ThreadRow
from ingest.models import Comment, CommentId
from ui.printing import statuses
from ui.printing.answers import STYLES, evidence, nothing, takes
from ui.printing.console import amount, day, one_line, safe
from ui.printing.hits import absent
from ui.views import ThreadView

_DRAWN = 12  # levels that are drawn by indenting; below, the level is told by its number
_WIDEST = 120  # columns of a comment's first words, where there is no terminal to say how wide it is
_NARROWEST = 30


@dataclass(frozen=True, slots=True)
class Tree:
    """Draws the discussion's title, then a line or two for each comment; the one that was asked for stands out."""

    found: ThreadView

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Line by line, within the width that there is."""
        width = min(options.max_width, _WIDEST)
        yield Text(safe(self.found.discussion.title or "untitled discussion"), style="bold")
        yield Text(_summary(self.found), style="dim")
        for row in self.found.thread.rows:
            yield from self._lines(row, width)

    def _lines(self, row: ThreadRow, width: int) -> Iterator[Text]:
        """Who and on what evidence; then, under it, how the comment begins in its own words."""
        comment = row.comment
        indent = "  " * min(row.depth, _DRAWN) + (f"[level {row.depth:,}] " if row.depth > _DRAWN else "")
        head = _head(row, indent, asked=comment.uid == self.found.comment)
        yield head.append_text(_known(row, self.found))
        if comment.text:
            under = " " * (len(indent) + (2 if row.depth else 0))
            own = own_words(comment.text, self.found.quoted.get(comment.uid, ()))
            yield Text(under + one_line(own, max(width - len(under), _NARROWEST)))


def as_json(found: ThreadView) -> dict[str, object]:
    """The discussion and its comments, depth first, each with its depth, what it answers and how it takes that."""
    discussion = found.discussion
    return {
        "id": discussion.uid,
        "title": discussion.title,
        "url": discussion.url,
        "comments": [_row_json(row, found) for row in found.thread.rows],
    }


def comment_json(comment: Comment) -> dict[str, object]:
    """A comment's row; `uid` is called `id`, moments are ISO 8601."""
    plain = asdict(comment)
    for name in ("created_at", "edited_at"):
        plain[name] = plain[name] and plain[name].isoformat()
    return {"id": plain.pop("uid"), **plain}


def _row_json(row: ThreadRow, found: ThreadView) -> dict[str, object]:
    uid = row.comment.uid
    raised = [statuses.raised_json(each) for each in found.objections.get(uid, ())]
    return {"depth": row.depth, **comment_json(row.comment), **found.answers[uid].to_json(), "objections": raised}


def _summary(found: ThreadView) -> str:
    rows = found.thread.rows
    answers = [found.answers[row.comment.uid] for row in rows]
    kinds = _counted((row.reply.evidence for row in rows if row.reply), STYLES)
    labels = _counted((each.opinion.label for each in answers if each.opinion), get_args(Label))
    levels = amount(1 + max((row.depth for row in rows), default=0), "level")
    parts = [safe(found.discussion.uid), amount(len(rows), "comment"), levels, f"replies: {kinds or 'none'}"]
    raised = [each for row in rows for each in found.objections.get(row.comment.uid, ())]
    still = sum(statuses.is_open(each.status) for each in raised)
    objections = [f"{still:,} of {amount(len(raised), 'objection')} open"] if raised else []
    return " · ".join([*parts, *([f"stances: {labels}"] if labels else []), *objections])


def _counted(found: Iterable[str], order: Iterable[str]) -> str:
    """How many there are of each, in this order."""
    numbers = Counter(found)
    return ", ".join(f"{numbers[each]:,} {each}" for each in order if numbers[each])


def own_words(text: str, quoted: Iterable[tuple[int, int]]) -> str:
    """`text` with a mark in place of each span that it quotes."""
    parts, at = [], 0
    for start, end in sorted(quoted):
        if start >= at:
            parts += [text[at:start], "“…” "]
        at = max(at, end)
    return "".join([*parts, text[at:]])


def _head(row: ThreadRow, indent: str, *, asked: bool) -> Text:
    comment = row.comment
    style = "cyan reverse" if asked else "cyan"
    head = Text.assemble(indent, ("└ " if row.depth else "", "dim"), (safe(comment.uid), style))
    head.append("".join(f" · {each}" for each in (safe(comment.author or ""), day(comment.created_at)) if each), "bold")
    if comment.stub:
        head.append(f" ({absent(comment.text)})", "yellow")
    return head


def _known(row: ThreadRow, found: ThreadView) -> Text:
    """How it is known what the comment answers, if its source does not say, and how it takes that."""
    known, answer = Text(), found.answers[row.comment.uid]
    if row.reply is not None and row.reply.evidence != "explicit":
        known.append(f" [{evidence(row.reply.evidence, row.reply.confidence)}]", STYLES[row.reply.evidence])
    elif answer.reply is None and (row.comment.uid, "parent") in found.said:
        known.append(f" [answers nothing: {evidence('correction', 1)}]", STYLES["correction"])
    elif answer.nothing is not None:
        known.append(f" [{nothing(answer.nothing)}]", "yellow dim")
    if answer.opinion:
        known.append(" ").append_text(takes(answer.opinion))
    return known.append_text(_open_objection(row.comment.uid, found))


def _open_objection(uid: CommentId, found: ThreadView) -> Text:
    """The status of what the comment objects, as long as nobody has dealt with that."""
    still = [each for each in found.objections.get(uid, ()) if statuses.is_open(each.status)]
    return Text(" objection ").append_text(statuses.name(still[0].status)) if still else Text()
