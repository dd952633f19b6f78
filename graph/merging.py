"""New readings against those that are stored: which comments they make, and which stored rows change.

Stored comments are taken apart into their readings and judged again together with the new ones, so the result does not
depend on the order in which sources come.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import blake2b

from graph.models import Batch
from graph.store import GraphStore
from ingest.deduplicate import Group, Version, group, keys
from ingest.models import Comment, CommentId, DiscussionId, Occurrence, Place, SourceId
from ingest.readings import Reading, compose, readings_of

_MOST = 50  # comments: a key that more of them hold is a formula, and tells nothing

ReadingKey = tuple[SourceId, int, int]


@dataclass(slots=True)
class Merged:
    """Rows to write, discussions whose relations must be found again, and the comments that were not there before."""

    batch: Batch = field(default_factory=Batch)
    touched: set[DiscussionId] = field(default_factory=set)
    new: set[CommentId] = field(default_factory=set)
    uid_of: dict[ReadingKey, CommentId] = field(default_factory=dict)


@dataclass(frozen=True)
class _Stored:
    comments: Mapping[CommentId, Comment]
    occurrences: Mapping[CommentId, list[Occurrence]]
    stubs: Mapping[CommentId, Comment]

    def holds(self, occurrences: Iterable[Occurrence]) -> bool:
        """Whether one of these occurrences is stored already, under whatever comment."""
        return any(each.uid in self.places for each in occurrences)

    @cached_property
    def places(self) -> frozenset[str]:
        """Uids of all stored occurrences."""
        return frozenset(each.uid for rows in self.occurrences.values() for each in rows)


def merge(readings: Sequence[Reading], store: GraphStore) -> Merged:
    """Group `readings` with what is stored and say what has to be written; writes nothing itself."""
    stored = _candidates(readings, store)
    known = {
        each.key: each
        for uid, comment in stored.comments.items()
        for each in readings_of(comment, stored.occurrences[uid])
    }
    everything = sorted((known | {each.key: each for each in readings}).values(), key=lambda each: each.key)
    merged = Merged()
    written = {
        _place_group(found, everything, stored, merged) for found in group([_version(each) for each in everything])
    }
    _remove(set(stored.comments) - written, stored, store, merged)
    filled = {each.id for each in readings} - written
    merged.batch.removed_comments += sorted(uid for uid in stored.stubs if uid in filled)
    merged.touched |= {stub.discussion for stub in stored.stubs.values()}
    return merged


def id_key(known: CommentId) -> int:
    """The lookup key under which a comment is found by an id that some source gives it."""
    return (
        int.from_bytes(blake2b(f"id\x1f{known}".encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
        >> 1
    )


def _version(reading: Reading) -> Version:
    return Version(
        text=reading.text,
        source=reading.source,
        id=reading.id,
        author=reading.author,
        created_at=reading.created_at,
        edited_at=reading.edited_at,
    )


def _reading_keys(reading: Reading) -> set[int]:
    found = set(keys(reading.text))
    return found | {id_key(reading.id)} if reading.id is not None else found


def _candidates(readings: Sequence[Reading], store: GraphStore) -> _Stored:
    """Stored comments that share an id with a new reading, or at least two keys of its text that not very many hold."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for at, reading in enumerate(readings):
        for key in _reading_keys(reading):
            wanted[key].append(at)
    ids = {id_key(reading.id) for reading in readings if reading.id is not None}
    held: dict[int, list[CommentId]] = defaultdict(list)
    for key, uid in store.holders(list(wanted)):
        held[key].append(uid)
    telling = {key: uids for key, uids in held.items() if len(uids) <= _MOST}
    shared = Counter((at, uid) for key, uids in telling.items() for at in wanted[key] for uid in uids)
    near = {uid for (_, uid), count in shared.items() if count >= 2} | {uid for key in ids for uid in held[key]}
    rows = store.comments(near | {reading.id for reading in readings if reading.id is not None})
    real = {uid: row for uid, row in rows.items() if not row.stub}
    places: dict[CommentId, list[Occurrence]] = defaultdict(list)
    for each in store.occurrences(list(real)):
        places[each.comment].append(each)
    return _Stored(real, places, {uid: row for uid, row in rows.items() if row.stub})


def _place_group(found: Group, readings: Sequence[Reading], stored: _Stored, merged: Merged) -> CommentId:
    """Compose one group, note what is to be written, and return the comment's uid."""
    members = [readings[at] for at in found.members]
    representative = readings[found.representative]
    why = {
        readings[at].key: Place(0, 0, match=likeness.match, why=likeness.why)
        for at, likeness in zip(found.members, found.likenesses, strict=True)
        if at != found.representative
    }
    comment, occurrences = compose(members, representative, why)
    before = stored.comments.get(comment.uid)
    if before is not None:
        comment = replace(comment, discussion=before.discussion, position=before.position)
    merged.uid_of |= dict.fromkeys((each.key for each in members), comment.uid)
    if before != comment or not _same(occurrences, stored.occurrences.get(comment.uid, [])):
        _note(comment, occurrences, members, merged)
    if before is None and not stored.holds(occurrences):
        merged.new.add(comment.uid)
    return comment.uid


def _note(comment: Comment, occurrences: list[Occurrence], members: Iterable[Reading], merged: Merged) -> None:
    merged.batch.comments.append(comment)
    merged.batch.occurrences += occurrences
    merged.batch.keys[comment.uid] = tuple(sorted(set().union(*(_reading_keys(each) for each in members))))
    merged.touched |= {comment.discussion} | {each.discussion for each in members}


def _same(first: Sequence[Occurrence], second: Sequence[Occurrence]) -> bool:
    return sorted(first, key=lambda each: each.uid) == sorted(second, key=lambda each: each.uid)


def _remove(gone: set[CommentId], stored: _Stored, store: GraphStore, merged: Merged) -> None:
    """Remove comments that became part of others; whoever quotes or answers them is related anew."""
    if not gone:
        return
    merged.batch.removed_comments += sorted(gone)
    linked = {each.comment for each in store.quotes(list(gone))} | {each.child for each in store.replies(list(gone))}
    merged.touched |= {row.discussion for row in store.comments(linked).values()}
    merged.touched |= {stored.comments[uid].discussion for uid in gone}
