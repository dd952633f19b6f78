"""The page of the archive's state: what it holds, how much of that is inferred, and whether all is well."""

from typing import Final

import streamlit as st

from graph.models import Counts
from ui.archive import Archive, Status
from ui.elements import Markup, joined, tag
from ui.printing.console import amount
from ui.printing.statuses import STATUSES, is_open
from ui.web import notices, paging
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


def show(archive: Archive) -> None:
    """Counts in words, health, sources."""
    found = archive.status()
    lead = f"{found.folder}, kept in {found.store}"
    st.html(joined([tag("h1", "Status"), tag("p", lead, class_="rj-lead"), _amounts(found.counts)]))
    if not found.counts.comments:
        notices.no_comments()
        return
    _health(archive, found)
    st.html(joined([_replies(found.counts), _stances(found.counts), _objections(found.counts)]))
    _sources(found)


def _amounts(counts: Counts) -> Markup:
    whose = f"by {amount(counts.authors, 'author')}" if counts.authors else "by unknown authors"
    told = [
        f"{amount(counts.comments, 'comment')} {whose} in {amount(counts.discussions, 'discussion')}, "
        f"{counts.stubs:,} of them absent and known only from others.",
        f"They stand at {amount(counts.occurrences, 'place')} in {amount(counts.sources, 'source')}, "
        f"and quote each other {counts.quotes:,} times.",
        f"{amount(counts.claims, 'claim')} make {amount(counts.positions, 'position')}. "
        f"People made {amount(counts.corrections, 'correction')}.",
    ]
    return tag("div", *(tag("p", each) for each in told), class_="rj-card rj-prose")


def _health(archive: Archive, found: Status) -> None:
    """Whether the index fits, and the way to check every row."""
    if found.index or not found.complete:
        missing = "some comments have no vectors yet" if not found.complete else ""
        words = "; ".join(each for each in (found.index, missing) if each)
        notices.say(
            "The index is not up to date.",
            f"{words}. Searching mends the index; all is mended by:",
            "rejoinder rebuild",
        )
    else:
        notices.say("The index is current.", f"Revision {found.revision:,}, digest {found.digest[:12]}.")
    if st.button("Check every row, every edge and the index"):
        with st.spinner("Checking ..."):
            problems = archive.verify()
        _problems(problems)


def _problems(problems: list[str]) -> None:
    if not problems:
        notices.say("Nothing is wrong.", "Every row, every edge and the index were checked.")
        return
    notices.say(f"{amount(len(problems), 'problem')} found.", "; ".join(problems[: paging.PAGE]), "rejoinder rebuild")


def _replies(counts: Counts) -> Markup:
    parts = [
        (words, counts.replies[each], _inferred(each)) for each, words in _KNOWN.items() if counts.replies.get(each)
    ]
    return _card(f"How it is known who answers whom: {amount(sum(counts.replies.values()), 'reply')}", parts)


def _inferred(kind: str) -> str:
    return "rj-is-dim" if kind in ("content", "order") else ""


def _stances(counts: Counts) -> Markup:
    parts = [
        (words, counts.stances[each], _COLOURS[each]) for each, words in _TAKES.items() if counts.stances.get(each)
    ]
    return _card("How they take what they answer", parts)


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
    return _card("What became of objections", parts)


def _card(title: str, parts: list[tuple[str, int, str]]) -> Markup:
    return tag("section", tag("h3", title), shares(parts) if parts else tag("p", "none"), class_="rj-card")


def _sources(found: Status) -> None:
    """The sources, some at a time."""
    shown = found.sources[paging.offset() : paging.offset() + paging.PAGE]
    rows = (tag("tr", tag("td", each.name), tag("td", each.format), tag("td", _size(each.size))) for each in shown)
    head = tag("tr", tag("th", "file"), tag("th", "format"), tag("th", "size"))
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="rj-table")
    st.html(tag("section", tag("h3", f"Sources: {len(found.sources):,}"), table, class_="rj-card"))
    paging.turn(len(found.sources))


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB"
