"""Opening a file for reading: packed ones unpacked on the way, and no further than the limits allow."""

import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, BinaryIO

from ingest.errors import UnreadableSource
from ingest.limits import LIMITS, Limits
from ingest.unpacking import LONGEST_MARK, Packing, is_damage, packing

READ_ERRORS = (OSError, EOFError)
_BUFFER = 1 << 18


def open_bytes(path: Path, limits: Limits = LIMITS) -> io.BufferedReader:
    """Open a file as bytes; one packed with gzip, bzip2, xz or zstd, known by its content, is unpacked as it is read.

    Raises OSError; reading raises OSError, EOFError for data that is damaged or cut short, UnreadableSource for what unpacks to
    more than the limits allow. What is packed twice is unpacked once.
    """
    raw = path.open("rb")
    try:
        packed = packing(raw.read(LONGEST_MARK))
        raw.seek(0)
        return raw if packed is None else io.BufferedReader(_Unpacked(path, raw, packed, limits), _BUFFER)
    except BaseException:
        raw.close()
        raise


def fingerprint(paths: list[Path]) -> tuple[str, int]:
    """SHA-256 in hexadecimal and number of bytes of these files as they lie on disk; more than one are hashed with their names."""
    digest, size = sha256(), 0
    for path in paths:
        if len(paths) > 1:
            digest.update(f"{path.name}\0{path.stat().st_size}\0".encode("utf-8", "surrogateescape"))
        with path.open("rb") as stream:
            for block in in_blocks(stream):
                digest.update(block)
                size += len(block)
    return digest.hexdigest(), size


def in_blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """What is left of a stream, in order, a quarter of a megabyte at once."""
    while block := stream.read(_BUFFER):
        yield block


def in_words(error: Exception) -> str:
    """What went wrong when a file was read, in one line without its path."""
    if isinstance(error, FileNotFoundError):
        return "it is not there (any more)"
    if isinstance(error, PermissionError):
        return "it may not be read by this user"
    if isinstance(error, EOFError):
        return "its packed data is damaged or cut short"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


class Allowance:
    """How much may be unpacked from a packed source: see `ratio`, `free` and `total` in Limits."""

    def __init__(self, path: str, limits: Limits) -> None:
        self._path, self._limits = path, limits
        self._size = 0

    def take(self, size: int, packed: int) -> None:
        """Count `size` more bytes, out of `packed` in all so far. Raises UnreadableSource when that is too much."""
        self._size += size
        allowed = min(self._limits.ratio * packed, self._limits.total)
        if self._size > self._limits.free and self._size > allowed:
            problem = f"it unpacks to more than {allowed:,} bytes, as a decompression bomb does"
            raise UnreadableSource(self._path, problem, "unpack it yourself first if you trust it")


class _Unpacked(io.RawIOBase):
    """The content of a packed file; raises UnreadableSource when it grows past the limits."""

    def __init__(self, path: Path, raw: BinaryIO, packed: Packing, limits: Limits) -> None:
        super().__init__()
        self._raw = raw
        self._content = packed.unpack(raw)
        self._allowance = Allowance(str(path), limits)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # typeshed's name is private
        try:
            block = self._content.read1(len(buffer))  # no more than is there: nothing is lost when the rest is damaged
        except Exception as error:
            if is_damage(error):
                raise EOFError(str(error)) from error
            raise
        buffer[: len(block)] = block
        self._allowance.take(len(block), self._raw.tell())
        return len(block)

    def close(self) -> None:
        self._content.close()
        self._raw.close()
        super().close()
