"""Open objections as cards: what is objected to what, what became of it, why it ranks there, and the nearest thing to an answer."""

from collections.abc import Iterator
from typing import Final

from graph.arguments import Objection
from graph.store import GraphStore
from ingest.models import Comment, CommentId
from ui.elements import Markup, inward, joined, tag
from ui.export.report.facts import Facts
from ui.export.report.passages import Span, passage, shortened, within
from ui.objections import Attempt, ObjectionView
from ui.printing import statuses
from ui.printing.answers import percent
from ui.printing.console import amount, day
from ui.printing.holders import held_by
from ui.printing.reasons import reasons
from ui.spoken import Spoken

_SAID: Final = 1500  # characters of an objection
_TARGET: Final = 800  # characters of what it is against, and of a nearest answer
_LABEL: Final = 200
_WIDEST: Final = 3.0  # a term of a score that fills its bar
_PAGE: Final = 50  # objections whose answers are read together


def objections(store: GraphStore, facts: Facts) -> Iterator[Markup]:
    """The cards in the order of the part, the best first, and how many there are besides."""
    views = facts.part.objections.objections
    for first in range(0, len(views), _PAGE):
        page = views[first : first + _PAGE]
        answers = store.comments({each.nearest.response.comment for each in page if each.nearest})
        yield from (_card(each, first + at, answers, facts) for at, each in enumerate(page))
    if facts.part.objections.more:
        told = f"These are the first {len(views):,}. All others are marked where they stand in the threads."
        yield tag("p", told, class_="note")
    if not views:
        yield tag("p", "No open objection was found here.", class_="note")


def _card(view: ObjectionView, number: int, answers: dict[CommentId, Comment], facts: Facts) -> Markup:
    each, nearest = view.objection, view.nearest
    head = tag("h3", tag("span", f"{number + 1}", class_="rank"), " ", view.discussion.title or "Untitled discussion")
    chip = tag("span", f"open: {statuses.STATUSES[each.status][0]}", class_="chip open")
    sides = tag("div", _objecting(view, facts), _target(view, facts), class_="sides")
    why = tag("div", tag("h4", "Why it stands here"), _reasons(each), _rests(each))
    answer = tag("div", tag("h4", "Nearest to an answer"), *_nearest(nearest, answers, facts))
    status = tag("p", chip, f" {_sentence(statuses.meaning(each))}", class_="status")
    return tag("article", head, sides, status, tag("div", why, answer, class_="sides"), class_="card", id=f"o{number}")


def _objecting(view: ObjectionView, facts: Facts) -> Markup:
    words = view.words
    met = view.nearest.met if view.nearest else None
    marks = [Span(met.start - words.start, met.end - words.start, "mark")] if met and _is_in(met, words) else []
    quotes = [Span(start, end, "quote") for start, end in words.quoted]
    cut = len(shortened(words.text, _SAID)) < len(words.text)
    said = passage(words.text[:_SAID], [each for each in (*marks, *quotes) if each.end <= _SAID])
    kind = "Question" if view.objection.kind == "question" else "Objection"
    return _speech(kind, words, joined([said, " …" if cut else ""]), facts)


def _target(view: ObjectionView, facts: Facts) -> Markup:
    target = view.target
    quotes = [Span(start, end, "quote") for start, end in target.quoted if end <= _TARGET]
    said = passage(target.text[:_TARGET], quotes) if target.text else Markup("the words are not known")
    rest = " …" if len(target.text) > _TARGET else ""
    held = _attacked(view, facts)
    return _speech("Against", target, joined([said, rest]), facts, held)


def _attacked(view: ObjectionView, facts: Facts) -> Markup:
    """The position that it is against, where more than one hold it."""
    position = view.position
    if position is None or position.size < 2:
        return Markup("")
    label = inward(facts.position(position.uid), shortened(position.label, _LABEL))
    return tag("p", f"Held by {held_by(position)}: ", label, class_="note")


def _speech(kind: str, words: Spoken, said: Markup, facts: Facts, *more: Markup) -> Markup:
    """Whose words these are and when they were said, then the words."""
    who = inward(facts.comment(words.comment), facts.speaker(words.comment, words.author), title=words.comment)
    when = day(words.created_at)
    head = tag("h4", f"{kind} ", tag("span", who, f" · {when}" if when else "", class_="who"))
    return tag("div", head, tag("blockquote", said, dir="auto"), *more)


def _reasons(objection: Objection) -> Markup:
    return tag("ul", *(_reason(words, value) for words, value in reasons(objection)), class_="reasons")


def _reason(words: str, value: float) -> Markup:
    """What a term says, and a bar of what it adds: to the right what raises it, to the left what lowers it."""
    share = min(abs(value) / _WIDEST, 1.0) * 50
    side = "left:50%" if value >= 0 else "right:50%"
    bar = tag("i", style=f"{side};width:{share:.1f}%", class_="up" if value >= 0 else "down")
    return tag("li", tag("span", words), tag("span", bar, class_="bar"), tag("b", f"{value:+.2f}"))


def _rests(objection: Objection) -> Markup:
    total = f"Score {objection.score:+.2f}."
    if not objection.inferred:
        return tag("p", f"{total} It rests on known replies only.", class_="note")
    return tag("p", f"{total} {percent(objection.inferred)} of the evidence rests on inferred replies.", class_="note")


def _nearest(attempt: Attempt | None, answers: dict[CommentId, Comment], facts: Facts) -> Iterator[Markup]:
    if attempt is None:
        yield tag("p", "Nothing that was said comes near to an answer.", class_="note")
        return
    response, words = attempt.response, attempt.words
    likely = percent(response.engagement * response.probability)
    by = f" ({statuses.BY[response.by]})" if words.author else ""
    where = " in another discussion" if response.elsewhere else ""
    who = inward(facts.comment(words.comment), facts.speaker(words.comment, words.author), title=words.comment)
    yield tag("p", who, f"{by}{where} {statuses.ACTS[response.act]}: {likely} likely to deal with it.")
    whole = answers[response.comment].text if response.comment in answers else words.text
    start = words.start if whole != words.text else 0
    yield tag("blockquote", within(whole, start, start + len(words.text), _TARGET), dir="auto")
    if attempt.met is None:
        yield tag("p", "No sentence of it meets a sentence of the objection.", class_="note")


def _is_in(inner: Spoken, outer: Spoken) -> bool:
    return inner.comment == outer.comment and outer.start <= inner.start and inner.end <= outer.end


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def listed(facts: Facts) -> str:
    """`200 of 9,421 open objections`."""
    shown = len(facts.part.objections.objections)
    total = sum(number for status, number in facts.tally.statuses.items() if statuses.is_open(status))
    return amount(shown, "open objection") if shown == total else f"{shown:,} of {amount(total, 'open objection')}"
