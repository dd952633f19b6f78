"""Cells of a table that a spreadsheet may open: no text of a comment becomes a formula there.

A program that opens a CSV file takes a cell for a formula, and may run it, when it begins with = + - @, a tab or a carriage return;
some skip spaces before, and some read each line of a cell anew (OWASP, "CSV Injection"). All cells are quoted, so that a program
that expects another delimiter cuts no cell in two.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Final, TextIO

Cell = str | int | float | None

_LONGEST: Final = 32_000  # characters: Excel holds 32,767 in a cell, and lets the rest of it run into others
_CUT: Final = " […]"
_BREAK: Final = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_STARTS: Final = frozenset("=+-@\t＝＋－＠﹢﹣﹦﹫−")
# Letters and marks that do not show; spaces, controls and marks of direction are told by their category.
_EMPTY: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | {
    chr(code) for code in range(0xFE00, 0xFE10)
}
_NO_TEXT: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def harmless(value: str) -> str:
    """`value` with an apostrophe before each line that a spreadsheet might take for a formula, and before a leading line break.

    Line breaks of all kinds become a line feed, and characters that no text file should hold U+FFFD. Twice is once.
    """
    lines = _BREAK.split(value)
    quoted = "\n".join(f"'{line}" if _is_live(line) else line for line in lines)
    return _NO_TEXT.sub("\ufffd", f"'{quoted}" if quoted.startswith("\n") else quoted)


def _is_live(line: str) -> bool:
    """Whether the first character that shows, or a tab, begins a formula; what is not printable may be skipped over."""
    first = next((each for each in line if each in _STARTS or _shows(each)), "")
    return first in _STARTS and first != ""


def _shows(character: str) -> bool:
    return character.isprintable() and not character.isspace() and character not in _EMPTY


def write_table(file: TextIO, names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> int:
    """Write a CSV table with a line of `names` first; returns how many rows followed. None is an empty cell, a number is as it is.

    Texts are harmless, and cut with a mark after 32,000 characters. `file` must not translate line ends (newline="").
    """
    table = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
    table.writerow(names)
    count = 0
    for row in rows:
        table.writerow([_cell(each) for each in row])
        count += 1
    return count


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return repr(value)
    return harmless(value if len(value) <= _LONGEST else value[:_LONGEST] + _CUT)
