"""What an ingest did, as a table, lines and JSON."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from graph.builder import SourceReport
from ingest.models import Dropped, Rejected
from ui.ingesting import FileReport, Ingested, Preview
from ui.printing.console import amount, one_line, safe
from ui.printing.gathered import gathered

_SHOWN = 20  # lines of one kind; the others are counted, and --json has them all
_EVIDENCE = ("explicit", "quote", "content", "order")
_OPTIONAL = (*_EVIDENCE, "stubs")
_COLUMNS = ("read", "new", "duplicate", "rejected", *_OPTIONAL)


def draw(done: Ingested) -> RenderableType:
    """A row for each file or, where there are many, for a folder of them, then what was rejected and dropped, then the sum."""
    rows = gathered([(file.path, file.report.format) for file in done.files], _SHOWN)
    files = [[done.files[at] for at in row.files] for row in rows]
    parts: list[RenderableType] = [_table([row.name for row in rows], files)]
    rejected = [[_rejection(each) for file in some for each in file.report.rejected] for some in files]
    dropped = [[_drop(file, each) for file in some for each in file.report.dropped] for some in files]
    parts += [*_some(rejected, "rejection"), *_some(dropped, "dropped span")]
    return Group(*parts, Text(_summary(done)))


def as_json(done: Ingested) -> dict[str, object]:
    """The sums, and one object a file; `read` = `new` + `duplicate` + `rejected` in both."""
    return {
        **_sums(done),
        "embedded": done.embedded,
        "files": [_file_json(file) for file in done.files],
    }


def draw_preview(previews: Sequence[Preview]) -> RenderableType:
    """For each file its format and why, its first comments, and what would be rejected; of many files a folder at a time."""
    parts: list[RenderableType] = []
    for row in gathered([(each.path, each.format) for each in previews], _SHOWN):
        some = [previews[at] for at in row.files]
        first, comments = some[0], sum(each.comments for each in some)
        head = f"{safe(row.name)}: {first.format} ({first.why}), {amount(comments, 'comment')}"
        parts.append(Text(head if first.format else f"{safe(row.name)}: not readable", style="bold"))
        parts += [Text(f"  {at}. {one_line(text, 100)}") for at, text in enumerate(first.first, start=1)]
        parts += _some([[_rejection(found) for each in some for found in each.rejected]], "rejection")
    return Group(*parts, Text("nothing was written", style="dim"))


def preview_json(previews: Sequence[Preview]) -> dict[str, object]:
    """What would be read, file by file."""
    return {"files": [{**each._asdict(), "rejected": [asdict(row) for row in each.rejected]} for each in previews]}


def _table(names: Sequence[str], files: Sequence[Sequence[FileReport]]) -> Table:
    """A row for the files of each name; evidence that no file gave has no column."""
    rows = [_total(some) for some in files]
    columns = [name for name in _COLUMNS if name not in _OPTIONAL or any(row[name] for row in rows)]
    table = Table(box=None, pad_edge=False)
    table.add_column("file", overflow="fold")
    for name in ("format", *columns, "seconds"):
        table.add_column(name, justify="left" if name == "format" else "right", no_wrap=True)
    for name, some, row in zip(names, files, rows, strict=True):
        numbers = (f"{row[column]:,}" for column in columns)
        seconds = sum(file.report.seconds for file in some)
        table.add_row(Text(safe(name)), some[0].report.format, *numbers, f"{seconds:.1f}")
    return table


def _total(files: Iterable[FileReport]) -> Counter[str]:
    """The numbers of some files together."""
    return sum((Counter(_numbers(file.report)) for file in files), Counter[str]())


def _numbers(report: SourceReport) -> dict[str, int]:
    replies = {kind: report.replies.get(kind, 0) for kind in _EVIDENCE}
    counted = {"read": report.read, "new": report.new, "duplicate": report.duplicate, "rejected": len(report.rejected)}
    return counted | replies | {"roots": report.roots, "stubs": report.stubs}


def _sums(done: Ingested) -> dict[str, int]:
    total = _total(done.files)
    return {name: total[name] for name in ("read", "new", "duplicate", "rejected")}


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


def _some(lines: Sequence[Sequence[Text]], kind: str) -> Iterator[Text]:
    """All lines of all groups, or where they are many the first few of each group, and how many are left."""
    total = sum(map(len, lines))
    each = total if total <= _SHOWN else max(1, _SHOWN // sum(map(bool, lines)))
    shown = [line for group in lines for line in group[:each]]
    yield from shown
    if total > len(shown):
        yield Text(f"... and {amount(total - len(shown), f'more {kind}')}: --json lists them all", style="dim")


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
