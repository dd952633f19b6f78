"""Rows as both stores keep them: plain values, with a digest beside them that tells a damaged row."""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from graph.arguments import Placement, Position, PositionId
from graph.digest import DerivedPart, Row, row_digest, timestamp
from graph.models import Correction, DiscussionRow, LedgerRow, Parentage, Passage, Reply, Stance
from graph.storage.derived_parts import Attack, StoredDone, StoredObjection, StoredResponse
from ingest.models import Comment, CommentId, Occurrence, Quote, Source

Value = str | int | float | bytes | None
Values = dict[str, Value]
Stored = TypeVar("Stored", bound=Row | LedgerRow | DerivedPart)

ROW_KINDS: dict[str, type[Row]] = {
    "source": Source,
    "discussion": DiscussionRow,
    "comment": Comment,
    "occurrence": Occurrence,
    "quote": Quote,
    "reply": Reply,
    "parentage": Parentage,
    "stance": Stance,
    "correction": Correction,
}
DERIVED_KINDS: dict[str, type[DerivedPart]] = {  # and claims: see graph/storage/claim_rows.py
    "position": Position,
    "placement": Placement,
    "objection": StoredObjection,
    "attack": Attack,
    "response": StoredResponse,
    "done": StoredDone,
}
ALL_KINDS = (*ROW_KINDS, "passage", "keyring", "ledger", "claim", *DERIVED_KINDS)

_Candidates = tuple[tuple[CommentId | None, float], ...]  # of a Parentage
_Cues = tuple[tuple[int, int, str], ...]  # of a Stance
_Positions = tuple[PositionId, ...]  # of a Position
_Terms = tuple[tuple[str, float], ...]  # of an objection

_UNSAFE = re.compile("[\0\x1a\ud800-\udfff]")
_ESCAPED = re.compile("\x1a([0-9a-f]{4})")


def escape(text: str) -> str:
    r"""Write NUL, lone surrogates and U+001A as U+001A and four hexadecimal digits; other text stays as it is.

    No store takes a lone surrogate, and NUL ends a text for some of SQLite's functions. escape(a + b) == escape(a) + escape(b), so
    prefixes are kept; the order of texts is kept but for those characters.
    """
    return text if text.isprintable() else _UNSAFE.sub(lambda found: f"\x1a{ord(found.group()):04x}", text)


def unescape(text: str) -> str:
    """Read what `escape` wrote."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\x1a" in text else text


def pack(row: Row | LedgerRow | DerivedPart) -> Values:
    """Turn a row into plain values by field name, and `row_digest`."""
    exact = _exact(row)
    packed = {name: write(getattr(exact, name)) for name, write, _ in _CODECS[type(row)]}
    packed["row_digest"] = digest_of(exact)
    return packed


def unpack(kind: type[Stored], values: Sequence[Any]) -> Stored:
    """Make a row from plain values in the order of its fields, whatever follows. Raises ValueError or TypeError if damaged."""
    return kind(*(read(value) for (_, _, read), value in zip(_CODECS[kind], values, strict=False)))


def digest_of(row: Row | LedgerRow | DerivedPart) -> str:
    """32 hexadecimal digits over the content of the row."""
    return hash_of(json.dumps(asdict(row), sort_keys=True)) if isinstance(row, LedgerRow) else row_digest(row)


def stored_digest(kind: type[Row | LedgerRow | DerivedPart], values: Sequence[Any]) -> str:
    """Return the digest that was stored behind the fields of a row."""
    return str(values[len(_CODECS[kind])])


def pack_passage(passage: Passage) -> Values:
    """Plain values of a passage: the vector as little-endian float32 bytes, and a `uid` that is the same in every store."""
    place = json.dumps([passage.comment, passage.fingerprint, passage.start])
    packed: Values = {
        "uid": hash_of(place),
        "comment": escape(passage.comment),
        "start": passage.start,
        "end": passage.end,
    }
    packed |= {"fingerprint": escape(passage.fingerprint), "vector": vector_bytes(passage.vector)}
    return packed | {"row_digest": passage_digest(passage)}


def unpack_passage(values: Sequence[Any]) -> Passage:
    """Make a passage from (comment, start, end, fingerprint, vector); its vector is read-only."""
    comment, start, end, fingerprint, vector = values[:5]
    numbers = np.frombuffer(vector, dtype="<f4").astype(np.float32, copy=False)
    return Passage(CommentId(unescape(comment)), start, end, unescape(fingerprint), numbers)


def passage_digest(passage: Passage) -> str:
    """32 hexadecimal digits over the place, the embedder and the exact bits of the vector."""
    place = json.dumps([passage.comment, passage.start, passage.end, passage.fingerprint])
    return hash_of(place, vector_bytes(passage.vector))


def keys_digest(comment: str, keys: Collection[int]) -> str:
    """32 hexadecimal digits over a comment's keys."""
    return hash_of(json.dumps([comment, *sorted(keys)]))


