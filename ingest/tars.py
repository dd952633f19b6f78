"""Tar archives read from front to back: ustar, old tar, GNU long names and pax names.

Python's own `tarfile` holds as much as a header says is its length and takes time quadratic in it; here a header has 64 KB at most.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_BLOCK = 512
_LONGEST_HEADER = 1 << 16
_READ_AT_ONCE = 1 << 18
_FILES = (b"0", b"\0", b"7")
_FOLDER, _LONG_NAME, _LONG_LINK, _PAX, _GLOBAL_PAX = b"5", b"L", b"K", b"x", b"g"
_SUM = slice(148, 156)


class DamagedTar(ValueError):
    """A tar archive that cannot be read on; the text says why."""


class Entry(NamedTuple):
    """A member: its name, and whether it is a file, a folder, or neither (a link, a device, a file with holes)."""

    name: str
    is_file: bool
    is_folder: bool


def is_tar(head: bytes) -> bool:
    """Whether a file with these first bytes is a tar archive: the sum of its header is right, mark or not."""
    return len(head) >= _BLOCK and _is_sound(head[:_BLOCK])


class Tar:
    """A tar archive being read: `content` gives the bytes of the entry that `entries` gave last."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._left = self._padding = 0

    def entries(self) -> Iterator[Entry]:
        """Yield entries in order. Raises DamagedTar, and what reading the stream raises."""
        said: dict[str, str] = {}
        while (header := self._next_header()) is not None:
            kind = header[156:157]
            if kind in (_LONG_NAME, _LONG_LINK, _PAX, _GLOBAL_PAX):
                said |= _said(kind, self._short_content())
                continue
            if "size" in said:
                self._begin(_number(said["size"].encode(), 10))
            name = said.get("path") or _own_name(header)
            is_folder = kind == _FOLDER or name.endswith("/")
            yield Entry(name, kind in _FILES and not is_folder, is_folder)
            said = {}

    def content(self) -> Iterator[bytes]:
        """Yield what is left of the entry, in order. Raises DamagedTar when the archive ends before it."""
        while self._left:
            block = self._stream.read(min(self._left, _READ_AT_ONCE))
            if not block:
                raise DamagedTar("it is cut short")
            self._left -= len(block)
            yield block

    def _next_header(self) -> bytes | None:
        """The header after the entry; None at the end."""
        for _ in self.content():
            pass
        self._stream.read(self._padding)
        header = self._stream.read(_BLOCK)
        if not any(header):
            return None
        if len(header) < _BLOCK or not _is_sound(header):
            raise DamagedTar("a header in it is damaged")
        self._begin(_number(header[124:136], 8))
        return header

    def _begin(self, size: int) -> None:
        self._left, self._padding = size, -size % _BLOCK

    def _short_content(self) -> bytes:
        if self._left > _LONGEST_HEADER:
            raise DamagedTar(f"a header in it is longer than {_LONGEST_HEADER:,} bytes")
        return b"".join(self.content())


def _said(kind: bytes, data: bytes) -> dict[str, str]:
    """What a header before a header says of the next entry."""
    if kind == _LONG_NAME:
        return {"path": _text(data)}
    return _pax(data) if kind == _PAX else {}


def _pax(data: bytes) -> dict[str, str]:
    """Records `LENGTH NAME=VALUE`, each with a line feed, the length being that of all of it."""
    said = {}
    while data:
        digits, space, _ = data.partition(b" ")
        length = _number(digits, 10)
        if not space or not len(digits) < length <= len(data):
            raise DamagedTar("a header in it is damaged")
        name, _, value = data[len(digits) + 1 : length - 1].partition(b"=")
        said[_text(name)] = _text(value)
        data = data[length:]
    return said


def _own_name(header: bytes) -> str:
    name, folder = _text(header[:100]), _text(header[345:500])
    return f"{folder}/{name}" if folder and header[257:263] == b"ustar\0" else name


def _text(data: bytes) -> str:
    return data.partition(b"\0")[0].decode("utf-8", "replace")


def _number(field: bytes, base: int) -> int:
    """A number as a header has it: digits, or in GNU's way for large ones. Raises DamagedTar."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    if len(digits) > 20 or digits.strip(b"0123456789"):
        raise DamagedTar("a number in a header of it is damaged")
    try:
        return int(digits or b"0", base)
    except ValueError:
        raise DamagedTar("a number in a header of it is damaged") from None


def _is_sound(header: bytes) -> bool:
    try:
        stated = _number(header[_SUM], 8)
    except DamagedTar:
        return False
    return stated == sum(header) - sum(header[_SUM]) + 8 * ord(" ") != 8 * ord(" ")
