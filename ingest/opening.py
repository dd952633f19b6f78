"""Opening a file for reading: packed ones unpacked on the way, and no further than the limits allow."""

import gzip
import io
import zlib
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from ingest.errors import UnreadableSource
from ingest.limits import LIMITS, Limits

GZIP_MAGIC = b"\x1f\x8b"
READ_ERRORS = (OSError, EOFError, zlib.error)
_BUFFER = 1 << 18


def open_bytes(path: Path, limits: Limits = LIMITS) -> io.BufferedReader:
    """Open a file as bytes; a gzip file, known by its content, is unpacked as it is read.

    Raises OSError; reading raises OSError, EOFError or zlib.error for a damaged file, UnreadableSource for one that unpacks to
    more than the limits allow.
    """
    raw = path.open("rb")
    packed = raw.read(2) == GZIP_MAGIC
    raw.seek(0)
    return io.BufferedReader(_Unpacked(path, raw, limits), _BUFFER) if packed else raw


def fingerprint(paths: list[Path]) -> tuple[str, int]:
    """SHA-256 in hexadecimal and number of bytes of these files as they lie on disk; more than one are hashed with their names."""
    digest, size = sha256(), 0
    for path in paths:
        if len(paths) > 1:
            digest.update(f"{path.name}\0{path.stat().st_size}\0".encode("utf-8", "surrogateescape"))
        with path.open("rb") as stream:
            while block := stream.read(_BUFFER):
                digest.update(block)
                size += len(block)
    return digest.hexdigest(), size


def in_words(error: Exception) -> str:
    """What went wrong when a file was read, in one line without its path."""
    if isinstance(error, FileNotFoundError):
        return "it is not there (any more)"
    if isinstance(error, PermissionError):
        return "it may not be read by this user"
    if isinstance(error, EOFError | gzip.BadGzipFile | zlib.error):
        return "its gzip data is damaged or cut short"
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


class _Unpacked(io.RawIOBase):
    """The content of a gzip file; raises UnreadableSource when it grows past the limits."""

    def __init__(self, path: Path, raw: BinaryIO, limits: Limits) -> None:
        super().__init__()
        self._path, self._raw, self._limits = path, raw, limits
        self._content = gzip.GzipFile(fileobj=raw, mode="rb")
        self._size = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]  # typeshed's name is private
        count = self._content.readinto1(
            buffer
        )  # no more than is there, so that nothing is lost when the rest is damaged
        self._size += count
        self._check()
        return count

    def close(self) -> None:
        self._content.close()
        self._raw.close()
        super().close()

    def _check(self) -> None:
        allowed = self._limits.ratio * self._raw.tell()
        if self._size > self._limits.free and self._size > min(allowed, self._limits.total):
            problem = (
                f"it unpacks to more than {min(allowed, self._limits.total):,} bytes, as a decompression bomb does"
            )
            raise UnreadableSource(str(self._path), problem, "unpack it with gunzip first if you trust it")
