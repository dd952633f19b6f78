"""What people said of parents and stances, found under the uids that the comments have now."""

from collections.abc import Iterable, Iterator, Mapping

from graph.correction.laying import resolve
from graph.corrections import ParentValue, StanceValue, values
from graph.models import Correction, CorrectionKind
from graph.objection.answers import Answer
from graph.store import GraphStore
from ingest.models import Comment, CommentId

Said = Mapping[tuple[CommentId, CorrectionKind], Correction]


def said_of(comments: Iterable[Comment], answers: Mapping[CommentId, Answer], store: GraphStore) -> Said:
    """The corrections that the answers of `comments` rest on, each by its comment and by what was said: the last of that."""
    rows = store.corrections()
    spoken = [(row, value.comment) for row, value in values(rows, ParentValue)]
    spoken += [(row, value.comment) for row, value in values(rows, StanceValue)]
    uids = resolve([named for _, named in spoken], store)
    last = {(uids[named.id], row.kind): row for row, named in spoken if named.id in uids}
    wanted = {(each.uid, kind) for each in comments for kind in _corrected(each, answers[each.uid])}
    return {name: row for name, row in last.items() if name in wanted}


def _corrected(comment: Comment, answer: Answer) -> Iterator[CorrectionKind]:
    """What of a comment is as a person said; one that answers nothing is so because of a person if a person spoke of its parent."""
    if not comment.root and (answer.reply is None or answer.reply.evidence == "correction"):
        yield "parent"
    if answer.opinion and answer.opinion.evidence == "correction":
        yield "stance"
