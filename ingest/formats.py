"""The table of formats: what a source is, found out from its content, and reading it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.decoding import is_binary, is_marked
from ingest.errors import RejoinderError, UnreadableSource
from ingest.models import Rejected
from ingest.opening import READ_ERRORS, fingerprint, in_words, open_bytes
from ingest.paths import Named, expand, unreadable
from ingest.readers.convokit import CONVOKIT
from ingest.readers.format import Format, Found, Item, Options, unbroken
from ingest.readers.jsonl import JSONL
from ingest.readers.text_dump import TEXT

FORMATS: dict[str, Format] = {each.name: each for each in (CONVOKIT, JSONL, TEXT)}
"""By name, in the order in which they are asked whether a source is theirs: flat text takes what nothing else claims."""

_HEAD = 1 << 16
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", "save its text as .txt"),
    (b"PK\x03\x04", "a zip archive or office document", "unpack it, or save its text as .txt"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", "unpack it with zstd -d"),
    (b"\xfd7zXZ", "packed with xz", "unpack it with unxz"),
    (b"BZh", "packed with bzip2", "unpack it with bunzip2"),
    (b"SQLite format 3", "an SQLite database", "name the files that the archive was made from"),
    (b"<!doctype html", "a web page", "save the text of its comments as .txt"),
    (b"<html", "a web page", "save the text of its comments as .txt"),
    (b"<?xml", "an XML document", "convert it to JSON lines"),
)
_USUAL = Options()


class UnknownFormat(RejoinderError):
    """A format was asked for that is not in the table."""


def sources(paths: Sequence[Path | str], *, format_name: str | None = None) -> Iterator[Found | Rejected]:
    """Yield what can be read among these files, folders and patterns, in a fixed order; Rejected for what cannot.

    `format_name` overrules detection. Raises UnknownFormat.
    """
    asked = None if format_name in {None, "auto"} else _asked(str(format_name))
    for each in expand(paths, _is_export if asked is None or asked.folder else _never):
        yield each if isinstance(each, Rejected) else _found(each, asked)


def read(found: Found, options: Options = _USUAL) -> Iterator[Item]:
    """Yield the discussions of a source, long ones in pieces with one uid, and a Rejected for each record that cannot be read.

    A source that breaks off (it vanished, its packed data is damaged, it unpacks to too much) ends with a Rejected.
    """
    yield from unbroken(FORMATS[found.format].read(found, options), found)


def detect(path: Path, head: bytes) -> tuple[Format, str]:
    """Return the format of a file with these first (unpacked) bytes, or of a folder, and why. Raises UnreadableSource."""
    for each in FORMATS.values():
        if (why := each.detect(path, head)) is not None:
            return each, why
    if path.is_dir():
        raise UnreadableSource(str(path), "a folder that is no export", "see `rejoinder formats`")
    raise UnreadableSource(str(path), "a JSON document, not JSON lines", "write one object a line, as jq -c '.[]' does")


def _asked(name: str) -> Format:
    if name not in FORMATS:
        raise UnknownFormat(f"no format is called '{name}'", f"choose one of {', '.join(FORMATS)}, or auto")
    return FORMATS[name]


def _is_export(path: Path) -> bool:
    return any(each.folder and each.detect(path, b"") is not None for each in FORMATS.values())


def _never(path: Path) -> bool:
    return False


def _found(named: Named, asked: Format | None) -> Found | Rejected:
    path = named.path
    try:
        head = b"" if path.is_dir() else _head(path)
        known, why = (asked, "as asked for") if asked else detect(path, head)
        digest, size = fingerprint(known.files(path))
        return Found(path, named.name, known.name, why, digest, size)
    except READ_ERRORS as error:
        return unreadable(path, f"{in_words(error)}; look at the file, or leave it out")
    except UnreadableSource as error:
        return unreadable(path, error.reason)


def _head(path: Path) -> bytes:
    """First bytes of a file, unpacked, as UTF-8. Raises UnreadableSource when they show that nothing here can read it."""
    if not path.is_file():
        raise UnreadableSource(str(path), "neither a file nor a folder", "save its content as a file")
    with open_bytes(path) as stream:
        head = stream.read(_HEAD)
    if not head:
        raise UnreadableSource(str(path), "it is empty", "look whether it was saved completely")
    _refuse_foreign(path, head)
    return _in_utf8(head) if is_marked(head) else head


def _refuse_foreign(path: Path, head: bytes) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    for mark, what, cure in _FOREIGN:
        if start.startswith(mark.lower()):
            raise UnreadableSource(str(path), f"it is {what}", cure)
    if head[257:262] == b"ustar":
        raise UnreadableSource(str(path), "it is a tar archive", "unpack it with tar -x")
    if is_binary(head):
        raise UnreadableSource(
            str(path), "it is binary, no text", "save it as UTF-8 text if it is text in another form"
        )


def _in_utf8(head: bytes) -> bytes:
    encoding = "utf-32" if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")) else "utf-16"
    return head.decode(encoding, "replace").removeprefix("\ufeff").encode()
