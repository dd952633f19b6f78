"""The parts of a message (MIME): its text, and the names of what is attached. Nothing in it can raise, or nest the stack."""

import binascii
import re
from typing import NamedTuple

from ingest.decoding import decode, is_binary
from ingest.markup import plain
from ingest.readers.mail_charsets import in_charset
from ingest.readers.mail_flowed import unflowed
from ingest.readers.mail_headers import Fields, fields, file_name, parameters, words

MESSAGE = "message/rfc822"
"""The kind of a part that is a message, and of each part of a multipart/digest that names none (RFC 2046, section 5.1.5)."""

_MOST = 1000  # parts
_MOST_COPIED = 1 << 27  # bytes: each level of parts copies what is in it
_WRITTEN = frozenset(("", "text", "text/plain", "text/html", "text/enriched", "text/richtext", "plain"))
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]|=[^=\s]|[^\s][ \t]+[^\s]")
_PAGE = re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z!/]")
_ENRICHED = re.compile(r"<(?!<)[^<>\n]{1,60}>")


class Content(NamedTuple):
    """What a message says: its text, the names of what is attached (its kind where it has no name), and flags."""

    text: str
    attached: tuple[str, ...]
    flags: tuple[str, ...]


class _Part(NamedTuple):
    """A part that holds no others; `choice` numbers the multipart/alternative that it is in, 0 for none."""

    said: Fields
    data: bytes
    kind: str
    choice: int


def content(said: Fields, data: bytes, deepest: int) -> Content:
    """Return the text of a message's body; of alternatives that as plain text. Parts nested deeper than `deepest` are left out."""
    flags: list[str] = []
    parts = _parts(said, data, deepest, flags)
    written = [part for part in parts if _is_written(part)]
    texts = [(part, _text(part, flags)) for part in written]
    chosen = {part.choice for part, text in texts if part.choice and part.kind != "text/html" and text.strip()}
    kept = [text for part, text in texts if part.kind != "text/html" or part.choice not in chosen]
    attached = [_name(part) for part in parts if not _is_written(part)]
    return Content("\n\n".join(text.strip("\n") for text in kept if text.strip()), tuple(attached), tuple(flags))


def messages_in(said: Fields, data: bytes, deepest: int) -> list[bytes]:
    """Return the messages that a body's parts are, whole, in order: forwarded ones, and those of a digest."""
    parts = _parts(said, data, deepest, [])
    return [_decoded(part, []).lstrip(b"\n") for part in parts if part.kind == MESSAGE]


def _parts(said: Fields, data: bytes, deepest: int, flags: list[str]) -> list[_Part]:
    waiting = [(said, data, 0, 0)]
    found: list[_Part] = []
    choices = 0
    while waiting and len(found) < _MOST:
        said, data, depth, choice = waiting.pop()
        kind, named = parameters(said.get("content-type", ""))
        inner = _inner(data, named.get("boundary", "")) if kind.startswith("multipart/") else None
        if inner is None:
            found.append(_Part(said, data, "" if kind.startswith("multipart/") else kind, choice))
        elif depth >= deepest or depth * len(data) > _MOST_COPIED:
            flags.append("parts nested too deeply left out")
        else:
            choices += kind == "multipart/alternative"
            choice = choice or (choices if kind == "multipart/alternative" else 0)
            usual = {"content-type": MESSAGE} if kind == "multipart/digest" else {}
            waiting += [({**usual, **own}, part, depth + 1, choice) for own, part in reversed(inner)]
    if waiting:
        flags.append("parts left out")
    return found


def _inner(data: bytes, boundary: str) -> list[tuple[Fields, bytes]] | None:
    """The parts between the boundaries, the last one perhaps cut short; None where there is no boundary."""
    mark = b"\n--" + boundary.encode("utf-8", "replace")
    pieces = (b"\n" + data).split(mark, _MOST) if boundary else []
    if len(pieces) < 2:
        return None
    found: list[bytes] = []
    for piece in pieces[1:]:
        line, _, rest = piece.partition(b"\n")
        if line.startswith(b"--") and not line[2:].strip():
            break
        if line.strip() and found:  # the boundary of other parts begins like this one
            found[-1] += mark + piece
        else:
            found.append(rest)
    return [_headed(each) for each in found]


def _headed(data: bytes) -> tuple[Fields, bytes]:
    if data.startswith(b"\n"):
        return {}, data[1:]
    head, _, body = data.partition(b"\n\n")
    return fields(decode(head)[0]), body


def _is_written(part: _Part) -> bool:
    """Whether a part is what the author wrote, and not a file."""
    if part.kind not in _WRITTEN and "/" in part.kind:
        return False
    disposition, named = parameters(part.said.get("content-disposition", ""))
    return disposition != "attachment" and "filename" not in named and "filename*" not in named


def _name(part: _Part) -> str:
    named = file_name(*(parameters(part.said.get(each, ""))[1] for each in ("content-disposition", "content-type")))
    if named is None and part.kind == MESSAGE:
        head = fields(decode(part.data.partition(b"\n\n")[0])[0])
        named = f"message: {words(head.get('subject', ''))}"[:200]
    return named or part.kind


def _text(part: _Part, flags: list[str]) -> str:
    _, named = parameters(part.said.get("content-type", "")) if part.kind else ("", {})
    data = _decoded(part, flags)
    text, said = in_charset(data, named.get("charset", ""))
    flags += [each for each in said if each not in flags]
    if part.kind == "text/html" and _TAG.search(text):
        return plain(text)
    if part.kind in ("text/enriched", "text/richtext"):
        return _ENRICHED.sub("", text)
    if _PAGE.match(text):
        return plain(text)
    if named.get("format", "").lower() == "flowed":
        return unflowed(text, joined=named.get("delsp", "").lower() == "yes")
    return text


def _decoded(part: _Part, flags: list[str]) -> bytes:
    """The bytes of a part as they were before they were made fit for sending; as they are where that was not done as said."""
    encoding = part.said.get("content-transfer-encoding", "").strip().lower()
    if encoding == "quoted-printable":
        return binascii.a2b_qp(part.data)
    if encoding != "base64" or not part.data.strip():
        return part.data
    other = _NO_BASE64.search(part.data)
    end = len(part.data) if other is None else part.data.rfind(b"\n", 0, other.start() + 1) + 1
    packed, rest = part.data[:end], part.data[end:]
    try:
        decoded = binascii.a2b_base64(packed)
    except binascii.Error:
        decoded = b""
    if not decoded or is_binary(decoded[:1000]):
        flags.append("no base64, though it says so")
        return part.data
    if not rest.strip():
        return decoded.replace(b"\r\n", b"\n")
    return decoded.replace(b"\r\n", b"\n") + b"\n\n" + rest  # what a list adds to it in plain text
