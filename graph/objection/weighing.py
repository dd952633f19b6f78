"""The verdict on every objection of a graph at once: U, status, score and what each answer counts, over arrays."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.engaging import ACTS
from graph.objection.argument_arrays import BYS, Pairs, Raised, Threads
from graph.objection.levels import Bools, Floats, Ints, below
from graph.objection.score import Merits, terms
from graph.objection.status import Facts, statuses
from graph.objection.strength import standing, strengths
from graph.objection.unaddressed import Answers, unaddressed, weights

ENGAGED: Final = 0.5  # an answer from which on it deals with an objection; an objection is open while U is not smaller
WITHDRAWAL: Final = 0.8  # what it counts that the objector takes an objection back
NOISE: Final = (
    0.1,
    0.3,
)  # probabilities of dealing with an objection that count nothing, and from which on they count in full
_DEALING = 4  # the first of ACTS deal with an objection, the others do not
_OWN = [ACTS.index("concedes"), ACTS.index("defers")]  # what only who is objected to can do
_FACTS = {
    fact: ACTS.index(act)
    for fact, act in (("conceded", "concedes"), ("deferred", "defers"), ("rebutted", "rebuts"), ("answered", "answers"))
}
_ACKNOWLEDGES = ACTS.index("acknowledges")
_AUTHOR, _THIRD = BYS.index("target_author"), BYS.index("third_party")
_AGREEING = np.array([0.0, 1.0, 0.0, 0.25])  # by BYS: how far who agrees with an objection does not answer it


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """What was read of each pair: engagement as of a direct reply, acts of shape (n, len(ACTS)), and a number of the wording."""

    engagement: Floats
    acts: Floats
    wording: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What else is known of each objection.

    The probability `disagreement`; how many `allies` raise the same; whether it is `hedged` and `withdrawn`, and whether the reply
    that makes it one is `known`; what an answer `elsewhere` counts, 0..1.
    """

    disagreement: Floats
    allies: Floats
    hedged: Bools
    withdrawn: Bools
    known: Bools
    elsewhere: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """Of each objection `status` (a place in RULES), U, the terms of its score (shape (len(TERMS), n)) and `inferred`.

    Of each pair: the likeliest `act` (a place in ACTS), the probability that it responds at all, what attacks leave of it, and what
    it counts.
    """

    status: Ints
    unaddressed: Floats
    terms: Floats
    inferred: Floats
    act: Ints
    responding: Floats
    standing: Floats
    counted: Floats


def weigh(threads: Threads, raised: Raised, pairs: Pairs, read: Read, told: Told) -> Verdicts:
    """Judge all objections; `pairs` are those of candidates(), `read` has a row for each of them."""
    count = len(raised.comment)
    strength = strengths(threads.votes)
    responding, left = pairs.responding(read.engagement), standing(strength)[pairs.answer]
    acts = _possible_acts(read.acts, pairs.by)
    agreement = _agreement(threads, raised, pairs)
    deals = read.engagement * responding
    worth = audible(deals) * weights(acts, pairs.by) * (1 - _AGREEING[pairs.by] * agreement)
    answers = Answers(pairs.objection, threads.person[pairs.answer], read.wording, worth, left)
    open_, counted = unaddressed(count, answers)
    stands = _stands(open_, counted, pairs.objection)
    act = _likeliest(acts, (deals >= ENGAGED) | stands)
    active = _author_active(threads, raised)
    facts = _facts(_Seen(threads, raised, pairs, act, stands, worth, agreement), open_, active, told)
    open_ = open_ * (1 - WITHDRAWAL * told.withdrawn) * (1 - told.elsewhere)
    merits = _merits(threads, raised, open_, active, (strength, told))
    inferred = _inferred(count, pairs, worth, told.known)
    return Verdicts(statuses(facts), open_, terms(merits), inferred, act, responding, left, counted)


