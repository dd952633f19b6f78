"""Chips: a stance or a status in a word or two, never by its colour alone."""

from typing import Final

from graph.arguments import Status
from graph.models import Label
from graph.objection.answers import Opinion
from ui.elements import Markup, tag
from ui.printing.answers import takes
from ui.printing.statuses import STATUSES, is_open
from ui.web.addresses import link

_COLOURS: Final[dict[Label, str]] = {"agree": "rj-is-blue", "neutral": "", "disagree": "rj-is-orange"}


def chip(words: str, colour: str = "", title: str = "") -> Markup:
    """A word or two; `title` says more to who rests on it."""
    more = {"title": title} if title else {}
    return tag("span", words, class_=f"rj-chip {colour}".rstrip(), **more)


def stance_chip(opinion: Opinion) -> Markup:
    """How a comment takes what it answers, and how sure that is."""
    return chip(takes(opinion).plain, _COLOURS[opinion.label])


def status_chip(status: Status, of: str = "") -> Markup:
    """What became of an objection; `of` says of what, where that is not plain."""
    word, meaning = STATUSES[status]
    told = f"{of}open: {word}" if is_open(status) else f"{of}{word}"
    return chip(told, "rj-is-orange" if is_open(status) else "rj-is-blue", meaning)


def objection_chip(uid: str, status: Status, of: str = "") -> Markup:
    """The same as a link to the page of this objection."""
    return link(status_chip(status, of), "objections", id=uid)
