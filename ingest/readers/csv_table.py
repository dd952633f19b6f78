"""Tables of comments: CSV and TSV with any delimiter, as spreadsheets, participation platforms and our own export write them.

Columns are guessed by their names (see csv_columns.py) or said with `--map`; those of no field of ours stay in `meta` under their
own names, whole numbers as numbers, and a score in any language as `score`. A column with the type of what is commented on
(Decidim) tells parents from discussions. HTML in a cell becomes plain text. An apostrophe that keeps a line from being a formula
in a spreadsheet is taken away. Dropped are empty rows, empty cells and the markup of HTML.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ingest.dates import moment
from ingest.decoding import FLAGS_KEY, lines
from ingest.json_rows import BadRow
from ingest.markup import plain
from ingest.models import Discussion, Place, Post
from ingest.opening import open_bytes
from ingest.readers.csv_columns import columns, guessed, unique
from ingest.readers.csv_records import Look, Record, look, records
from ingest.readers.format import Format, Found, Item, Options, in_pieces, rejected
from ingest.readers.ids import comment_id_in, discussion_id
from ingest.readers.row import NAMES, Row, is_root, read_row

KIND: Final = "csv"

_HEAD: Final = 1 << 16
_LONGEST_NAME: Final = 60
_ASIDE: Final = ("discussion title", "parent type", "score")  # fields that JSON lines do not have
_DERIVED: Final = frozenset(
    ("comment", "start", "end", "text")
)  # tables of our export that repeat words of its comments.csv
_WHOLE: Final = re.compile(r"-?(?:0|[1-9]\d{0,14})\Z", re.ASCII)
_FRACTION: Final = re.compile(r"-?(?:0|[1-9]\d{0,8})\.\d{0,5}[1-9]\Z", re.ASCII)
_DOTTED: Final = re.compile(
    r"\A\s*([0-3]?\d)\.([01]?\d)\.(\d{4}),?[ T]?", re.ASCII
)  # day first, wherever it is written so
_ADDRESS: Final = re.compile(r"https?://\S+\Z")
_COMMENT: Final = re.compile(r"comment|reply|post|message", re.IGNORECASE)
_HTML: Final = re.compile(
    r"<(?:/(?:p|div|a|ul|ol|li|b|i|em|strong|span|blockquote|pre|code|h[1-6])|br ?/?|p)>", re.IGNORECASE
)
_BROKEN: Final = re.compile(r"<(?:br|p|div|li|blockquote)\b", re.IGNORECASE)
_DEFUSED: Final = re.compile(
    r"^'(?=(?:[^\S\n]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufffd])*[=+\-@\t＝＋－＠﹢﹣﹦﹫−])|^'(?=\n)",
    re.MULTILINE,
)
"""An apostrophe before what a spreadsheet takes for a formula: as Decidim's export writes it, and ours (ui/export/cells.py)."""

Fields = Mapping[str, tuple[str, ...]]


