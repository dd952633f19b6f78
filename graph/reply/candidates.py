"""The comments that each comment may answer: few for each, found without comparing all with all."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.reply.text import Bags
from graph.reply.thread import Talk

Ints = NDArray[np.int64]

WINDOW = 8  # comments before
_OPEN_WINDOW = 24  # the same where nobody's name is known
_HOLDERS = 4  # earlier comments that have a rare word, nearest first
_SHARED = 2  # candidates by rare words
_RARE_WEIGHT = 9.0  # least weight of the rare words that a candidate shares


@dataclass(frozen=True, eq=False)
class Pairs:
    """A child and a possible parent in each row, sorted by child and parent; parent -1: it answers nothing."""

    child: Ints
    parent: Ints

    def starts(self) -> Ints:
        """The first row of each child that has rows."""
        return np.flatnonzero(np.diff(self.child, prepend=-1))

    def only(self, rows: NDArray[np.bool_] | slice) -> "Pairs":
        """The pairs in these rows."""
        return Pairs(self.child[rows], self.parent[rows])


def find_candidates(talk: Talk, window: int | None = None) -> Pairs:
    """Every comment with its possible parents: none, those it quotes, those just before, who it talks with, who it names."""
    at = np.arange(talk.size)
    reach = window or (_OPEN_WINDOW if talk.flat else WINDOW)
    found = [(at, np.full(talk.size, -1)), (at, np.zeros_like(at))]
    found += [(at, at - step) for step in range(1, reach + 1)]
    found += [(talk.quotes.comment, talk.quotes.of), (talk.again // max(1, talk.size), talk.again % max(1, talk.size))]
    found += [(at, talk.likely), *_partners(talk), _named(talk), _by_words(talk.texts.new_words, talk.size)]
    child, parent = (np.concatenate(each) for each in zip(*found, strict=True))
    kept = (parent < child) & (parent >= -1)
    kept &= (parent >= 0) | (np.arange(len(child)) < talk.size)
    packed = np.unique(child[kept] * (talk.size + 1) + parent[kept] + 1)
    return Pairs(packed // (talk.size + 1), packed % (talk.size + 1) - 1)


def last_by(authors: Ints, talk: Talk, before: Ints) -> Ints:
    """The last comment of each author before each place: -1 where the author is -1 or said nothing before."""
    by_author = np.lexsort((np.arange(talk.size), talk.author))
    keys = talk.author[by_author] * (talk.size + 1) + by_author
    at = np.searchsorted(keys, authors * (talk.size + 1) + before) - 1
    found = by_author[np.maximum(at, 0)] if talk.size else at
    right = (at >= 0) & (authors >= 0) & (talk.author[found] == authors)
    return np.where(right, found, -1)


def own_last(talk: Talk) -> Ints:
    """For each comment the one before by the same author, or -1."""
    return last_by(talk.author, talk, np.arange(talk.size))


def value_at(values: Ints, at: Ints) -> Ints:
    """values[at], and -1 where `at` is."""
    return np.where(at >= 0, values[np.maximum(at, 0)], -1)


def first_quoter(talk: Talk) -> Ints:
    """The first comment that quotes each comment, or -1."""
    first = np.full(talk.size, -1)
    first[talk.quotes.of[::-1]] = talk.quotes.comment[::-1]
    return first


def last_answer(talk: Talk, own: Ints) -> Ints:
    """For each comment the last one before that answers the author's last comment by the simple rule, or -1."""
    answers = np.flatnonzero(talk.likely >= 0)
    keys = np.sort(talk.likely[answers] * (talk.size + 1) + answers)
    at = np.searchsorted(keys, own * (talk.size + 1) + np.arange(talk.size)) - 1
    found = keys[np.maximum(at, 0)] if len(keys) else np.zeros(talk.size, np.int64)
    right = (at >= 0) & (own >= 0) & (found // (talk.size + 1) == own)
    return np.where(right, found % (talk.size + 1), -1)


def _partners(talk: Talk) -> list[tuple[Ints, Ints]]:
    """The author's own last comment and what it answered, and the last of whom the author answered, and was or is answered by."""
    at = np.arange(talk.size)
    own = own_last(talk)
    answered = value_at(talk.likely, own)
    partner = value_at(talk.author, answered)
    quoter = value_at(talk.author, first_quoter(talk))
    answerer = value_at(talk.author, last_answer(talk, own))
    found = [(at, own), (at, answered), (at, last_by(partner, talk, at))]
    return [*found, (at, last_by(quoter, talk, at)), (at, last_by(answerer, talk, at))]


def _named(talk: Talk) -> tuple[Ints, Ints]:
    """The last comment of each author that a comment names."""
    named = talk.mentions
    return named.comment, last_by(named.author, talk, named.comment)


def _by_words(words: Bags, size: int) -> tuple[Ints, Ints]:
    """For each comment the few earlier ones that share most of its rare words; of a word its last few holders count."""
    owner = np.repeat(np.arange(size), np.diff(words.starts))
    order = np.lexsort((owner, words.items))
    items, owners = words.items[order], owner[order]
    packed, weights = [np.empty(0, np.int64)], [np.empty(0)]
    for step in range(1, _HOLDERS + 1):
        same = np.flatnonzero(items[step:] == items[:-step]) + step
        packed.append(owners[same] * size + owners[same - step])
        weights.append(words.weights[items[same]])
    pairs, at = np.unique(np.concatenate(packed), return_inverse=True)
    shared = np.bincount(at, np.concatenate(weights), len(pairs))
    pairs, shared = pairs[shared >= _RARE_WEIGHT], shared[shared >= _RARE_WEIGHT]
    order = np.lexsort((-shared, pairs // max(1, size)))
    child = (pairs // max(1, size))[order]
    rank = np.arange(len(child)) - np.searchsorted(child, child)
    best = order[rank < _SHARED]
    return pairs[best] // max(1, size), pairs[best] % max(1, size)