def author_uid(name: str) -> str:
    """Return an id of bounded length for a name of any length."""
    return hash_of(json.dumps(name))


def vector_bytes(vector: NDArray[np.float32]) -> bytes:
    """Return little-endian float32 bytes."""
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def hash_of(text: str, more: bytes = b"") -> str:
    """32 hexadecimal digits over an ASCII text and bytes."""
    return blake2b(text.encode("ascii") + b"\0" + more, digest_size=16).hexdigest()


def _exact(row: Any) -> Any:  # noqa: ANN401  (any row gives a row of its own kind)
    """Make an int in a float field a float, as the store gives it back, or the digest would change on the way."""
    if isinstance(row, Parentage):
        return replace(row, candidates=tuple((parent, float(likely)) for parent, likely in row.candidates))
    loose = {name: kind for name, kind in _STRICT[type(row)].items() if type(getattr(row, name)) is not kind}
    return replace(row, **{name: kind(getattr(row, name)) for name, kind in loose.items()}) if loose else row


def _codec(annotation: object) -> tuple[Callable[[Any], Value], Callable[[Any], Any]]:
    if annotation in (Mapping[str, Any], dict[str, object]):
        return _write_json, _read_json
    if annotation == _Candidates:
        return _write_candidates, _read_candidates
    if annotation == _Cues:
        return json.dumps, _read_cues
    if annotation == _Positions:
        return _write_positions, _read_positions
    if annotation == _Terms:
        return _write_terms, _read_terms
    if annotation == datetime | None:
        return _write_moment, _read_moment
    if annotation is bool:
        return bool, bool
    if annotation in (int, float):
        return _same, _same
    return _write_text, _read_text


def _same(value: Value) -> Value:
    return value


def _write_text(text: str | None) -> str | None:
    return None if text is None else escape(text)


def _read_text(text: str | None) -> str | None:
    return None if text is None else unescape(text)


def _write_json(content: Mapping[str, Any]) -> str:
    """Write ASCII only, so that every character survives every store."""
    return _ENCODER.encode(dict(content)) if content else "{}"


def _read_json(text: str) -> Any:  # noqa: ANN401  (what was written)
    return {} if text == "{}" else json.loads(text)


def _write_candidates(candidates: _Candidates) -> str:
    """Write two lists, of uids and of probabilities: Neo4j keeps them as lists, which hold neither pairs nor null."""
    uids = ["" if parent is None else escape(parent) for parent, _ in candidates]
    return json.dumps([uids, [likely for _, likely in candidates]])


def _read_candidates(stored: str | Sequence[Sequence[Any]]) -> _Candidates:
    lists = json.loads(stored) if isinstance(stored, str) else stored
    uids, probabilities = list(lists)
    pairs = zip(uids, probabilities, strict=True)
    return tuple((CommentId(unescape(uid)) if uid else None, likely) for uid, likely in pairs)


def _read_cues(text: str) -> _Cues:
    return tuple((start, end, side) for start, end, side in json.loads(text))


def _write_positions(positions: _Positions) -> str:
    return json.dumps([escape(each) for each in positions])


def _read_positions(stored: str | Sequence[str]) -> _Positions:
    uids = json.loads(stored) if isinstance(stored, str) else stored
    return tuple(PositionId(unescape(uid)) for uid in uids)


def _write_terms(terms: _Terms) -> str:
    """Write two lists, of names and of numbers, as candidates are written."""
    return json.dumps([[escape(name) for name, _ in terms], [number for _, number in terms]])


def _read_terms(stored: str | Sequence[Sequence[Any]]) -> _Terms:
    lists = json.loads(stored) if isinstance(stored, str) else stored
    names, numbers = list(lists)
    return tuple((unescape(name), number) for name, number in zip(names, numbers, strict=True))


def _write_moment(moment: datetime | None) -> str | None:
    return None if moment is None else timestamp(moment)


def _read_moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return timestamp(value)
    raise TypeError(f"no stored row holds a {type(value).__name__}")


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain)

_Codec = tuple[str, Callable[[Any], Value], Callable[[Any], Any]]

_KINDS: tuple[type, ...] = (*ROW_KINDS.values(), LedgerRow, *DERIVED_KINDS.values())

# By kind of row: (field, how it is written, how it is read) in the order of the fields.
_CODECS: dict[type, tuple[_Codec, ...]] = {
    kind: tuple((each.name, *_codec(each.type)) for each in fields(kind)) for kind in _KINDS
}
# By kind of row: the fields whose type the store gives back whatever came.
_STRICT: dict[type, dict[str, type]] = {
    kind: {each.name: cast(type, each.type) for each in fields(kind) if each.type in (float, bool)} for kind in _KINDS
}
