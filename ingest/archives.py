"""Archives (zip, tar, packed tar): each file in one is a source of its own, copied out when its turn comes."""

import lzma
import re
import shutil
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from stat import S_ISLNK
from typing import NamedTuple

from ingest.decoding import storable
from ingest.errors import UnreadableSource
from ingest.limits import LIMITS, Limits
from ingest.opening import Allowance, in_blocks, open_bytes
from ingest.tars import DamagedTar, Tar, is_tar

_ZIP = b"PK\x03\x04"
_DOCUMENTS = ("[Content_Types].xml", "mimetype")
_LONGEST_NAME = 60
_LEFT_OUT = "__MACOSX"
_Given = tuple[str, bool, Iterator[bytes]]  # name, whether it is a file, what is in it
_ZIP_ERRORS = (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, lzma.LZMAError, EOFError, ValueError)


class _DamagedMember(Exception):
    """One member cannot be unpacked; others may."""


class Copy:
    """A temporary file or folder of this name, which goes when nothing refers to it any more."""

    def __init__(self, name: str) -> None:
        folder = tempfile.mkdtemp(prefix="rejoinder-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.path = Path(folder) / (PurePosixPath(name).name[-_LONGEST_NAME:] or "member")


class Member(NamedTuple):
    """A file in an archive, copied out; or why it is not."""

    name: str
    copy: Copy | None
    reason: str = ""


def is_archive(head: bytes) -> bool:
    """Whether a file with these first bytes, unpacked, is an archive."""
    return head.startswith(_ZIP) or is_tar(head)


def members(path: Path, head: bytes, limits: Limits = LIMITS) -> Iterator[Member]:
    """Yield the files in an archive, in its order, each copied out when it is asked for; no folders and hidden files.

    A member that cannot be taken (its name leads out of the archive, it is a link, encrypted, damaged) has a reason. Raises
    OSError, EOFError and UnreadableSource for an archive that cannot be read on.
    """
    seen: set[str] = set()
    try:
        for name, is_file, content in _in_zip(path, limits) if head.startswith(_ZIP) else _in_tar(path, limits):
            shown = "/".join(part for part in storable(name).split("/") if part not in ("", "."))
            if reason := _refusal(name, shown in seen, is_file=is_file):
                yield Member(storable(name), None, reason)
            elif not _is_hidden(shown):
                seen.add(shown)
                yield _copied(shown, content)
    except DamagedTar as error:
        raise UnreadableSource(str(path), f"{error}; the rest of it was not read", "fetch it again") from None


def together(name: str, copies: Iterable[Copy]) -> Copy:
    """A folder of this name that these copies are moved into."""
    folder = Copy(name)
    folder.path.mkdir()
    for each in copies:
        each.path = each.path.rename(folder.path / each.path.name)
    return folder


def _copied(name: str, content: Iterator[bytes]) -> Member:
    try:
        copy = Copy(name)
        with copy.path.open("wb") as file:
            file.writelines(content)
        return Member(name, copy)
    except _DamagedMember as error:
        return Member(name, None, f"{error}; unpack it yourself, or fetch it again")


def _in_zip(path: Path, limits: Limits) -> Iterator[_Given]:
    try:
        archive = zipfile.ZipFile(path)
    except _ZIP_ERRORS as error:
        raise UnreadableSource(str(path), "its zip data is damaged or cut short", "fetch it again") from error
    with archive:
        if any(name in archive.NameToInfo for name in _DOCUMENTS):
            raise UnreadableSource(str(path), "it is an office document", "save its text as .txt, or its table as .csv")
        allowance, size = Allowance(str(path), limits), path.stat().st_size
        for info in archive.infolist():
            if not info.is_dir():
                yield info.filename, not S_ISLNK(info.external_attr >> 16), _unzipped(archive, info, allowance, size)


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowance: Allowance, size: int) -> Iterator[bytes]:
    """Raises _DamagedMember, and UnreadableSource when it is too much."""
    try:
        with archive.open(info) as stream:
            for block in in_blocks(stream):
                allowance.take(len(block), size)
                yield block
    except _ZIP_ERRORS as error:
        raise _DamagedMember(f"it cannot be unpacked ({error})") from error


def _in_tar(path: Path, limits: Limits) -> Iterator[_Given]:
    with open_bytes(path, limits) as stream:
        tar = Tar(stream)
        for entry in tar.entries():
            if not entry.is_folder:
                yield entry.name, entry.is_file, tar.content()


def _refusal(name: str, again: bool, *, is_file: bool) -> str:
    """Why a member is not read; empty when nothing keeps it from that."""
    if name.startswith(("/", "\\")) or name[1:2] == ":" or ".." in re.split(r"[/\\]", name):
        return "its name leads out of the archive; unpack the archive yourself if you trust it"
    if not is_file:
        return "it is a link, a device or a file with holes; unpack the archive yourself if you trust it"
    return "a file before it has the same name; rename one of them" if again else ""


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == _LEFT_OUT for part in name.split("/"))
