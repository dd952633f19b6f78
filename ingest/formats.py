"""The table of formats: what a source is, found out from its content, and reading it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ingest.archives import Member, is_archive, members, together
from ingest.decoding import is_binary, is_marked, storable
from ingest.errors import RejoinderError, UnreadableSource
from ingest.models import Rejected
from ingest.opening import READ_ERRORS, fingerprint, in_words, open_bytes
from ingest.paths import Named, expand, unreadable
from ingest.readers.argdown import ARGDOWN
from ingest.readers.convokit import CONVOKIT
from ingest.readers.csv_table import CSV
from ingest.readers.discourse import DISCOURSE
from ingest.readers.format import Format, Found, Item, Options, unbroken
from ingest.readers.forum_magnum import FORUM_MAGNUM
from ingest.readers.github import GITHUB
from ingest.readers.hackernews import HACKERNEWS
from ingest.readers.json_array import JSON
from ingest.readers.jsonl import JSONL
from ingest.readers.mbox import EML, MAILDIR, MBOX
from ingest.readers.reddit import REDDIT
from ingest.readers.stackexchange import STACKEXCHANGE
from ingest.readers.text_dump import TEXT
from ingest.readers.web_page import PAGE
from ingest.unpacking import packing

FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        CONVOKIT,
        DISCOURSE,
        HACKERNEWS,
        REDDIT,
        GITHUB,
        STACKEXCHANGE,
        FORUM_MAGNUM,
        MBOX,
        MAILDIR,
        EML,
        ARGDOWN,
        JSON,
        JSONL,
        CSV,
        PAGE,
        TEXT,
    )
}
"""By name. Of several that take a source for theirs the one of the highest rank reads it, and of those the first."""

_HEAD = 1 << 16
_FOREIGN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", "save its text as .txt"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it with 7z x"),
    (b"Rar!\x1a\x07", "a rar archive", "unpack it with unrar x"),
    (b"\x04\x22\x4d\x18", "packed with lz4", "unpack it with lz4 -d"),
    (b"SQLite format 3", "an SQLite database", "name the files that the archive was made from"),
)
_UNCLAIMED: tuple[tuple[bytes, str, str], ...] = (
    (b"<!doctype html", "a web page", "save the text of its comments as .txt"),
    (b"<html", "a web page", "save the text of its comments as .txt"),
    (b"<?xml", "an XML document of no known form", "convert it to JSON lines"),
)
"""What is no flat text, though it is text, where no other format takes it."""

_RIVAL, _CHOICE = "; it may also be ", ": see --format"
_USUAL = Options()


class UnknownFormat(RejoinderError):
    """A format was asked for that is not in the table."""


def sources(paths: Sequence[Path | str], *, format_name: str | None = None) -> Iterator[Found | Rejected]:
    """Yield what can be read among these files, folders and patterns, in a fixed order; Rejected for what cannot.

    `format_name` overrules detection. Raises UnknownFormat.
    """
    asked = None if format_name in {None, "auto"} else _asked(str(format_name))
    for each in expand(paths, _is_export if asked is None or asked.folder else _never):
        if isinstance(each, Rejected):
            yield each
        else:
            yield from _sources_at(each, asked)


def read(found: Found, options: Options = _USUAL) -> Iterator[Item]:
    """Yield the discussions of a source, long ones in pieces with one uid, and a Rejected for each record that cannot be read.

    A source that breaks off (it vanished, its packed data is damaged, it unpacks to too much) ends with a Rejected.
    """
    yield from unbroken(FORMATS[found.format].read(found, options), found)


def detect(path: Path, head: bytes) -> tuple[Format, str]:
    """Return the format of a file with these first (unpacked) bytes, or of a folder, and why. Raises UnreadableSource.

    Where two formats of one rank take it for theirs, it says both.
    """
    claims = [(each, why) for each in FORMATS.values() if (why := each.detect(path, head)) is not None]
    chosen, why = max(claims, key=lambda claim: claim[0].rank, default=(None, ""))
    if path.is_dir() and chosen is None:
        raise UnreadableSource(str(path), "a folder that is no export", "see `rejoinder formats`")
    if chosen is None or chosen.rank == 0:
        _refuse(path, head, _UNCLAIMED)
    if chosen is None:  # flat text takes everything but JSON
        cure = "write one comment a line, as jq -c '.[]' does, or say --format and --map"
        raise UnreadableSource(str(path), f"a JSON document of no known form, {_beginning(head)}", cure)
    rivals = [f"{each.name} ({said})" for each, said in claims if each.rank == chosen.rank and each is not chosen]
    return chosen, why + "".join(f"{_RIVAL}{each}{_CHOICE}" for each in rivals)


def rivals_in(why: str) -> tuple[str, list[str]]:
    """What `detect` said without the formats that a source may also be of, and those, each with its reason."""
    own, *rivals = why.split(_RIVAL)
    return own, [each.removesuffix(_CHOICE) for each in rivals]


def _asked(name: str) -> Format:
    if name not in FORMATS:
        raise UnknownFormat(f"no format is called '{name}'", f"choose one of {', '.join(FORMATS)}, or auto")
    return FORMATS[name]


def _is_export(path: Path) -> bool:
    return any(each.folder and each.detect(path, b"") is not None for each in FORMATS.values())


def _never(path: Path) -> bool:
    return False


def _sources_at(named: Named, asked: Format | None) -> Iterator[Found | Rejected]:
    """Yield what a file, folder or archive gives."""
    try:
        head = b"" if named.path.is_dir() else _first_bytes(named.path)
        if is_archive(head):
            yield from _in_archive(named, head, asked)
        else:
            yield _found(named, head, asked)
    except READ_ERRORS as error:
        yield unreadable(named.path, f"{in_words(error)}; look at the file, or leave it out")
    except UnreadableSource as error:
        yield unreadable(named.path, error.reason)


def _in_archive(named: Named, head: bytes, asked: Format | None) -> Iterator[Found | Rejected]:
    """Yield what the files in an archive give, each of them copied out until the next one is asked for.

    Those that may be parts of an export that is a folder are held back to the end.
    """
    parts = {part for each in FORMATS.values() if asked in (None, each) for part in each.parts}
    held: dict[str, list[Member]] = {}
    empty = True
    for member in members(named.path, head):
        empty = False
        folder, _, own = member.name.rpartition("/")
        if own in parts and member.copy is not None:
            held.setdefault(folder, []).append(member)
        else:
            yield _from_archive(named, member, asked)
    for folder, group in held.items():
        yield from _from_folder(named, folder, group, asked)
    if empty:
        raise UnreadableSource(str(named.path), "an archive without files", "look whether it was saved completely")


def _from_folder(
    named: Named, folder: str, group: Sequence[Member], asked: Format | None
) -> Iterator[Found | Rejected]:
    """Yield the export that these files of a folder in an archive are; each by itself when they are none."""
    names = {PurePosixPath(member.name).name for member in group}
    if not any(each.parts[0] in names for each in FORMATS.values() if each.parts and asked in (None, each)):
        yield from (_from_archive(named, member, asked) for member in group)
        return
    copy = together(folder or named.path.stem, [member.copy for member in group if member.copy is not None])
    shown = f"{named.path}/{folder}".rstrip("/")
    found = _found(Named(copy.path, f"{named.name}/{folder}".rstrip("/")), b"", asked)
    yield replace(found, within=storable(shown), copy=copy)


def _from_archive(named: Named, member: Member, asked: Format | None) -> Found | Rejected:
    shown = f"{named.path}/{member.name}"
    if member.copy is None:
        return unreadable(shown, member.reason)
    try:
        head = _first_bytes(member.copy.path)
        if is_archive(head):
            return unreadable(shown, "an archive inside an archive; unpack the outer one, and name what is in it")
        found = _found(Named(member.copy.path, f"{named.name}/{member.name}"), head, asked)
        return replace(found, within=storable(shown), copy=member.copy)
    except READ_ERRORS as error:
        return unreadable(shown, f"{in_words(error)}; look at the file, or leave it out")
    except UnreadableSource as error:
        return unreadable(shown, error.reason)


def _found(named: Named, head: bytes, asked: Format | None) -> Found:
    """Raises UnreadableSource, OSError, EOFError."""
    path = named.path
    if not path.is_dir():
        _refuse_foreign(path, head)
    known, why = (asked, "as asked for") if asked else detect(path, _in_utf8(head) if is_marked(head) else head)
    digest, size = fingerprint(known.files(path))
    return Found(path, named.name, known.name, why, digest, size)


def _first_bytes(path: Path) -> bytes:
    """First bytes of a file, unpacked. Raises UnreadableSource when there are none."""
    if not path.is_file():
        raise UnreadableSource(str(path), "neither a file nor a folder", "save its content as a file")
    with open_bytes(path) as stream:
        head = stream.read(_HEAD)
    if not head:
        raise UnreadableSource(str(path), "it is empty", "look whether it was saved completely")
    return head


def _refuse_foreign(path: Path, head: bytes) -> None:
    """Raise UnreadableSource for what no format could be."""
    _refuse(path, head, _FOREIGN)
    if (again := packing(head)) is not None:
        raise UnreadableSource(str(path), f"it is packed twice, with {again.name} inside", "unpack it once")
    if is_binary(head):
        raise UnreadableSource(
            str(path), f"it is binary, no text, beginning with {head[:8]!r}", "save it as UTF-8 text if it is text"
        )


def _refuse(path: Path, head: bytes, marks: Sequence[tuple[bytes, str, str]]) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, what, cure in marks:
        if start[:64].lower().startswith(mark.lower()):
            raise UnreadableSource(str(path), f"it is {what}, {_beginning(start)}", cure)


def _beginning(head: bytes) -> str:
    """What a person would see at the beginning."""
    words = " ".join(head[:400].decode("utf-8", "replace").split())
    return f"beginning with {words[:60]!r}"


def _in_utf8(head: bytes) -> bytes:
    encoding = "utf-32" if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")) else "utf-16"
    return head.decode(encoding, "replace").removeprefix("\ufeff").encode()
