"""From bytes to text: encodings, lines with their places, and characters that no store can hold."""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from itertools import count
from typing import NamedTuple

FLAGS_KEY = "rejoinder_flags"
CP1252 = "cp1252"
REPLACED = "characters replaced"

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_CONTINUATION = bytes(range(0x80, 0xC0))
_CONTROLS = bytes({*range(9), *range(14, 32), 127} - {27})
_SKIPPED_AT_ONCE = 1 << 20


class Line(NamedTuple):
    """One line of a source, without its end; `text` is None when it is longer than the limit.

    `start` is its first character's place in the decoded source (in code points), `number` counts from 1, `flags` say what was
    changed in decoding, `ended` is false for a last line without a line feed.
    """

    number: int
    start: int
    text: str | None
    flags: tuple[str, ...]
    ended: bool


def lines(stream: io.BufferedReader, limit: int) -> Iterator[Line]:
    """Lines of `stream` in order: UTF-8, or UTF-16 and UTF-32 with their mark; a line that is neither is taken for cp1252.

    Only the line feed ends a line. A byte order mark is no part of the text. At most `limit` bytes are held at once.
    """
    encoding = next((name for mark, name in _BOMS if stream.peek(4).startswith(mark)), None)
    if encoding is None:
        yield from _lines(stream.readline, limit)
        return
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
    try:
        yield from _lines(lambda size: text.readline(size).encode("utf-8"), limit)
    finally:
        text.detach()


def decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    """Text of these bytes, and flags: UTF-8, else cp1252; NUL becomes U+FFFD."""
    try:
        text, flags = data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _flagged(data.decode("cp1252", "replace"), (CP1252,))
    return _flagged(text, flags) if "\0" in text else (text, flags)


def storable(text: str) -> str:
    """`text` with NUL and lone surrogates, which no store can hold, replaced by U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def is_marked(head: bytes) -> bool:
    """Whether these first bytes of a file carry a mark of UTF-16 or UTF-32."""
    return any(head.startswith(mark) for mark, _ in _BOMS)


def is_binary(head: bytes) -> bool:
    """Whether more than one byte in twenty (and more than two) of a file's first bytes is a control character."""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return not is_marked(head) and controls > max(2, len(head) // 20)


def _flagged(text: str, flags: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    clean = storable(text)
    return clean, (flags if clean == text else (*flags, REPLACED))


def _lines(readline: Callable[[int], bytes], limit: int) -> Iterator[Line]:
    """Lines from a function that gives a line, or its first n bytes, in UTF-8."""
    start = 0
    for number in count(1):
        data = readline(limit + 1)
        if not data:
            return
        if len(data) > limit and not data.endswith(b"\n"):
            yield Line(number, start, None, (), ended=True)
            start += _skip_line(readline, data)
            continue
        text, flags = decode(data.removeprefix(codecs.BOM_UTF8) if number == 1 else data)
        yield Line(number, start, text.removesuffix("\n"), flags, text.endswith("\n"))
        start += len(text)


def _skip_line(readline: Callable[[int], bytes], first: bytes) -> int:
    """Read the rest of a line away; return the number of code points of the whole line."""
    width, block = _width(first), first
    while block and not block.endswith(b"\n"):
        block = readline(_SKIPPED_AT_ONCE)
        width += _width(block)
    return width


def _width(data: bytes) -> int:
    return len(data.translate(None, _CONTINUATION))
