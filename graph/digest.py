"""Digests of stored rows: the same for the same row in every store, and for the same rows in any order."""

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import blake2b
from operator import attrgetter
from typing import Any, get_args

from graph.arguments import Claim, Done, Objection, Placement, Position
from graph.models import Correction, DiscussionRow, Parentage, Reply, Stance
from graph.storage.derived_parts import Attack, StoredDone, StoredObjection, StoredResponse
from ingest.models import Comment, Occurrence, Quote, Source

Row = Source | DiscussionRow | Comment | Occurrence | Quote | Reply | Parentage | Stance | Correction
DerivedRow = Claim | Placement | Position | Objection | Done
DerivedPart = (
    Placement | Position | StoredObjection | Attack | StoredResponse | StoredDone
)  # as stored; claims are apart

_NOT_CONTENT: set[tuple[type, str]] = {(Source, "name")}
_CONTENT: dict[type, Callable[[Any], Iterable[Any]]] = {
    kind: attrgetter(*(each.name for each in fields(kind) if (kind, each.name) not in _NOT_CONTENT))
    for kind in get_args(Row | DerivedPart)
}


def row_digest(row: Row | DerivedPart) -> str:
    """32 hexadecimal digits over the content of `row`; what depends on how it was read (a file's name) is left out."""
    content = [type(row).__name__, *_CONTENT[type(row)](row)]
    return blake2b(_ENCODER.encode(content).encode("ascii"), digest_size=16).hexdigest()


def archive_digest(row_digests: Iterable[str]) -> str:
    """One digest for a set of rows, whatever their order: the sum of the row digests modulo 2**128."""
    return f"{sum(int(each, 16) for each in row_digests) % (1 << 128):032x}"


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds: sorts as text, and reads back exactly."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _plain(value: Any) -> Any:  # noqa: ANN401  (what json hands over)
    if isinstance(value, datetime):
        return timestamp(value)
    raise TypeError(f"no stored row holds a {type(value).__name__}")


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=_plain)
