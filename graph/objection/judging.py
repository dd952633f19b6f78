"""The objections stage: every discussion whose relations changed is judged again, and so is what it settles elsewhere."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
_MANY = 2000  # comments whose cases are put to the models together
_MOST = 100  # discussions

Progress = Callable[[int], None]
Said = Mapping[CommentId, SaidStatus]


def judge(
    store: GraphStore,
    engagements: Engagements,
    scorer: PairScorer | None,
    *,
    mark: str,
    said: Said,
    progress: Progress = lambda done: None,
) -> Iterator[Batch]:
    """What to write so that no discussion is undone under `mark`. Each batch has to be written before the next is asked for.

    A discussion without objections is written too. Last come the discussions in which the same objection stands as one that was or
    is not any more dealt with in this run. `progress` hears how many discussions are done.
    """
    judges = Judges(engagements, scorer, Elsewhere(store))
    turned: set[CommentId] = set()
    done = 0
    for talks in _together(store.undone("objections", mark), store, said):
        found = find_objections(talks, judges, mark)
        turned |= _turned(found, store)
        yield _batch(found)
        done += len(talks)
        progress(done)
    for talks in _together(sorted(affected(store, turned)) if turned else (), store, said):
        yield _batch(find_objections(talks, judges, mark))


def judge_one(store: GraphStore, discussion: DiscussionId, judges: Judges, *, mark: str, said: Said) -> Batch:
    """What to write for one discussion, whether it changed or not."""
    return _batch(find_objections([read_talk(store, discussion, said)], judges, mark))


def _batch(found: Sequence[Objections]) -> Batch:
    return Batch(derived=Derived(objections=list(found)))


def _together(discussions: Iterable[DiscussionId], store: GraphStore, said: Said) -> Iterator[list[Talk]]:
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
