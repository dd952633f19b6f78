"""What a person should look at first: the least certain inferences of every kind, and what would settle each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain, islice, pairwise, zip_longest
from typing import Literal

import numpy as np

from graph.correction.laying import Corrections, corrections_of
from graph.corrections import BadCorrection, SameValue, SeamValue, excerpt, values
from graph.models import Parentage, Reply, Stance
from graph.proposing import merge_value
from graph.store import GraphStore
from graph.threads import in_order
from ingest.likeness import profile
from ingest.models import Comment, CommentId, DiscussionId
from ingest.words import text_hash

Kind = Literal["boundary", "parent", "stance", "merge"]
KINDS: tuple[Kind, ...] = ("boundary", "parent", "stance", "merge")
_PAGE = 1000  # comments that are looked at together


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be so, and the command that says it."""

    means: str
    command: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is believed of `comment`, how surely, the texts in question (what each is, its words), and what would settle it."""

    kind: Kind
    comment: CommentId
    believed: str
    confidence: float
    texts: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class _Doubt:
    """An inference of which a question may be made; `about` is the other comment, or the occurrence."""

    confidence: float
    kind: Kind
    comment: CommentId
    about: str = ""


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What people have spoken of: parents, how comments begin that begin or do not, and hashes of texts that are one comment."""

    parents: Corrections
    beginnings: frozenset[str]
    texts: frozenset[str]

    @classmethod
    def of(cls, store: GraphStore) -> "_Spoken":
        rows = store.corrections()
        beginnings = frozenset(value.after for _, value in values(rows, SeamValue))
        same = [value for _, value in values(rows, SameValue)]
        return cls(
            corrections_of(store),
            beginnings,
            frozenset(text for each in same for text in each.one.texts + each.other.texts),
        )


def review(store: GraphStore, limit: int = 20) -> list[Question]:
    """The `limit` inferences that are least sure, kind by kind in turn; what a person spoke of is not among them."""
    spoken = _Spoken.of(store)
    found: dict[Kind, list[_Doubt]] = {kind: [] for kind in KINDS}
    for page in _pages(store):
        for kind, doubts in _doubts(page, spoken, store):
            found[kind] = nsmallest(2 * limit, chain(found[kind], doubts), key=_order)
    asked = [_asked(found[kind], store) for kind in KINDS]
    turns = (question for turn in zip_longest(*asked) for question in turn if question is not None)
    return list(islice(turns, limit))


def _order(doubt: _Doubt) -> tuple[float, str, str]:
    return doubt.confidence, doubt.comment, doubt.about


def _pages(store: GraphStore) -> Iterator[list[Comment]]:
    after = ""
    while page := store.scan_comments(after, _PAGE):
        yield [row for row in page if not row.stub]
        after = page[-1].uid


def _doubts(page: list[Comment], spoken: _Spoken, store: GraphStore) -> Iterator[tuple[Kind, Iterator[_Doubt]]]:
    """What is not certain of these comments, and not yet spoken of."""
    rows = {row.uid: row for row in page}
    unsure = (row for row in page if row.boundary < 1 and excerpt(row.text) not in spoken.beginnings)
    yield "boundary", (_Doubt(row.boundary, "boundary", row.uid) for row in unsure)
    answers = [each for each in store.replies(list(rows)) if each.child in rows]
    yield "parent", _parents(answers, store.parentages(list(rows)), spoken.parents.parents_of(page))
    stances = (each for each in store.stances(list(rows)) if each.child in rows and each.evidence == "model")
    yield "stance", (_Doubt(_probability(each), "stance", each.child, each.parent) for each in stances)
    merged = (each for each in store.occurrences(list(rows)) if each.match != "exact" and each.text)
    yield (
        "merge",
        (
            _Doubt(_held(each.text or "", rows[each.comment].text), "merge", each.comment, each.uid)
            for each in merged
            if text_hash(each.text or "") not in spoken.texts
        ),
    )


def _parents(
    replies: Iterable[Reply], parentages: Iterable[Parentage], said: Mapping[CommentId, CommentId | None]
) -> Iterator[_Doubt]:
    """One for each comment whose parent was inferred; of several possible parents the best one's probability counts."""
    sure = {each.child: each.confidence for each in replies if each.evidence not in ("explicit", "correction")}
    known = {each.child for each in replies} - set(sure) | set(said)
    sure |= {each.child: each.candidates[0][1] for each in parentages if each.candidates}
    yield from (_Doubt(confidence, "parent", child) for child, confidence in sure.items() if child not in known)


