"""Threads as conversations that fold, each with a picture of its tree. Nothing here recurses."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.models import DiscussionRow
from graph.store import GraphStore
from graph.threads import ThreadRow, below
from ingest.models import CommentId, Quote
from ui.elements import Markup, end, inward, joined, outward, start, tag, text
from ui.export.report.facts import Facts
from ui.export.report.passages import Span, passage
from ui.export.report.picture import picture
from ui.printing import statuses
from ui.printing.answers import evidence, nothing, takes
from ui.printing.console import amount, day, one_line
from ui.printing.hits import absent
from ui.printing.holders import people
from ui.printing.threads import own_words
from ui.views import ThreadView, view_thread

_SHORT: Final = 40  # comments that stand open in a thread, if its first two levels are no more
_FEW: Final = 120  # comments of all threads, so that short ones stand open
_NESTED: Final = 9  # levels that are nested; below, the level is told by its number
_FIRST: Final = 90  # characters of a folded comment


@dataclass(frozen=True, slots=True)
class _Conversation:
    """A discussion that is being written; `below` is how many comments stand under each row, `levels` how many levels are open."""

    found: ThreadView
    quotes: Mapping[CommentId, Sequence[Quote]]
    facts: Facts
    below: Sequence[int]
    levels: int


def threads(store: GraphStore, facts: Facts) -> Iterator[Markup]:
    """The conversations, the largest first, piece by piece."""
    for home in facts.homes:
        yield from _thread(home, store, facts)


def _thread(home: DiscussionRow, store: GraphStore, facts: Facts) -> Iterator[Markup]:
    found = view_thread(home.uid, None, store)
    rows = found.thread.rows
    quotes: dict[CommentId, list[Quote]] = defaultdict(list)
    for quote in store.quotes([row.comment.uid for row in rows]):
        quotes[quote.comment].append(quote)
    talk = _Conversation(found, quotes, facts, below(rows), open_levels(rows))
    short = len(rows) <= _SHORT and len(facts.comments) <= _FEW
    yield start("details", class_="thread", open=short)
    yield tag("summary", tag("h3", home.title or "Untitled discussion"), " ", _summary(found))
    yield tag("p", "from ", outward(home.url, home.url), class_="where") if home.url else Markup("")
    yield picture(found, [facts.comment(row.comment.uid) for row in rows])
    yield from _rows(talk)
    yield end("details")


def open_levels(rows: Sequence[ThreadRow]) -> int:
    """How many levels from the top can stand open with not too many comments in them; two at least."""
    widths, shown = Counter(row.depth for row in rows), 0
    for level in range(len(widths)):
        shown += widths[level]
        if shown > _SHORT:
            return max(level, 2)
    return len(widths)


def _rows(talk: _Conversation) -> Iterator[Markup]:
    """All comments; one stands within the comment that it answers, down to the last level that is nested."""
    opened = 0
    rows = talk.found.thread.rows
    for at, row in enumerate(rows):
        level = min(row.depth, _NESTED)
        yield joined([end("details")] * (opened - level))
        yield _comment(row, talk.below[at], talk)
        opened = level + 1
    yield joined([end("details")] * opened)


def _comment(row: ThreadRow, under: int, talk: _Conversation) -> Markup:
    """The beginning of a comment, up to where its answers stand."""
    comment, facts = row.comment, talk.facts
    shown = row.depth < talk.levels
    opened = start("details", class_="said", open=shown)
    head = [*_head(row, under, talk), *([] if shown else [_first_words(row, talk)])]
    # What a link leads to is what its summary hides: a browser opens what the place stands in, not the place itself.
    words = tag("div", _words(row, talk), class_="words", dir="auto", id=f"c{facts.comments[comment.uid]}")
    return joined([opened, tag("summary", *head), words])


def _first_words(row: ThreadRow, talk: _Conversation) -> Markup:
    """How a comment begins that stands folded."""
    own = own_words(row.comment.text[: 20 * _FIRST], talk.found.quoted.get(row.comment.uid, ()))
    return tag("span", one_line(own, _FIRST), class_="first", dir="auto")


def _words(row: ThreadRow, talk: _Conversation) -> Markup:
    comment, longest = row.comment, talk.facts.longest
    spans = [
        Span(each.start, min(each.end, longest), "quote", talk.facts.comment(each.of))
        for each in sorted(talk.quotes.get(comment.uid, ()), key=lambda each: (each.start, -each.end))
    ]
    if len(comment.text) <= longest:
        return passage(comment.text, spans)
    more = tag("em", f" … cut: {len(comment.text) - longest:,} more characters are in the archive")
    return joined([passage(comment.text[:longest], spans), more])


def _head(row: ThreadRow, under: int, talk: _Conversation) -> Iterator[str]:
    """Whose comment it is, how it is known what it answers, how it takes that, and what it objects."""
    comment, answer = row.comment, talk.found.answers[row.comment.uid]
    yield tag("b", talk.facts.speaker(comment.uid, comment.author), title=comment.uid)
    yield tag("i", day(comment.created_at)) if comment.created_at else ""
    yield tag("i", f"level {row.depth:,}") if row.depth > _NESTED else ""
    yield tag("i", absent(comment.text)) if comment.stub else ""
    if row.reply is not None and row.reply.evidence != "explicit":
        yield tag("i", evidence(row.reply.evidence, row.reply.confidence), class_="guess")
    elif answer.nothing is not None:
        yield tag("i", nothing(answer.nothing), class_="guess")
    if answer.opinion:
        yield tag("i", takes(answer.opinion).plain, class_=f"chip {answer.opinion.label}")
    for each in talk.found.objections.get(comment.uid, ())[:1]:
        still = statuses.is_open(each.status)
        told = f"objection: {statuses.STATUSES[each.status][0]}"
        yield inward(talk.facts.objection(each.uid), told, class_="chip open" if still else "chip done")
    yield tag("i", f"{under:,} below", class_="below") if under else ""


def _summary(found: ThreadView) -> Markup:
    """How long it is, how many spoke, and what is open in it."""
    said = [row.comment for row in found.thread.rows if not row.comment.stub]
    authors = {each.author for each in said if each.author}
    raised = [each for rows in found.objections.values() for each in rows]
    still = sum(statuses.is_open(each.status) for each in raised)
    parts = [amount(len(said), "comment")]
    parts += [f"by {people(len(authors))}"] if authors else []
    parts += [f"{still:,} of {amount(len(raised), 'objection')} open"] if raised else []
    return tag("span", text(" · ".join(parts)), class_="about")
