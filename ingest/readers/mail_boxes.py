"""Where messages begin in an mbox, and what quoting its writer put before lines of text that begin with "From ".

Python's own `mailbox` takes every such line for the beginning of a message. Here it is one when it ends in a time, stands after a
blank line (or before a field that only mail has), and a header field follows.
"""

import io
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from ingest.decoding import decode

Style = Literal["mboxrd", "mboxo", ""]

_BLOCK = 1 << 20
_AHEAD = 2000  # bytes after a line that are looked at to judge it
_MARK = b"\nFrom "
_CANDIDATE = re.compile(
    rb"\nFrom (?:[^\n]{0,200}\d:\d\d[^\n]{0,200}|\S{1,200}[ \t]{0,9}\r?)\n(?:[!-9;-~]{1,100}:[ \t\r\n]|>From )"
)
_DATED = re.compile(rb"From [^\n]*?\d:\d\d[^\n]*\n")
_YEAR = re.compile(rb"\b(?:19|20)\d\d\b")
_LONE = re.compile(rb"From \S+[ \t]*\r?\n")
_FIELD = re.compile(rb"[!-9;-~]{1,100}:[ \t\r\n]|>From ")
_OF_MAIL = re.compile(
    rb"(?:from|date|received|return-path|message-id|subject|to|delivered-to|mime-version|content-type|x-[\w-]+):", re.I
)
_QUOTED_FROM = re.compile(rb"^(>+)From ", re.M)
_QUOTING = re.compile(rb">*")


class Raw(NamedTuple):
    """A message as it lies in a file: `data` without its "From " line (`envelope`), with line feeds only.

    `number` counts from 1, `offset` in bytes; `start` and `end` in code points of the decoded file. `cut` says that the message is
    longer than the limit, and only its beginning is here.
    """

    number: int
    offset: int
    start: int
    end: int
    envelope: str
    data: bytes
    cut: bool


def messages(stream: io.BufferedReader, limit: int) -> Iterator[Raw]:
    """Yield the messages of an mbox in order; at most `limit` bytes of one are held."""
    number = start = 0
    for offset, data, width, cut in _Cutter(stream, limit).pieces():
        if number or data.strip():
            number += 1
            yield _raw(number, offset, (start, start + width), data, cut=cut)
        start += width


def whole(stream: io.BufferedReader, number: int, limit: int) -> Raw:
    """The message that a file holds, without "From " line or with one."""
    data = stream.read(limit + 1)
    return _raw(number, 0, (0, _width(data)), data[:limit], cut=len(data) > limit)


