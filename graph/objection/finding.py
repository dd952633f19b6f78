"""Which comments, or passages of them, object to what: disagreement that is likely enough, and questions that want an answer."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from graph.models import Reply, Stance
from graph.objection.cues import asks, grants, taken_back, trouble
from graph.objection.talk import Talk, is_cut
from graph.objection.units import Unit, quotes_by, target_span, units_of
from graph.replies import QUOTE_CONFIDENCE
from graph.stance import infer_stances
from graph.stances.target import Span
from ingest.models import Comment, CommentId, Quote
from ingest.pair_scores import PairScorer
from ingest.words import fold

LEAST: Final = 0.2  # expected disagreement from which on something is an objection
TROUBLE: Final = 0.3  # part of neutral comments that disagree if they tell of trouble
ASKING: Final = (
    0.5  # probability, from which on a question wants an answer, that it answers something and does not just agree
)
_FEWEST = 3  # words
_PASSAGES = 3  # of a comment against the same target
_SHARE = 0.6  # of the probability of the likeliest of them

Kind = Literal["objection", "question"]
_Group = tuple[int, Kind, CommentId, CommentId]


@dataclass(frozen=True, slots=True)
class Objecting:
    """A unit of talk number `talk` that objects to characters `span` of `target` with this expected probability.

    `known`: the reply that makes it an objection is not inferred.
    """

    talk: int
    unit: Unit
    target: Comment
    span: Span
    kind: Kind
    probability: float
    known: bool


@dataclass(frozen=True, slots=True)
class _Aimed:
    """A unit and what it answers with which chance; `stance` None: not yet asked for."""

    talk: int
    unit: Unit
    target: Comment
    chance: float
    known: bool
    stance: Stance | None


def find_objecting(talks: Sequence[Talk], scorer: PairScorer | None) -> list[Objecting]:
    """What objects in these discussions, by discussion, comment and place.

    A unit objects if it disagrees, rather than agrees, with an expected probability of LEAST, over its possible parents and
    stances; what is neutral and tells of trouble disagrees in part. One that asks (see objection_cues.asks) is a question, and
    counts even without disagreement if it answers something and does not agree with a probability of ASKING: so a rhetorical
    question is an objection or nothing. Of the paragraphs of a comment cut from flat text the few likeliest are taken; the same
    words of the same or of an unknown author count once. Who takes something back does not object, and nobody objects to
    oneself. What a person said of a comment goes before all of this.
    """
    aimed = [each for at, talk in enumerate(talks) for each in _aimed(at, talk)]
    stances = _asked([each for each in aimed if each.stance is None], scorer)
    heard = [replace(each, stance=stances.get(_name(each))) if each.stance is None else each for each in aimed]
    found = (_objecting(each, talks[each.talk]) for each in heard)
    return _once(_foremost([each for each in found if each is not None]))


def _once(objecting: Sequence[Objecting]) -> list[Objecting]:
    """All but those whose words somebody raised already, unless both are known to be two people: a dump often repeats an export."""
    raised: dict[tuple[int, str], set[str | None]] = defaultdict(set)
    kept: set[int] = set()
    for n, each in sorted(enumerate(objecting), key=lambda item: item[1].unit.comment.author is None):
        people = raised[each.talk, fold(each.unit.text)]
        if not people or (each.unit.comment.author is not None and each.unit.comment.author not in people):
            kept.add(n)
        people.add(each.unit.comment.author)
    return [each for n, each in enumerate(objecting) if n in kept]


def _foremost(objecting: Sequence[Objecting]) -> list[Objecting]:
    """All but the passages of comments cut from flat text that object to the same less than the foremost ones of the comment."""
    groups: dict[_Group, list[float]] = defaultdict(list)
    for each in objecting:
        groups[_group(each)].append(each.probability)
    least = {group: max(_SHARE * max(of), sorted(of)[-_PASSAGES:][0]) for group, of in groups.items()}
    return [each for each in objecting if not is_cut(each.unit.comment) or each.probability >= least[_group(each)]]


def _group(each: Objecting) -> _Group:
    return each.talk, each.kind, each.unit.comment.uid, each.target.uid


def _aimed(at: int, talk: Talk) -> Iterator[_Aimed]:
    """All units of a discussion that answer somebody else."""
    quotes = quotes_by(talk.quotes, talk.number)
    for row in talk.comments:
        if row.stub or row.discussion != talk.discussion or not row.text.strip():
            continue
        for unit in units_of(row, quotes.get(row.uid, []), passages=is_cut(row)):
            each = _aim(at, talk, unit)
            if each is not None and not _is_own(row, each.target):
                yield each


def _aim(at: int, talk: Talk, unit: Unit) -> _Aimed | None:
    """A unit with what it answers: what stands over it in quotes, or the likeliest parent of its comment."""
    uid, chances = unit.comment.uid, talk.chances.get(unit.comment.uid, [])
    if unit.quotes and not unit.whole:
        parent, chance, known = unit.quotes[0].of, QUOTE_CONFIDENCE * unit.comment.boundary, True
        chance = next((sure for other, sure, _ in chances if other == parent and sure > chance), chance)
    elif chances:
        (parent, _, known), chance = chances[0], talk.answering(uid)
    else:
        return None
    stance = talk.stance(uid, parent)
    if not unit.whole and (stance is None or stance.evidence == "model" or stance.parent != parent):
        stance = None
    elif stance is None:
        stance = _none(uid, parent)
    return _Aimed(at, unit, talk.comments[talk.number[parent]], chance, known, stance)


def _none(child: CommentId, parent: CommentId) -> Stance:
    """The stance of a comment to one without words: nobody can tell."""
    return Stance("", child, parent, "neutral", 0.0, 1.0, 0.0)


def _is_own(row: Comment, target: Comment) -> bool:
    return row.uid == target.uid or (row.author is not None and row.author == target.author)


def _asked(aimed: Sequence[_Aimed], scorer: PairScorer | None) -> dict[CommentId, Stance]:
    """Stances of passages of comments, judged as if each were a comment of its own."""
    passages = {_name(each): _passage(each) for each in aimed}
    targets = {each.target.uid: each.target for each in aimed}
    replies = [Reply("", _name(each), each.target.uid, each.chance, "quote") for each in aimed]
    quotes = [quote for each in aimed for quote in _moved(each)]
    stances = infer_stances([*passages.values(), *targets.values()], replies, quotes, scorer=scorer)
    return {stance.child: stance for stance in stances}


def _name(each: _Aimed) -> CommentId:
    return CommentId(f"{each.unit.comment.uid}\x1f{each.unit.span[0]}")


def _passage(each: _Aimed) -> Comment:
    start, end = _reach(each.unit)
    return replace(each.unit.comment, uid=_name(each), text=each.unit.comment.text[start:end])


def _reach(unit: Unit) -> Span:
    """Characters of a unit together with the quotes over it."""
    start, end = unit.span
    return min([start, *(quote.start for quote in unit.quotes)]), end


def _moved(each: _Aimed) -> list[Quote]:
    """The quotes over a unit, counted from where its passage begins."""
    start, _ = _reach(each.unit)
    return [
        replace(quote, comment=_name(each), start=quote.start - start, end=quote.end - start)
        for quote in each.unit.quotes
    ]


def _objecting(each: _Aimed, talk: Talk) -> Objecting | None:
    unit, stance = each.unit, each.stance or _none(each.unit.comment.uid, each.target.uid)
    said = talk.said.get(unit.comment.uid)
    kind, probability = _judged(each, stance)
    if said is not None:
        probability = 0.0 if said.status == "no_objection" else 1.0
    if not probability:
        return None
    span = target_span(unit, each.target, unit.quotes)
    return Objecting(each.talk, unit, each.target, span, kind, round(probability, 4), each.known)


def _judged(each: _Aimed, stance: Stance) -> tuple[Kind, float]:
    """The kind of an objection and its probability; 0 if it is none."""
    text = each.unit.text
    kind: Kind = "question" if asks(text) else "objection"
    if len(text.split()) < _FEWEST or (kind == "objection" and _gives_way(each.unit)):
        return kind, 0.0
    disagrees = stance.disagree + TROUBLE * stance.neutral * trouble(each.unit.text)
    if each.chance * disagrees >= LEAST and disagrees >= stance.agree:
        return kind, each.chance * disagrees
    waits = each.chance * (1 - stance.agree)
    return kind, waits if kind == "question" and waits >= ASKING else 0.0


def _gives_way(unit: Unit) -> bool:
    """Whether a unit takes something back; or begins by agreeing, where it is a passage, which stances were not learnt on."""
    return taken_back(unit.text) is not None or (not unit.whole and grants(unit.text))
