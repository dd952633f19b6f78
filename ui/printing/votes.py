"""What readers of the source thought of a comment, as its export says: shown beside the stance, and never mixed into it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ingest.readers.convokit import KEPT
from ui.printing.console import one_line

# What exports of forums call them, without case and underscores.
_NAMES: Final = frozenset(
    (
        *("score", "basescore", "points", "karma", "votes", "votecount", "ups", "upvotes", "downs", "downvotes"),
        *("likes", "likecount", "dislikes", "dislikecount", "hearts", "favorites", "favourites"),
        *("reactions", "reactioncount"),
    )
)


def votes(meta: Mapping[str, Any]) -> list[str]:
    """Each count of votes or reactions in the meta of a comment: `score 12`, `reactions heart 3`; nothing that is 0 of a list."""
    return [f"{one_line(name, 40)} {said}" for name, value in _said(meta) for said in _counts(value)]


def _said(meta: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The fields that are votes, with those of the line of a corpus."""
    kept = meta.get(KEPT)
    row = kept.get("row") if isinstance(kept, Mapping) else None
    within = row.get("meta") if isinstance(row, Mapping) else None
    for fields in (meta, within):
        if isinstance(fields, Mapping):
            yield from ((name, value) for name, value in fields.items() if name.lower().replace("_", "") in _NAMES)


def _counts(value: object) -> Iterator[str]:
    if _is_number(value):
        yield f"{value:,}"
    elif isinstance(value, list) and value:
        yield f"{len(value):,}"
    elif isinstance(value, Mapping):
        found = [f"{one_line(str(name), 40)} {count:,}" for name, count in value.items() if _is_number(count) and count]
        if found:
            yield ", ".join(found)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
