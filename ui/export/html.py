"""A report to send: one page of HTML that needs no network and runs no script, works from disk and prints well.

A browser is told to load nothing and to run nothing (a content security policy), and all text is escaped in one place
(ui.elements).
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from graph.store import GraphStore
from ui.elements import Markup, end, joined, start, style, tag
from ui.export.draft import new_file
from ui.export.report import objections, positions
from ui.export.report.facts import Facts, gather
from ui.export.report.methods import methods
from ui.export.report.part import Part, whole
from ui.export.report.summary import summary
from ui.export.report.threads import threads
from ui.printing import statuses
from ui.printing.console import amount

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_LEGEND: Final = (("agree", "agrees"), ("neutral", "neutral"), ("disagree", "disagrees"), ("none", "not told"))


def export(store: GraphStore, path: Path) -> dict[str, int]:
    """Tell all of `store` in a new file; returns how many of what it tells. Raises ExportError, StoreError."""
    return export_part(store, path, whole(store))


def export_part(store: GraphStore, path: Path, part: Part) -> dict[str, int]:
    """Tell a part of `store` in a new file; returns how many of what it tells. Raises ExportError, StoreError.

    Holds one discussion at a time, the ids of all comments, and the objections and positions that have an entry.
    """
    facts = gather(store, part)
    with new_file(path) as file:
        for piece in _page(store, facts):
            file.write(piece)
    counts = {"comments": len(facts.comments), "discussions": len(facts.homes)}
    return counts | {"objections": len(facts.objections), "positions": len(facts.positions)}


def _page(store: GraphStore, facts: Facts) -> Iterator[str]:
    """The page from its first to its last character."""
    yield "<!DOCTYPE html>\n"
    yield start("html", lang="en")
    yield _head(facts)
    yield start("body")
    yield _banner(facts)
    yield start("main")
    yield from _section("summary", "In short", "", summary(facts))
    yield from _section("objections", "Open objections", objections.listed(facts), objections.objections(store, facts))
    yield from _section("positions", "Positions", positions.listed(facts), positions.positions(facts))
    conversations = (piece for part in ([_legend()], threads(store, facts)) for piece in part)
    yield from _section("threads", "Threads", amount(len(facts.homes), "discussion"), conversations)
    yield from _section("methods", "Methods and limits", "", [methods()])
    yield joined([end("main"), end("body"), end("html")])


def _head(facts: Facts) -> Markup:
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", f"{facts.part.title} · Rejoinder"),
        style(files("ui.export.report").joinpath("page.css").read_text("utf-8")),
    )


def _banner(facts: Facts) -> Markup:
    """The title, when it was written, and the way to each section."""
    names = {"summary": "In short", "objections": "Open objections", "positions": "Positions", "threads": "Threads"}
    ways = (tag("a", name, href=f"#{key}") for key, name in (names | {"methods": "Methods and limits"}).items())
    made = f"Written by Rejoinder on {datetime.now(UTC).date().isoformat()}. What is inferred says so."
    title = tag("h1", facts.part.title, dir="auto")
    return tag("header", title, tag("p", made, class_="note"), tag("nav", *ways))


def _section(key: str, title: str, about: str, pieces: Iterable[Markup]) -> Iterator[Markup]:
    yield start("section", id=key)
    yield tag("h2", title, tag("span", about, class_="about") if about else "")
    yield from pieces
    yield end("section")


def _legend() -> Markup:
    """What colours, dashes and rings of the pictures mean."""
    stances = (tag("span", tag("i", class_=key), f" {name}") for key, name in _LEGEND)
    lines = tag("span", tag("i", class_="dashes"), " inferred reply; the fainter the less sure")
    ring = tag("span", tag("i", class_="ring"), f" objection that is open: {_open_names()}")
    size = tag("span", "larger: more replies")
    return tag("p", *stances, lines, ring, size, class_="legend")


def _open_names() -> str:
    return ", ".join(words[0] for status, words in statuses.STATUSES.items() if statuses.is_open(status))
