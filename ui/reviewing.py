"""What a review asks for, and what it finds: questions, and how far all is."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.correction.doubting import KINDS, SURE, Kind, Scope
from graph.correction.reviewing import Question, survey
from graph.store import GraphStore
from ingest.models import CommentId, DiscussionId

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class WantedDoubts:
    """Questions of these kinds are wanted, of one discussion or about one comment (ids, or their beginnings), so many of them."""

    kinds: tuple[Kind, ...] = KINDS
    discussion: str | None = None
    comment: str | None = None
    limit: int = 20


@dataclass(frozen=True, slots=True)
class Doubts:
    """Questions in the order in which to ask them.

    `unsure` is how many inferences of each kind, also of kinds that are not wanted, are less than SURE; `settled` how many
    corrections people made in the whole archive; `narrowed` that only a part of it was looked at.
    """

    questions: tuple[Question, ...]
    unsure: Mapping[Kind, int] = field(default_factory=dict)
    settled: int = 0
    narrowed: bool = False
    left: int = 0


def find_doubts(wanted: WantedDoubts, store: GraphStore) -> Doubts:
    """The least certain inferences; ids are whole."""
    home = DiscussionId(wanted.discussion) if wanted.discussion else None
    comments = (CommentId(wanted.comment),) if wanted.comment else None
    found = survey(store, wanted.limit, Scope(wanted.kinds, home, comments))
    return Doubts(
        found.questions,
        found.unsure,
        sum(each.kind != "status" for each in store.corrections()),
        bool(home or comments or set(KINDS) - set(wanted.kinds)),
        sum(found.unsure.get(each, 0) for each in wanted.kinds),
    )


def key(each: Question) -> Key:
    """What tells a question from every other one, also when it is asked again."""
    return each.kind, each.comment, each.about


def is_unsure(each: Question) -> bool:
    """Whether it is among those that are counted as left."""
    return each.confidence < SURE
