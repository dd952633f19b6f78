"""One message as a post: what its header fields and its text say."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any, NamedTuple
from zlib import crc32

from ingest.decoding import FLAGS_KEY, decode
from ingest.json_rows import BadRow
from ingest.limits import Limits
from ingest.models import CommentId, Place, Post
from ingest.readers.ids import comment_id
from ingest.readers.mail_boxes import Raw
from ingest.readers.mail_dates import written_at
from ingest.readers.mail_headers import Fields, Sender, fields, message_id, references, sender, words
from ingest.readers.mail_parts import Content, content
from ingest.readers.mail_quotes import Apart, apart
from ingest.readers.mail_subjects import Subject, subject

KIND = "mail"

_LONGEST = 1 << 20  # characters of one message's text
_LONGEST_HEAD = 1 << 20  # bytes of header fields that are read
_MAIL = ("from", "date", "subject", "message-id", "sender")


class Head(NamedTuple):
    """What a message's header fields say of its place: `key` is its id, or what stands for one."""

    said: Fields
    own: str | None
    named: Sequence[str]
    about: Subject
    key: str
    flags: tuple[str, ...]


def head_of(raw: Raw) -> tuple[Head, bytes]:
    """The header fields of a message, and its body. Raises BadRow where there are none."""
    if raw.data.startswith(b"\n"):
        top, body = b"", raw.data[1:]
    else:
        top, _, body = raw.data.partition(b"\n\n")
    text, flags = decode(top[:_LONGEST_HEAD])
    said = fields(text)
    if not any(name in said for name in _MAIL):
        raise BadRow("no header field of a message (From, Date, Subject, Message-ID)", "look whether it is cut short")
    own = message_id(said)
    key = own or f"~{_hash('|'.join(said.get(name, '') for name in _MAIL))}"
    return Head(said, own, references(said, own), subject(words(said.get("subject", ""))), key, flags), body


def identity(head: Head) -> int:
    """What differs between two messages that were given one id by mistake, and not between two copies of one."""
    return crc32(f"{sender(head.said).name}|{head.said.get('date', '')}".encode())


def post(head: Head, body: bytes, raw: Raw, limits: Limits, *, again: bool) -> Post:
    """A message as a post; `again` says that its id is that of another one. Raises BadRow when its text is too long."""
    held = content(head.said, body, limits.depth)
    if len(held.text) > _LONGEST:
        raise BadRow(f"a text of more than {_LONGEST:,} characters", "leave it out, or send it as an attachment")
    parted = apart(held.text)
    who = sender(head.said)
    time, doubt = written_at(head.said.get("date", ""), head.said.get("received", ""), raw.envelope)
    flags = [*head.flags, *held.flags, *([doubt] if doubt else []), *(["message cut at the limit"] if raw.cut else [])]
    if again:
        flags.append("its Message-ID is another message's too")
    meta = _meta(head, held, parted, who)
    return Post(
        text=parted.text,
        places=(Place(raw.start, raw.end),),
        id=_own(head, again=again),
        parent=comment_id(KIND, head.named[-1]) if head.named else None,
        author=who.name,
        created_at=time,
        title=words(head.said.get("subject", ""))[:1000] or None,
        url=_address(head.said),
        root=not head.named and not head.about.reply and not parted.quoted and "\n>" not in f"\n{parted.text}",
        meta={**meta, FLAGS_KEY: list(dict.fromkeys(flags))} if flags else meta,
    )


def _own(head: Head, *, again: bool) -> CommentId | None:
    if head.own is None:
        return None
    return comment_id(KIND, f"{head.own}~{identity(head):08x}" if again else head.own)


def _meta(head: Head, held: Content, parted: Apart, who: Sender) -> dict[str, Any]:
    said: dict[str, Any] = {
        "address": who.address if who.address != who.name else None,
        "list": words(head.said.get("list-id", ""))[:300],
        "quoted": [{"author": author, "line": line} if author else {"line": line} for author, line in parted.quoted],
        "signature": parted.signature,
        "footer": parted.footer,
        "attachments": [*held.attached, *parted.attached],
    }
    return {name: value for name, value in said.items() if value}


def _address(said: Fields) -> str | None:
    """Where an archive says that the message stands."""
    given = said.get("archived-at", "").strip().strip("<>").strip()
    return given[:2000] if given.startswith(("https://", "http://")) else None


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
