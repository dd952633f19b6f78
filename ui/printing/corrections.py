"""What people corrected, as text and as JSON."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Group, RenderableType
from rich.text import Text

from graph.correction.correcting import Corrected, Imported, Listed
from graph.corrections import (
    ParentValue,
    SameValue,
    SeamValue,
    SeparateValue,
    StanceValue,
    StatusValue,
    value_of,
)
from graph.models import Correction
from ui.printing.console import amount, one_line, safe

_VERBS = {"agree": "agrees with", "neutral": "is neutral toward", "disagree": "disagrees with"}
_STATES = {
    "in effect": "",
    "waiting": "waits for a comment that is not here",
    "replaced": "a later correction counts instead",
    "overruled": "a source says otherwise",
}
_REJECTED = 20  # lines; the others are counted


def draw_corrected(done: Corrected) -> RenderableType:
    """What was said, the comments it is about as they are now, and how to take it back."""
    row = done.correction
    head = "taken back" if done.undone else "said" if done.new else "said before"
    lines = [Text(f"{head}: {sentence(row)}" + _because(row), style="bold")]
    lines += [Text.assemble("  ", (safe(each.uid), "cyan"), f"  {one_line(each.text, 90)}") for each in done.comments]
    if not done.undone:
        lines.append(Text(f"take it back: rejoinder correct {safe(row.comment)} --undo", style="dim"))
    return Group(*lines)


def corrected_json(done: Corrected) -> dict[str, object]:
    """The correction, what was done with it, and the comments it is about as they are now."""
    return {
        "done": "undone" if done.undone else "made" if done.new else "known",
        "correction": asdict(done.correction),
        "comments": [{"id": each.uid, "discussion": each.discussion, "text": each.text} for each in done.comments],
    }


def draw_listed(found: Sequence[Listed]) -> RenderableType:
    """A line or two for each correction, the latest last."""
    if not found:
        return Text("nothing was corrected; see what is least certain with: rejoinder review")
    lines = []
    for each in found:
        row = each.correction
        head = Text.assemble((row.made_at[:16].replace("T", " "), "dim"), " ", (row.kind, "bold"), f"  {sentence(row)}")
        if state := _STATES[each.state]:
            head.append(f" [{state}]", "yellow")
        lines += [head, *([Text(f"    why: {one_line(row.why, 300)}")] if row.why else [])]
    states = Counter(each.state for each in found)
    kinds = ", ".join(f"{number:,} {state}" for state, number in sorted(states.items()))
    return Group(*lines, Text(f"{amount(len(found), 'correction')}, all made by people: {kinds}", style="dim"))


def listed_json(found: Sequence[Listed]) -> dict[str, object]:
    """All corrections, each with what becomes of it."""
    return {"corrections": [{**asdict(each.correction), "state": each.state} for each in found]}


def draw_imported(done: Imported) -> RenderableType:
    """How many were taken, known, rejected, and wait."""
    lines = [
        Text(f"rejected {safe(each.location)}: {one_line(each.reason, 300)}", style="yellow") for each in done.rejected
    ]
    if len(lines) > _REJECTED:
        lines[_REJECTED:] = [Text(f"... and {amount(len(lines) - _REJECTED, 'more rejection')}: --json lists them all")]
    counted = f"{amount(done.taken, 'correction')} taken, {done.known:,} known before, {len(done.rejected):,} rejected"
    waiting = f"; {done.waiting:,} wait for comments that are not here yet" if done.waiting else ""
    return Group(*lines, Text(counted + waiting))


def imported_json(done: Imported) -> dict[str, object]:
    """All of it."""
    rejected = [{"location": each.location, "reason": each.reason} for each in done.rejected]
    return {"taken": done.taken, "known": done.known, "waiting": done.waiting, "rejected": rejected}


def sentence(row: Correction) -> str:
    """What a correction says."""
    value, uid = value_of(row), safe(row.comment)
    if isinstance(value, ParentValue):
        return f"{uid} answers {safe(value.parent.id) if value.parent else 'nothing'}"
    if isinstance(value, StanceValue):
        return f"{uid} {_VERBS[value.stance]} {safe(value.parent.id)}"
    if isinstance(value, StatusValue):
        return f"{uid} {_status(value)}"
    if isinstance(value, SeamValue):
        words = f"“{one_line(value.after, 60)}”"
        return f"a comment begins with {words}" if row.kind == "split" else f"no comment begins with {words}"
    if isinstance(value, SameValue):
        return f"{uid} is one comment, wherever it stands"
    assert isinstance(value, SeparateValue)  # noqa: S101  (the last kind that there is)
    return f"{uid} is not what stands at another of its places"


def _status(value: StatusValue) -> str:
    if value.status == "no_objection":
        return "raises no objection"
    made_so = f", by {safe(value.by.id)}" if value.by else ""
    return f"raises an objection: {value.status.replace('_', ' ')}{made_so}"


def _because(row: Correction) -> str:
    return f" ({one_line(row.why, 300)})" if row.why else ""
