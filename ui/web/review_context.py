"""What is shown with a question, so that it can be answered: the texts in question side by side, with what matters marked."""

from collections.abc import Callable, Mapping
from typing import Final

from graph.correction.reviewing import Question
from ingest.models import CommentId
from ui.archive import Archive
from ui.correcting import said_by
from ui.elements import Markup, joined, tag
from ui.printing.answers import percent, takes_because
from ui.printing.console import one_line
from ui.printing.review import differing
from ui.spoken import Speeches
from ui.views import CommentView
from ui.web.addresses import link
from ui.web.chips import chip
from ui.web.comment_text import Spans, folded, prose
from ui.web.short_quotes import short
from ui.web.spoken_words import byline, speech

_BEFORE: Final = 700  # characters of what stands before a cut
_AROUND: Final = 300  # characters around what differs
_LONG: Final = 1200  # characters of a text of which only the surroundings of what differs are shown
_ENDLESS: Final = 3000  # characters from which a text is folded in any case
_TITLE: Final = 90  # characters


def context(each: Question, archive: Archive) -> Markup:
    """The texts of a question as its kind needs them, and where they stand."""
    view = archive.comment(each.comment)
    draw = _KINDS.get(each.kind, _plain)
    return joined([_home(view), draw(each, view, archive)])


def line(each: Question) -> str:
    """What a question is about, on one line."""
    text = next((text for what, text in reversed(each.texts) if what in ("comment", "after")), each.texts[0][1])
    return one_line(text, _TITLE)


def _home(view: CommentView) -> Markup:
    title = view.discussion.title or "untitled discussion"
    return tag(
        "p", joined(["In ", link(title, "thread", id=view.discussion.uid, at=view.comment.uid)]), class_="rj-dim"
    )


def _seam(each: Question, view: CommentView, archive: Archive) -> Markup:
    """The words on both sides of a place, and the cut between them."""
    (_, before), (_, after) = each.texts
    quoted = [(quote.start, quote.end) for quote in view.quotes if quote.comment == each.comment]
    begins = len(view.comment.text) - len(after)
    shown = [(max(0, start - begins), end - begins) for start, end in quoted if end > begins]
    tail = before if len(before) <= _BEFORE else "… " + before[before.find(" ", len(before) - _BEFORE) :].lstrip()
    cut = tag("div", tag("span", "✂ a new comment from here?"), class_="rj-cut", role="separator")
    above, below = tag("div", prose(tail), class_="rj-prose"), tag("div", folded(after, shown), class_="rj-prose")
    return tag("div", above, cut, below, class_="rj-seam")


def _parents(each: Question, view: CommentView, archive: Archive) -> Markup:
    """The comment beside those that it may answer, numbered as the choices are."""
    said = (said_by(choice.command).value for choice in each.choices)
    named = [CommentId(uid) for uid in said if uid != "none"]
    speeches = Speeches.of([each.comment, *named], archive.store)
    likely = _likely(view)
    parents = (
        tag("section", _speech(speeches, uid, _head(at, likely.get(uid))), class_="rj-target")
        for at, uid in enumerate(named, start=1)
    )
    child = tag("section", _whole(speeches, each.comment, "This comment ·"), class_="rj-said")
    none = f"That it answers nothing here is {percent(likely[None])} likely." if None in likely else ""
    below = [tag("p", none, class_="rj-foot")] if none else []
    return joined([tag("div", child, tag("div", *parents, class_="rj-possible"), class_="rj-pair"), *below])


def _head(number: int, probability: float | None) -> Markup:
    sure = f", {percent(probability)}" if probability is not None else ""
    return joined([chip(str(number)), f" may be answered{sure} ·"])


def _likely(view: CommentView) -> Mapping[CommentId | None, float]:
    """How likely each parent is."""
    reply = view.answer.reply
    found: dict[CommentId | None, float] = {} if reply is None else {reply.parent: reply.confidence}
    return found | {each.parent: each.probability for each in view.answer.likely}


def _stance(each: Question, view: CommentView, archive: Archive) -> Markup:
    """The reply with the words that decided marked, beside what it answers."""
    target = CommentId(each.about)
    speeches = Speeches.of([each.comment, target], archive.store)
    opinion = view.answer.opinion
    marks = [(cue.start, cue.end) for cue in opinion.cues] if opinion else []
    reply = tag("section", _whole(speeches, each.comment, "The reply ·", marks), class_="rj-said")
    answered = tag("section", _speech(speeches, target, "It answers ·"), class_="rj-target")
    told = tag("p", joined(["Read as: ", takes_because(opinion).plain]), class_="rj-foot") if opinion else ""
    return joined([tag("div", reply, answered, class_="rj-pair"), told])


def _merge(each: Question, view: CommentView, archive: Archive) -> Markup:
    """Both texts, with what differs marked."""
    (_, first), (_, second) = each.texts
    marks, others = differing(first, second)
    place = next((found for found in view.occurrences if found.uid == each.about), None)
    where = f"In {view.source_name(place.source)} it stands so" if place else "Elsewhere it stands so"
    same = [] if marks or others else [tag("p", "They differ in no word.", class_="rj-foot")]
    sides = (
        tag("section", tag("h3", head), tag("div", _around(text, spans), class_="rj-prose"), class_="rj-target")
        for head, text, spans in (("The comment", first, marks), (where, second, others))
    )
    return joined([tag("div", *sides, class_="rj-pair"), *same])


def _around(text: str, marks: Spans) -> Markup:
    """The text with its marks; of a long one what is marked and a little around it."""
    if len(text) <= _LONG or not marks:
        return folded(text, (), marks)
    start, end = max(0, marks[0][0] - _AROUND), min(len(text), marks[-1][1] + _AROUND)
    lead, tail = "… " if start else "", " …" if end < len(text) else ""
    moved = [(first - start + len(lead), last - start + len(lead)) for first, last in marks]
    return prose(lead + text[start:end] + tail, (), moved)


def _plain(each: Question, view: CommentView, archive: Archive) -> Markup:
    """Whatever a question of an unknown kind shows."""
    parts = (
        tag("section", tag("h3", what), tag("div", folded(text), class_="rj-prose"), class_="rj-target")
        for what, text in each.texts
    )
    return tag("div", *parts, class_="rj-possible")


def _speech(speeches: Speeches, uid: CommentId, head: str) -> Markup:
    """What may be answered: its beginning, if it is long."""
    spoken, _ = short(speeches.cut(uid, 0, 0))
    return speech(spoken, head)


def _whole(speeches: Speeches, uid: CommentId, head: str, marks: Spans = ()) -> Markup:
    """What is in question: all of it, so that nothing that decides is folded away, unless it is very long."""
    spoken, moved = short(speeches.cut(uid, 0, 0), marks)
    draw = prose if len(spoken.text) <= _ENDLESS else folded
    body = tag("div", draw(spoken.text, spoken.quoted, moved), class_="rj-prose")
    return joined([tag("h3", joined([head, " ", byline(spoken)])), body])


_KINDS: Final[Mapping[str, Callable[[Question, CommentView, Archive], Markup]]] = {
    "boundary": _seam,
    "split": _seam,
    "parent": _parents,
    "stance": _stance,
    "merge": _merge,
}
