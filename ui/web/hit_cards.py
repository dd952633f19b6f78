"""Comments and positions that a search found, each as a card that says why it is there."""

from collections.abc import Iterator

from search.models import Hit, Parent, PositionHit, Shares
from ui.elements import Markup, joined, tag
from ui.printing.answers import evidence, percent
from ui.printing.console import amount, day, one_line
from ui.printing.hits import absent
from ui.printing.holders import held_by
from ui.web.addresses import link
from ui.web.chips import chip, objection_chip, stance_chip
from ui.web.comment_text import marked, prose

_LINE = 110  # characters of a parent's first line
_MATCHES = 3  # claims of a position that are shown


def comment_card(hit: Hit) -> Markup:
    """Where it stands and who said it, the passage that matched, what it answers and how, and why it was found."""
    body = (
        prose(hit.snippet.text, marks=hit.snippet.marks) if hit.snippet.text else tag("p", "Its words are not known.")
    )
    foot = tag("div", *_foot(hit), class_="rj-foot")
    return tag("article", _top(hit), tag("div", body, class_="rj-prose"), foot, class_="rj-card")


def position_card(hit: PositionHit) -> Markup:
    """What is held and by how many, and the claims that matched."""
    label = tag("span", link(hit.label, "position", id=hit.uid), class_="rj-title")
    held = tag("span", f"held by {held_by(hit)}, in {amount(hit.claims, 'claim')}", class_="rj-dim")
    said = (_claim(each.text, each.marks, each.author) for each in hit.matches[:_MATCHES])
    top = tag("div", label, held, class_="rj-top")
    return tag("article", top, tag("div", *said, class_="rj-prose"), class_="rj-card")


def _claim(text: str, marks: tuple[tuple[int, int], ...], author: str | None) -> Markup:
    whose = tag("span", f"  {author or 'author unknown'}", class_="rj-dim")
    return tag("p", joined(["“", marked(text, marks), "”", whose]))


def _top(hit: Hit) -> Markup:
    title = link(hit.title or "untitled discussion", "thread", id=hit.uid)
    said = " · ".join(each for each in (hit.author or "author unknown", day(hit.created_at)) if each)
    parts = [tag("span", title, class_="rj-title"), tag("span", said, class_="rj-dim"), *_chips(hit)]
    return tag("div", *parts, class_="rj-top")


def _chips(hit: Hit) -> Iterator[Markup]:
    if hit.stub:
        yield chip(absent(hit.snippet.text))
    if hit.stance is not None:
        yield stance_chip(hit.stance)
    if hit.objections:
        yield objection_chip(hit.objections[0].uid, hit.objections[0].status, "objection ")


def _foot(hit: Hit) -> Iterator[Markup]:
    if hit.parent is not None:
        yield tag("div", *_answers(hit.parent))
    yield tag("div", why(hit.shares, [hit.snippet.text[start:end] for start, end in hit.snippet.marks]))


def _answers(parent: Parent) -> Iterator[str]:
    """What it answers, and how that is known."""
    yield "answers "
    yield link(parent.author or "a comment", "thread", id=parent.uid)
    yield f": “{one_line(parent.line, _LINE)}”"
    if parent.evidence != "explicit":
        yield f" · {evidence(parent.evidence, parent.confidence)}"


def why(shares: Shares, words: list[str]) -> str:
    """Why it was found, in words."""
    told = list(dict.fromkeys(each.lower() for each in words))
    parts = [
        *([f"its words: {', '.join(told[:6])}"] if told else []),
        *([f"its meaning, {percent(max(0.0, shares.cosine))} alike"] if shares.cosine is not None else []),
    ]
    return f"found by {' and by '.join(parts)}" if parts else "passes the filters"
