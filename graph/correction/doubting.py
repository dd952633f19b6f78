"""Inferences that nobody is sure of, and that no person has spoken of: where a comment begins, whom it answers, and the like."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from graph.correction.laying import Corrections, corrections_of
from graph.corrections import SameValue, SeamValue, excerpt, values
from graph.models import Parentage, Reply, Stance
from graph.store import GraphStore
from ingest.likeness import profile
from ingest.models import Comment, CommentId, DiscussionId, Occurrence
from ingest.readings import open_gaps
from ingest.words import text_hash

Kind = Literal["boundary", "split", "parent", "stance", "merge"]
KINDS: tuple[Kind, ...] = ("boundary", "split", "parent", "stance", "merge")
SURE: Final = 0.8  # confidence from which an inference is asked about only after all that are less sure
_PAGE = 1000  # comments that are looked at together


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about: inferences of these kinds, in one discussion, or about these comments; None: in and about all."""

    kinds: Collection[Kind] = KINDS
    discussion: DiscussionId | None = None
    comments: tuple[CommentId, ...] | None = None


ALL: Final = Scope()


@dataclass(frozen=True, slots=True)
class Doubt:
    """An inference of which a question may be made; `about` is the other comment, the occurrence, or the character."""

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


def doubts(store: GraphStore, scope: Scope = ALL) -> Iterator[tuple[Kind, list[Doubt]]]:
    """All doubts within the scope, as they are come upon, some of a kind together; also those of kinds that are not wanted."""
    spoken = _Spoken.of(store)
    for page in _pages(store, scope):
        yield from ((kind, list(found)) for kind, found in _doubts(page, spoken, store))


def _pages(store: GraphStore, scope: Scope) -> Iterator[list[Comment]]:
    """The comments that are asked about, many at a time, without those that are absent."""
    if scope.comments is not None:
        yield [row for _, row in sorted(store.comments(scope.comments).items()) if not row.stub]
        return
    if scope.discussion is not None:
        yield [row for row in store.comments_in(scope.discussion) if not row.stub]
        return
    after = ""
    while page := store.scan_comments(after, _PAGE):
        yield [row for row in page if not row.stub]
        after = page[-1].uid


def _doubts(page: list[Comment], spoken: _Spoken, store: GraphStore) -> Iterator[tuple[Kind, Iterator[Doubt]]]:
    """What is not certain of these comments, and not yet spoken of."""
    rows = {row.uid: row for row in page}
    unsure = (row for row in page if row.boundary < 1 and excerpt(row.text) not in spoken.beginnings)
    yield "boundary", (Doubt(row.boundary, "boundary", row.uid) for row in unsure)
    answers = [each for each in store.replies(list(rows)) if each.child in rows]
    yield "parent", _parents(answers, store.parentages(list(rows)), spoken.parents.parents_of(page))
    stances = (each for each in store.stances(list(rows)) if each.child in rows and each.evidence == "model")
    yield "stance", (Doubt(_probability(each), "stance", each.child, each.parent) for each in stances)
    places: dict[CommentId, list[Occurrence]] = defaultdict(list)
    for each in store.occurrences(list(rows)):
        places[each.comment].append(each)
    gaps = ((uid, gap) for uid, row in rows.items() for gap in open_gaps(row, places[uid]))
    yield "split", (Doubt(round(1 - chance, 4), "split", uid, str(at)) for uid, (at, chance) in gaps)
    merged = (each for here in places.values() for each in here if each.match != "exact" and each.text)
    yield (
        "merge",
        (
            Doubt(_held(each.text or "", rows[each.comment].text), "merge", each.comment, each.uid)
            for each in merged
            if text_hash(each.text or "") not in spoken.texts
        ),
    )


def _parents(
    replies: Iterable[Reply], parentages: Iterable[Parentage], said: Mapping[CommentId, CommentId | None]
) -> Iterator[Doubt]:
    """One for each comment whose parent was inferred; of several possible parents the best one's probability counts."""
    sure = {each.child: each.confidence for each in replies if each.evidence not in ("explicit", "correction")}
    known = {each.child for each in replies} - set(sure) | set(said)
    sure |= {each.child: each.candidates[0][1] for each in parentages if each.candidates}
    yield from (Doubt(confidence, "parent", child) for child, confidence in sure.items() if child not in known)


def _held(text: str, whole: str) -> float:
    """Share of the three-word runs of `text` that `whole` has."""
    own, other = profile(text).shingles, profile(whole).shingles
    return round(float(np.isin(own, other).mean()), 4) if own.size else 1.0


def _probability(stance: Stance) -> float:
    """How sure the label is that is shown: neutral is shown too where nothing is likely enough."""
    return {"agree": stance.agree, "neutral": stance.neutral, "disagree": stance.disagree}[stance.label]
