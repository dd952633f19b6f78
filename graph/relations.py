"""The relations of a discussion, found anew from its comments: where they belong, quotes, stubs, replies."""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from graph.arrange import homes, interleave
from graph.correction.laying import Corrections, corrections_of
from graph.linking import id_key
from graph.models import Batch, DiscussionRow, Relations, Reply, Stance
from graph.originals import find_original
from graph.replies import infer_replies
from graph.stance import infer_stances
from graph.store import GraphStore
from graph.threads import in_order
from ingest.deduplicate import keys
from ingest.models import STANCE_KEY, Comment, CommentId, DiscussionId, Quote, SourceId
from ingest.pair_scores import PairScorer
from ingest.quotes import AbsentQuote, find_quotes
from ingest.words import parts_hash

WENT_TO = "went_to"  # in the meta of a discussion: the discussions that took comments of it
_ENOUGH = 8000  # rows a transaction
_PAGE = 1000  # comments whose occurrences are read together
_MANY = 20  # discussions: a text in more of them is a notice


def relate(
    discussions: Iterable[DiscussionId],
    store: GraphStore,
    scorer: PairScorer | None = None,
    changed: Container[CommentId] = (),
    *,
    stances: bool = True,
) -> Iterator[Batch]:
    """What to write so that the relations of `discussions` follow from the stored comments, in batches of some size.

    So do those of the comments that answer a `changed` one as a person says: what is inferred of them may now be corrected.
    Each batch has to be written before the next is asked for. Discussions that turn out to be the same one are joined under the
    smallest uid; the others stay as rows whose meta says under `went_to` which discussions took their comments. `scorer` reads
    pairs of texts for replies and stances; without one, other evidence has to do. Without `stances` none are told but those that a
    person or a source said.
    """
    judge = _Judge(corrections_of(store), scorer, stances)
    waiting = {row.discussion for row in store.comments(judge.laid.answering(changed)).values()}
    batch, pending, related, edges = Batch(), set[DiscussionId](), set[DiscussionId](), 0
    for discussion in sorted({*discussions, *waiting}):
        if discussion in related:
            continue
        found = _linked(discussion, store)
        if pending & found.discussions or len(batch.comments) + edges >= _ENOUGH:
            yield batch
            batch, pending, edges = Batch(), set(), 0
            found = _linked(discussion, store)
        relations = _relate_linked(found, store, batch, judge)
        batch.relations += relations
        edges += sum(1 + len(each.quotes) + len(each.replies) for each in relations)
        pending |= found.discussions
        related |= found.discussions
    yield batch


@dataclass(frozen=True, slots=True)
class _Judge:
    """What people said, and what reads pairs of texts."""

    laid: Corrections
    scorer: PairScorer | None
    stances: bool

    def stances_of(
        self, comments: Sequence[Comment], replies: Sequence[Reply], quotes: Sequence[Quote]
    ) -> list[Stance]:
        """How the comments that answer take what they answer; when stances are not wanted, only what their sources say of it."""
        told = {row.uid for row in comments if self.stances or STANCE_KEY in row.meta}
        asked = [reply for reply in replies if reply.child in told]
        return self.laid.stances(replies, infer_stances(comments, asked, quotes, scorer=self.scorer))


class _Standing(NamedTuple):
    """Where a source puts a comment: in which discussion, and at which place of that and of the source."""

    comment: CommentId
    original: DiscussionId
    source: SourceId
    position: int
    start: int


@dataclass(frozen=True, slots=True)
class _Linked:
    """Discussions that share comments, however indirectly, with their comments, and where each of these belongs."""

    discussions: set[DiscussionId]
    rows: list[DiscussionRow]
    comments: dict[CommentId, Comment]
    stubs: dict[DiscussionId, set[CommentId]]
    places: list[_Standing]
    homes: dict[CommentId, DiscussionId]


