"""Everything that is weighed of each pair of a comment and a possible parent, as one table of numbers."""

import numpy as np
from numpy.typing import NDArray

from graph.reply.candidates import Pairs, value_at
from graph.reply.people import people_columns, turn_columns
from graph.reply.quotes import Columns, at_or, quote_columns
from graph.reply.text import Bags, shared
from graph.reply.thread import Talk

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_COMPARED = (
    *("words_shared", "new_words_shared", "runs_shared", "first_runs_shared", "names_parent", "quoted"),
    *("answers_me_quoted", "answers_me_likely", "later_quoter", "partner_quoted", "partner_likely", "is_answerer"),
)
_OF_PARENT = (
    "words",
    "new_words",
    "asks",
    "ends_asking",
    "head_you",
    "head_agree",
    "head_ask",
    "head_thank",
    "you_share",
)


def evidence(talk: Talk, pairs: Pairs) -> NDArray[np.float32]:
    """One row a pair, one column a kind of evidence, in an order that is always the same; missing is -1."""
    columns = named_evidence(talk, pairs)
    return np.stack([np.asarray(each, np.float32) for each in columns.values()], axis=1)


def named_evidence(talk: Talk, pairs: Pairs) -> Columns:
    """The columns by name."""
    columns = _places(talk, pairs) | _thread(talk, pairs)
    columns |= quote_columns(talk, pairs) | people_columns(talk, pairs) | _words(talk, pairs)
    return columns | _beside_the_best(pairs, columns) | turn_columns(talk, pairs)


def _places(talk: Talk, pairs: Pairs) -> Columns:
    """Where the two stand, in order and in time."""
    child, parent = pairs.child, pairs.parent
    there = parent >= 0
    gap = np.append(np.diff(talk.time), np.nan)[child - 1]
    return {
        "root": ~there,
        "distance": np.where(there, child - parent, -1),
        "is_likely": talk.likely[child] == parent,
        "is_first": parent == 0,
        "parent_place": parent.astype(np.float64),
        "child_place": child.astype(np.float64),
        "left": (talk.size - child).astype(np.float64),
        "time": _log(talk.time[child] - talk.time[parent], there),
        "pause": _log(gap, child > 0),
        "boundary": talk.boundary[child],
        "parent_boundary": at_or(talk.boundary, parent, -1),
    }


def _thread(talk: Talk, pairs: Pairs) -> Columns:
    """The shape of the discussion, by the simple rule and by quotes."""
    child, parent = pairs.child, pairs.parent
    quoting = talk.quoted >= 0
    before = np.arange(talk.size) - 1
    depth = _depths(talk.likely)
    return {
        "size": np.full(len(child), float(talk.size)),
        "quoting_share": np.full(len(child), quoting.mean()),
        "quotes_before": np.full(len(child), (talk.quoted == before)[quoting].mean() if quoting.any() else -1.0),
        "depth": at_or(depth, parent, -1),
        "answered_likely": _answers_before(talk.likely, pairs, talk.size),
        "answered_quoted": _answers_before(talk.quoted, pairs, talk.size),
        "parent_quotes": at_or(quoting, parent, -1),
        "parent_quoted_before": at_or(talk.quoted == before, parent, -1),
        "chain": (value_at(talk.likely, value_at(talk.likely, child - 1)) == parent) & (parent >= 0),
    }


def _words(talk: Talk, pairs: Pairs) -> Columns:
    """What the words say."""
    texts = talk.texts
    columns = {name: values[pairs.child] for name, values in texts.numbers.items()}
    columns |= {f"parent_{name}": at_or(texts.numbers[name], pairs.parent, -1) for name in _OF_PARENT}
    columns["words_shared"] = _share(texts.new_words, texts.all_words, pairs)
    columns["new_words_shared"] = _share(texts.new_words, texts.new_words, pairs)
    columns["runs_shared"] = shared(texts.new_runs, texts.all_runs, pairs.child, pairs.parent)
    first = shared(texts.first_runs, texts.all_runs, pairs.child, pairs.parent)
    columns["first_runs_shared"] = first
    return columns


def _share(ours: Bags, theirs: Bags, pairs: Pairs) -> Floats:
    """The weight of shared words over what both weigh: near 0 for nothing in common."""
    both = shared(ours, theirs, pairs.child, pairs.parent)
    return both / np.sqrt((20 + ours.total()[pairs.child]) * (20 + at_or(theirs.total(), pairs.parent, 0)))


def _beside_the_best(pairs: Pairs, columns: Columns) -> Columns:
    """How far some columns lie below the best of the same child's candidates, and how many candidates there are."""
    starts = pairs.starts()
    sizes = np.diff(np.append(starts, len(pairs.child)))
    found: Columns = {"candidates": np.repeat(sizes, sizes).astype(np.float64)}
    for name in _COMPARED:
        mine = np.asarray(columns[name], np.float64)
        best = np.maximum.reduceat(mine, starts) if len(starts) else np.empty(0)
        found[f"{name}_behind"] = np.repeat(best, sizes) - mine
    return found


def _answers_before(link: Ints, pairs: Pairs, size: int) -> Floats:
    """How many comments before the child answer the parent by these links."""
    linked = np.flatnonzero(link >= 0)
    keys = np.sort(link[linked] * (size + 1) + linked)
    begin = pairs.parent * (size + 1)
    count = np.searchsorted(keys, begin + pairs.child) - np.searchsorted(keys, begin)
    return np.where(pairs.parent >= 0, count, -1).astype(np.float64)


def _depths(link: Ints) -> Ints:
    """How deep each comment stands under links to earlier comments."""
    depths: list[int] = []
    for child, parent in enumerate(link.tolist()):
        depths.append(depths[parent] + 1 if 0 <= parent < child else 0)
    return np.array(depths, np.int64)


def _log(seconds: Floats, there: NDArray[np.bool_]) -> Floats:
    known = there & ~np.isnan(seconds)
    return np.where(known, np.log1p(np.maximum(0, np.where(known, seconds, 0))), -1.0)
