"""JSON documents that are not JSON lines: what they look like from their beginning, their records one by one, a small one whole.

A path names a place in a document: `data.comments.results` a field of a field of a field, `[].data` a field of each element of the
array that the document is, and the empty path the document itself.
"""

import codecs
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from ingest.decoding import CP1252, REPLACED, is_marked, storable
from ingest.errors import UnreadableSource
from ingest.json_rows import BadRow, parse
from ingest.limits import LIMITS, Limits
from ingest.opening import open_bytes
from ingest.readers.format import Found

# The last quotation mark of each begins a string that goes on behind the buffer.
_TOKEN = re.compile(r'\s*("(?:[^"\\]+|\\.)*+"|[{}\[\]:,"]|[^\s"{}\[\]:,]+)', re.DOTALL)
_BRACKET = re.compile(r'"(?:[^"\\]+|\\.)*+"|[{}\[\]"]', re.DOTALL)
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
_CHUNK = 1 << 18
_SHOWN_DEPTH = 6


class Shape(NamedTuple):
    """How a document begins: `{` or `[` (or neither), and the paths of the fields that are seen in its first bytes."""

    start: str
    paths: frozenset[str]


class Element(NamedTuple):
    """One record of a document: its number from 1, the path of its array, and its text, which is None when it is too long.

    `start` is its first character's place in the decoded source; `flags` say what was changed in decoding.
    """

    number: int
    path: str
    start: int
    text: str | None
    flags: tuple[str, ...]


def shape(head: bytes) -> Shape:
    """Return how a JSON document with these first bytes begins; of JSON lines, the first line. Never raises."""
    text = head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace").strip()
    if text[:1] not in ("{", "["):
        return Shape("", frozenset())
    where, paths = _Where(), set()
    for token in _TOKEN.finditer(text):
        if where.take(token[1]) and where.depth <= _SHOWN_DEPTH:
            paths.add(where.path())
        if where.depth < 1:
            break
    return Shape(text[0], frozenset(paths))


def elements(found: Found, arrays: Collection[str], limits: Limits = LIMITS) -> Iterator[Element]:
    """Yield the objects (and arrays) in the arrays at these paths, in order, whatever the size of the document.

    Several documents one after the other are read as one. Memory is bounded by `limits.line`, the longest record. Raises
    UnreadableSource where the document is broken off or no JSON, and what reading raises.
    """
    with open_bytes(found.path, limits) as stream, _decoded(stream) as source:
        buffer, where, number = _Buffer(found.shown, source, limits.line), _Where(), 0
        while (token := buffer.token()) is not None:
            if token in ("{", "[") and where.in_array and (path := where.path().removesuffix("[]")) in arrays:
                number += 1
                start, text = buffer.container()
                yield Element(number, path, start, *_clean(text))
            else:
                where.take(token)
            if where.depth < 0 or where.depth > limits.depth:
                raise buffer.broken(f"nested deeper than {limits.depth} levels" if where.depth > 0 else "not JSON")
        if where.depth:
            raise buffer.broken("cut short")


def document(found: Found, limits: Limits = LIMITS) -> tuple[Any, tuple[str, ...]]:
    """Return the value of a document that is held whole, and flags that say what was changed in decoding.

    Raises BadRow: longer than `limits.document`, or what `json_rows.parse` refuses; and what reading raises.
    """
    with open_bytes(found.path, limits) as stream, _decoded(stream) as source:
        text = source.read(limits.document + 1)
    if len(text) > limits.document:
        raise BadRow(f"a document longer than {limits.document:,} characters", "split it")
    clean, flags = _clean(text)
    value, replaced = parse(clean or "", replace(limits, values=limits.document_values))
    return value, (*flags, REPLACED) if replaced and REPLACED not in flags else flags


