"""An objection as a card: what it is against beside it, what became of it, why it ranks where it does, what comes nearest."""

from collections.abc import Iterator

from graph.arguments import Objection
from ui.elements import Markup, joined, outward, tag
from ui.objections import Attempt, ObjectionView
from ui.printing import statuses
from ui.printing.answers import percent
from ui.printing.holders import held_by
from ui.printing.reasons import reasons
from ui.printing.spoken import quoted
from ui.web.addresses import link
from ui.web.bars import terms
from ui.web.chips import chip, objection_chip, status_chip
from ui.web.spoken_words import byline, speech, within

_LONGEST = 300  # characters of an objection in a list


def objection_card(view: ObjectionView, rank: int | None = None) -> Markup:
    """All that is known of an objection; what its nearest answer meets is marked in both. In a list it has a rank."""
    below = tag("div", _nearest(view.nearest), _why(view.objection), class_="rj-pair rj-below")
    return tag("article", _top(view, rank), _sides(view), *_attacked(view), below, class_="rj-card")


def objection_line(view: ObjectionView) -> Markup:
    """An objection in a list: its status, its words, whose they are."""
    status = objection_chip(view.objection.uid, view.objection.status)
    return tag("li", status, f" “{quoted(view.words, _LONGEST)}” ", _dim(byline(view.words)))


def attempts(view: ObjectionView) -> Markup:
    """What else was said to an objection, the nearest to an answer first; nothing where that is all in the card."""
    others = [tag("div", *_attempt("Also said ·", each), class_="rj-near") for each in view.attempts[1:]]
    return joined([tag("h2", "What else was said to it"), *others]) if others else joined([])


def _top(view: ObjectionView, rank: int | None) -> Markup:
    each = view.objection
    place = [link(f"{rank:,}.", "objections", id=each.uid)] if rank is not None else []
    title = link(view.discussion.title or "untitled discussion", "objections", discussion=view.discussion.uid)
    question = [chip("a question")] if each.kind == "question" else []
    meaning = tag("span", statuses.meaning(each), class_="rj-dim")
    parts = [*place, status_chip(each.status), *question, meaning, _dim(joined(["in ", title, *_original(view)]))]
    return tag("div", *parts, class_="rj-top")


def _original(view: ObjectionView) -> Iterator[str]:
    """The page that the discussion was read from, where that is known."""
    if view.discussion.url:
        yield " · "
        yield outward(view.discussion.url, "original")


def _sides(view: ObjectionView) -> Markup:
    met = within(view.nearest.met if view.nearest else None, view.words)
    said = tag("section", speech(view.words, "The objection ·", met), class_="rj-said")
    target = tag("section", speech(view.target, "Against ·"), class_="rj-target")
    return tag("div", said, target, class_="rj-pair")


def _attacked(view: ObjectionView) -> Iterator[Markup]:
    if view.position is not None:
        label = link(view.position.label, "position", id=view.position.uid)
        yield tag("div", joined(["attacks “", label, f"”, held by {held_by(view.position)}"]), class_="rj-foot")


def _nearest(attempt: Attempt | None) -> Markup:
    """What comes nearest to an answer."""
    if attempt is None:
        return tag("div", tag("h3", "Nothing that was said comes near to an answer."), class_="rj-near")
    return tag("div", *_attempt("Nearest to an answer ·", attempt), class_="rj-near")


def _attempt(head: str, attempt: Attempt) -> Iterator[Markup]:
    """What was said, who says it, and how likely it deals with the objection."""
    response, words = attempt.response, attempt.words
    elsewhere = ", in another discussion" if response.elsewhere else ""
    likely = percent(response.engagement * response.probability)
    told = f"{statuses.BY[response.by]}{elsewhere}, {statuses.ACTS[response.act]}; {likely} likely to deal with it"
    yield speech(words, head, ((0, len(words.text)),) if attempt.met is not None else ())
    yield tag("div", told, class_="rj-foot")


def _why(each: Objection) -> Markup:
    """Each reason with its bar, and how much of the evidence is inferred."""
    rests = f"{percent(each.inferred)} of the evidence rests on inferred replies."
    told = tag("p", rests if each.inferred else "None of the evidence is inferred.", class_="rj-foot")
    return tag("section", tag("h3", f"Why it stands here · score {each.score:+.2f}"), terms(reasons(each)), told)


def _dim(words: Markup) -> Markup:
    return tag("span", words, class_="rj-dim")
