"""What each comment answers, how it takes that, and how sure both are: one value, gathered from rows of three kinds."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from graph.models import Label, Parentage, Reply, Stance, StanceEvidence
from ingest.models import Comment, CommentId

INFERRED = frozenset({"content", "order"})  # evidence that no word of a source or of a person backs


@dataclass(frozen=True, slots=True)
class Likely:
    """A parent that a comment may have, and its probability; None: it answers nothing in the archive."""

    parent: CommentId | None
    probability: float


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of a comment, characters start..end of its text, that spoke for a side: agree, neutral, disagree, or concedes."""

    start: int
    end: int
    speaks_for: str
    words: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """How a comment takes what it answers, with the words that decided; its fields are those of its JSON."""

    label: Label
    probabilities: dict[Label, float]
    evidence: StanceEvidence
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply that is taken, if there is one; the parents that are likely, best first; and the stance toward the one taken."""

    reply: Reply | None = None
    likely: tuple[Likely, ...] = ()
    opinion: Opinion | None = None

    @property
    def others(self) -> tuple[Likely, ...]:
        """The likely parents that were not taken, best first."""
        taken = self.reply.parent if self.reply else None
        return tuple(each for each in self.likely if each.parent != taken)

    @property
    def nothing(self) -> float | None:
        """How likely it is that the comment answers nothing, where that is taken and is not certain; else None."""
        if self.reply is not None or not self.likely:
            return None
        best = self.likely[0]
        return best.probability if best.parent is None and best.probability < 1 else None

    def to_json(self) -> dict[str, object]:
        """Plain JSON values."""
        return {
            "reply": reply_json(self.reply),
            "likely_parents": [asdict(each) for each in self.likely],
            "stance": self.opinion and asdict(self.opinion),
        }


def answers_of(
    comments: Iterable[Comment], replies: Iterable[Reply], parentages: Iterable[Parentage], stances: Iterable[Stance]
) -> dict[CommentId, Answer]:
    """The answer that each of `comments` is, by its uid; rows of other comments play no part.

    Of several replies that of the source counts, then a person's, then the surest.
    """
    ranked = sorted(replies, key=lambda each: (_rank(each), -each.confidence, each.uid), reverse=True)
    reply_of = {each.child: each for each in ranked}
    likely = {each.child: tuple(Likely(*candidate) for candidate in each.candidates) for each in parentages}
    stances_of: dict[CommentId, dict[CommentId, Stance]] = defaultdict(dict)
    for stance in stances:
        stances_of[stance.child][stance.parent] = stance
    found = {}
    for comment in comments:
        reply = reply_of.get(comment.uid)
        held = stances_of[comment.uid].get(reply.parent) if reply else None
        opinion = opinion_of(held, comment.text) if held else None
        found[comment.uid] = Answer(reply, likely.get(comment.uid, ()), opinion)
    return found


def opinion_of(stance: Stance, text: str) -> Opinion:
    """`stance` with its words, which stand in `text`."""
    probabilities: dict[Label, float] = {
        "agree": stance.agree,
        "neutral": stance.neutral,
        "disagree": stance.disagree,
    }
    cues = tuple(Cue(start, end, side, text[start:end]) for start, end, side in stance.cues)
    return Opinion(stance.label, probabilities, stance.evidence, cues)


def reply_json(reply: Reply | None) -> dict[str, object] | None:
    """What a comment answers, how surely, and on what evidence."""
    if reply is None:
        return None
    return {"parent": reply.parent, "confidence": reply.confidence, "evidence": reply.evidence}


def _rank(reply: Reply) -> int:
    return {"explicit": 0, "correction": 1}.get(reply.evidence, 2)
