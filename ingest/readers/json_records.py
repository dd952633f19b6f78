"""Records of a JSON source, whichever way it holds them: one a line, elements of an array, or one document that is an object.

Readers of forms that come in all three ways share this; what a record's fields mean is theirs.
"""

import codecs
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from ingest.dates import moment
from ingest.decoding import REPLACED, Line, is_marked, lines
from ingest.json_documents import Element, elements
from ingest.json_nests import nodes
from ingest.json_rows import BadRow, parse_object, type_in_words
from ingest.limits import Limits
from ingest.models import Place, Rejected
from ingest.opening import open_bytes
from ingest.readers.format import Found, Options, rejected

_HEAD = 1 << 16

Model = TypeVar("Model", bound=BaseModel)
Piece = Line | Element


class Record(NamedTuple):
    """One object: where it stands for a person (number of a line or element, `line:number` inside an object), and for the store.

    `outer` is false for an object that stands inside another one. `flags` say what was changed in decoding.
    """

    number: int | str
    place: Place
    row: dict[str, Any]
    flags: list[str]
    outer: bool = True

    def holding(self, row: dict[str, Any], number: int) -> "Record":
        """The record that stands in this one as the `number`th, from 0."""
        return self._replace(row=row, place=self.place.nth(number))


def records(found: Found, options: Options, inner: str = "") -> Iterator[Record | Rejected]:
    """Yield the objects of a source in order, and a Rejected for what is none; those in arrays called `inner` each by itself.

    Memory is bounded by `limits.line`, the longest record, which a document that is one object is too.
    """
    name = f'"{inner}"' if inner else "\0"
    for piece in _pieces(found, options.limits):
        try:
            if piece.text is None:
                raise BadRow(f"a record longer than {options.limits.line:,} bytes", "split it, or leave it out")
            if name in piece.text:
                yield from _nested(piece, piece.text, inner, found, options)
            elif piece.text.strip():
                yield _record(piece, piece.text, options)
        except BadRow as error:
            yield rejected(found, piece.number, str(error))


def records_in(found: Found, arrays: Collection[str], options: Options) -> Iterator[Record | Rejected]:
    """Yield the objects in the arrays at these paths (see json_documents.py) in order, and a Rejected for what is none."""
    for each in elements(found, arrays, options.limits):
        try:
            if each.text is None:
                raise BadRow(f"a record longer than {options.limits.line:,} bytes", "split it, or leave it out")
            yield _record(each, each.text, options)
        except BadRow as error:
            yield rejected(found, each.number, str(error))


def validated(model: type[Model], row: dict[str, Any], cure: str) -> Model:
    """Return the checked fields of a row. Raises BadRow, naming the first field that cannot be."""
    try:
        return model.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))
        raise BadRow(f"{field}: {first['msg'].removeprefix('Value error, ')}", cure) from None


def words(value: object) -> object:
    """Text that may be absent; for the fields of a model. Raises ValueError for anything else."""
    if value is None or isinstance(value, str):
        return value
    raise ValueError(f"text is expected, this is {type_in_words(value)}")


def stated_time(value: object, field: str, flags: list[str]) -> datetime | None:
    """Return the time; one that cannot be read is flagged, and costs no comment."""
    time = moment(value)
    if time is None and value not in (None, "", True, False):
        flags.append(f"{field} unreadable")
    return time


def _record(piece: Piece, text: str, options: Options) -> Record:
    """Raises BadRow."""
    row, replaced = parse_object(text, options.limits)
    return Record(
        piece.number, Place(piece.start, piece.start + len(text)), row, [*piece.flags, *[REPLACED] * replaced]
    )


def _nested(piece: Piece, text: str, inner: str, found: Found, options: Options) -> Iterator[Record | Rejected]:
    """Raises BadRow."""
    for number, node in enumerate(nodes(text, inner), start=1):
        where = f"{piece.number}:{number}"
        try:
            row, replaced = parse_object(node.text, options.limits)
            place = Place(piece.start + node.start, piece.start + node.end)
            yield Record(where, place, row, [*piece.flags, *[REPLACED] * replaced], number == 1)
        except BadRow as error:
            yield rejected(found, where, str(error))


def _pieces(found: Found, limits: Limits) -> Iterator[Piece]:
    with open_bytes(found.path, limits) as stream:
        head = stream.read(_HEAD)
    text = head.decode(_encoding(head), "replace").lstrip()
    first, ended, _ = text.partition("\n")
    if text.startswith("["):
        yield from elements(found, {""}, limits)
        return
    with open_bytes(found.path, limits) as stream:
        if ended and first.startswith("{") and not first.rstrip().endswith("}"):
            yield _whole(lines(stream, limits.line), limits.line)
        else:
            yield from lines(stream, limits.line)


def _encoding(head: bytes) -> str:
    if not is_marked(head):
        return "utf-8-sig"
    return "utf-32" if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) else "utf-16"


def _whole(source: Iterator[Line], limit: int) -> Element:
    """All lines as one record; its text is None when it is too long."""
    parts: list[str] = []
    flags: dict[str, None] = {}
    size = 0
    for line in source:
        size += 1 + len(line.text or "")
        if line.text is None or size > limit:
            return Element(1, "", 0, None, ())
        parts.append(line.text)
        flags.update(dict.fromkeys(line.flags))
    return Element(1, "", 0, "\n".join(parts), tuple(flags))
