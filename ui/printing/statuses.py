"""What became of an objection, and what a response does, in words: the one table of them."""

from collections.abc import Mapping
from typing import Final

from rich.text import Text

from graph.arguments import UNADDRESSED, Act, By, Objection, Status
from ui.printing.answers import percent

STATUSES: Final[dict[Status, tuple[str, str]]] = {
    "contested": ("contested", "it was answered, but no answer held: each was refuted in turn"),
    "deflected": ("deflected", "the author replied, but not to this"),
    "acknowledged": ("acknowledged", "somebody took note of it, and nobody answered it"),
    "ignored": ("ignored", "nobody dealt with it, though the author wrote again"),
    "silent": ("silent", "nobody dealt with it, and the author wrote no more"),
    "no_response": ("no response", "nothing that follows deals with it; who wrote what is not known"),
    "withdrawn": ("withdrawn", "whoever raised it took it back"),
    "conceded": ("conceded", "the author granted it"),
    "deferred": ("deferred", "the author put it off, and said so"),
    "rebutted": ("rebutted", "a reply argues against it, and stands"),
    "answered": ("answered", "a reply deals with it, and stands"),
    "answered_elsewhere": ("answered elsewhere", "the same objection was answered in another discussion"),
}
"""A name and what it means, those that are open first; "the author" is who wrote what is objected to."""

ACTS: Final[dict[Act, str]] = {
    "concedes": "grants it",
    "defers": "puts it off",
    "rebuts": "argues against it",
    "answers": "answers it",
    "deflects": "speaks of something else",
    "acknowledges": "takes note of it",
}
BY: Final[dict[By, str]] = {
    "target_author": "who is objected to",
    "third_party": "somebody else",
    "objector": "who raised it",
    "unknown": "an unknown author",
}


def is_open(status: str) -> bool:
    """Whether an objection of this status still waits for an answer."""
    return status in UNADDRESSED


def name(status: Status) -> Text:
    """`open: ignored`, or `answered`, in its colour."""
    word = STATUSES[status][0]
    return Text(f"open: {word}", style="bold dark_orange") if is_open(status) else Text(word, style="bold bright_blue")


def meaning(objection: Objection) -> str:
    """What its status means, or that a person said so."""
    known = " (corrected by hand)" if objection.evidence == "correction" else ""
    return STATUSES[objection.status][1] + known


def counted(counts: Mapping[str, int]) -> str:
    """`7: 3 open, 43 % (2 silent, 1 ignored); 4 answered`."""
    total = sum(counts.values())
    still = sum(number for each, number in counts.items() if is_open(each))
    waiting, settled = (_parts(counts, wanted) for wanted in (True, False))
    told = [
        *([f"{still:,} open, {percent(still / total)} ({waiting})"] if waiting else []),
        *([settled] if settled else []),
    ]
    return f"{total:,}: {'; '.join(told)}" if total else "none"


def _parts(counts: Mapping[str, int], wanted: bool) -> str:
    """`2 silent, 1 ignored`: those that are open, or those that are not, in the order of the table."""
    parts = ((counts.get(each, 0), words[0]) for each, words in STATUSES.items() if is_open(each) is wanted)
    return ", ".join(f"{number:,} {word}" for number, word in parts if number)


def raised_json(objection: Objection) -> dict[str, object]:
    """An objection beside the comment that raises it: its place there, what it is against, and what became of it."""
    return {
        "id": objection.uid,
        "start": objection.start,
        "end": objection.end,
        "target": objection.target,
        "kind": objection.kind,
        "probability": objection.probability,
        "status": objection.status,
        "open": is_open(objection.status),
        "unaddressed": objection.unaddressed,
        "evidence": objection.evidence,
    }
