"""Reasons from the words why a comment may answer an objection: it quotes it, or shares its rare words."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from graph.objection.argument_arrays import Links, Pairs
from graph.objection.finding import Objecting
from graph.objection.levels import Bools
from graph.objection.talk import Numbered, Talk
from graph.replies import QUOTE_CONFIDENCE
from graph.stances.target import rarity
from ingest.models import CommentId, Quote
from ingest.words import tokens

ECHO_ODDS: Final = 0.25  # of a later comment with the same words, against a direct reply
_ECHOES = 3  # such comments
_WORDS = 30  # of an objection, the rarest, that lead to them
_LEAST_SHARED = 0.12  # of the weight of the objection's rare words
_LEAST_WEIGHT = 25.0  # of shared words: about four rare ones
_RARE = 4.0
_COMMON = 50  # comments: a word in more of them, or in more than a quarter, leads nowhere

_Link = tuple[int, int, float, float, bool]


def links_of(numbered: Numbered, objecting: Sequence[Objecting]) -> Links:
    """Links from later words to the objections that they repeat."""
    by_talk: dict[int, list[int]] = defaultdict(list)
    for n, each in enumerate(objecting):
        by_talk[each.talk].append(n)
    found: list[_Link] = []
    for at, rows in by_talk.items():
        talk, first = numbered.talks[at], numbered.first[at]
        found += _quoting(talk, first, [(n, objecting[n]) for n in rows])
        found += _echoes(talk, first, [(n, objecting[n]) for n in rows])
    objection, answer, chance, odds, known = zip(*found, strict=True) if found else ((), (), (), (), ())
    return Links(
        np.array(objection, np.int64),
        np.array(answer, np.int64),
        np.array(chance, np.float64),
        np.array(odds, np.float64),
        np.array(known, bool),
    )


def quoted(links: Links, pairs: Pairs) -> Bools:
    """In which of `pairs` the answer quotes the objection, by the `links` that links_of gave."""
    most = int(pairs.answer.max(initial=0)) + 1
    sure = (links.chance > 0) & (links.answer < most)
    keys = links.objection[sure] * most + links.answer[sure]
    return np.isin(pairs.objection * most + pairs.answer, keys)


def _quoting(talk: Talk, first: int, objecting: Sequence[tuple[int, Objecting]]) -> Iterator[_Link]:
    quotes: dict[CommentId, list[Quote]] = defaultdict(list)
    for quote in talk.quotes:
        quotes[quote.of].append(quote)
    for n, each in objecting:
        for quote in quotes.get(each.unit.comment.uid, ()):
            if each.unit.overlaps(quote.of_start, quote.of_end) and quote.comment in talk.number:
                boundary = talk.comments[talk.number[quote.comment]].boundary
                yield n, first + talk.number[quote.comment], QUOTE_CONFIDENCE * boundary, 0.0, True


def _echoes(talk: Talk, first: int, objecting: Sequence[tuple[int, Objecting]]) -> Iterator[_Link]:
    """The later comments that share most of an objection's rare words."""
    holders: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(talk.comments):
        for word in set(tokens(row.text)):
            holders[word].append(at)
    common = min(_COMMON, max(3, len(talk.comments) // 4))
    for n, each in objecting:
        here = talk.number[each.unit.comment.uid]
        said = sorted(set(tokens(each.unit.text)))
        weights = rarity(said)
        telling = [(weight, word) for weight, word in zip(weights, said, strict=True) if weight >= _RARE]
        shared: dict[int, float] = defaultdict(float)
        for weight, word in sorted(telling, reverse=True)[:_WORDS]:
            for at in holders[word] if len(holders[word]) <= common else ():
                shared[at] += weight
        least = max(_LEAST_WEIGHT, _LEAST_SHARED * sum(weight for weight, _ in telling))
        enough = sorted((-weight, at) for at, weight in shared.items() if at > here and weight >= least)
        for _, at in enough[:_ECHOES]:
            yield n, first + at, 0.0, ECHO_ODDS, not talk.flat
