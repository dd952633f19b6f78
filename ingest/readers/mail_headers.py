"""Header fields of a message, as real ones are: unfolded, encoded words read, and nothing in them that can raise."""

import binascii
import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import unquote

from ingest.decoding import storable
from ingest.limits import LIMITS
from ingest.readers.mail_charsets import in_charset

Fields = Mapping[str, str]

_ENCODED = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]{0,10000})\?=(?:\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?))?")
_ID = re.compile(r"<([^<>]+)>")
_NAME_AND_ADDRESS = re.compile(r"(?P<name>[^<]*)<(?P<address>[^<>]*)>")
_COMMENT = re.compile(r"(?P<address>[^()]*)\((?P<name>.*)\)\s*\Z")
_BARE = re.compile(r"(?P<name>.*?)\s+(?P<address>\S+@\S+)\s*\Z")
_VIA = re.compile(r"\s+via\s+\S.*\Z")
_PARAMETER = re.compile(r';\s*([\w.*-]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))')
_MOST = 50  # references that are followed, with the first one


class Sender(NamedTuple):
    """Who wrote a message: a name, or the address where there is none; and the address as it is given."""

    name: str | None
    address: str | None


def fields(head: str) -> dict[str, str]:
    """The header fields of a message by their names in lower case, unfolded; of several of one name the first."""
    if "\n " in head or "\n\t" in head:
        head = head.replace("\n\t", " ").replace("\n ", " ")
    pairs = [line.partition(":") for line in reversed(head.split("\n"))]
    return {name.strip().lower(): value.strip() for name, colon, value in pairs if colon}


def words(value: str) -> str:
    """A field with its encoded words read (RFC 2047), in one line; those that cannot be read stay as they are."""
    if "=?" in value:
        value = storable(_join_encoded(value))
    return " ".join(value.split())


def message_id(said: Fields) -> str | None:
    """The message's own id, without its brackets."""
    found = _ids(said.get("message-id", ""))
    return found[0] if found else None


def references(said: Fields, own: str | None) -> list[str]:
    """Ids of the messages that this one answers, the root first and the parent last; never its own, and at most 51 of them."""
    found = _ids(said.get("references", "")) or _ids(said.get("in-reply-to", ""))[:1]
    if len(found) > 1 or own in found:
        found = [each for each in dict.fromkeys(reversed(found)) if each != own][::-1]
    return found if len(found) <= _MOST else [found[0], *found[-_MOST:]]


def sender(said: Fields) -> Sender:
    """Who wrote the message: `Name <address>`, `address (Name)`, pipermail's `foo at bar (Name)`, or either alone."""
    return _sender((said.get("from") or said.get("sender") or "")[:1000], "list-id" in said)


@lru_cache(maxsize=4096)
def _sender(given: str, by_list: bool) -> Sender:
    name, address = _name_and_address(given)
    if address and by_list:
        # lists write this in the place of authors whose domains forbid to send in their names
        name = _VIA.sub("", name)
    name, address = words(name.strip().strip("\"'")), words(address)
    return Sender(name or address or None, address or None)


def parameters(value: str) -> tuple[str, Fields]:
    """The kind that a Content-Type or -Disposition names, in lower case, and its parameters; of one name the first counts."""
    return _parameters(value[:10_000])


@lru_cache(maxsize=1024)
def _parameters(value: str) -> tuple[str, Fields]:
    kind = value.partition(";")[0].strip().lower()
    found: dict[str, str] = {}
    for name, quoted, plain in _PARAMETER.findall(value):
        found.setdefault(name.lower(), quoted.replace("\\", "") if quoted else plain)
    return kind, found


def file_name(*said: Mapping[str, str]) -> str | None:
    """What the parameters call a file."""
    for each in said:
        for name in ("filename", "name", "filename*", "name*", "filename*0", "filename*0*"):
            if given := each.get(name):
                return words(unquote(given.rpartition("''")[2]) if name.endswith("*") else given)[:200]
    return None


def _ids(value: str) -> list[str]:
    found = _ID.findall(value)
    if not found and value:
        found = [each for each in value.split() if "@" in each]
    return [own for each in found if (own := _id(each))]


def _id(own: str) -> str:
    if " " in own or "\t" in own:
        own = "".join(own.replace(" at ", "@").split())
    if len(own) <= LIMITS.id_length - 20:
        return own
    return f"{own[:40]}~{blake2b(own.encode(), digest_size=16).hexdigest()}"


def _name_and_address(given: str) -> tuple[str, str]:
    for shape in (_NAME_AND_ADDRESS, _COMMENT, _BARE):
        if (found := shape.match(given)) is not None:
            return found["name"], found["address"].strip()
    is_address = "@" in given or re.fullmatch(r"\s*\S+ at \S+\s*", given)
    return ("", given.strip()) if is_address else (given, "")


def _join_encoded(value: str) -> str:
    """Read encoded words; neighbours of one charset are read as one, as a character may be cut between them."""
    parts: list[str] = []
    charset, held, at = "", b"", 0
    for found in _ENCODED.finditer(value):
        data = _bytes_of(found[2], found[3])
        between = value[at : found.start()]
        name = found[1].partition("*")[0].lower()
        if data is None:
            data, name = found[0].encode("utf-8", "replace"), "utf-8"
        if between or name != charset:
            parts += [in_charset(held, charset)[0], between]
            charset, held = name, b""
        held += data
        at = found.end()
    return "".join([*parts, in_charset(held, charset)[0], value[at:]])


def _bytes_of(encoding: str, data: str) -> bytes | None:
    try:
        if encoding in "bB":
            return binascii.a2b_base64(data.encode("ascii") + b"==")
        return binascii.a2b_qp(data.encode("utf-8", "replace"), header=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
