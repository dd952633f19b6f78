"""Packed bytes, known by the first of them, unpacked as they are read: gzip, bzip2, xz and zstd."""

import bz2
import gzip
import lzma
import re
import zlib
from collections.abc import Callable
from typing import BinaryIO, NamedTuple, Protocol

import zstandard

WINDOW = 1 << 31
"""Bytes that a zstd frame may refer back to: as many as Reddit's monthly dumps do."""

LONGEST_MARK = 16

_PACKED_AT_ONCE = 1 << 12  # of zstd; at its highest ratio they make 128 MB


class Content(Protocol):
    """What was packed, to be read from its beginning to its end."""

    def read1(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end; raises EOFError when there should be more."""

    def close(self) -> None:
        """Let go of it; the packed stream stays open."""


class Packing(NamedTuple):
    """One way of packing: its name, how its bytes begin, and a reader of what was packed."""

    name: str
    mark: re.Pattern[bytes]
    unpack: Callable[[BinaryIO], Content]


def packing(head: bytes) -> Packing | None:
    """How something with these first bytes is packed, if it is."""
    return next((each for each in _PACKINGS if each.mark.match(head)), None)


def is_damage(error: Exception) -> bool:
    """Whether an error in reading says that the packed data is damaged or cut short (and not, say, that the disk is)."""
    packed = EOFError | zlib.error | lzma.LZMAError | zstandard.ZstdError
    return isinstance(error, packed) or (isinstance(error, OSError) and error.errno is None)  # so does bz2 say it


class _Zstd:
    """Content of zstd frames; zstandard's own reader takes a frame that is cut short for a whole one."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._context = zstandard.ZstdDecompressor(max_window_size=WINDOW)
        self._frame = self._context.decompressobj()
        self._packed = b""
        self._left = memoryview(b"")
        self._begun = False

    def read1(self, size: int, /) -> bytes:
        """At most `size` bytes, none at the end."""
        while not self._left and (packed := self._packed or self._raw.read(_PACKED_AT_ONCE)):
            self._unpack(packed)
        if not self._left and self._begun:
            raise EOFError("a zstd frame is cut short")
        given, self._left = self._left[:size], self._left[size:]
        return bytes(given)

    def close(self) -> None:
        """Let go of what is left."""
        self._left = memoryview(b"")

    def _unpack(self, packed: bytes) -> None:
        """Unpack one frame's share of `packed`."""
        self._left = memoryview(self._frame.decompress(packed))
        self._begun, self._packed = not self._frame.eof, self._frame.unused_data
        if not self._begun:
            self._frame = self._context.decompressobj()


_PACKINGS = (
    Packing("gzip", re.compile(rb"\x1f\x8b\x08"), lambda raw: gzip.GzipFile(fileobj=raw, mode="rb")),
    Packing("bzip2", re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), bz2.BZ2File),
    Packing("xz", re.compile(rb"\xfd7zXZ\0"), lzma.LZMAFile),
    Packing("zstd", re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), _Zstd),
)
