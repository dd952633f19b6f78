"""Records of a table of delimited cells (RFC 4180, with any delimiter), one by one and with their places."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from ingest.decoding import Line

DELIMITERS: Final = ",;\t|"
_SEPARATOR: Final = re.compile(r"sep=(.)\s*\Z", re.IGNORECASE)
_SECOND_TRIES: Final = 8
_SAMPLE: Final = 50


class Record(NamedTuple):
    """The cells of a record, or the `problem` with it; `number` is that of its first line, `start`..`end` its place."""

    number: int
    start: int
    end: int
    cells: Sequence[str]
    flags: tuple[str, ...]
    problem: str = ""


class Look(NamedTuple):
    """How a table begins: its delimiter, its first record, and how many of the next ones have as many cells, and how many not."""

    delimiter: str
    header: Sequence[str]
    even: int
    uneven: int


def records(source: Iterator[Line], delimiter: str, limit: int) -> Iterator[Record]:
    """Yield the records of these lines, the header first; a line `sep=;` that spreadsheets write before it is none.

    What cannot be read is a record with a problem. A quote that is never closed costs its own line, the lines behind it are read
    again; after eight of them, all that it swallowed. At most `limit` characters are held.
    """
    feed = _Feed(source, limit)
    reader, tries = _reader(feed, delimiter), _SECOND_TRIES
    while True:
        feed.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield feed.record((), _in_words(str(error)))
            if tries and len(feed.taken) > 1:
                feed.go_back()
                tries -= 1
            reader = _reader(feed, delimiter)
            continue
        if feed.taken[0].number > 1 or not _SEPARATOR.match(feed.taken[0].text or ""):
            yield feed.record(cells)


def look(head: str, *, whole: bool) -> Look | None:
    """Return how the table with this beginning looks under the delimiter that fits best; None where each makes one column.

    The best one makes the most even rows, and of those the most columns. `whole` says that nothing comes after `head`.
    """
    text = head if whole else head[: head.rfind("\n") + 1]
    stated = _SEPARATOR.match(text.partition("\n")[0])
    looks = [_look(text, each) for each in (stated[1] if stated else DELIMITERS)]
    split = [each for each in looks if each is not None and len(each.header) > 1]
    return max(split, key=lambda each: (each.even - each.uneven, len(each.header)), default=None)


def _look(text: str, delimiter: str) -> Look | None:
    read = islice(records(_lines(text), delimiter, max(len(text), 1)), _SAMPLE)
    rows = [each for each in read if each.problem or any(each.cells)]
    if not rows or rows[0].problem:
        return None
    even = sum(len(each.cells) == len(rows[0].cells) for each in rows[1:])
    return Look(delimiter, rows[0].cells, even, len(rows) - 1 - even)


def _lines(text: str) -> Iterator[Line]:
    for number, each in enumerate(text.split("\n"), 1):
        yield Line(number, 0, each, (), ended=True)


def _reader(feed: "_Feed", delimiter: str) -> "Iterator[list[str]]":
    csv.field_size_limit(max(csv.field_size_limit(), feed.limit))  # one for the whole process: it only ever grows
    return csv.reader(feed, delimiter=delimiter, strict=True)


def _in_words(problem: str) -> str:
    if "unexpected end" in problem:
        return "a quotation mark is opened and never closed; close it, or double it when it belongs to the text"
    if "expected after" in problem:
        return "a quotation mark inside a quoted cell; double it"
    return f"{problem.split(' - ')[0]}; put the cell in quotation marks" if "new-line" in problem else problem


class _Feed:
    """Lines for Python's reader of tables; `taken` are those of the record that is being read."""

    def __init__(self, source: Iterator[Line], limit: int) -> None:
        self.limit = limit
        self.taken: list[Line] = []
        self._source = source
        self._again: deque[Line] = deque()
        self._size = 0

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._source)
        self._size = len(line.text or "") + (self._size if self.taken else 0)
        self.taken.append(line)
        if line.text is None or self._size > self.limit:
            raise csv.Error(
                f"a record longer than {self.limit:,} characters; close its quotation mark, or leave it out"
            )
        return line.text + "\n" * line.ended

    def go_back(self) -> None:
        """Read all lines of this record but the first again."""
        self._again.extendleft(reversed(self.taken[1:]))

    def record(self, cells: Sequence[str], problem: str = "") -> Record:
        """The record that stands in these lines; one with a problem is only its first line."""
        first, last = self.taken[0], self.taken[0 if problem else -1]
        flags = tuple(sorted({flag for each in self.taken for flag in each.flags}))
        return Record(first.number, first.start, last.start + len(last.text or ""), cells, flags, problem)
