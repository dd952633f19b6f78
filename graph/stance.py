"""Whether replies agree or disagree with what they answer: calibrated probabilities, and the words that decided."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from graph.models import Label, Reply, Stance, StanceEvidence
from graph.stances.cues import Cue, find_cues, patterns
from graph.stances.features import cue_columns, relation_columns, word_buckets
from graph.stances.model import LABELS, Floats, StanceModel, StanceModels, pair_columns, trained_models
from graph.stances.target import StancePair, stance_pair
from ingest.models import STANCE_KEY, Comment, CommentId, Quote
from ingest.pair_scores import PairScorer
from ingest.words import parts_hash

_SHOWN = 6  # cues of a stance
_TELLS = 0.1  # log odds from which a cue decided something
_NO_CORRECTIONS: Mapping[CommentId, Label] = {}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A reply whose stance has to be found."""

    reply: Reply
    pair: StancePair
    cues: list[Cue]
    same_author: bool


def infer_stances(
    comments: Sequence[Comment],
    replies: Sequence[Reply],
    quotes: Sequence[Quote],
    *,
    corrected: Mapping[CommentId, Label] = _NO_CORRECTIONS,
    scorer: PairScorer | None = None,
) -> list[Stance]:
    """A stance for each reply both of whose comments are among `comments` and have words, in the order of `replies`.

    `corrected` is what a person said of a reply, and some sources say it themselves (see STANCE_KEY): that is certain, and needs no
    words. All other pairs are scored together.
    """
    known = {each.uid: each for each in comments}
    wordless = {each.uid for each in comments if not each.text.strip()}
    by_comment: dict[CommentId, list[Quote]] = defaultdict(list)
    for quote in quotes:
        by_comment[quote.comment].append(quote)
    here = [reply for reply in replies if reply.child in known and reply.parent in known]
    said = {each.child: each for reply in here if (each := _said(reply, known[reply.child], corrected)) is not None}
    asked = [
        _asked(reply, known[reply.child], known[reply.parent], by_comment[reply.child])
        for reply in here
        if reply.child not in said and not wordless & {reply.child, reply.parent}
    ]
    found = {stance.uid: stance for stance in [*_judged(asked, scorer), *said.values()]}
    order = [stance_uid(reply.child, reply.parent) for reply in here]
    return [found[uid] for uid in order if uid in found]


def stance_uid(child: CommentId, parent: CommentId) -> str:
    """The same for the same pair."""
    return f"s:{parts_hash(child, parent)}"


def model_rows(pairs: Sequence[StancePair], cues: Sequence[Sequence[Cue]], same_author: Sequence[bool]) -> Floats:
    """What the model sees of each pair but for its words and the pair model's answer: one row a pair."""
    told = zip(pairs, cues, same_author, strict=True)
    rows = [[*cue_columns(found), *relation_columns(pair, same)] for pair, found, same in told]
    return np.array(rows, np.float64).reshape(len(pairs), -1)


def _asked(reply: Reply, child: Comment, parent: Comment, quotes: Sequence[Quote]) -> _Asked:
    pair = stance_pair(child, parent, quotes)
    return _Asked(reply, pair, find_cues(pair.reply), child.author is not None and child.author == parent.author)


def _judged(asked: Sequence[_Asked], scorer: PairScorer | None) -> list[Stance]:
    if not asked:
        return []
    models = trained_models()
    model = models.paired if scorer is not None and models.paired is not None else models.alone
    rows = model_rows(
        [each.pair for each in asked], [each.cues for each in asked], [each.same_author for each in asked]
    )
    if scorer is not None and model.paired:
        scores = scorer.score("stance", [each.pair.texts for each in asked])
        rows = np.concatenate([rows, pair_columns(scores)], axis=1)
    buckets = [word_buckets(each.pair.reply, len(model.words)) for each in asked]
    chances = model.probabilities(rows, buckets)
    return [_stance(each, chance, models, model) for each, chance in zip(asked, chances.tolist(), strict=True)]


def _stance(asked: _Asked, chances: Sequence[float], models: StanceModels, model: StanceModel) -> Stance:
    agree = round(chances[0], 4)
    disagree = round(min(chances[2], 1 - agree), 4)
    neutral = round(max(0.0, 1 - agree - disagree), 4)
    label = model.label((agree, neutral, disagree))
    reply, cues = asked.reply, _deciding(asked, models.alone)
    uid = stance_uid(reply.child, reply.parent)
    return Stance(uid, reply.child, reply.parent, label, agree, neutral, disagree, cues=cues)


def _said(reply: Reply, child: Comment, corrected: Mapping[CommentId, Label]) -> Stance | None:
    """What a person said of a reply, else what its source says of it; None where nobody did."""
    if reply.child in corrected:
        return _certain(reply, corrected[reply.child], "correction")
    authored = child.meta.get(STANCE_KEY) if reply.evidence == "explicit" else None
    label = next((each for each in LABELS if each == authored), None)
    return None if label is None else _certain(reply, label, "explicit")


def _certain(reply: Reply, label: Label, evidence: StanceEvidence) -> Stance:
    agree, neutral, disagree = (float(each == label) for each in LABELS)
    uid = stance_uid(reply.child, reply.parent)
    return Stance(uid, reply.child, reply.parent, label, agree, neutral, disagree, evidence)


def _deciding(asked: _Asked, model: StanceModel) -> tuple[tuple[int, int, str], ...]:
    """The strongest cues in the order of the text, one of a kind: those that the model weighs as the table does, and concessions.

    `model` is the one that has only words to go by: beside a pair model the cues' weights do not tell how strong the words are.
    """
    chosen: list[Cue] = []
    for cue in sorted(asked.cues, key=lambda each: (-_force(each, model), each)):
        new = all((cue.end <= other.start or other.end <= cue.start) and cue.kind != other.kind for other in chosen)
        if new and len(chosen) < _SHOWN and _force(cue, model) >= _TELLS:
            chosen.append(cue)
    return tuple((*asked.pair.place(cue.start, cue.end), patterns()[cue.kind].side) for cue in sorted(chosen))


def _force(cue: Cue, model: StanceModel) -> float:
    """By how much a cue raises the log odds of what it speaks for; a concession stands, whatever it raises."""
    pattern = patterns()[cue.kind]
    if not pattern.shown:
        return 0.0
    if pattern.side == "concedes":
        return float("inf")
    weights = model.columns[cue.kind]
    return float(weights[LABELS.index(pattern.side)] - weights.mean())
