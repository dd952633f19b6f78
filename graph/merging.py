"""New readings against those that are stored: which comments they make, and which stored rows change.

Stored comments are taken apart into their readings and judged again together with the new ones, so the result does not
depend on the order in which sources come.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from graph.correction.marking import marks_of
from graph.linking import ReadingKey, Rules, id_key, raw_key
from graph.models import Batch
from graph.store import GraphStore
from ingest.deduplicate import Group, Likeness, Version, group, keys
from ingest.models import Comment, CommentId, DiscussionId, Occurrence, Place
from ingest.profiles import profiles
from ingest.readings import Reading, compose, readings_of

_MOST = 50  # comments: a key that more of them hold is a formula, and tells nothing
_SAID = Likeness("edited", 0.0, "one comment, as a person says")
_NO_RULES = Rules()


@dataclass(slots=True)
class Merged:
    """Rows to write, discussions whose relations must be found again, and the comments that were not there before.

    `uid_of` says of which comment each reading is, as it was given and as corrected; `places` are the uids of all occurrences.
    """

    batch: Batch = field(default_factory=Batch)
    touched: set[DiscussionId] = field(default_factory=set)
    new: set[CommentId] = field(default_factory=set)
    uid_of: dict[ReadingKey, CommentId] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Stored:
    comments: dict[CommentId, Comment]
    occurrences: dict[CommentId, list[Occurrence]]
    readings: dict[CommentId, list[Reading]]
    stubs: dict[CommentId, Comment]

    def holds(self, readings: Iterable[Reading]) -> bool:
        """Whether something that these were made of is stored already, under whatever comment and however it was cut."""
        return any(raw.key in self.given for each in readings for raw in each.given)

    @cached_property
    def given(self) -> frozenset[ReadingKey]:
        """Keys of all stored readings as their sources gave them."""
        return frozenset(raw.key for held in self.readings.values() for each in held for raw in each.given)


def merge(
    readings: Sequence[Reading], store: GraphStore, rules: Rules = _NO_RULES, stale: Sequence[Reading] = ()
) -> Merged:
    """Group `readings`, as their sources gave them, with what is stored, under corrections; say what has to be written.

    `stale` are stored readings that their source, read anew, does not give any more.
    """
    stored = _gathered([*readings, *stale], store, rules)
    known = {raw.key: raw for held in stored.readings.values() for each in held for raw in each.given}
    known = {key: raw for key, raw in known.items() if key not in {each.key for each in stale}}
    everything, rulings = rules.apply(list((known | {each.key: each for each in readings}).values()))
    said = {n for pair, one in rulings.items() if one for n in pair}
    merged = Merged()
    written = {
        _place_group(_explained(found, said), everything, stored, merged)
        for found in group([_version(each) for each in everything], rulings)
    }
    _remove((set(stored.comments) - written) | _lessened(stored, merged), stored, store, merged)
    filled = {each.id for each in readings} - written
    merged.batch.removed_comments += sorted(uid for uid in stored.stubs if uid in filled)
    merged.touched |= {stub.discussion for stub in stored.stubs.values()}
    return merged


def _explained(found: Group, said: Collection[int]) -> Group:
    """Where only a person's word makes two readings one comment, that is said."""
    likenesses = (
        _SAID if n in said and likeness.similarity == 0 else likeness
        for n, likeness in zip(found.members, found.likenesses, strict=True)
    )
    return replace(found, likenesses=tuple(likenesses)) if said else found


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
    """The lookup keys of a comment that has this reading."""
    found = {*keys(reading.text), *(raw_key(raw.key) for raw in reading.raw)}
    if reading.id is not None:
        found.add(id_key(reading.id))
    return found


def _gathered(readings: Sequence[Reading], store: GraphStore, rules: Rules) -> _Stored:
    """Stored comments that may be the same as new readings, or are linked to them by a correction; with all parts of each."""
    looked_at = [*readings, *rules.apply(readings)[0]] if rules else readings
    waiting = _near(looked_at, store) | _holding(rules.lookups(looked_at), store)
    waiting |= _holding({raw_key(each.key) for each in readings}, store)
    found = _Stored({}, {}, {}, {})
    looked = {(each.key, each.text) for each in looked_at}
    while waiting:
        more = _loaded(waiting, store)
        found = _Stored(
            found.comments | more.comments,
            found.occurrences | more.occurrences,
            found.readings | more.readings,
            found.stubs | more.stubs,
        )
        held = [each for readings in more.readings.values() for each in readings]
        parts = {raw_key(raw.key) for each in held for raw in each.raw}
        waiting = _holding(parts | rules.lookups(held), store)
        if not waiting - found.comments.keys() - found.stubs.keys():
            waiting |= _near(_marking(readings, found, rules, looked), store)
        waiting -= found.comments.keys() | found.stubs.keys()
    return found