def _linked(discussion: DiscussionId, store: GraphStore) -> _Linked:
    """Follow `discussion` to all that share comments with it."""
    comments: dict[CommentId, Comment] = {}
    stubs: dict[DiscussionId, set[CommentId]] = {}
    places: list[_Standing] = []
    discussions: list[DiscussionRow] = []
    seen: set[DiscussionId] = set()
    waiting = {discussion}
    while waiting:
        members = {each: store.comments_in(each) for each in sorted(waiting)}
        stubs |= {each: {row.uid for row in rows if row.stub} for each, rows in members.items()}
        real = {row.uid: row for rows in members.values() for row in rows if not row.stub}
        comments |= real
        found = list(_standing(real, store))
        places += found
        met = store.discussions(waiting)
        discussions += met
        seen |= waiting
        waiting = {each for group in _originals(found).values() for each in group}
        waiting |= {each for row in met for each in went_to(row)}
        waiting -= seen
    return _Linked(seen, discussions, comments, stubs, places, homes(_originals(places)))


def _standing(comments: Mapping[CommentId, Comment], store: GraphStore) -> Iterator[_Standing]:
    """Where their sources put these comments; what else occurrences hold is let go, page by page."""
    uids = list(comments)
    for start in range(0, len(uids), _PAGE):
        for each in store.occurrences(uids[start : start + _PAGE]):
            if "discussion" in each.given:
                uid, original = comments[each.comment].uid, each.given["discussion"]
                yield _Standing(uid, original, each.source, each.given["position"], each.start)


def _relate_linked(linked: _Linked, store: GraphStore, batch: Batch, judge: "_Judge") -> list[Relations]:
    """The relations of linked discussions; comments and discussions that change for it go to `batch`."""
    moved = _moved(linked)
    members: dict[DiscussionId, list[Comment]] = {each: [] for each in sorted(linked.discussions)}
    for row in moved.values():
        members[row.discussion].append(row)
    batch.comments += [row for uid, row in sorted(moved.items()) if row is not linked.comments[uid]]
    batch.discussions += _pointers(linked)
    relations = [_relate_one(home, rows, store, batch, judge) for home, rows in members.items()]
    for each in relations:
        batch.removed_comments += sorted(linked.stubs[each.discussion].difference(each.stubs))
    return relations


def _originals(places: Iterable[_Standing]) -> dict[CommentId, set[DiscussionId]]:
    """The discussions that the sources put each comment in; one that stands in very many (a notice) tells of no link."""
    found: dict[CommentId, set[DiscussionId]] = defaultdict(set)
    for each in places:
        found[each.comment].add(each.original)
    return {uid: group if len(group) <= _MANY else {min(group)} for uid, group in found.items()}


def _moved(linked: _Linked) -> dict[CommentId, Comment]:
    """The comments in the discussions and positions that all their sources together give."""
    sequences: dict[tuple[DiscussionId, DiscussionId, SourceId], list[tuple[int, int, CommentId]]] = defaultdict(list)
    for each in linked.places:
        sequences[linked.homes[each.comment], each.original, each.source].append(
            (each.position, each.start, each.comment)
        )
    by_home: dict[DiscussionId, list[list[CommentId]]] = defaultdict(list)
    for (home, _, _), found in sorted(sequences.items()):
        by_home[home].append(list(dict.fromkeys(uid for _, _, uid in sorted(found))))
    return {
        uid: _placed(linked.comments[uid], home, at)
        for home, rows in by_home.items()
        for at, uid in enumerate(interleave(rows))
    }


def _placed(row: Comment, home: DiscussionId, at: int) -> Comment:
    """The comment at this place: mostly it is there already."""
    return row if (row.discussion, row.position) == (home, at) else replace(row, discussion=home, position=at)


def _pointers(linked: _Linked) -> list[DiscussionRow]:
    """Rows of the discussions some of whose comments went elsewhere, or came back."""
    went: dict[DiscussionId, set[DiscussionId]] = defaultdict(set)
    for uid, group in _originals(linked.places).items():
        for each in group:
            went[each].add(linked.homes[uid])
    changed = []
    for row in linked.rows:
        meta = {name: value for name, value in row.meta.items() if name != WENT_TO}
        if others := sorted(went[row.uid] - {row.uid}):
            meta[WENT_TO] = others
        if meta != row.meta:
            changed.append(replace(row, meta=meta))
    return changed


def went_to(row: DiscussionRow) -> list[DiscussionId]:
    """The discussions that took comments of this one."""
    found = row.meta.get(WENT_TO, [])
    return [DiscussionId(each) for each in found] if isinstance(found, list) else []


