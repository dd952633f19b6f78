"""Text of a message's bytes: what a charset says, where it is true."""

import codecs
from functools import lru_cache

from ingest.decoding import CP1252, REPLACED, decode, storable

_NO_TEXT = frozenset(("idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7", "mbcs", "oem"))
_SHIFTING = ("iso2022", "hz", "utf-16", "utf-32")
_LATIN = frozenset(("iso8859-1", "ascii"))
_BETWEEN = frozenset(range(0x80, 0xA0))


def in_charset(data: bytes, declared: str) -> tuple[str, tuple[str, ...]]:
    """Text and flags: UTF-8 when it is that, else the declared charset, else cp1252; NUL becomes U+FFFD.

    Charsets whose texts look like ASCII or hold NUL come before UTF-8. What claims to be Latin-1 is cp1252 where it has its
    typographic signs.
    """
    name = _codec(declared)
    if data.isascii() and b"\0" not in data and not name.startswith(_SHIFTING):
        return data.decode("ascii"), ()
    if name.startswith(_SHIFTING) and (text := _strictly(data, name)) is not None:
        return _flagged(text)
    if (text := _strictly(data, "utf-8")) is not None:
        return _flagged(text)
    if name not in _LATIN and name and (text := _strictly(data, name)) is not None:
        return _flagged(text)
    if name in _LATIN and not _BETWEEN.intersection(data):
        return _flagged(data.decode("latin-1"))
    text, flags = decode(data)
    return text, flags or (CP1252,)


def _flagged(text: str) -> tuple[str, tuple[str, ...]]:
    clean = storable(text)
    return clean, (() if clean == text else (REPLACED,))


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None


@lru_cache(maxsize=256)
def _codec(declared: str) -> str:
    """Python's name of a charset; "" for what it does not know, or what is none."""
    try:
        found = codecs.lookup(declared[:60].strip() or "utf-8")
        bytes(4).decode(found.name, "replace")  # codecs that make no text of bytes raise here
    except (LookupError, ValueError, UnicodeError):
        return ""
    return "" if found.name.replace("_", "-") in _NO_TEXT else found.name
