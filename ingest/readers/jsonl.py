"""JSON lines: one comment a line, under our field names, well-known others, or those of `--map`."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ingest.dates import moment
from ingest.decoding import FLAGS_KEY, REPLACED, Line, lines
from ingest.json_documents import Element
from ingest.json_rows import BadRow, parse_object
from ingest.models import CommentId, Discussion, Place, Post
from ingest.opening import open_bytes
from ingest.readers.format import Format, Found, Item, Options, in_pieces, rejected
from ingest.readers.ids import comment_id_in, discussion_id
from ingest.readers.row import NAMES, Names, is_root, read_row

KIND = "jsonl"

_STARTS_AN_OBJECT = re.compile(rb'\{\s*["}]')


def detect(path: Path, head: bytes) -> str | None:
    """Say whether the first line starts a JSON object; one that goes on over several lines is a document, not JSON lines."""
    first, _, _ = head.removeprefix(b"\xef\xbb\xbf").lstrip().partition(b"\n")
    starts = _STARTS_AN_OBJECT.match(first)
    return "every line starts a JSON object" if starts and not path.is_dir() else None


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield discussions in pieces, and a Rejected for every line that is no comment. Memory is bounded."""
    with open_bytes(found.path, options.limits) as stream:
        yield from in_pieces(items(lines(stream, options.limits.line), found, options), found)


def items(source: Iterable[Line | Element], found: Found, options: Options) -> Iterator[Item]:
    """Yield a discussion of one post for each of these records of a source, and a Rejected for what is no comment."""
    names = {ours: (options.mapping[ours],) if ours in options.mapping else usual for ours, usual in NAMES.items()}
    stem = re.sub(r"\.\w+$", "", found.path.name.removesuffix(".gz"))
    for line in source:
        if line.text is None or line.text.strip():
            try:
                yield _discussion(line, names, stem, options)
            except BadRow as error:
                yield rejected(found, line.number, str(error))


def _discussion(line: Line | Element, names: Names, stem: str, options: Options) -> Discussion:
    """A discussion of one post. Raises BadRow."""
    if line.text is None:
        raise BadRow(f"a record longer than {options.limits.line:,} bytes", "write one comment a line")
    values, replaced = parse_object(line.text, options.limits)
    row, rest = read_row(values, names)
    flags = [*line.flags, *([REPLACED] if replaced else [])]
    place = row.discussion or stem
    post = Post(
        text=row.text,
        places=(Place(line.start, line.start + len(line.text)),),
        id=_uid(place, row.id),
        parent=_uid(place, row.parent),
        author=row.author,
        created_at=_time(row.created_at, "created_at", rest, flags),
        edited_at=_time(row.edited_at, "edited_at", rest, flags),
        url=row.url,
        root=is_root(row, values, names),
        meta={**rest, FLAGS_KEY: flags} if flags else rest,
    )
    return Discussion(discussion_id(KIND, place), (post,), row.title)


def _uid(place: str, own: str | None) -> CommentId | None:
    return None if own is None else comment_id_in(KIND, place, own)


def _time(value: object, field: str, rest: dict[str, Any], flags: list[str]) -> Any:  # noqa: ANN401  (see moment)
    """Return the time; one that cannot be read is flagged, and kept as it was among the other fields."""
    time = moment(value)
    if time is None and value not in (None, "", True, False):
        flags.append(f"{field} unreadable")
        rest[field] = value
    return time


JSONL = Format(
    name=KIND,
    summary="JSON lines, one comment a line; other names by --map OURS=THEIRS; packed too",
    fields=", ".join(NAMES),
    version=2,
    detect=detect,
    read=read,
    rank=1,
)
