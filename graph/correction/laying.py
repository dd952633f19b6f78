"""What people said of parents and stances, laid over what was inferred; an explicit parent is no inference, and stays."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence

from graph.arguments import SaidStatus
from graph.corrections import Named, ParentValue, StanceValue, StatusValue, values
from graph.linking import id_key
from graph.models import Label, Reply, Stance
from graph.replies import reply_uid
from graph.stance import stance_uid
from graph.store import GraphStore
from ingest.deduplicate import keys
from ingest.models import Comment, CommentId
from ingest.words import tokens

_OPENING = 10  # words by which a comment is known again under another uid
_LEAST = 8
_MOST = 50  # comments: a key that more of them hold tells nothing

Parents = Mapping[CommentId, CommentId | None]
Stances = Mapping[tuple[CommentId, CommentId], Label]


class Corrections:
    """Corrections of parents and stances under the uids that comments have now; of several for one comment the last is here."""

    def __init__(self, parents: Parents, stances: Stances, absent: Collection[CommentId] = ()) -> None:
        self._parents, self._stances, self._absent = parents, stances, frozenset(absent)

    def parents_of(
        self, comments: Iterable[Comment], explicit: Collection[CommentId] = (), stubs: Collection[CommentId] = ()
    ) -> dict[CommentId, CommentId | None]:
        """For each of these comments of which a person said so, what it answers; None: nothing.

        Left out are those whose parent is `explicit`, and an absent comment as a parent unless it is among `stubs`.
        """
        said = {row.uid: self._parents[row.uid] for row in comments if row.uid in self._parents and not row.root}
        gone = self._absent - set(stubs)
        return {child: parent for child, parent in said.items() if child not in explicit and parent not in gone}

    def answering(self, parents: Container[CommentId]) -> set[CommentId]:
        """The comments that answer one of these as a person says."""
        return {child for child, parent in self._parents.items() if parent in parents}

    def replies(self, comments: Sequence[Comment], found: Iterable[Reply], said: Parents) -> list[Reply]:
        """The replies `found` for the comments of a discussion with what was `said` of them (see `parents_of`) laid over them.

        An inferred reply that would close a cycle with a corrected one goes.
        """
        edges = {each.child: each for each in found if each.child not in said}
        for child, parent in said.items():
            if parent is not None:
                _add(Reply(reply_uid(child, parent), child, parent, 1.0, "correction"), edges)
        return [edges[row.uid] for row in comments if row.uid in edges]

    def stances(self, replies: Iterable[Reply], found: Iterable[Stance]) -> list[Stance]:
        """The stances `found` for these replies, as corrected."""
        held = {(each.child, each.parent): each for each in found}
        for child, parent in ((each.child, each.parent) for each in replies):
            if label := self._stances.get((child, parent)):
                held[child, parent] = _said(child, parent, label)
        return list(held.values())


def corrections_of(store: GraphStore) -> Corrections:
    """What people said of parents and stances in this archive, as far as it holds the comments."""
    rows = store.corrections()
    parents, stances = list(values(rows, ParentValue)), list(values(rows, StanceValue))
    named = [(each.comment, each.parent) for _, each in parents] + [(each.comment, each.parent) for _, each in stances]
    child_of = resolve([comment for comment, _ in named], store)
    target_of = resolve([parent for _, parent in named if parent is not None], store, inside=True)
    said: dict[CommentId, CommentId | None] = {}
    for child, parent in _resolved(named[: len(parents)], child_of, target_of):
        said.pop(child, None)
        said[child] = parent
    held: dict[tuple[CommentId, CommentId], Label] = {}
    for _, value in stances:
        for child, parent in _resolved([(value.comment, value.parent)], child_of, target_of):
            if parent is not None:
                held[child, parent] = value.stance
    absent = {uid for uid, row in store.comments(set(target_of.values())).items() if row.stub}
    return Corrections(said, held, absent)


def statuses_of(store: GraphStore) -> dict[CommentId, SaidStatus]:
    """What people said of the objections that comments raise, as far as the archive holds the comments; the last word counts."""
    said = [value for _, value in values(store.corrections(), StatusValue)]
    uids = resolve([value.comment for value in said], store)
    answers = resolve([value.by for value in said if value.by], store, inside=True)
    return {
        uids[value.comment.id]: SaidStatus(value.status, answers.get(value.by.id) if value.by else None)
        for value in said
        if value.comment.id in uids
    }


def resolve(named: Collection[Named], store: GraphStore, *, inside: bool = False) -> dict[str, CommentId]:
    """For each name the one stored comment that it means: by its uid, by an id that a source gives it, else by how it begins.

    With `inside` a comment may also be meant that holds the words anywhere, as one does that was joined with the one before it.
    """
    stored = store.comments([CommentId(each.id) for each in named])
    found = {str(uid): uid for uid in stored}
    missing = {each.id: each for each in named if each.id not in found}
    if not missing:
        return found
    wanted = {uid: {id_key(CommentId(uid)), *keys(each.begins)} for uid, each in missing.items()}
    held: dict[int, list[CommentId]] = {}
    for key, holder in store.holders({key for each in wanted.values() for key in each}, _MOST):
        held.setdefault(key, []).append(holder)
    rows = store.comments({uid for uids in held.values() for uid in uids})
    for uid, each in missing.items():
        by_id = {one for one in held.get(id_key(CommentId(uid)), ()) if one in rows}
        near = {one for key in wanted[uid] for one in held.get(key, ()) if one in rows and not rows[one].stub}
        by_words = by_id or set(_beginning(each, near, rows)) or (set(_holding(each, near, rows)) if inside else set())
        if len(by_words) == 1:
            found[uid] = by_words.pop()
    return found


def _resolved(
    said: Iterable[tuple[Named, Named | None]], child_of: Mapping[str, CommentId], target_of: Mapping[str, CommentId]
) -> Iterator[tuple[CommentId, CommentId | None]]:
    """Pairs both ends of which are here, and are two comments."""
    for comment, parent in said:
        child, target = child_of.get(comment.id), target_of.get(parent.id) if parent else None
        if child is not None and child != target and (target is not None or parent is None):
            yield child, target


def _beginning(named: Named, near: Iterable[CommentId], rows: Mapping[CommentId, Comment]) -> Iterator[CommentId]:
    opening = tokens(named.begins)[:_OPENING]
    if len(opening) >= _LEAST:
        yield from (uid for uid in near if tokens(rows[uid].text)[: len(opening)] == opening)


def _holding(named: Named, near: Iterable[CommentId], rows: Mapping[CommentId, Comment]) -> Iterator[CommentId]:
    opening = tokens(named.begins)[:_OPENING]
    if len(opening) >= _LEAST:
        words = f" {' '.join(opening)} "
        yield from (uid for uid in near if words in f" {' '.join(tokens(rows[uid].text))} ")


def _add(reply: Reply, edges: dict[CommentId, Reply]) -> None:
    """Add a corrected reply; what was inferred gives way where both would make a cycle, the least sure first."""
    while loop := _loop(reply, edges):
        inferred = [each for each in loop if each.evidence not in {"explicit", "correction"}]
        if not inferred:
            return
        del edges[min(inferred, key=lambda each: (each.confidence, each.uid)).child]
    edges[reply.child] = reply


def _loop(reply: Reply, edges: Mapping[CommentId, Reply]) -> list[Reply]:
    """The replies that lead from the parent of `reply` back to its child; empty when they do not."""
    path: dict[CommentId, Reply] = {}
    at = reply.parent
    while at != reply.child:
        if at in path or at not in edges:
            return []
        path[at] = edges[at]
        at = edges[at].parent
    return list(path.values())


def _said(child: CommentId, parent: CommentId, label: Label) -> Stance:
    agree, neutral, disagree = (float(label == each) for each in ("agree", "neutral", "disagree"))
    return Stance(stance_uid(child, parent), child, parent, label, agree, neutral, disagree, "correction")
