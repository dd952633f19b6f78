"""What comments are called outside the archive."""

from dataclasses import dataclass

from graph.store import GraphStore
from ingest.models import CommentId
from ingest.readers.convokit import KIND
from ingest.readers.ids import own_id


@dataclass(frozen=True, slots=True)
class Names:
    """A comment is called by its id without the kind of its source where no other comment has that, else by all of it.

    One that came from a ConvoKit corpus always keeps the id that it had there. `shared` are hashes of ids that kinds share.
    """

    shared: frozenset[int]

    def of(self, uid: CommentId) -> str:
        """Return the name of one comment, stored or not."""
        own = _without_kind(uid)
        return own if is_of_a_corpus(uid) or hash(own) not in self.shared else uid


def names_of(store: GraphStore) -> Names:
    """Look at all ids once. Holds a number a comment."""
    seen: set[int] = set()
    shared: set[int] = set()
    after = ""
    while rows := store.scan_comments(after):
        after = rows[-1].uid
        for own in (hash(_without_kind(each.uid)) for each in rows):
            (shared if own in seen else seen).add(own)
    return Names(frozenset(shared))


def is_of_a_corpus(uid: CommentId) -> bool:
    """Whether the id was given by a ConvoKit corpus."""
    return uid.startswith(f"{KIND}:")


def _without_kind(uid: CommentId) -> str:
    return own_id(uid) if is_of_a_corpus(uid) else uid.partition(":")[2] or uid
