"""What the authors tell of each pair of a comment and a possible parent: who talks with whom, and who names whom."""

import numpy as np
from numpy.typing import NDArray

from graph.reply.candidates import Pairs, first_quoter, last_answer, own_last, value_at
from graph.reply.quotes import Columns, at_or, places
from graph.reply.thread import Talk

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_FAR = 20  # comments


def people_columns(talk: Talk, pairs: Pairs) -> Columns:
    """Authors' columns, all of them 0 or -1 where authors are not known; in rows without a parent too."""
    me, other = talk.author[pairs.child], value_at(talk.author, pairs.parent)
    known = (me >= 0) & (other >= 0)
    own = own_last(talk)
    columns = _own(talk, pairs, own) | _partners(talk, pairs, own, known)
    columns["same_author"] = known & (me == other)
    columns["is_latest_of_author"] = known & (_next_own(own)[pairs.parent] >= pairs.child)
    columns["is_opener"] = known & (other == talk.author[0])
    columns["quoted_author"] = _quotes_author(talk, pairs, other) & known
    return columns | _dealings(talk, pairs, me, other) | _names(talk, pairs, me, other)


def turn_columns(talk: Talk, pairs: Pairs) -> Columns:
    """Where the parent stands beside what the child's author answered just before and answers next, and how soon that was."""
    own = own_last(talk)
    coming = _next_own(own)[:-1]
    coming = np.where(coming < talk.size, coming, -1)
    child, parent = pairs.child, pairs.parent
    columns: Columns = {
        "own_pause": _pause(talk, child, own[child]),
        "coming_pause": _pause(talk, value_at(coming, child), child),
    }
    for name, link, turn in (
        ("own_likely", talk.likely, own),
        ("own_quoted", talk.quoted, own),
        ("coming_quoted", talk.quoted, coming),
    ):
        at = value_at(link, turn[child])
        columns[f"after_{name}"] = np.where((at >= 0) & (parent >= 0), np.clip(parent - at, -_FAR, _FAR), -_FAR - 1)
    return columns


def _pause(talk: Talk, later: Ints, earlier: Ints) -> Floats:
    """Log of the seconds between two comments, -1 where one is missing or has no date."""
    seconds = talk.time[later] - talk.time[earlier]
    known = (later >= 0) & (earlier >= 0) & ~np.isnan(seconds)
    return np.where(known, np.log1p(np.maximum(0, np.where(known, seconds, 0))), -1.0)


def _own(talk: Talk, pairs: Pairs, own: Ints) -> Columns:
    """Where the author of the child spoke last, and the habit of quoting."""
    child = pairs.child
    author = np.maximum(talk.author, 0)
    count = np.bincount(author, minlength=1)
    quoting = np.bincount(author, talk.quoted >= 0)
    named = talk.author[child] >= 0
    last = own[child]
    return {
        "own_count": np.where(named, count[author[child]], -1),
        "own_habit": np.where(named, (quoting / count.clip(1))[author[child]], -1),
        "since_own": np.where(last >= 0, child - last, -1),
        "own_between": (last > pairs.parent) & (last >= 0),
        "is_own_last": (last == pairs.parent) & (last >= 0),
        "own_quoted": value_at(talk.quoted, last) >= 0,
    }


def _partners(talk: Talk, pairs: Pairs, own: Ints, known: NDArray[np.bool_]) -> Columns:
    """Whether the two talk with each other, by the simple rule and by quotes."""
    child, parent = pairs.child, pairs.parent
    me, other = talk.author[child], value_at(talk.author, parent)
    columns: Columns = {}
    for name, link in (("likely", talk.likely), ("quoted", talk.quoted)):
        columns[f"answers_me_{name}"] = known & (value_at(talk.author, value_at(link, parent)) == me)
        columns[f"partner_{name}"] = known & (value_at(talk.author, value_at(link, own[child])) == other)
        columns[f"answers_my_last_{name}"] = known & (own[child] >= 0) & (value_at(link, parent) == own[child])
        columns[f"answered_before_{name}"] = _answered(talk, pairs, link) & known
    quoter = first_quoter(talk)[child]
    columns["later_quoter"] = known & (value_at(talk.author, quoter) == other)
    columns["is_quoted_later"] = np.where(quoter >= 0, np.minimum(quoter - child, 50), -1)
    columns["is_answerer"] = known & (value_at(talk.author, last_answer(talk, own)[child]) == other)
    return columns


def _next_own(own: Ints) -> Ints:
    """For each comment the next by the same author, else a number past the last."""
    following = np.full(len(own) + 1, len(own))  # one more, for rows without a parent
    there = np.flatnonzero(own >= 0)
    following[own[there]] = there
    return following


def _quotes_author(talk: Talk, pairs: Pairs, other: Ints) -> NDArray[np.bool_]:
    """Whether the child quotes a comment of the parent's author."""
    width = len(talk.author) + 1
    keys = np.unique(talk.quotes.comment * width + talk.author[talk.quotes.of] + 1)
    return places(keys, pairs.child * width + other + 1, other >= 0) >= 0


def _answered(talk: Talk, pairs: Pairs, link: Ints) -> NDArray[np.bool_]:
    """Whether the child's author has answered the parent before."""
    size = talk.size
    keys = (talk.author + 1) * size + link
    order = np.flatnonzero(link >= 0)
    found, first = np.unique(keys[order], return_index=True)
    at = places(found, (talk.author[pairs.child] + 1) * size + pairs.parent, pairs.parent >= 0)
    return (at >= 0) & (at_or(order[first], at, size) < pairs.child)


def _dealings(talk: Talk, pairs: Pairs, me: Ints, other: Ints) -> Columns:
    """How often each of the two quoted the other before."""
    width, size = len(talk.author) + 1, talk.size
    both = np.flatnonzero((talk.quoted >= 0) & (talk.author >= 0))
    who, whom = talk.author[both], talk.author[talk.quoted[both]]
    keys = np.sort((who * width + whom) * size + both)
    columns = {}
    for name, first, second in (("i_quoted_them", me, other), ("they_quoted_me", other, me)):
        begin = (first * width + second) * size
        count = np.searchsorted(keys, begin + pairs.child) - np.searchsorted(keys, begin)
        columns[name] = np.where((first >= 0) & (second >= 0), count, -1)
    return columns


def _names(talk: Talk, pairs: Pairs, me: Ints, other: Ints) -> Columns:
    """Whether the child names the parent's author, names anybody, and whether the parent names the child's author."""
    named, width = talk.mentions, len(talk.author) + 1
    keys = named.comment * width + named.author
    strongest = np.zeros(talk.size)
    np.maximum.at(strongest, named.comment, named.how)
    return {
        "names_parent": at_or(named.how, places(keys, pairs.child * width + other, other >= 0), 0),
        "names_anybody": strongest[pairs.child],
        "parent_names_me": at_or(
            named.how, places(keys, pairs.parent * width + me, (me >= 0) & (pairs.parent >= 0)), 0
        ),
        "parent_names_anybody": at_or(strongest, pairs.parent, 0),
    }
