"""Where output goes, and how text of strangers is made safe to print."""

import os
import sys
from collections.abc import Iterable
from datetime import datetime

from rich.console import Console
from rich.text import Text

_UNWRAPPED = 100_000  # columns
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# A terminal obeys control characters (in a comment they would move the cursor or set colours), cannot encode surrogates, and
# shows what follows a direction override backwards. Each is replaced by one character, so that spans stay where they are.
_UNSAFE = (
    dict.fromkeys([*range(32), *range(127, 160), *range(55296, 57344)], _REPLACEMENT)
    | {ord("\n"): "\n", ord("\t"): "\t", ord("\r"): " "}
    | dict.fromkeys([*range(8234, 8239), *range(8294, 8298)], "\u200b")
)


def out() -> Console:
    """The console for results. In a file or a pipe nothing is wrapped, unless COLUMNS says where."""
    unwrapped = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _UNWRAPPED
    return Console(file=sys.stdout, width=unwrapped, highlight=False, emoji=False, markup=False)


def err() -> Console:
    """The console for progress and notes."""
    return Console(file=sys.stderr, highlight=False, emoji=False, markup=False)


def safe(text: str) -> str:
    """`text` of the same length, without what a terminal would obey or cannot show."""
    return text.translate(_UNSAFE)


def one_line(text: str, width: int = 80) -> str:
    """The beginning of `text` on one line of at most `width` characters."""
    flat = " ".join(safe(text[: 8 * width]).split())
    return flat if len(flat) <= width else flat[: width - 1].rstrip() + "…"


def day(moment: datetime | None) -> str:
    """The date, or nothing."""
    return moment.date().isoformat() if moment else ""


def marked(text: str, spans: Iterable[tuple[int, int]], style: str = "bold reverse") -> Text:
    """`text` with the characters of `spans` (start, end) in `style`."""
    shown = Text(safe(text))
    for start, end in spans:
        shown.stylize(style, start, end)
    return shown


def amount(number: int, noun: str) -> str:
    """`1 comment`, `12,000 comments`, `2 replies`."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"
