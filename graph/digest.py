"""Digests of stored rows: the same for the same row in every store, and for the same rows in any order."""

import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from graph.models import DiscussionRow, Reply
from ingest.models import Comment, Occurrence, Quote, Source

Row = Source | DiscussionRow | Comment | Occurrence | Quote | Reply

_NOT_CONTENT = {"Source": {"name"}}


def row_digest(row: Row) -> str:
    """32 hexadecimal digits over the content of `row`; what depends on how it was read (a file's name) is left out."""
    kind = type(row).__name__
    skipped = _NOT_CONTENT.get(kind, set())
    content = [kind, *(getattr(row, each.name) for each in fields(row) if each.name not in skipped)]
    packed = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=_plain)
    return blake2b(packed.encode("ascii"), digest_size=16).hexdigest()


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
