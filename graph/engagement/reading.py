"""Whether an answer deals with an objection, where, and how: a small trained model over sentences.

Each sentence of the answer is weighed against each objection: nearness, shared words, quotes, numbers, order, and how well the
other objections fit. A walk over the answer joins neighbouring sentences, and every pair is looked at again among its neighbours.
Then each objection is judged in the light of the whole case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from graph.engagement.acts import meeting_columns, sentence_buckets, sentence_columns
from graph.engagement.chain import Walk, posteriors
from graph.engagement.context import with_context
from graph.engagement.features import objection_columns
from graph.engagement.marks import KINDS
from graph.engagement.model import EngagementModel, trained_model
from graph.engagement.pairs import PAIR_COLUMNS, nearest_parts, pair_columns
from graph.engagement.sheet import Sheet, lay_out
from graph.engaging import ACTS, Case, Engagements, Meeting
from ingest.trees import Forest

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Numbers = NDArray[np.int64]

VERSION = "engagement-2"  # of the method; another one means that everything is judged again
_NOT_DEALING = 0.02  # of the acts, for what an answer does that deals with nothing
_PRIOR = 1.0  # log odds that the walk's own readiness to move on is worth
_AT_ONCE = 512  # cases
_MOSTLY = 0.5  # of an answer's sentences
_FRIENDLY = [PAIR_COLUMNS.index(name) for name in (KINDS[0], KINDS[3])]  # thanks, praises


class TextVectors(Protocol):
    """What of an embedder is needed."""

    @property
    def fingerprint(self) -> str:
        """Names everything that decides the vectors."""
        ...

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit vectors, float32, a row a text."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Weighed:
    """A case with the pair columns of its sentences, the nearest part of each objection, log odds, and what the walk makes of them.

    All but the sheet begin with the axes objections and sentences.
    """

    sheet: Sheet
    pairs: Floats
    nearest: Numbers
    odds: Doubles
    met: Doubles


class TrainedEngagements:
    """The shipped model, or another, over an embedder; it is an `Engagements`."""

    def __init__(self, embedder: TextVectors, model: EngagementModel | None = None) -> None:
        self._embedder = embedder
        self._model = model or trained_model()

    @property
    def fingerprint(self) -> str:
        """Method and embedder."""
        return f"{VERSION}:{self._embedder.fingerprint}"

    def meet(self, cases: Sequence[Case]) -> list[tuple[Meeting, ...]]:
        """For each case one meeting for each of its objections; an answer without sentences meets nothing."""
        found: list[tuple[Meeting, ...]] = []
        for at in range(0, len(cases), _AT_ONCE):
            found += self._meet(cases[at : at + _AT_ONCE])
        return found

    def _meet(self, cases: Sequence[Case]) -> list[tuple[Meeting, ...]]:
        read = [case for case in cases if case.objections and case.answer]
        weighed = weigh(read, self._embedder, self._model)
        judged = iter(judge(weighed, self._model))
        return [next(judged) if case.objections and case.answer else _unread(case) for case in cases]


def open_engagements(embedder: TextVectors) -> Engagements:
    """The trained model of this package. It does not ask the pair model: beside the vectors that adds nothing (see the card)."""
    return TrainedEngagements(embedder)


def laid_columns(cases: Sequence[Case], embedder: TextVectors) -> list[tuple[Sheet, Floats, Numbers]]:
    """Each case laid out, with its pair columns and nearest parts; every distinct sentence is embedded once."""
    sheets = [lay_out(case) for case in cases]
    texts = list(dict.fromkeys(text for sheet in sheets for text in sheet.texts))
    row = {text: at for at, text in enumerate(texts)}
    vectors = embedder.embed(texts)
    return [
        (sheet, pair_columns(sheet, own), nearest_parts(sheet, own))
        for sheet in sheets
        for own in [vectors[[row[text] for text in sheet.texts]]]
    ]


def weigh(cases: Sequence[Case], embedder: TextVectors, model: EngagementModel) -> list[Weighed]:
    """The sentences of each case against its objections, looked at twice; every case has some of both."""
    if not cases:
        return []
    laid = laid_columns(cases, embedder)
    odds, met = look(model.pairs, model.walk, [pairs for _, pairs, _ in laid])
    again = [with_context(pairs, o, m) for (_, pairs, _), o, m in zip(laid, odds, met, strict=True)]
    return [Weighed(*each, *found) for each, *found in zip(laid, *look(model.context, model.walk, again), strict=True)]


def look(trees: Forest, walk: Walk, columns: Sequence[Floats]) -> tuple[list[Doubles], list[Doubles]]:
    """Log odds of every pair of each case, and what the walk makes of them, of shape (objections, sentences)."""
    rows = np.concatenate([each.reshape(-1, each.shape[2]) for each in columns])
    ends = np.cumsum([each.shape[0] * each.shape[1] for each in columns])[:-1]
    split = np.split(trees.log_odds(rows), ends)
    odds = [part.reshape(each.shape[:2]) for part, each in zip(split, columns, strict=True)]
    return odds, walked(odds, walk)


def walked(odds: Sequence[Doubles], walk: Walk) -> list[Doubles]:
    """What the walk makes of log odds that were fitted to all pairs, of which few deal with each other."""
    return posteriors([each + _PRIOR for each in odds], walk)


def judge(weighed: Sequence[Weighed], model: EngagementModel) -> list[tuple[Meeting, ...]]:
    """The meetings of each case."""
    if not weighed:
        return []
    columns = [objection_columns(each.pairs, each.odds, each.met) for each in weighed]
    ends = np.cumsum([len(each) for each in columns])[:-1]
    engagement = np.split(model.gauge.chances(np.concatenate(columns)), ends)
    return [_meetings(each, chances, model) for each, chances in zip(weighed, engagement, strict=True)]


def act_columns(weighed: Weighed, engagement: Doubles, model: EngagementModel) -> Doubles:
    """What tells the act towards each objection."""
    buckets = sentence_buckets(weighed.sheet.case.answer, model.acts.words.shape[1])
    does = model.acts.of_sentences(sentence_columns(weighed.pairs, weighed.met), buckets)
    return meeting_columns(does, weighed.odds, weighed.met, engagement, weighed.sheet.case.objections)


def _meetings(weighed: Weighed, engagement: Doubles, model: EngagementModel) -> tuple[Meeting, ...]:
    acts = (1 - _NOT_DEALING) * model.acts.of_objections(act_columns(weighed, engagement, model))
    best = weighed.odds.argmax(axis=1)
    parts = weighed.nearest[np.arange(len(best)), best].tolist()
    found = zip(engagement.tolist(), best.tolist(), parts, acts.tolist(), strict=True)
    other = _not_dealing(weighed.pairs)
    spans = weighed.sheet.spans
    return tuple(Meeting(round(chance, 4), at, spans[part], (*each, *other)) for chance, at, part, each in found)


def _not_dealing(pairs: Floats) -> tuple[float, float]:
    """The last two of ACTS: an answer that does little but thank and praise acknowledges, any other deflects."""
    kind = float(pairs[0][:, _FRIENDLY].max(axis=1).mean() >= _MOSTLY)
    return _NOT_DEALING * (1 - kind), _NOT_DEALING * kind


def _unread(case: Case) -> tuple[Meeting, ...]:
    """Meetings with an answer that has no sentence."""
    acts = (*[(1 - _NOT_DEALING) / (len(ACTS) - 2)] * (len(ACTS) - 2), _NOT_DEALING, 0.0)
    return tuple(Meeting(0.0, 0, (0, 0), acts) for _ in case.objections)
