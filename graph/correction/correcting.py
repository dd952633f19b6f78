"""Corrections made, taken back and shared: each is written together with all that follows from it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from graph.correction.laying import resolve
from graph.corrections import (
    BadCorrection,
    Named,
    ParentValue,
    SameValue,
    SeamValue,
    SeparateValue,
    StanceValue,
    StatusValue,
    Value,
    in_order,
    read_line,
    value_of,
)
from graph.linking import Rules, concerns, lookup_keys
from graph.merging import Merged, merge
from graph.models import Batch, Correction, CorrectionKind
from graph.objection.judging import put_off
from graph.relations import relate
from graph.seams import seam_of
from graph.store import GraphStore
from ingest.models import Comment, CommentId, Occurrence, Rejected
from ingest.pair_scores import PairScorer
from ingest.readings import Reading, readings_of

State = Literal["in effect", "waiting", "replaced", "overruled"]
_MOST = 50  # comments: a key that more of them hold tells nothing


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction made or taken back, and the comments it speaks of as they are now; `new` is false if it was said before."""

    correction: Correction
    comments: tuple[Comment, ...]
    new: bool = True
    undone: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A correction and what becomes of it: it waits for its comments, was replaced by a later one, or a source says otherwise."""

    correction: Correction
    state: State


@dataclass(frozen=True, slots=True)
class Imported:
    """How many corrections were taken, were here already, and wait for comments that this archive does not have."""

    taken: int
    known: int
    waiting: int
    rejected: tuple[Rejected, ...]


def correct(made: Correction, store: GraphStore, scorer: PairScorer | None = None) -> Corrected:
    """Say something of a comment; saying the same again changes nothing. What follows from it is inferred with `scorer`."""
    last = next((each for each in reversed(in_order(store.corrections())) if _thing(each) == _thing(made)), None)
    if last is not None and (last.kind, last.value, last.why) == (made.kind, made.value, made.why):
        return Corrected(last, _rows(_spoken_of(last, store), store), new=False)
    return Corrected(made, _rows(_change([made], (), store, scorer), store))


def undo(comment: str, kind: CorrectionKind | None, store: GraphStore, scorer: PairScorer | None = None) -> Corrected:
    """Take back what was last said of `comment` (a uid that it has or had). Raises BadCorrection when nothing was."""
    of_kind = [each for each in in_order(store.corrections()) if kind in (None, each.kind)]
    last = next((each for each in reversed(of_kind) if _is_about(each, CommentId(comment), store)), None)
    if last is None:
        said = (
            f"no correction of its {kind}" if kind in ("parent", "stance", "status") else f"no {kind or 'correction'}"
        )
        raise BadCorrection(f"there is {said} to undo for {comment}", "see what there is with: rejoinder corrections")
    return Corrected(last, _rows(_change((), [last], store, scorer), store), undone=True)


def take_in(lines: Iterable[str], name: str, store: GraphStore, scorer: PairScorer | None = None) -> Imported:
    """Take the corrections that a file tells, a line each; what this archive has no comment for waits until one comes."""
    read: dict[str, Correction] = {}
    rejected: list[Rejected] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                row = read_line(line)
                read.setdefault(row.uid, row)
            except BadCorrection as error:
                rejected.append(Rejected(name, f"{name} line {number}", str(error)))
    here = {each.uid for each in store.corrections()}
    new = [row for uid, row in read.items() if uid not in here]
    if new:
        _change(new, (), store, scorer)
    waiting = sum(each.state == "waiting" and each.correction.uid in read for each in listed(store))
    return Imported(len(new), len(read) - len(new), waiting, tuple(rejected))


def listed(store: GraphStore) -> list[Listed]:
    """All corrections as they were made, and what becomes of each."""
    rows = in_order(store.corrections())
    last = {_thing(each): each.uid for each in rows}
    held = _Held.of(rows, store)
    return [Listed(row, "replaced" if last[_thing(row)] != row.uid else held.state(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class _Held:
    """What the store holds of the comments that corrections name."""

    store: GraphStore
    uids: dict[str, CommentId]
    parents: dict[CommentId, tuple[CommentId, str]]
    stances: dict[tuple[CommentId, CommentId], str]

    @classmethod
    def of(cls, rows: Sequence[Correction], store: GraphStore) -> "_Held":
        named = [each for row in rows for each in _named(value_of(row))]
        uids = resolve(named, store, inside=True)
        here = set(uids.values())
        replies = {each.child: (each.parent, str(each.evidence)) for each in store.replies(here)}
        stances = {(each.child, each.parent): str(each.evidence) for each in store.stances(here)}
        return cls(store, uids, replies, stances)

    def state(self, row: Correction) -> State:
        """What becomes of a correction that is the last of its thing."""
        value = value_of(row)
        if not isinstance(value, ParentValue | StanceValue | StatusValue):
            return "in effect" if any(True for _ in _concerned(value, self.store)) else "waiting"
        ends = [self.uids.get(each.id) for each in _named(value)]
        if any(each is None for each in ends):
            return "waiting"
        child, *others = (each for each in ends if each is not None)
        if isinstance(value, StatusValue):
            return "in effect"
        if isinstance(value, StanceValue):
            return "in effect" if self.stances.get((child, others[0])) == "correction" else "waiting"
        wanted = (others[0], "correction") if others else None
        return "in effect" if self.parents.get(child) == wanted else "overruled"


def _change(
    added: Sequence[Correction], removed: Sequence[Correction], store: GraphStore, scorer: PairScorer | None
) -> tuple[CommentId, ...]:
    """Write corrections with all that follows from them; returns the comments that they speak of."""
    gone = {each.uid for each in removed}
    rules = Rules([*(each for each in store.corrections() if each.uid not in gone), *added])
    spoken = [value_of(each) for each in (*added, *removed)]
    seeds = list(
        {raw.key: raw for value in spoken for _, each in _concerned(value, store) for raw in each.given}.values()
    )
    merged = merge(seeds, store, rules) if seeds else Merged()
    merged.batch.corrections, merged.batch.removed_corrections = list(added), sorted(gone)
    if all(isinstance(each, StatusValue) for each in spoken):
        return _status_said(spoken, merged.batch, store)
    store.write(merged.batch)
    now = {merged.uid_of[each.key] for each in rules.apply(seeds)[0] if each.key in merged.uid_of}
    now |= set(resolve([each for value in spoken for each in _named(value)[:1]], store).values())
    touched = merged.touched | {row.discussion for row in store.comments(now).values()}
    for batch in relate(touched, store, scorer, now):
        store.write(batch)
    return tuple(sorted(now))


def _status_said(spoken: Sequence[Value], batch: Batch, store: GraphStore) -> tuple[CommentId, ...]:
    """Write what was said of objections alone: no relation follows from that, and only objections are judged again."""
    now = set(resolve([each for value in spoken for each in _named(value)[:1]], store).values())
    batch.derived.objections = put_off({row.discussion for row in store.comments(now).values()}, store)
    store.write(batch)
    return tuple(sorted(now))


def _concerned(value: Value, store: GraphStore) -> Iterator[tuple[CommentId, Reading]]:
    """Stored readings that `value` speaks of."""
    rows = store.comments({uid for _, uid in store.holders(lookup_keys(value), _MOST)})
    places: dict[CommentId, list[Occurrence]] = {}
    for each in store.occurrences(list(rows)):
        places.setdefault(each.comment, []).append(each)
    for uid, row in sorted(rows.items()):
        yield from ((uid, each) for each in readings_of(row, places.get(uid, ())) if concerns(value, each))


def _rows(uids: Iterable[CommentId], store: GraphStore) -> tuple[Comment, ...]:
    """Comments in the order of their discussions."""
    return tuple(sorted(store.comments(list(uids)).values(), key=lambda row: (row.discussion, row.position, row.uid)))


def _spoken_of(correction: Correction, store: GraphStore) -> tuple[CommentId, ...]:
    value = value_of(correction)
    named = resolve(_named(value)[:1], store).values()
    return tuple(sorted({*named, *(uid for uid, _ in _concerned(value, store))}))


def _is_about(correction: Correction, comment: CommentId, store: GraphStore) -> bool:
    return correction.comment == comment or comment in _spoken_of(correction, store)


def _named(value: Value) -> list[Named]:
    """The comments that `value` names, the corrected one first."""
    if isinstance(value, StatusValue):
        return [value.comment, *([value.by] if value.by else [])]
    if isinstance(value, ParentValue | StanceValue):
        return [value.comment, *([value.parent] if value.parent else [])]
    return []


def _thing(correction: Correction) -> tuple[object, ...]:
    """What a correction speaks of: a later one of the same thing replaces it."""
    value = value_of(correction)
    if isinstance(value, ParentValue):
        return "parent", value.comment.id
    if isinstance(value, StatusValue):
        return "status", value.comment.id
    if isinstance(value, StanceValue):
        return "stance", value.comment.id, value.parent.id
    if isinstance(value, SeamValue):
        seam = seam_of(value, True)
        return "seam", seam.before, seam.after
    sides = (value.one, value.other) if isinstance(value, SameValue) else (value.party, value.rest)
    places = value.places if isinstance(value, SeparateValue) else ()
    return "link", frozenset(each.model_dump_json() for each in sides), places
