"""What an ingest did, as a table, lines and JSON."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from graph.builder import SourceReport
from ingest.models import Dropped, Rejected
from ui.ingesting import FileReport, Ingested, Preview
from ui.printing.console import amount, one_line, safe

_SHOWN = 20  # lines of one kind; the others are counted, and --json has them all
_EVIDENCE = ("explicit", "quote", "content", "order")
_OPTIONAL = (*_EVIDENCE, "stubs")
_COLUMNS = ("read", "new", "duplicate", "rejected", *_OPTIONAL)


def draw(done: Ingested) -> RenderableType:
    """A row for each file, then what was rejected and dropped, then the sum."""
    parts: list[RenderableType] = [_table(done.files)]
    parts += _some([_rejection(each) for file in done.files for each in file.report.rejected], "rejection")
    parts += _some([_drop(file, each) for file in done.files for each in file.report.dropped], "dropped span")
    return Group(*parts, Text(_summary(done)))


def as_json(done: Ingested) -> dict[str, object]:
    """The sums, and one object a file; `read` = `new` + `duplicate` + `rejected` in both."""
    return {
        **_sums(done),
        "embedded": done.embedded,
        "files": [_file_json(file) for file in done.files],
    }


def draw_preview(previews: Sequence[Preview]) -> RenderableType:
    """For each file its format and why, its first comments, and what would be rejected."""
    parts: list[RenderableType] = []
    for each in previews:
        head = f"{safe(each.path)}: {each.format} ({each.why}), {amount(each.comments, 'comment')}"
        parts.append(Text(head if each.format else f"{safe(each.path)}: not readable", style="bold"))
        parts += [Text(f"  {at}. {one_line(text, 100)}") for at, text in enumerate(each.first, start=1)]
        parts += _some([_rejection(found) for found in each.rejected], "rejection")
    return Group(*parts, Text("nothing was written", style="dim"))


def preview_json(previews: Sequence[Preview]) -> dict[str, object]:
    """What would be read, file by file."""
    return {"files": [{**each._asdict(), "rejected": [asdict(row) for row in each.rejected]} for each in previews]}


def _table(files: Sequence[FileReport]) -> Table:
    """A row for each file; evidence that no file gave has no column."""
    rows = [_numbers(file.report) for file in files]
    columns = [name for name in _COLUMNS if name not in _OPTIONAL or any(row[name] for row in rows)]
    table = Table(box=None, pad_edge=False)
    table.add_column("file", overflow="fold")
    for name in ("format", *columns, "seconds"):
        table.add_column(name, justify="left" if name == "format" else "right", no_wrap=True)
    for (path, report), row in zip(files, rows, strict=True):
        table.add_row(Text(safe(path)), report.format, *(f"{row[name]:,}" for name in columns), f"{report.seconds:.1f}")
    return table


def _numbers(report: SourceReport) -> dict[str, int]:
    replies = {kind: report.replies.get(kind, 0) for kind in _EVIDENCE}
    counted = {"read": report.read, "new": report.new, "duplicate": report.duplicate, "rejected": len(report.rejected)}
    return counted | replies | {"roots": report.roots, "stubs": report.stubs}


def _sums(done: Ingested) -> dict[str, int]:
    numbers = [_numbers(file.report) for file in done.files]
    return {name: sum(each[name] for each in numbers) for name in ("read", "new", "duplicate", "rejected")}


def _file_json(file: FileReport) -> dict[str, object]:
    report = file.report
    numbers: dict[str, object] = {name: number for name, number in _numbers(report).items() if name not in _EVIDENCE}
    return {
        "path": file.path,
        "format": report.format or None,
        **numbers,
        "replies": {kind: report.replies.get(kind, 0) for kind in _EVIDENCE},
        "seconds": round(report.seconds, 3),
        "known": report.known,
        "discussions": report.discussions,
        "rejections": [{"location": each.location, "reason": each.reason} for each in report.rejected],
        "dropped": [asdict(each) for each in report.dropped],
    }


def _some(lines: Sequence[Text], kind: str) -> Iterator[Text]:
    yield from lines[:_SHOWN]
    if len(lines) > _SHOWN:
        yield Text(f"... and {amount(len(lines) - _SHOWN, f'more {kind}')}: --json lists them all", style="dim")


def _rejection(each: Rejected) -> Text:
    return Text(f"rejected {one_line(each.location, 200)}: {one_line(each.reason, 300)}", style="yellow")


def _drop(file: FileReport, each: Dropped) -> Text:
    return Text(
        f"dropped {safe(file.path)} characters {each.start} to {each.end}: {one_line(each.reason, 200)}", style="dim"
    )


def _summary(done: Ingested) -> str:
    line = "{read:,} read = {new:,} new + {duplicate:,} duplicate + {rejected:,} rejected".format(**_sums(done))
    if done.embedded is None:
        return f"{line}; stances, positions, objections and vectors are still to be found: rejoinder rebuild"
    return f"{line}; {amount(done.embedded, 'passage')} embedded"