def detect(path: Path, head: bytes) -> str | None:
    """Say which delimiter and which columns are seen: one for the text and another one, or at least an even table."""
    if path.is_dir():
        return None
    found = look(head.decode("utf-8", "replace").removeprefix("\ufeff"), whole=len(head) < _HEAD)
    if found is None or not _is_header(found.header):
        return None
    fields = guessed(unique(found.header))
    known = [column for each in fields.values() for column in each[:1]]
    even = found.even > 0 and not found.uneven
    if fields["text"] and len(known) > 1 and (even or not _is_prose(found)):
        return f"{_in_words(found)}, among them {', '.join(known)}"
    regular = even and len(found.header) > 2 and not _is_prose(found)
    return _in_words(found) if regular and (found.even > 2 or len(known) > 1) else None


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield discussions in pieces, and a Rejected for each row that is no comment. Memory is bounded."""
    yield from in_pieces(_items(found, options), found)


def _items(found: Found, options: Options) -> Iterator[Item]:
    delimiter = _delimiter(found, options)
    with open_bytes(found.path, options.limits) as stream:
        rows = (
            each for each in records(lines(stream, options.limits.line), delimiter, options.limits.line) if _says(each)
        )
        header = next(rows, None)
        try:
            if header is None or header.problem:
                raise BadRow("it has no header", "write the names of the columns in its first line")
            names = unique(header.cells)
            if set(names) >= _DERIVED and not options.mapping:
                raise BadRow("claims, objections or answers that were found in comments", "ingest comments.csv instead")
            table = _Table(names, columns(names, options.mapping), _stem(found.path))
        except BadRow as error:
            yield rejected(found, None, str(error))
            return
        for row in rows:
            try:
                yield table.discussion(row)
            except BadRow as error:
                yield rejected(found, row.number, str(error))


def _stem(path: Path) -> str:
    return re.sub(r"\.\w+$", "", path.name.removesuffix(".gz"))


def _delimiter(found: Found, options: Options) -> str:
    """The delimiter that the beginning of the file shows."""
    held: list[str] = []
    size = 0
    with open_bytes(found.path, options.limits) as stream:
        for line in lines(stream, options.limits.line):
            size += len(line.text or "") + 1
            if size > _HEAD and held:
                break
            held.append(line.text or "")
    seen = look("\n".join(held), whole=True)
    return "," if seen is None else seen.delimiter


def _says(record: Record) -> bool:
    return bool(record.problem) or any(cell and not cell.isspace() for cell in record.cells)


def _is_header(names: Sequence[str]) -> bool:
    return any(each.strip() for each in names) and all(
        len(each) <= _LONGEST_NAME and "\n" not in each for each in names
    )


def _is_prose(found: Look) -> bool:
    """Whether what parts the names may be the punctuation of a sentence."""
    return found.delimiter in ",;" and 2 * sum(each[:1] == " " for each in found.header) >= len(found.header)


def _in_words(found: Look) -> str:
    named = {"\t": "tabs", ",": "commas", ";": "semicolons"}.get(found.delimiter, found.delimiter)
    return f"a table of {len(found.header)} columns with {named} between them"


class _Table:
    """The columns of a table, and its rows as posts; `stem` names the discussion where no column does."""

    def __init__(self, names: list[str], fields: Fields, stem: str) -> None:
        self._names, self._stem = names, stem
        self._fields = {ours: each for ours, each in fields.items() if ours not in _ASIDE}
        self._aside = {ours: each[0] for ours, each in fields.items() if ours in _ASIDE and each}
        self._texts = {column for ours in ("text", "title", "discussion title") for column in fields[ours]}

    def discussion(self, record: Record) -> Discussion:
        """A discussion of one post. Raises BadRow."""
        values = self._values(record)
        aside = {ours: values.pop(column, None) for ours, column in self._aside.items()}
        row, rest = read_row(values, self._fields)
        meta = {name: _number(value) for name, value in rest.items()}
        if (score := aside.get("score")) is not None:
            meta["score"] = _number(score)
        below = _is_below(row, aside)
        if not below and row.parent is not None:
            meta |= {column: _number(row.parent) for column in self._fields["parent"]}
        post = self._post(record, row, meta, below=below, root=not below and is_root(row, values, self._fields))
        place = row.discussion or self._stem
        title = aside.get("discussion title") or (row.title if not below else None)
        return Discussion(discussion_id(KIND, place), (post,), title, place if _ADDRESS.match(place) else None)

    def _post(self, record: Record, row: Row, meta: dict[str, Any], *, below: bool, root: bool) -> Post:
        flags = list(record.flags)
        place = row.discussion or self._stem
        return Post(
            text=row.text,
            places=(Place(record.start, record.end),),
            id=None if row.id is None else comment_id_in(KIND, place, row.id),
            parent=comment_id_in(KIND, place, row.parent) if below and row.parent is not None else None,
            author=row.author,
            created_at=_time(row.created_at, "created_at", meta, flags),
            edited_at=_time(row.edited_at, "edited_at", meta, flags),
            title=row.title,
            url=row.url,
            root=root or (not below and row.parent is not None),
            meta={**meta, FLAGS_KEY: flags} if flags else meta,
        )

    def _values(self, record: Record) -> dict[str, str | None]:
        """What stands under each column, None where nothing does; text without what spreadsheets and HTML add. Raises BadRow."""
        if record.problem:
            raise BadRow(record.problem, "see RFC 4180")
        if len(record.cells) != len(self._names):
            problem = f"{len(record.cells):,} cells where the header names {len(self._names):,} columns"
            raise BadRow(problem, "put cells with a delimiter, a quotation mark or a line break in quotation marks")
        cells = zip(self._names, record.cells, strict=True)
        return {name: (_text(cell) if name in self._texts else _said(cell)) or None for name, cell in cells}


def _is_below(row: Row, aside: Mapping[str, str | None]) -> bool:
    """Whether the row answers a comment; a column may say that what it comments on is the discussion's own subject."""
    kind = aside.get("parent type")
    return row.parent is not None and (kind is None or bool(_COMMENT.search(kind)))


def _said(cell: str) -> str:
    return _DEFUSED.sub("", cell.strip())


def _text(cell: str) -> str:
    """The text of a cell as a person wrote it."""
    text = _DEFUSED.sub("", cell.replace("\r\n", "\n"))
    if not _HTML.search(text):
        return text
    return plain(text if _BROKEN.search(text) else text.replace("\n", "<br>"))


def _number(value: str) -> str | int | float:
    """A whole number as one, and one with a point; other cells as they are."""
    if _WHOLE.match(value):
        return int(value)
    return float(value) if _FRACTION.match(value) else value


def _time(value: object, field: str, meta: dict[str, Any], flags: list[str]) -> datetime | None:
    """Return the time; one that cannot be read is flagged, and kept as it was in `meta`."""
    time = moment(_DOTTED.sub(_in_order, value, count=1) if isinstance(value, str) else value)
    if time is None and value is not None:
        flags.append(f"{field} unreadable")
        meta[field] = value
    return time


def _in_order(found: re.Match[str]) -> str:
    day, month, year = found.groups()
    return f"{year}-{month:0>2}-{day:0>2} "


CSV = Format(
    name=KIND,
    summary="CSV or TSV, one comment a row, any delimiter; columns guessed, or said by --map OURS=COLUMN; packed too",
    fields=", ".join(each for each in NAMES if each != "meta"),
    version=1,
    detect=detect,
    read=read,
    rank=1,
)