def _marking(
    readings: Iterable[Reading], found: _Stored, rules: Rules, looked: set[tuple[ReadingKey, str]]
) -> list[Reading]:
    """Readings that tell where flat text is cut, and its parts, but for those `looked` up: what shares their words matters too."""
    given = {raw.key: raw for held in found.readings.values() for each in held for raw in each.given}
    given |= {each.key: each for each in readings}
    marks = marks_of(given.values())
    parts = (each for each in rules.apply(list(given.values()))[0] if each.raw) if marks else ()
    fresh = [each for each in (*marks.telling, *parts) if (each.key, each.text) not in looked]
    looked |= {(each.key, each.text) for each in fresh}
    return fresh


def _near(readings: Sequence[Reading], store: GraphStore) -> set[CommentId]:
    """Stored comments that share an id with a reading, or at least two keys of its text that not very many hold."""
    if not readings:
        return set()
    profiles(reading.text for reading in readings)
    wanted = [_reading_keys(reading) for reading in readings]
    named = {reading.id for reading in readings if reading.id is not None}
    held: dict[int, list[CommentId]] = defaultdict(list)
    for key, uid in store.holders(set().union(*wanted), _MOST):
        held[key].append(uid)
    shared = Counter((at, uid) for at, own in enumerate(wanted) for key in own & held.keys() for uid in held[key])
    by_id = _holding({id_key(each) for each in named}, store)
    return {uid for (_, uid), count in shared.items() if count >= 2} | by_id | named


def _holding(wanted: Collection[int], store: GraphStore) -> set[CommentId]:
    """Stored comments that hold one of these keys."""
    return {uid for _, uid in store.holders(wanted)} if wanted else set()


def _loaded(uids: Collection[CommentId], store: GraphStore) -> _Stored:
    rows = store.comments(uids)
    real = {uid: row for uid, row in rows.items() if not row.stub}
    places: dict[CommentId, list[Occurrence]] = defaultdict(list)
    for each in store.occurrences(list(real)):
        places[each.comment].append(each)
    readings = {uid: readings_of(row, places[uid]) for uid, row in real.items()}
    return _Stored(real, places, readings, {uid: row for uid, row in rows.items() if row.stub})


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
    merged.places |= {each.uid for each in occurrences}
    before = stored.comments.get(comment.uid)
    if before is not None:
        comment = replace(comment, discussion=before.discussion, position=before.position)
    for each in members:
        for raw in each.given:
            merged.uid_of.setdefault(raw.key, comment.uid)
    merged.uid_of |= dict.fromkeys((each.key for each in members), comment.uid)
    if before != comment or not _same(occurrences, stored.occurrences.get(comment.uid, [])):
        _note(comment, occurrences, members, merged)
    if before is None and not stored.holds(members):
        merged.new.add(comment.uid)
    return comment.uid


def _note(comment: Comment, occurrences: list[Occurrence], members: Iterable[Reading], merged: Merged) -> None:
    merged.batch.comments.append(comment)
    merged.batch.occurrences += occurrences
    merged.batch.keys[comment.uid] = tuple(sorted(set().union(*(_reading_keys(each) for each in members))))
    merged.touched |= {comment.discussion} | {each.discussion for each in members}


def _same(first: Sequence[Occurrence], second: Sequence[Occurrence]) -> bool:
    return sorted(first, key=lambda each: each.uid) == sorted(second, key=lambda each: each.uid)


def _lessened(stored: _Stored, merged: Merged) -> set[CommentId]:
    """Stored comments with a place that is none any more: removed and written again, they lose it."""
    return {uid for uid, rows in stored.occurrences.items() if any(each.uid not in merged.places for each in rows)}


def _remove(gone: set[CommentId], stored: _Stored, store: GraphStore, merged: Merged) -> None:
    """Remove comments, those that are written again among them; whoever quotes or answers one of them is related anew."""
    if not gone:
        return
    merged.batch.removed_comments += sorted(gone)
    linked = {each.comment for each in store.quotes(list(gone))} | {each.child for each in store.replies(list(gone))}
    merged.touched |= {row.discussion for row in store.comments(linked).values()}
    merged.touched |= {stored.comments[uid].discussion for uid in gone}
