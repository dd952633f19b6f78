"""The page of the archive's state: what it holds, how much of that is inferred, and whether all is well."""

from typing import Final

import streamlit as st

from graph.models import Counts
from graph.objection.answers import INFERRED
from ui.archive import Archive, Status
from ui.elements import Markup, joined, tag
from ui.printing.answers import percent
from ui.printing.console import amount, unit
from ui.printing.statuses import STATUSES, is_open
from ui.progress import Stages
from ui.web import notices, sources
from ui.web.addresses import link
from ui.web.bars import shares

_KNOWN: Final = {
    "explicit": "stated by the source",
    "correction": "said by a person",
    "quote": "inferred from a quote",
    "content": "inferred from the words",
    "order": "inferred from the order",
}
_TAKES: Final = {"agree": "agree", "neutral": "neither", "disagree": "disagree"}
_COLOURS: Final = {"agree": "", "neutral": "rj-is-dim", "disagree": "rj-is-orange"}
_PROBLEMS: Final = 20  # that are shown


def show(archive: Archive) -> None:
    """Counts in words, health, sources."""
    with st.spinner("Looking at the archive ..."):
        found = archive.status()
    lead = f"The archive in {found.folder}" + ("" if _is_its_own(found) else f", kept in {found.store}")
    st.html(joined([tag("h1", "Status"), tag("p", lead, class_="rj-lead"), *_amounts(found.counts)]))
    if not found.counts.comments:
        notices.no_comments()
        return
    _health(archive, found)
    st.html(joined([_replies(found.counts), _stances(found.counts), _objections(found.counts)]))
    sources.listed(archive, found.sources)


def _is_its_own(found: Status) -> bool:
    """Whether the store is a file in the archive's own folder."""
    return str(found.folder) in found.store


def _amounts(counts: Counts) -> list[Markup]:
    """What there is, the great numbers large."""
    if not counts.comments:
        return []
    tiles = [
        (
            counts.comments,
            unit(counts.comments, "comment"),
            f"{counts.stubs:,} known only from others" if counts.stubs else "",
        ),
        (counts.discussions, unit(counts.discussions, "discussion"), f"from {amount(counts.sources, 'source')}"),
        (counts.authors, unit(counts.authors, "author"), "" if counts.authors else "nobody is named"),
        (
            counts.positions,
            link(unit(counts.positions, "position"), "positions"),
            f"from {amount(counts.claims, 'claim')}",
        ),
        (counts.quotes, unit(counts.quotes, "quote"), "of each other's words"),
        (counts.corrections, unit(counts.corrections, "correction"), "made by people"),
    ]
    return [tag("div", *(_tile(*each) for each in tiles), class_="rj-tiles")]


def _tile(number: int, words: str, more: str) -> Markup:
    return tag("div", tag("b", f"{number:,}"), words, tag("div", more, class_="rj-dim"), class_="rj-tile")


def _health(archive: Archive, found: Status) -> None:
    """Whether all can be found, with the repair; and the way to check every row."""
    if not found.complete:
        words = "A run was cut off before they had vectors. Reading goes on from there, and so does:"
        notices.say("Some comments cannot be found by their meaning yet.", words, "rejoinder rebuild")
    if found.index:
        notices.say("The index is not up to date.", f"{found.index}. The next search mends it, or this does:")
        if st.button("Build the index now", type="primary"):
            with st.spinner("Building the index ..."):
                archive.index(Stages())
            st.rerun()
    elif found.complete:
        told = f"All that is stored can be found. Revision {found.revision:,}, digest {found.digest[:12]}."
        notices.say("All is up to date.", told)
    if st.button("Check every row, every edge and the index"):
        with st.spinner("Checking every row, every edge and the index ..."):
            problems = archive.verify()
        _problems(problems)


def _problems(problems: list[str]) -> None:
    if not problems:
        notices.say("Nothing is wrong.", "Every row, every edge and the index were checked.")
        return
    listed = tag("ul", *(tag("li", each) for each in problems[:_PROBLEMS]))
    notices.say(f"{amount(len(problems), 'problem')} found.", listed)
    notices.say("What follows from the stored comments can be made anew:", commands="rejoinder rebuild")


def _replies(counts: Counts) -> Markup:
    parts = [
        (words, counts.replies[each], "rj-is-dim" if each in INFERRED else "")
        for each, words in _KNOWN.items()
        if counts.replies.get(each)
    ]
    total = sum(counts.replies.values())
    guessed = sum(counts.replies.get(each, 0) for each in ("quote", *INFERRED))
    share = f", {percent(guessed / total)} of them inferred" if guessed else ", none of them inferred" if total else ""
    return _card(f"How it is known who answers whom: {amount(total, 'reply')}{share}", parts)


def _stances(counts: Counts) -> Markup:
    parts = [
        (words, counts.stances[each], _COLOURS[each]) for each, words in _TAKES.items() if counts.stances.get(each)
    ]
    return _card("How they take what they answer, as inferred from their words", parts)


def _objections(counts: Counts) -> Markup:
    parts = [
        (
            f"{'open: ' if is_open(each) else ''}{words[0]}",
            counts.objections[each],
            "rj-is-orange" if is_open(each) else "",
        )
        for each, words in STATUSES.items()
        if counts.objections.get(each)
    ]
    return _card("What became of objections, as inferred", parts)


def _card(title: str, parts: list[tuple[str, int, str]]) -> Markup:
    return tag("section", tag("h3", title), shares(parts) if parts else tag("p", "none"), class_="rj-card")
