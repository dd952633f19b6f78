"""Ids of comments and discussions, made from the ids of their source."""

import re
from hashlib import blake2b
from urllib.parse import quote, unquote

from ingest.json_rows import type_in_words
from ingest.limits import LIMITS
from ingest.models import CommentId, DiscussionId

_UNSAFE = re.compile(r"[%\s\x00-\x1f\x7f]")
_UNSAFE_PART = re.compile(r"[%:\s\x00-\x1f\x7f]")
_READABLE = 40


def comment_id(kind: str, own: str) -> CommentId:
    """Return `kind:own`, with white space and % of `own` as %XX: `own_id` gives it back."""
    return CommentId(f"{kind}:{_UNSAFE.sub(_percent, own)}")


def own_id(uid: str) -> str:
    """Return the id that the source itself used, from one made by `comment_id`."""
    return unquote(uid.partition(":")[2], errors="strict")


def comment_id_in(kind: str, discussion: str, own: str) -> CommentId:
    """Return `kind:discussion:own`, for sources whose ids are unique only in a discussion; a long name is shortened."""
    place = _UNSAFE_PART.sub(_percent, discussion)
    if len(place) > _READABLE:
        place = f"{place[:_READABLE]}~{_hash(discussion)[:8]}"
    return CommentId(f"{kind}:{place}:{_UNSAFE.sub(_percent, own)}")


def discussion_id(kind: str, own: str) -> DiscussionId:
    """Return the uid of the discussion that a source of this kind calls `own`."""
    return DiscussionId(f"d:{_hash(f'{kind}:{own}')}")


def id_in_words(value: object) -> str | None:
    """Return an id as text: text itself, or a whole number's digits; None for null and for empty text.

    Raises ValueError for what cannot be an id.
    """
    if value is None or isinstance(value, str):
        return _checked(value) if value and value.strip() else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise ValueError(f"an id is text or a whole number, this is {type_in_words(value)}")
    return _checked(str(int(value)))


def _checked(own: str) -> str:
    if len(own) > LIMITS.id_length:
        raise ValueError(f"an id has at most {LIMITS.id_length} characters, this one {len(own):,}")
    return own


def _percent(found: re.Match[str]) -> str:
    return quote(found.group(), safe="")


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8"), digest_size=16).hexdigest()
