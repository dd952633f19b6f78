"""The objections stage: every discussion whose relations changed is judged again, and so is what it settles elsewhere."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from graph.arguments import Derived, Objection, Objections, SaidStatus
from graph.engaging import Engagements
from graph.models import Batch
from graph.objection.elsewhere import DEALT_WITH, Elsewhere, affected
from graph.objection.talk import Talk, read_talk
from graph.objections import Judges, find_objections
from graph.store import GraphStore
from ingest.models import CommentId, DiscussionId
from ingest.pair_scores import PairScorer

JUDGING_VERSION: Final = "2"  # grows when the same discussion would be judged otherwise
_PUT_OFF: Final = "put off"  # a mark under which nothing is judged
_MANY = 2000  # comments whose cases are put to the models together
_MOST = 100  # discussions

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reads texts, the mark under which all is judged that it reads, and what people said of objections."""

    engagements: Engagements
    scorer: PairScorer | None
    mark: str
    said: Mapping[CommentId, SaidStatus]


def judge(store: GraphStore, reading: Reading, progress: Progress = lambda done: None) -> Iterator[Batch]:
    """What to write so that no discussion is undone under the mark. Each batch has to be written before the next is asked for.

    A discussion without objections is written too. Last come the discussions in which the same objection stands as one that was or
    is not any more dealt with in this run. `progress` hears how many discussions are done.
    """
    yield from _judged(store.undone("objections", reading.mark), store, reading, progress)


def judge_put_off(store: GraphStore, reading: Reading, progress: Progress = lambda done: None) -> Iterator[Batch]:
    """The same for the discussions that were put off; what else is undone may wait for its claims."""
    others = set(store.undone("objections", _PUT_OFF))
    waiting = (each for each in store.undone("objections", reading.mark) if each not in others)
    yield from _judged(waiting, store, reading, progress)


def put_off(discussions: Iterable[DiscussionId], store: GraphStore) -> list[Objections]:
    """What to write so that the objections of these discussions are judged again, though no relation changed."""
    return [Objections(each, _PUT_OFF, tuple(store.objections_in(each))) for each in sorted(discussions)]


def _judged(
    discussions: Iterable[DiscussionId], store: GraphStore, reading: Reading, progress: Progress
) -> Iterator[Batch]:
    judges = Judges(reading.engagements, reading.scorer, Elsewhere(store))
    turned: set[CommentId] = set()
    done = 0
    for talks in _together(discussions, store, reading.said):
        found = find_objections(talks, judges, reading.mark)
        turned |= _turned(found, store)
        yield _batch(found)
        done += len(talks)
        progress(done)
    for talks in _together(sorted(affected(store, turned)) if turned else (), store, reading.said):
        yield _batch(find_objections(talks, judges, reading.mark))


def _batch(found: Sequence[Objections]) -> Batch:
    return Batch(derived=Derived(objections=list(found)))


def _together(
    discussions: Iterable[DiscussionId], store: GraphStore, said: Mapping[CommentId, SaidStatus]
) -> Iterator[list[Talk]]:
    """Discussions read from the store, several small ones together."""
    talks: list[Talk] = []
    for discussion in discussions:
        talks.append(read_talk(store, discussion, said))
        if len(talks) >= _MOST or sum(len(talk.comments) for talk in talks) >= _MANY:
            yield talks
            talks = []
    if talks:
        yield talks


def _turned(found: Sequence[Objections], store: GraphStore) -> set[CommentId]:
    """Comments whose objections are dealt with now and were not before, or the other way round."""
    before = chain.from_iterable(store.objections_in(each.discussion) for each in found)
    now = chain.from_iterable(each.objections for each in found)
    return {uid for uid, _ in _settled(before) ^ _settled(now)}


def _settled(objections: Iterable[Objection]) -> set[tuple[CommentId, str]]:
    return {(each.comment, each.uid) for each in objections if each.status in DEALT_WITH}
