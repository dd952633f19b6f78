"""JSON documents with an array of comments in them, of no form that is known better: read as JSON lines are.

The array is the one whose objects have a text under one of the usual names, or under that of `--map`; of several, the one that
is least deep. What stands around it is dropped.
"""

from collections.abc import Iterator
from pathlib import Path

from ingest.json_documents import elements, shape
from ingest.opening import open_bytes
from ingest.readers.format import Format, Found, Item, Options, in_pieces
from ingest.readers.jsonl import items
from ingest.readers.row import NAMES

_HEAD = 1 << 16


def detect(path: Path, head: bytes) -> str | None:
    """Say whether an array of objects with a text is seen."""
    array = _array(head, NAMES["text"])
    return None if array is None else f"a JSON document with comments under {f'{array}[]'}"


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield discussions in pieces, and a Rejected for every object that is no comment. Memory is bounded."""
    with open_bytes(found.path, options.limits) as stream:
        head = stream.read(_HEAD)
    array = _array(head, (options.mapping["text"],) if "text" in options.mapping else NAMES["text"])
    yield from in_pieces(items(elements(found, {array or ""}, options.limits), found, options), found)


def _array(head: bytes, names: tuple[str, ...]) -> str | None:
    start, paths = shape(head)
    if start == "{" and not paths.isdisjoint(names):
        return None  # the document is a comment itself, as in JSON lines
    arrays = {path.removesuffix(f"[].{name}") for path in paths for name in names if path.endswith(f"[].{name}")}
    return min(arrays, key=lambda array: (array.count("."), array.count("[]"), array), default=None)


JSON = Format(
    name="json",
    summary="JSON document with an array of comments, read as JSON lines are; packed too",
    fields=", ".join(NAMES),
    version=1,
    detect=detect,
    read=read,
    rank=1,
)
