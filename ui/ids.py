"""Ids of comments and discussions as people write them: they may be shortened as far as they are unique."""

from typing import Final

from graph.store import GraphStore
from ingest.errors import RejoinderError
from ingest.models import CommentId, DiscussionId

_LISTED: Final = 10  # ids that an ambiguous beginning lists


class UnknownId(RejoinderError):
    """No comment or discussion has this id, or several begin with it."""


def complete_id(beginning: str, store: GraphStore) -> str:
    """The one id that is `beginning` or begins with it. Raises UnknownId."""
    found = store.complete(beginning, _LISTED + 1)
    if beginning in found or len(found) == 1:
        return beginning if beginning in found else found[0]
    if not found:
        cure = "find ids with: rejoinder search"
        raise UnknownId(f"no comment or discussion has an id that begins with '{beginning}'", cure)
    listed = ", ".join(found[:_LISTED]) + (", ..." if len(found) > _LISTED else "")
    raise UnknownId(f"several ids begin with '{beginning}': {listed}", "write more of it")


def home_of(beginning: str, store: GraphStore) -> DiscussionId:
    """The discussion of this id, or that of the comment of this id. Raises UnknownId."""
    uid = CommentId(complete_id(beginning, store))
    comment = store.comments([uid]).get(uid)
    return DiscussionId(uid) if comment is None else comment.discussion