def begins_mbox(head: bytes) -> bool:
    """Whether these first bytes begin with a message of an mbox."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    return _is_separator(b"\n\n" + start, 1)


def quoting(data: bytes) -> Style:
    """What the lines of a message tell of its writer: mboxrd puts a `>` before `>From ` too, mboxo only before `From `.

    Only a line with more than one `>` can tell: it is a quote in mboxo when the lines beside it are quoted as deeply.
    """
    if b">>From " not in data:
        return ""
    lines = data.split(b"\n")
    deep = [(n, _depth(line)) for n, line in enumerate(lines) if _is_deep(line)]
    if not deep:
        return ""
    return "mboxo" if all(_beside(lines, n) >= depth for n, depth in deep) else "mboxrd"


def unquoted(data: bytes, style: Style) -> bytes:
    """A message with `From ` where its writer put a `>` before it: see `quoting`.

    Of a file that does not tell, `>From ` is left alone where the lines beside it are quoted without a space as well.
    """
    if b">From " not in data:
        return data
    lines = data.split(b"\n")
    marked = [n for n, line in enumerate(lines) if line.startswith(b">") and _QUOTED_FROM.match(line)]
    for n in marked:
        if style == "mboxrd" or (_depth(lines[n]) == 1 and _beside(lines, n) == 0):
            lines[n] = lines[n][1:]
    return b"\n".join(lines)


class _Cutter:
    """Cuts a stream at its separators. What has been read and not been yielded is held, up to the limit."""

    def __init__(self, stream: io.BufferedReader, limit: int) -> None:
        self._stream, self._limit = stream, limit
        self._held, self._at = b"", 0
        self._kept, self._width, self._gone = (
            b"",
            0,
            0,
        )  # of a message that is too long: its beginning, and what was let go

    def pieces(self) -> Iterator[tuple[int, bytes, int, bool]]:
        """Yield offset in bytes, bytes (at most the limit), width in code points of all of it, and whether it was cut."""
        first = search = 0
        while True:
            block = self._stream.read(_BLOCK)
            self._held += block
            end = len(self._held) if not block else max(0, len(self._held) - _AHEAD)
            while (found := _separator(self._held, search, end)) is not None:
                yield self._piece(first, found)
                first, search = found, found
            if not block:
                yield self._piece(first, len(self._held))
                return
            self._held, self._at = self._held[first:], self._at + first
            first, search = 0, max(0, len(self._held) - _AHEAD - len(_MARK))
            if len(self._held) > self._limit + _AHEAD:
                search = self._let_go()

    def _piece(self, first: int, last: int) -> tuple[int, bytes, int, bool]:
        data = self._held[first:last]
        kept, width, offset = self._kept, self._width + _width(data), self._at + first - self._gone
        self._kept, self._width, self._gone = b"", 0, 0
        return offset, (kept or data)[: self._limit], width, bool(kept) or len(data) > self._limit

    def _let_go(self) -> int:
        """Keep the beginning of a message that is too long, and forget what follows but the last bytes; return where to search."""
        past = len(self._held) - _AHEAD
        self._kept = self._kept or self._held[: self._limit]
        self._width += _width(self._held[:past])
        self._gone += past
        self._held, self._at = self._held[past:], self._at + past
        return 0


def _separator(held: bytes, start: int, end: int) -> int | None:
    """Where the first message after `start` begins, when that is before `end`."""
    found = _CANDIDATE.search(held, start)
    while found is not None and found.start() < end:
        if _is_separator(held, found.start()):
            return found.start() + 1
        found = _CANDIDATE.search(held, found.start() + 1)
    return None


def _is_separator(held: bytes, at: int) -> bool:
    """Whether the line that follows the line feed at `at` is a separator."""
    after_blank = at == 0 or held[at - 1 : at] == b"\n" or held[max(0, at - 2) : at] == b"\n\r"
    line = held[at + 1 : held.find(b"\n", at + 1) + 1]
    following = held[at + 1 + len(line) : at + 1 + len(line) + 120]
    if len(line) < 1000 and _DATED.match(line) and _YEAR.search(line):
        return bool((_FIELD if after_blank else _OF_MAIL).match(following))
    return after_blank and bool(_LONE.match(line)) and bool(_OF_MAIL.match(following))


def _raw(number: int, offset: int, place: tuple[int, int], data: bytes, *, cut: bool) -> Raw:
    clean = data.removeprefix(b"\xef\xbb\xbf") if offset == 0 else data
    if b"\r\n" in clean:
        clean = clean.replace(b"\r\n", b"\n")
    if number == 1:
        clean = clean.lstrip(b"\n")
    envelope = b""
    if clean.startswith(b"From "):
        envelope, _, clean = clean.partition(b"\n")
    return Raw(number, offset, *place, envelope[:1000].decode("utf-8", "replace"), clean, cut)


def _width(data: bytes) -> int:
    """How many code points these bytes are, decoded line by line as every source is."""
    if data.isascii():
        return len(data)
    try:
        return len(data.decode("utf-8"))
    except UnicodeDecodeError:
        return sum(len(decode(line)[0]) + 1 for line in data.split(b"\n")) - 1


def _is_deep(line: bytes) -> bool:
    return line.startswith(b">>") and _QUOTED_FROM.match(line) is not None


def _depth(line: bytes) -> int:
    found = _QUOTING.match(line)
    return len(found.group()) if found else 0


def _beside(lines: list[bytes], n: int) -> int:
    """How deeply the lines before and after are quoted, the deeper of them; those that may be marked themselves do not count."""
    near = [lines[at] for at in (n - 1, n + 1) if 0 <= at < len(lines)]
    return max((_depth(line) for line in near if not _QUOTED_FROM.match(line)), default=0)
