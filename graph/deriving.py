"""Claims, positions and objections brought up to date with the comments: what is derived follows what was read, stage by stage."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph.arguments import Claim, Claims, Derived
from graph.claims import CLAIMS_VERSION, claims_of
from graph.correction.laying import statuses_of
from graph.engaging import Engagements
from graph.models import Batch
from graph.objection.judging import JUDGING_VERSION, Reading, judge, judge_put_off
from graph.position.placing import place_claims
from graph.store import GraphStore
from ingest.embedder import Embedder
from ingest.models import Comment, DiscussionId
from ingest.pair_scores import PairScorer

_MANY = 2000  # comments whose claims are embedded together

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Models:
    """What reads texts: vectors, pairs of texts, and answers against objections."""

    embedder: Embedder
    scorer: PairScorer | None
    engagements: Engagements


def derive(
    store: GraphStore,
    models: Models,
    stage: Callable[[str], Progress] = lambda name: _unheard,
    *,
    rebuild: bool = False,
) -> None:
    """Find claims, place them in positions and judge objections, wherever something changed since this was last done.

    A run that was cut short goes on where it stopped. With `rebuild` all claims are grouped anew. `stage` gives for the name of a
    stage what hears how far it is.
    """
    find_claims(store, models.embedder, stage("finding claims"))
    progress = stage("gathering positions")
    for batch in place_claims(store, models.embedder.fingerprint, rebuild=rebuild, progress=progress):
        store.write(batch)
    for batch in judge(store, _reading(models, store), stage("judging objections")):
        store.write(batch)


def derive_statuses(
    store: GraphStore, models: Models, stage: Callable[[str], Progress] = lambda name: _unheard
) -> None:
    """Judge again where a person said what became of an objection: no claim and no position follows from that.

    Where claims wait to be found all is brought up to date, as `derive` does it.
    """
    if store.undone("claims", _claims_mark(models.embedder)):
        derive(store, models, stage)
        return
    for batch in judge_put_off(store, _reading(models, store), stage("judging objections")):
        store.write(batch)


def find_claims(store: GraphStore, embedder: Embedder, progress: Progress = lambda done: None) -> None:
    """Write the claims of the discussions that changed; `progress` hears how many are done."""
    mark = _claims_mark(embedder)
    waiting = store.undone("claims", mark)
    page: dict[DiscussionId, list[Comment]] = {}
    for done, discussion in enumerate(waiting, start=1):
        page[discussion] = [row for row in store.comments_in(discussion) if not row.stub]
        if done == len(waiting) or sum(map(len, page.values())) >= _MANY:
            store.write(Batch(derived=Derived(claims=_claims(page, store, embedder, mark))))
            progress(done)
            page = {}


def _claims_mark(embedder: Embedder) -> str:
    return f"{CLAIMS_VERSION}:{embedder.fingerprint}"


def _reading(models: Models, store: GraphStore) -> Reading:
    mark = f"{JUDGING_VERSION}:{models.engagements.fingerprint}"
    return Reading(models.engagements, models.scorer, mark, statuses_of(store))


def _claims(page: dict[DiscussionId, list[Comment]], store: GraphStore, embedder: Embedder, mark: str) -> list[Claims]:
    """The claims of several discussions, embedded together."""
    rows: Sequence[Comment] = [row for group in page.values() for row in group]
    home = {row.uid: row.discussion for row in rows}
    found: dict[DiscussionId, list[Claim]] = defaultdict(list)
    for claim in claims_of(rows, store.quotes(list(home)), embedder):
        found[home[claim.comment]].append(claim)
    return [Claims(discussion, mark, tuple(found[discussion])) for discussion in page]


def _unheard(done: int) -> None:
    """Progress that nobody listens to."""
