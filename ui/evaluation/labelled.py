"""Labelled data as the evaluations read it (JSONL, or that in gzip, one checked row a line), and predictions as they write them."""

import gzip
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ingest.errors import RejoinderError

RowT = TypeVar("RowT", bound=BaseModel)
Line = tuple[str, str]
"""Where a line stands, and the line."""


class BadLabelledRow(RejoinderError):
    """A line of labelled data is not what the task needs."""


def read_rows(data: Path, row_type: type[RowT], needs: str) -> list[RowT]:
    """Read one row a line, in order, skipping blank lines; a name that ends in .gz is read as gzip.

    `needs` names what a row must have, for the error: "an id and a text". Raises BadLabelledRow with the line's place: it is not
    JSON, or not a `row_type`.
    """
    return rows_of(read_lines(data), row_type, needs)


def read_lines(data: Path) -> list[Line]:
    """The lines that are not blank, of a file whose kind of row is told by its first."""
    with gzip.open(data, "rt", encoding="utf-8") if data.suffix == ".gz" else data.open(encoding="utf-8") as lines:
        return [(f"{data}:{n}", line) for n, line in enumerate(lines, 1) if line.strip()]


def rows_of(lines: Iterable[Line], row_type: type[RowT], needs: str) -> list[RowT]:
    """The rows that lines hold, as `read_rows` gives them. Raises BadLabelledRow."""
    return [_row(place, line, row_type, needs) for place, line in lines]


def write_predictions(file: Path | None, lines: Iterable[str]) -> None:
    """Write what was said, a JSON object a line, where a file was asked for."""
    if file is not None:
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _row(place: str, line: str, row_type: type[RowT], needs: str) -> RowT:
    try:
        return row_type.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = "".join(f"{part}: " for part in first["loc"])
        raise BadLabelledRow(f"{place}: {name}{first['msg']}", f"give one JSON object a line with {needs}") from error
