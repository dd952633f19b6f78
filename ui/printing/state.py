"""The state of an archive and of the machine, as text and as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, get_args

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from graph.models import Evidence, Label
from graph.objection.answers import INFERRED
from ui.printing.answers import percent
from ui.printing.console import amount, safe
from ui.printing.statuses import counted, is_open

if TYPE_CHECKING:
    from ingest.readers.format import Format
    from ui.archive import Copied, Status
    from ui.doctor import Check


def draw_status(status: "Status") -> RenderableType:
    """How much there is, how replies are known, how they take what they answer, and the state of the index."""
    counts = status.counts
    incomplete = "; some comments have none yet: run rejoinder rebuild"
    whose = f"by {amount(counts.authors, 'author')}" if counts.authors else "by unknown authors"
    absent = f"{counts.stubs:,} of them absent, known from quotes or replies"
    lines = [
        ("store", f"{safe(status.store)}, revision {status.revision:,}, digest {status.digest[:12]}"),
        ("sources", f"{counts.sources:,}"),
        ("discussions", f"{counts.discussions:,}"),
        ("comments", f"{counts.comments:,} {whose}; {absent}"),
        ("occurrences", f"{counts.occurrences:,}"),
        ("quotes", f"{counts.quotes:,}"),
        ("replies", _known(counts.replies)),
        ("stances", _parts({each: counts.stances.get(each, 0) for each in get_args(Label)})),
        ("claims", f"{counts.claims:,}"),
        ("positions", f"{counts.positions:,}"),
        ("objections", counted(counts.objections)),
        ("corrections", f"{counts.corrections:,}"),
        ("passages", f"{counts.passages:,} with vectors" + ("" if status.complete else incomplete)),
        ("index", status.index or "current"),
    ]
    return _pairs(lines)


def status_json(status: "Status") -> dict[str, object]:
    """All of it; shares are of all replies, and of all stances."""
    return {
        "archive": str(status.folder),
        "store": status.store,
        "revision": status.revision,
        "digest": status.digest,
        "counts": asdict(status.counts),
        "replies": _shares(_by_ground(status.counts.replies)),
        "stances": _shares(status.counts.stances),
        "objections": {**_shares(status.counts.objections), "open": _open(status.counts.objections)},
        "complete": status.complete,
        "index": status.index or "current",
        "sources": [asdict(each) for each in status.sources],
    }


def draw_problems(problems: Sequence[str]) -> RenderableType:
    """A line for each problem, or that there is none."""
    if not problems:
        return Text("nothing wrong: every row, every edge and the index were checked", style="green")
    return Group(*(Text(safe(each), style="red") for each in problems), Text(amount(len(problems), "problem")))


def problems_json(problems: Sequence[str]) -> dict[str, object]:
    """All problems."""
    return {"well": not problems, "problems": list(problems)}


def draw_copied(copied: "Copied") -> RenderableType:
    """Where to, how much, and that it is the same."""
    counts = copied.counts
    held = ", ".join(
        [amount(counts.comments, "comment"), amount(counts.discussions, "discussion"), amount(counts.sources, "source")]
    )
    return Text(f"copied {held} to {safe(copied.store)}; both have the digest {copied.digest[:12]}")


def copied_json(copied: "Copied") -> dict[str, object]:
    """All of it."""
    return {"store": copied.store, "digest": copied.digest, "counts": asdict(copied.counts)}


def draw_checks(checks: "Sequence[Check]") -> RenderableType:
    """A line for each check, with the cure where one is needed."""
    table = _table("", "", "")
    for each in checks:
        found = Text(safe(each.found)).append(f"; {each.cure}" if each.cure else "", "red")
        table.add_row(Text("ok" if each.well else "NO", style="green" if each.well else "bold red"), each.name, found)
    return table


def checks_json(checks: "Sequence[Check]") -> dict[str, object]:
    """All checks."""
    return {"well": all(each.well for each in checks), "checks": [asdict(each) for each in checks]}


def draw_figures(figures: Mapping[str, object]) -> RenderableType:
    """A line for each figure."""
    return _pairs(
        [(name, f"{value:.4f}" if isinstance(value, float) else str(value)) for name, value in figures.items()]
    )


def draw_formats(formats: "Iterable[Format]") -> RenderableType:
    """A row for each format."""
    table = _table("format", "what it is", "fields read")
    for each in formats:
        table.add_row(Text(each.name, style="bold"), Text(each.summary), Text(each.fields))
    return table


def formats_json(formats: "Iterable[Format]") -> dict[str, object]:
    """All formats."""
    return {"formats": [{"name": each.name, "summary": each.summary, "fields": each.fields} for each in formats]}


def _known(replies: Mapping[str, int]) -> str:
    """How many replies rest on what; of the inferred ones also how many on content and on order."""
    kinds = [f"{replies[each]:,} {each}" for each in get_args(Evidence) if each in INFERRED and replies.get(each)]
    return _parts(_by_ground(replies)) + (f"; inferred from: {', '.join(kinds)}" if kinds else "")


def _by_ground(replies: Mapping[str, int]) -> dict[str, int]:
    """How many replies a source states, a quote shows, a model inferred, a person corrected."""
    return {
        "explicit": replies.get("explicit", 0),
        "quoted": replies.get("quote", 0),
        "inferred": sum(replies.get(each, 0) for each in INFERRED),
        "corrected": replies.get("correction", 0),
    }


def _parts(numbers: Mapping[str, int]) -> str:
    """`10: 6 agree (60 %), 4 disagree (40 %)`."""
    total = sum(numbers.values())
    parts = ", ".join(f"{each:,} {name} ({percent(each / total)})" for name, each in numbers.items() if each)
    return f"{total:,}: {parts}" if parts else "0"


def _shares(numbers: Mapping[str, int]) -> dict[str, dict[str, float]]:
    total = sum(numbers.values())
    return {name: {"count": each, "share": each / total if total else 0.0} for name, each in numbers.items()}


def _open(objections: Mapping[str, int]) -> dict[str, float]:
    total, still = sum(objections.values()), sum(number for name, number in objections.items() if is_open(name))
    return {"count": still, "share": still / total if total else 0.0}


def _pairs(lines: Sequence[tuple[str, str]]) -> Table:
    table = _table("", "")
    for name, value in lines:
        table.add_row(Text(name, style="bold"), Text(value))
    return table


def _table(*heads: str) -> Table:
    table = Table(*heads, box=None, pad_edge=False, show_header=any(heads))
    for column in table.columns:
        column.overflow = "fold"
    return table