def audible(deals: Floats) -> Floats:
    """What counts of the probability that an answer deals with an objection: where that is hardly likely it is noise."""
    low, high = NOISE
    heard: Floats = deals * np.clip((deals - low) / (high - low), 0, 1)
    return heard


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What the facts follow from."""

    threads: Threads
    raised: Raised
    pairs: Pairs
    act: Ints
    stands: Bools
    worth: Floats
    agreement: Floats


def _stands(open_: Floats, counted: Floats, objection: Ints) -> Bools:
    """Which answers close their objection: those that would alone, or else the one that counts most."""
    best = np.zeros(len(open_))
    np.maximum.at(best, objection, counted)
    closed = open_[objection] < ENGAGED
    stands: Bools = closed & (counted > 0) & (counted >= np.minimum(ENGAGED, best[objection]))
    return stands


def _likeliest(acts: Floats, deals: Bools) -> Ints:
    """The likeliest act of those that deal with an objection, and of those that do not."""
    act: Ints = np.where(deals, acts[:, :_DEALING].argmax(1), _DEALING + acts[:, _DEALING:].argmax(1))
    return act


def _facts(seen: _Seen, open_: Floats, active: Bools, told: Told) -> Facts:
    pairs, count, closed = seen.pairs, len(open_), open_ < ENGAGED
    direct = pairs.chance >= ENGAGED
    replied = direct & (pairs.by == _AUTHOR) & (seen.act != _ACKNOWLEDGES)
    noting = direct & ((seen.act == _ACKNOWLEDGES) | (seen.agreement >= ENGAGED))
    person, attacked = seen.threads.person[seen.raised.comment], seen.threads.person[seen.raised.target]
    return Facts(
        withdrawn=told.withdrawn,
        **{fact: _any(count, pairs.objection, seen.stands & (seen.act == act)) for fact, act in _FACTS.items()},
        defeated=_any(count, pairs.objection, seen.worth >= ENGAGED) & ~closed,
        elsewhere=told.elsewhere >= ENGAGED,
        author_replied=_any(count, pairs.objection, replied),
        noted=_any(count, pairs.objection, noting),
        author_spoke=active,
        people_known=(person >= 0) & (attacked >= 0),
    )


def _any(count: int, objection: Ints, holds: Bools) -> Bools:
    """For each objection whether something holds of one of its pairs."""
    found = np.zeros(count, bool)
    found[objection[holds]] = True
    return found


def _possible_acts(acts: Floats, by: Ints) -> Floats:
    """Acts without those that only who is objected to can do, where somebody else answers; rows still sum to 1."""
    possible = acts.copy()
    third = np.flatnonzero(by == _THIRD)
    for act in _OWN:
        possible[third, act] = 0.0
    possible += 1e-9
    shares: Floats = possible / possible.sum(axis=1, keepdims=True)
    return shares


def _agreement(threads: Threads, raised: Raised, pairs: Pairs) -> Floats:
    """How likely each answer replies to the objecting comment and agrees with it."""
    count = len(threads.discussion)
    keys = threads.child * count + threads.parent
    if not len(keys):
        return np.zeros(len(pairs.answer))
    order = np.argsort(keys, kind="stable")
    wanted = pairs.answer * count + raised.comment[pairs.objection]
    found = order[np.minimum(np.searchsorted(keys[order], wanted), len(order) - 1)]
    agreement: Floats = np.where(keys[found] == wanted, threads.agree[found] * threads.chance[found], 0.0)
    return agreement


def _author_active(threads: Threads, raised: Raised) -> Bools:
    """Whether the author of what is objected to wrote later in the discussion."""
    people = int(threads.person.max(initial=0)) + 1
    known = np.flatnonzero(threads.person >= 0)
    keys = threads.discussion[known] * people + threads.person[known]
    order = np.argsort(keys, kind="stable")
    keys, numbers = keys[order], known[order]
    person = threads.person[raised.target]
    wanted = threads.discussion[raised.comment] * people + person
    at = np.searchsorted(keys, wanted, side="right") - 1
    last = np.where(at >= 0, numbers[at] if len(numbers) else -1, -1)
    there = (at >= 0) & (person >= 0) & ((keys[at] if len(keys) else -1) == wanted)
    active: Bools = there & (last > raised.comment)
    return active


def _merits(threads: Threads, raised: Raised, open_: Floats, active: Bools, of_each: tuple[Floats, Told]) -> Merits:
    strength, told = of_each
    parent, _, _ = threads.likeliest()
    return Merits(
        unaddressed=open_,
        disagreement=told.disagreement,
        raised_by=1.0 + _supporters(threads)[raised.comment] + told.allies,
        debate=below(parent)[raised.target].astype(np.float64),
        author_active=active.astype(np.float64),
        strength=strength[raised.comment],
        hedge=told.hedged.astype(np.float64),
    )


def _supporters(threads: Threads) -> Ints:
    """How many people other than its author agree with each comment; everybody unknown counts as another one."""
    count = len(threads.discussion)
    person = threads.person[threads.child]
    agreeing = (threads.agree * threads.chance >= ENGAGED) & ((person < 0) | (person != threads.person[threads.parent]))
    parent, child, person = threads.parent[agreeing], threads.child[agreeing], person[agreeing]
    whoever = np.where(person >= 0, person, person.max(initial=0) + 1 + child)
    keys = np.unique(parent * (whoever.max(initial=0) + 1) + whoever)
    return np.bincount(keys // (whoever.max(initial=0) + 1), minlength=count)


def _inferred(count: int, pairs: Pairs, worth: Floats, known: Bools) -> Floats:
    """Which part of the evidence rests on inferred replies: that it is an objection counts 1, each answer what it is worth."""
    all_worth = np.bincount(pairs.objection, worth, count)
    guessed = np.bincount(pairs.objection, worth * ~pairs.known, count)
    share: Floats = (~known + guessed) / (1 + all_worth)
    return share