def _held(text: str, whole: str) -> float:
    """Share of the three-word runs of `text` that `whole` has."""
    own, other = profile(text).shingles, profile(whole).shingles
    return round(float(np.isin(own, other).mean()), 4) if own.size else 1.0


def _probability(stance: Stance) -> float:
    return max(stance.agree, stance.neutral, stance.disagree)


def _asked(doubts: list[_Doubt], store: GraphStore) -> Iterator[Question]:
    """Questions for the doubts of one kind, the least sure first, made only as they are wanted."""
    rows = store.comments([each.comment for each in doubts])
    before = dict[DiscussionId, dict[CommentId, Comment]]()
    for doubt in doubts:
        row = rows[doubt.comment]
        if doubt.kind == "boundary":
            if row.discussion not in before:
                before = {row.discussion: _befores(row.discussion, store)}
            question = _boundary(doubt, row, before[row.discussion].get(row.uid), store)
        elif doubt.kind == "merge":
            question = _merge(doubt, row, store)
        else:
            question = (_parent if doubt.kind == "parent" else _stance)(doubt, row, store)
        if question is not None:
            yield question


def _befores(discussion: DiscussionId, store: GraphStore) -> dict[CommentId, Comment]:
    """For each comment of a discussion the one before it."""
    rows = [row for row in in_order(store.comments_in(discussion)) if not row.stub]
    return {second.uid: first for first, second in pairwise(rows)}


def _boundary(doubt: _Doubt, row: Comment, before: Comment | None, store: GraphStore) -> Question | None:
    if before is None:
        return None
    try:
        joins = isinstance(merge_value(before, row, store), SeamValue)
    except BadCorrection:
        joins = False
    apart = Choice("another comment begins here", f"rejoinder correct {row.uid} --split 0")
    joined = (
        [Choice("it goes on from the one before", f"rejoinder correct {before.uid} --merge {row.uid}")] if joins else []
    )
    texts = ("before", before.text), ("comment", row.text)
    return Question("boundary", row.uid, "another comment begins here", doubt.confidence, texts, (apart, *joined))


def _parent(doubt: _Doubt, row: Comment, store: GraphStore) -> Question:
    """The believed parent first, then the others that come into question, then none."""
    named = [uid for each in store.parentages([row.uid]) for uid, _ in each.candidates]
    named += [each.parent for each in store.replies([row.uid]) if each.child == row.uid]
    parents = store.comments([uid for uid in named if uid is not None])
    possible = [uid for uid in dict.fromkeys(named) if uid is None or uid in parents]
    best = possible[0] if possible else None
    choices = [_answers(row.uid, uid) for uid in dict.fromkeys([*possible, None])]
    texts = [("comment", row.text), *(("answers?", parents[uid].text) for uid in possible if uid is not None)]
    return Question(
        "parent",
        row.uid,
        choices[0].means if best else "answers nothing",
        doubt.confidence,
        tuple(texts),
        tuple(choices),
    )


def _answers(child: CommentId, parent: CommentId | None) -> Choice:
    means = "answers nothing" if parent is None else f"answers {parent}"
    return Choice(means, f"rejoinder correct {child} --parent {parent or 'none'}")


def _stance(doubt: _Doubt, row: Comment, store: GraphStore) -> Question | None:
    found = next(
        (each for each in store.stances([row.uid]) if (each.child, each.parent) == (row.uid, doubt.about)), None
    )
    answered = {each.parent for each in store.replies([row.uid]) if each.child == row.uid}
    if found is None or found.parent not in answered:
        return None
    text = store.comments([found.parent])[found.parent].text
    choices = tuple(
        Choice(label, f"rejoinder correct {row.uid} --stance {label}") for label in ("agree", "neutral", "disagree")
    )
    return Question(
        "stance", row.uid, found.label, doubt.confidence, (("comment", row.text), ("toward", text)), choices
    )


def _merge(doubt: _Doubt, row: Comment, store: GraphStore) -> Question | None:
    place = next((each for each in store.occurrences([row.uid]) if each.uid == doubt.about), None)
    if place is None or place.text is None:
        return None
    one = Choice("one comment", f"rejoinder correct {row.uid} --merge {place.uid}")
    two = Choice("two comments", f"rejoinder correct {row.uid} --separate {place.uid}")
    believed = f"one comment, {place.match}" + (f": {place.why}" if place.why else "")
    return Question(
        "merge", row.uid, believed, doubt.confidence, (("comment", row.text), ("place", place.text)), (one, two)
    )