def _relate_one(
    discussion: DiscussionId, rows: Iterable[Comment], store: GraphStore, batch: Batch, judge: "_Judge"
) -> Relations:
    """The relations of a discussion; its stubs, which they name, go to `batch`."""
    comments = in_order(rows)
    found = find_quotes(comments)
    stubs: dict[CommentId, Comment] = {}
    by_uid = {row.uid: row for row in comments}
    quotes = [*found.quotes, *(_elsewhere(each, by_uid, discussion, store, stubs) for each in found.absent)]
    written = {row.uid: row for row in batch.comments if row.stub}
    parents = _explicit_parents(comments, discussion, store, stubs)
    stubs = {uid: _earliest(stub, written.get(uid)) for uid, stub in stubs.items()}
    said = judge.laid.parents_of(comments, parents, stubs)
    inferred = infer_replies(comments, quotes, parents, corrected=said, scorer=judge.scorer)
    replies = judge.laid.replies(comments, inferred.replies, said)
    away = _stored({reply.parent for reply in replies} - set(by_uid) - set(stubs), store)
    stances = judge.stances_of([*comments, *stubs.values(), *away.values()], replies, quotes)
    batch.comments += stubs.values()
    batch.keys |= {uid: keys(stub.text) for uid, stub in stubs.items() if stub.text}
    edges = tuple(quotes), tuple(replies), inferred.parentages, tuple(stances)
    return Relations(discussion, *edges, comments=tuple(by_uid), stubs=tuple(stubs))


def _stored(uids: Collection[CommentId], store: GraphStore) -> Mapping[CommentId, Comment]:
    """Those of `uids` that are stored; most discussions name none, and then nothing is asked."""
    return store.comments(uids) if uids else {}


def _earliest(stub: Comment, other: Comment | None) -> Comment:
    """Of the stubs that two discussions make for one absent comment, the one in the smallest discussion."""
    return stub if other is None or stub.discussion <= other.discussion else other


def _elsewhere(
    quote: AbsentQuote,
    comments: Mapping[CommentId, Comment],
    discussion: DiscussionId,
    store: GraphStore,
    stubs: dict[CommentId, Comment],
) -> Quote:
    """The quote's original in another discussion if the store has one, else a stub made for it."""
    quoting = comments[quote.comment]
    if (found := find_original(quote, quoting, comments, store)) is not None:
        return found
    uid = CommentId(f"stub:{parts_hash(discussion, quote.text)}")
    stubs[uid] = Comment(uid, discussion, quote.text, position=quoting.position, stub=True)
    return Quote(
        f"q:{parts_hash(quote.comment, str(quote.start), uid)}",
        quote.comment,
        quote.start,
        quote.end,
        uid,
        0,
        len(quote.text),
    )


def _explicit_parents(
    comments: Collection[Comment], discussion: DiscussionId, store: GraphStore, stubs: dict[CommentId, Comment]
) -> dict[CommentId, CommentId]:
    """For each comment whose source names a parent, that parent's uid; an absent one becomes a stub without text."""
    here = {row.uid for row in comments}
    named = {row.parent for row in comments if row.parent is not None}
    away = _by_id(named - here, store)
    known = _stored(named - here - set(away), store)
    parents = {}
    for row in comments:
        if row.parent is None:
            continue
        parents[row.uid] = row.parent if row.parent in here else away.get(row.parent, row.parent)
        if row.parent not in here and row.parent not in away:
            home = min(discussion, known[row.parent].discussion) if row.parent in known else discussion
            stubs.setdefault(row.parent, Comment(row.parent, home, "", position=row.position, stub=True))
    return parents


def _by_id(ids: Collection[CommentId], store: GraphStore) -> dict[CommentId, CommentId]:
    """Uids of the stored comments that some source calls by one of `ids`."""
    if not ids:
        return {}
    key_of = {id_key(each): each for each in ids}
    holders = store.holders(list(key_of))
    real = {uid for uid, row in store.comments([uid for _, uid in holders]).items() if not row.stub}
    return {key_of[key]: uid for key, uid in holders if uid in real}
