"""Mail: mbox files (mboxrd, mboxo; months of pipermail with their "foo at bar"), maildir folders, and single messages (.eml).

Kept are text with its quotes, author (the name; the address as given goes to `address` in `meta`), time, subject, the ids that
References and In-Reply-To name, the address in an archive, and in `meta` who is quoted, signature, footer and name of the list,
and the names of attachments. Messages that stand in others (digests, what was forwarded whole) are messages like others, at the
place of the outer one. Dropped are attachments themselves, HTML where the same stands as plain text, recipients, the way a
message took, and all other header fields; of a time its zone, after it was reckoned in. What Outlook puts below an answer
without marks is marked as a quote. Mail that was marked as deleted, but is there, is read.

A source is read twice: first the ids, for the threads (see mail_threads.py), then the messages.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.json_rows import BadRow
from ingest.models import Discussion
from ingest.opening import open_bytes
from ingest.readers.format import Format, Found, Item, Options, in_pieces, rejected
from ingest.readers.ids import discussion_id
from ingest.readers.mail_boxes import Raw, Style, begins_mbox, messages, quoting, unquoted, whole
from ingest.readers.mail_digests import with_enclosed
from ingest.readers.mail_headers import fields
from ingest.readers.mail_message import KIND, head_of, identity, post
from ingest.readers.mail_threads import Threads

_PARTS = ("cur", "new")
_NEEDED = ("from", "date")
_ENOUGH = frozenset(("message-id", "subject", "received", "to", "return-path", "mime-version"))

Messages = Callable[[], Iterator[Raw]]


def detect_mbox(path: Path, head: bytes) -> str | None:
    """Say whether a file begins with a "From " line that ends in a time, and header fields."""
    if path.is_dir() or not begins_mbox(head):
        return None
    line = head.lstrip().split(b"\n", 1)[0]
    return "a month of pipermail ('From NAME at HOST')" if b" at " in line else "a 'From ' line, then header fields"


def detect_eml(path: Path, head: bytes) -> str | None:
    """Say whether a file begins with the header fields of a message."""
    if path.is_dir() or begins_mbox(head):
        return None
    top = head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").partition(b"\n\n")[0].rpartition(b"\n")
    lines = (top[0] or top[2]).split(b"\n")
    if not all(line[:1] in (b" ", b"\t") or b":" in line for line in lines):
        return None
    said = fields(top[0].decode("utf-8", "replace") + "\n" + top[2].decode("utf-8", "replace"))
    known = _ENOUGH & said.keys()
    return "header fields of a message" if all(name in said for name in _NEEDED) and known else None


def detect_maildir(path: Path, head: bytes) -> str | None:
    """Say whether a folder is a maildir."""
    is_maildir = not head and all((path / part).is_dir() for part in _PARTS)
    return "a folder with cur and new" if is_maildir else None


def files(path: Path) -> list[Path]:
    """List the messages of a maildir, and of the folders in it (whose names begin with a dot), in a fixed order."""
    folders = [path, *sorted(each for each in path.glob(".*") if (each / "cur").is_dir())]
    inner = (folder / part for folder in folders for part in _PARTS if (folder / part).is_dir())
    return [each for folder in inner for each in sorted(folder.iterdir()) if each.is_file()]


def read_mbox(found: Found, options: Options) -> Iterator[Item]:
    """Yield threads in pieces, and a Rejected for each message that cannot be read. Memory: see mail_threads.py."""

    def each() -> Iterator[Raw]:
        with open_bytes(found.path, options.limits) as stream:
            yield from messages(stream, options.limits.line)

    yield from in_pieces(_items(each, found, options), found)


def read_eml(found: Found, options: Options) -> Iterator[Item]:
    """Yield the thread of one message, or a Rejected."""
    yield from in_pieces(_items(lambda: _each_file([found.path], options), found, options), found)


def read_maildir(found: Found, options: Options) -> Iterator[Item]:
    """Yield threads in pieces, and a Rejected for each message that cannot be read."""
    names = files(found.path)
    yield from in_pieces(_items(lambda: _each_file(names, options), found, options), found)


def _each_file(names: list[Path], options: Options) -> Iterator[Raw]:
    start = 0
    for number, name in enumerate(names, start=1):
        with open_bytes(name, options.limits) as stream:
            raw = whole(stream, number, options.limits.line)
        yield raw._replace(start=start, end=start + raw.end)
        start += raw.end


class _Known:
    """What the first reading finds: threads, and the quoting of "From " lines."""

    def __init__(self) -> None:
        self.threads = Threads()
        self._styles: set[Style] = set()

    def take(self, raw: Raw) -> None:
        """Take a message; one without header fields is none."""
        self._styles.add(quoting(raw.data))
        try:
            head, _ = head_of(raw)
        except BadRow:
            return
        self.threads.add(head.key, head.named, head.about, identity(head))

    @property
    def style(self) -> Style:
        """The quoting of the file: one line that only mboxrd writes tells it."""
        return next((style for style in ("mboxrd", "mboxo") if style in self._styles), "")


def _items(each: Messages, found: Found, options: Options) -> Iterator[Item]:
    known = _Known()
    for raw in each():
        for message in with_enclosed(raw, options.limits.depth):
            known.take(message)
    style = known.style
    for raw in each():
        free = raw._replace(data=unquoted(raw.data, style))
        for message in with_enclosed(free, options.limits.depth):
            yield _item(message, known, found, options)


def _item(raw: Raw, known: _Known, found: Found, options: Options) -> Item:
    try:
        return _discussion(raw, known, options)
    except BadRow as error:
        return rejected(found, f"message {raw.number} (byte {raw.offset:,})", str(error))


def _discussion(raw: Raw, known: _Known, options: Options) -> Discussion:
    """A message as a discussion of one post. Raises BadRow."""
    head, body = head_of(raw)
    said = post(head, body, raw, options.limits, again=known.threads.has_other(head.key, identity(head)))
    root = known.threads.root(head.key)
    title = known.threads.title(root) or head.about.title or None
    return Discussion(discussion_id(KIND, root), (said,), title)


_FIELDS = "Message-ID, References, In-Reply-To, From, Date, Subject, Archived-At, List-Id, text parts"

MBOX = Format(
    name="mbox",
    summary="mbox files of mail, months of pipermail; packed too",
    fields=_FIELDS,
    version=2,
    detect=detect_mbox,
    read=read_mbox,
)
EML = Format(
    name="eml",
    summary="one message of mail in a file (.eml)",
    fields=_FIELDS,
    version=2,
    detect=detect_eml,
    read=read_eml,
)
MAILDIR = Format(
    name="maildir",
    summary="maildir folders: one message a file, in cur and new",
    fields=_FIELDS,
    version=2,
    detect=detect_maildir,
    read=read_maildir,
    files=files,
    folder=True,
)