class _Where:
    """Where in a document a token stands: for each container around it its key, or None for an array."""

    def __init__(self) -> None:
        self.depth = 0
        self._keys: list[str | None] = []
        self._last = ""

    @property
    def in_array(self) -> bool:
        """Whether what comes is an element of an array."""
        return bool(self._keys) and self._keys[-1] is None

    def take(self, given: str) -> bool:
        """Take the next token; return whether it ended the name of a field."""
        if given in ("{", "["):
            self._keys.append("" if given == "{" else None)
            self.depth += 1
        elif given in ("}", "]"):
            self._keys[-1:] = []
            self.depth -= 1
        elif given == ":" and self._keys and self._keys[-1] is not None:
            self._keys[-1] = self._last.strip('"')
            return True
        else:
            self._last = given
        return False

    def path(self) -> str:
        """The path of the field, or of the element (ending in `[]`)."""
        return ".".join("[]" if key is None else key for key in self._keys).replace(".[]", "[]")


class _Buffer:
    """Text that is read as it is needed; what is behind `_at` is still to come."""

    def __init__(self, name: str, stream: io.TextIOWrapper, limit: int) -> None:
        self._name, self._stream, self._limit = name, stream, limit
        self._text, self._at, self._before = "", 0, 0

    def token(self) -> str | None:
        """The next token; None at the end. A container is not passed until it has been taken."""
        while (found := _TOKEN.match(self._text, self._at)) is None or found[1] == '"':
            if not self._more():
                if found is not None:
                    raise self.broken("cut short")
                return None
        self._at = found.end()
        return found[1]

    def container(self) -> tuple[int, str | None]:
        """Where the container whose bracket was the last token starts, and its text; None when that is too long."""
        self._at -= 1
        start = self._before + self._at
        parts: list[str] = []
        depth = size = 0
        while True:
            depth, end = self._balanced(depth)
            size += end - self._at
            parts = [*parts, self._text[self._at : end]] if size <= self._limit else []
            self._at = end
            if not depth:
                return start, "".join(parts) if size <= self._limit else None
            if not self._more():
                raise self.broken("cut short")

    def broken(self, how: str) -> UnreadableSource:
        """The error that says that the document cannot be read on from here."""
        place = f"the JSON document is {how} at character {self._before + self._at + 1:,}; the rest of it was not read"
        return UnreadableSource(self._name, place, "look whether it was saved completely")

    def _balanced(self, depth: int) -> tuple[int, int]:
        """The depth after as many tokens as are there, no further than the end of the container, and where they end."""
        for found in _BRACKET.finditer(self._text, self._at):
            given = found[0]
            if given in ("{", "["):
                depth += 1
            elif given in ("}", "]"):
                depth -= 1
                if not depth:
                    return 0, found.end()
            elif given == '"':
                return depth, found.start()
        return depth, len(self._text)

    def _more(self) -> bool:
        """Read on, at least as much as is left, so that a long text is not looked through again and again."""
        left = self._text[self._at :]
        if len(left) > self._limit:
            raise self.broken(f"with a text longer than {self._limit:,} characters")
        more = self._stream.read(max(_CHUNK, len(left)))
        self._before += self._at
        self._text, self._at = left + more, 0
        return bool(more)


def _decoded(stream: io.BufferedReader) -> io.TextIOWrapper:
    """Text of a stream; a byte that is not UTF-8 is a lone surrogate, which `_clean` takes for cp1252."""
    head = stream.peek(4)
    if is_marked(head):
        encoding = "utf-32" if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) else "utf-16"
        return io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    return io.TextIOWrapper(stream, "utf-8-sig", errors="surrogateescape", newline="")


def _clean(text: str | None) -> tuple[str | None, tuple[str, ...]]:
    """`text` as it can be stored, and flags that say what was changed."""
    if text is None or (text.isascii() and "\0" not in text):
        return text, ()
    western = _NOT_UTF8.sub(lambda byte: bytes([ord(byte[0]) - 0xDC00]).decode("cp1252", "replace"), text)
    clean = storable(western)
    return clean, (CP1252,) * (western != text) + (REPLACED,) * (clean != western)
