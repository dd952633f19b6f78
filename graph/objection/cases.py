"""Objections and their possible answers put to what tells engagement: one case for each answering comment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress, groupby

import numpy as np

from graph.engaging import ACTS, Case, Engagements, Meeting
from graph.objection.argument_arrays import BYS, Pairs
from graph.objection.cues import taken_back, thanks
from graph.objection.finding import Objecting
from graph.objection.talk import Numbered
from graph.objection.units import quotes_by
from graph.objection.weighing import Read
from graph.stances.target import Span, own_words, sentences
from ingest.models import Comment
from ingest.words import fold, text_hash

_MOST = 60  # sentences of an answer
_REPEATED = 5  # words of a sentence from which on nobody says it twice by chance
_OBJECTOR = BYS.index("objector")
_THANKS = tuple(float(act == "acknowledges") for act in ACTS)
_CONCEDES = tuple(float(act == "concedes") for act in ACTS)
_CONCEDED = 0.9  # engagement of who takes back what was objected to
_DIRECT = 0.5  # probability of a reply
_AGREEING = 0.6  # probability of agreement
_AUTHOR, _UNKNOWN = BYS.index("target_author"), BYS.index("unknown")
_NOTHING = tuple(float(act == "deflects") for act in ACTS)


@dataclass(frozen=True, slots=True)
class Met:
    """Where an answer meets an objection: characters of the answering comment, and of the words of the objecting unit."""

    answer: Span
    objection: Span


@dataclass(frozen=True, slots=True)
class _Answer:
    """A comment that may answer the objections of the pairs `rows`, in its own sentences."""

    rows: tuple[int, ...]
    comment: Comment
    spans: tuple[Span, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(self.comment.text[start:end] for start, end in self.spans)


def read_pairs(
    numbered: Numbered, objecting: Sequence[Objecting], pairs: Pairs, engagements: Engagements
) -> tuple[Read, list[Met]]:
    """What each pair is: its engagement and acts, and where the two meet. All cases are put at once.

    What objectors say themselves is not read, nor what repeats their words; thanks and nothing else engage with nothing.
    """
    answers = [_without_repeats(each, objecting, pairs) for each in _answers(numbered, pairs)]
    asked = [each for each in answers if each.spans and not thanks(" ".join(each.texts))]
    raised = [_raised(each, objecting, pairs) for each in asked]
    cases = [Case(tuple(dict.fromkeys(texts)), each.texts) for each, texts in zip(asked, raised, strict=True)]
    engagement, acts = np.zeros(len(pairs.answer)), np.tile(_NOTHING, (len(pairs.answer), 1))
    met = [Met((0, 0), (0, 0))] * len(pairs.answer)
    for each in answers:
        whole = (each.spans[0][0], each.spans[-1][1]) if each.spans else (0, 0)
        for n in each.rows:
            acts[n], met[n] = _THANKS, Met(whole, (0, 0))
    meetings = engagements.meet(cases) if cases else []
    for each, texts, case, found in zip(asked, raised, cases, meetings, strict=True):
        told = dict(zip(case.objections, found, strict=True))
        for n, text in zip(each.rows, texts, strict=True):
            engagement[n], acts[n], met[n] = told[text].engagement, told[text].acts, _where(each, told[text])
    for n, granted in _conceding(numbered, asked, pairs):
        engagement[n], acts[n], met[n] = max(engagement[n], _CONCEDED), _CONCEDES, granted
    return Read(engagement, acts, _wordings(numbered, pairs)), met


def _without_repeats(answer: _Answer, objecting: Sequence[Objecting], pairs: Pairs) -> _Answer:
    """Without the sentences that stand in an objecting comment too: who repeats an objection does not answer it."""
    raised = {fold(objecting[pairs.objection[n]].unit.comment.text) for n in answer.rows}
    words = (fold(text) for text in answer.texts)
    fresh = [len(each.split()) < _REPEATED or not any(each in text for text in raised) for each in words]
    return replace(answer, spans=tuple(compress(answer.spans, fresh)))


def _raised(answer: _Answer, objecting: Sequence[Objecting], pairs: Pairs) -> list[str]:
    """The words of the objections that an answer may be meant for; the same words of several comments are one objection."""
    return [objecting[pairs.objection[n]].unit.text for n in answer.rows]


def _conceding(numbered: Numbered, answers: Sequence[_Answer], pairs: Pairs) -> Iterator[tuple[int, Met]]:
    """Direct replies that concede: who is objected to agrees, or takes back what was said; that may also be nobody knows who."""
    for each in answers:
        span = taken_back(each.comment.text)
        for n in each.rows:
            own = bool(pairs.by[n] == _AUTHOR)
            if pairs.chance[n] >= _DIRECT and span is not None and (own or pairs.by[n] == _UNKNOWN):
                yield n, Met(span, (0, 0))
            elif pairs.chance[n] >= _DIRECT and own and _agrees(numbered, each.comment, int(pairs.answer[n])):
                yield n, Met(each.spans[0], (0, 0))


def _agrees(numbered: Numbered, row: Comment, at: int) -> bool:
    """Whether a comment agrees with what it answers."""
    talk = numbered.talks[numbered.threads.discussion[at]]
    return any(stance.agree >= _AGREEING for stance in talk.stance_of.get(row.uid, {}).values())


def _where(answer: _Answer, meeting: Meeting) -> Met:
    return Met(answer.spans[meeting.sentence], meeting.met)


def _answers(numbered: Numbered, pairs: Pairs) -> Iterator[_Answer]:
    """The answering comments with the pairs in which somebody else than the objector answers."""
    order = np.argsort(pairs.answer, kind="stable")
    others = order[pairs.by[order] != _OBJECTOR].tolist()
    quotes = [quotes_by(talk.quotes, talk.number) for talk in numbered.talks]
    for at, rows in groupby(others, key=lambda n: int(pairs.answer[n])):
        talk = int(numbered.threads.discussion[at])
        row = numbered.talks[talk].comments[at - numbered.first[talk]]
        pieces = own_words(row.text, quotes[talk].get(row.uid, []))
        spans = [(first + s, first + e) for first, last in pieces for s, e in sentences(row.text[first:last])]
        yield _Answer(tuple(rows), row, tuple(spans[:_MOST]))


def _wordings(numbered: Numbered, pairs: Pairs) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The same number for answers in the same words."""
    known: dict[str, int] = {}
    number_of: dict[int, int] = {}
    for at in dict.fromkeys(pairs.answer.tolist()):
        talk = int(numbered.threads.discussion[at])
        text = numbered.talks[talk].comments[at - numbered.first[talk]].text
        number_of[at] = known.setdefault(text_hash(text), len(known))
    return np.array([number_of[at] for at in pairs.answer.tolist()], np.int64)
