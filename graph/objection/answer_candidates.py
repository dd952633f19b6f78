"""Which comments may answer which objections: a number of pairs that is linear in the number of comments, as arrays.

Direct replies (also to a possible parent), descendants to depth 3, the next comments by the author of what is objected to, and
where replies are inferred the next comments whoever they answer; quotes and likeness of words come as links from outside.
"""

from typing import Final

import numpy as np

from graph.objection.argument_arrays import Links, Pairs, Raised, Threads
from graph.objection.levels import Ints, ranges

DEPTH_ODDS: Final = (0.2, 0.1)  # of a grandchild and of its child, against a direct reply
BESIDE_ODDS: Final = 0.15  # of a direct reply that quotes another passage of the comment
AUTHOR_ODDS: Final = 0.1
NEAR_ODDS: Final = 0.05
_LATER = 3  # comments by the target's author
_NEAR = 6  # comments after an objection where replies are inferred
_MOST = 8  # objections that one comment may answer


def candidates(threads: Threads, raised: Raised, links: Links) -> Pairs:
    """Pairs of objections (by comment) and possible answers, those of the objector among them (`by`), by objection and answer.

    An absent comment answers nothing, nor does the comment that is objected to or the one that objects. `links` are further
    reasons. Every comment may answer the `_MOST` objections that are likeliest for it.
    """
    told = [
        links,
        _under_other_quotes(_direct(threads, raised), links, (threads, raised)),
        *_descendants(threads, raised),
        _author(threads, raised),
        _near(threads, raised),
    ]
    found = _merged(_possible(Links.joined(told), threads, raised), len(threads.discussion))
    return _most_likely(_by_whom(found, threads, raised), raised)


def _by_whom(found: Links, threads: Threads, raised: Raised) -> Pairs:
    answering = threads.person[found.answer]
    objecting = threads.person[raised.comment[found.objection]]
    attacked = threads.person[raised.target[found.objection]]
    by = np.select([answering < 0, answering == objecting, answering == attacked, attacked < 0], [3, 2, 0, 3], 1)
    return Pairs(found.objection, found.answer, found.chance, found.odds, found.known, by)


def _direct(threads: Threads, raised: Raised) -> Links:
    return _reaching(
        raised, threads.child, threads.parent, (threads.chance, np.zeros(len(threads.child)), threads.known)
    )


def _under_other_quotes(direct: Links, quoting: Links, of: tuple[Threads, Raised]) -> Links:
    """Direct replies, less likely those that quote another objection of the same comment; `of` are the threads and objections."""
    threads, raised = of
    count = len(threads.discussion)
    sure = np.flatnonzero(quoting.chance > 0)
    quoted = quoting.answer[sure] * count + raised.comment[quoting.objection[sure]]
    exactly = quoting.objection[sure] * count + quoting.answer[sure]
    other = np.isin(direct.answer * count + raised.comment[direct.objection], quoted)
    other &= ~np.isin(direct.objection * count + direct.answer, exactly)
    chance, odds = np.where(other, 0.0, direct.chance), np.where(other, BESIDE_ODDS * direct.chance, direct.odds)
    return Links(direct.objection, direct.answer, chance, odds, direct.known)


def _descendants(threads: Threads, raised: Raised) -> list[Links]:
    """Answers two and three replies below an objection, in the likeliest tree."""
    parent, chance, known = threads.likeliest()
    child = np.flatnonzero(parent >= 0)
    above, along, sure = parent[child], chance[child], known[child]
    found = []
    for odds in DEPTH_ODDS:
        kept = parent[above] >= 0
        child, above, along, sure = child[kept], above[kept], along[kept], sure[kept]
        along, sure, above = along * chance[above], sure & known[above], parent[above]
        found.append(_reaching(raised, child, above, (np.zeros(len(child)), odds * along, sure)))
    return found


def _author(threads: Threads, raised: Raised) -> Links:
    """The next comments by the author of what is objected to."""
    count = len(threads.person)
    keys = np.sort((threads.person * count + np.arange(count))[threads.person >= 0])
    person = threads.person[raised.target]
    asking = np.flatnonzero(person >= 0)
    first = np.searchsorted(keys, person[asking] * count + raised.comment[asking], side="right")
    objection, at = np.repeat(asking, _LATER), (first[:, None] + np.arange(_LATER)).ravel()
    inside = at < len(keys)
    objection, at = objection[inside], at[inside]
    own = keys[at] // count == person[objection]
    return _far(threads, raised, (objection[own], keys[at[own]] % count), AUTHOR_ODDS)


def _near(threads: Threads, raised: Raised) -> Links:
    """The next comments where replies are inferred."""
    asking = np.flatnonzero(threads.flat[raised.comment])
    objection = np.repeat(asking, _NEAR)
    answer = raised.comment[objection] + np.tile(np.arange(1, _NEAR + 1), len(asking))
    inside = answer < len(threads.discussion)
    return _far(threads, raised, (objection[inside], answer[inside]), NEAR_ODDS)


def _far(threads: Threads, raised: Raised, pairs: tuple[Ints, Ints], odds: float) -> Links:
    """Links without a reply, inside one discussion; they are inferred where replies are."""
    objection, answer = pairs
    same = threads.discussion[raised.comment[objection]] == threads.discussion[answer]
    objection, answer = objection[same], answer[same]
    none = np.zeros(len(objection))
    return Links(objection, answer, none, none + odds, ~threads.flat[answer])


def _reaching(raised: Raised, answer: Ints, comment: Ints, told: tuple[np.ndarray, np.ndarray, np.ndarray]) -> Links:
    """Links from answers to all objections that comments raise; `told`: chance, odds and whether it is known."""
    first = np.searchsorted(raised.comment, comment)
    counts = np.searchsorted(raised.comment, comment, side="right") - first
    rows = np.repeat(np.arange(len(answer)), counts)
    chance, odds, known = (column[rows] for column in told)
    return Links(ranges(first, counts), answer[rows], chance, odds, known)


def _possible(links: Links, threads: Threads, raised: Raised) -> Links:
    comment, target = raised.comment[links.objection], raised.target[links.objection]
    kept = (links.answer != comment) & (links.answer != target) & ~threads.absent[links.answer]
    return _rows(links, np.flatnonzero(kept))


def _rows(links: Links, rows: Ints) -> Links:
    return Links(links.objection[rows], links.answer[rows], links.chance[rows], links.odds[rows], links.known[rows])


def _merged(links: Links, count: int) -> Links:
    """One link a pair: the surest reason, and the best odds."""
    key = links.objection * count + links.answer
    order = np.lexsort((~links.known, -links.odds, -links.chance, key))
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    best = _rows(links, order[first])
    odds = np.maximum.reduceat(links.odds[order], first) if len(first) else best.odds
    return Links(best.objection, best.answer, best.chance, odds, best.known)


def _most_likely(pairs: Pairs, raised: Raised) -> Pairs:
    """Of each answer's objections those that are likeliest, the nearest first among equals."""
    distance = np.abs(pairs.answer - raised.comment[pairs.objection])
    order = np.lexsort((pairs.objection, distance, -pairs.odds, -pairs.chance, pairs.answer))
    starts = np.flatnonzero(np.diff(pairs.answer[order], prepend=-1))
    place = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order)))
    return pairs.of(np.sort(order[place < _MOST]))
