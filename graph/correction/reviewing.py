"""What a person should look at first: the least certain inferences of every kind, and what would settle each."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import chain, islice, pairwise, zip_longest

from graph.correction.doubting import ALL, KINDS, SURE, Doubt, Kind, Scope, doubts
from graph.corrections import BadCorrection, SeamValue
from graph.proposing import merge_value, separate_value, split_value
from graph.store import GraphStore
from graph.threads import in_order
from ingest.models import Comment, CommentId, DiscussionId


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be so, and the command that says it."""

    means: str
    command: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is believed of `comment`, how surely, the texts in question (what each is, its words), and what would settle it.

    `about` tells it from others of this kind and comment: the other comment, the place or the character in question.
    """

    kind: Kind
    comment: CommentId
    believed: str
    confidence: float
    texts: tuple[tuple[str, str], ...]
    choices: tuple[Choice, ...]
    about: str = ""


@dataclass(frozen=True, slots=True)
class Survey:
    """Questions in the order in which to ask them, and how many inferences of each kind, of these or others, are not SURE."""

    questions: tuple[Question, ...]
    unsure: Mapping[Kind, int]


def review(store: GraphStore, limit: int = 20, scope: Scope = ALL) -> list[Question]:
    """The `limit` inferences that are least sure, kind by kind in turn; what a person spoke of is not among them."""
    return list(survey(store, limit, scope).questions)


def survey(store: GraphStore, limit: int, scope: Scope = ALL) -> Survey:
    """The same, with how much there is to look at; what is SURE comes after all that is not."""
    found: dict[Kind, list[Doubt]] = {kind: [] for kind in KINDS}
    unsure = Counter[Kind]()
    for kind, some in doubts(store, scope):
        unsure[kind] += sum(each.confidence < SURE for each in some)
        if kind in scope.kinds:
            found[kind] = nsmallest(2 * limit, chain(found[kind], some), key=_order)
    asked = (question for sure in (False, True) for question in _in_turn(found, sure, store))
    return Survey(tuple(islice(asked, limit)), dict(unsure))


def _in_turn(found: Mapping[Kind, list[Doubt]], sure: bool, store: GraphStore) -> Iterator[Question]:
    """Questions for the doubts that are sure, or for those that are not, a kind after the other."""
    asked = [_asked([each for each in doubts if (each.confidence >= SURE) == sure], store) for doubts in found.values()]
    return (question for turn in zip_longest(*asked) for question in turn if question is not None)


def _order(doubt: Doubt) -> tuple[float, str, str]:
    return doubt.confidence, doubt.comment, doubt.about


def _asked(doubts: list[Doubt], store: GraphStore) -> Iterator[Question]:
    """Questions for the doubts of one kind, the least sure first, made only as they are wanted."""
    rows = store.comments([each.comment for each in doubts])
    before = dict[DiscussionId, dict[CommentId, Comment]]()
    for doubt in doubts:
        row = rows[doubt.comment]
        if doubt.kind == "boundary":
            if row.discussion not in before:
                before = {row.discussion: _befores(row.discussion, store)}
            question = _boundary(doubt, row, before[row.discussion].get(row.uid), store)
        elif doubt.kind == "split":
            question = _split(doubt, row, store)
        elif doubt.kind == "merge":
            question = _merge(doubt, row, store)
        else:
            question = (_parent if doubt.kind == "parent" else _stance)(doubt, row, store)
        if question is not None:
            yield replace(question, about=doubt.about)


def _befores(discussion: DiscussionId, store: GraphStore) -> dict[CommentId, Comment]:
    """For each comment of a discussion the one before it."""
    rows = [row for row in in_order(store.comments_in(discussion)) if not row.stub]
    return {second.uid: first for first, second in pairwise(rows)}


def _boundary(doubt: Doubt, row: Comment, before: Comment | None, store: GraphStore) -> Question | None:
    if before is None or not _can(lambda: split_value(row, "0", store)):
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


def _split(doubt: Doubt, row: Comment, store: GraphStore) -> Question | None:
    if not _can(lambda: split_value(row, doubt.about, store)):
        return None
    at = int(doubt.about)
    texts = ("before", row.text[:at].rstrip()), ("after", row.text[at:])
    two = Choice("another comment begins there", f"rejoinder correct {row.uid} --split {at}")
    one = Choice("all of it is one comment", f"rejoinder correct {row.uid} --merge {at}")
    return Question("split", row.uid, "all of it is one comment", doubt.confidence, texts, (two, one))


def _can(propose: Callable[[], object]) -> bool:
    """Whether that may be said at all."""
    try:
        propose()
    except BadCorrection:
        return False
    return True


def _parent(doubt: Doubt, row: Comment, store: GraphStore) -> Question:
    """The parents that come into question, the believed one first if there is one, then none."""
    named = [uid for each in store.parentages([row.uid]) for uid, _ in each.candidates]
    named += [each.parent for each in store.replies([row.uid]) if each.child == row.uid]
    parents = store.comments([uid for uid in named if uid is not None])
    possible = [uid for uid in dict.fromkeys(named) if uid is None or uid in parents]
    some = [uid for uid in possible if uid is not None]
    choices = [_answers(row.uid, uid) for uid in (*some, None)]
    texts = [("comment", row.text), *(("answers?", parents[uid].text) for uid in some)]
    return Question(
        "parent",
        row.uid,
        _answers(row.uid, possible[0] if possible else None).means,
        doubt.confidence,
        tuple(texts),
        tuple(choices),
    )


def _answers(child: CommentId, parent: CommentId | None) -> Choice:
    means = "answers nothing" if parent is None else f"answers {parent}"
    return Choice(means, f"rejoinder correct {child} --parent {parent or 'none'}")


def _stance(doubt: Doubt, row: Comment, store: GraphStore) -> Question | None:
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


def _merge(doubt: Doubt, row: Comment, store: GraphStore) -> Question | None:
    place = next((each for each in store.occurrences([row.uid]) if each.uid == doubt.about), None)
    if place is None or place.text is None or not _can(lambda: separate_value(row, [place], store)):
        return None
    one = Choice("one comment", f"rejoinder correct {row.uid} --merge {place.uid}")
    two = Choice("two comments", f"rejoinder correct {row.uid} --separate {place.uid}")
    believed = f"one comment, {place.match}" + (f": {place.why}" if place.why else "")
    return Question(
        "merge", row.uid, believed, doubt.confidence, (("comment", row.text), ("place", place.text)), (one, two)
    )
