"""Where output goes, and how text of strangers is made safe to print."""

import os
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime

from rich.console import Console
from rich.text import Text

_UNWRAPPED = 100_000  # columns
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_UNSEEN = "\N{DOTTED CIRCLE}"
# A terminal obeys control characters (in a comment they would move the cursor or set colours), cannot encode surrogates, shows
# what follows a direction override backwards, and shows nothing for text without width. Each is replaced by one character that
# is seen, so that spans stay where they are. A single joiner or direction mark belongs to its script, or to an emoji, and stays.
_UNSAFE = (
    dict.fromkeys([*range(32), *range(127, 160), *range(55296, 57344)], _REPLACEMENT)
    | {ord("\n"): "\n", ord("\t"): "\t", ord("\r"): " "}
    | dict.fromkeys([0x202A, 0x202D, 0x2066], "\N{RIGHTWARDS DASHED ARROW}")
    | dict.fromkeys([0x202B, 0x202E, 0x2067], "\N{LEFTWARDS DASHED ARROW}")
    | dict.fromkeys([0x202C, 0x2068, 0x2069], "\N{LEFT RIGHT ARROW}")
    | dict.fromkeys(
        [0x200B, *range(0x2060, 0x2065), 0xFEFF, 0x180E, 0x115F, 0x1160, 0x3164, *range(0xE0000, 0xE0080)], _UNSEEN
    )
)
_UNSEEN_RUN = re.compile("[\u00ad\u034f\u061c\u200c-\u200f\u206a-\u206f]{2,}")


def out() -> Console:
    """The console for results. In a file or a pipe nothing is wrapped, unless COLUMNS says where."""
    unwrapped = None if sys.stdout.isatty() or "COLUMNS" in os.environ else _UNWRAPPED
    return Console(file=sys.stdout, width=unwrapped, highlight=False, emoji=False, markup=False)


def err() -> Console:
    """The console for progress and notes."""
    return Console(file=sys.stderr, highlight=False, emoji=False, markup=False)


def safe(text: str) -> str:
    """`text` of the same length, without what a terminal would obey, hide or cannot show."""
    return _UNSEEN_RUN.sub(lambda run: _UNSEEN * len(run[0]), text.translate(_UNSAFE))


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
    return f"{number:,} {unit(number, noun)}"


def unit(number: int, noun: str) -> str:
    """What there is this number of: `comment`, `comments`, `replies`."""
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return noun if number == 1 else plural


def counted(counts: Mapping[str, int]) -> str:
    """`3 comments, 1 reply` of numbers by what they count, in the plural."""
    nouns = {each: each[:-3] + "y" if each.endswith("ies") else each[:-1] for each in counts}
    return ", ".join(amount(number, nouns[each]) for each, number in counts.items())
