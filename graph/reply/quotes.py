"""What quotes tell of each pair of a comment and a possible parent."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.reply.candidates import Pairs
from graph.reply.thread import Talk

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Columns = dict[str, NDArray[Any]]  # numbers or truth values, one element a pair


def quote_columns(talk: Talk, pairs: Pairs) -> Columns:
    """Whether and how the child quotes the parent, quotes what the parent quotes too, or quotes somebody else."""
    size, quotes = talk.size, talk.quotes
    keys, of_row = np.unique(quotes.comment * size + quotes.of, return_inverse=True)
    at = places(keys, pairs.child * size + pairs.parent, pairs.parent >= 0)
    length, of_length = quotes.end - quotes.start, quotes.of_end - quotes.of_start
    columns = {
        "quotes": at_or(np.bincount(of_row, minlength=len(keys)), at, 0),
        "quoted": at_or(np.bincount(of_row, length, len(keys)), at, 0),
        "longest": at_or(_largest(of_row, length, len(keys)), at, 0),
        "quote_start": at_or(-_largest(of_row, -quotes.start, len(keys)), at, -1),
        "quoted_to": at_or(_largest(of_row, quotes.end, len(keys)), at, -1),
        "of_quoted": at_or(np.bincount(of_row, of_length, len(keys)), at, 0),
        "of_start": at_or(-_largest(of_row, -quotes.of_start, len(keys)), at, -1),
    }
    columns |= _among_others(talk, pairs, columns)
    columns["again"] = (places(talk.again, pairs.child * size + pairs.parent, pairs.parent >= 0) >= 0).astype(float)
    return columns


def quoting(talk: Talk, pairs: Pairs) -> NDArray[np.bool_]:
    """Whether the child of each pair quotes the parent."""
    keys = np.unique(talk.quotes.comment * talk.size + talk.quotes.of)
    return places(keys, pairs.child * talk.size + pairs.parent, pairs.parent >= 0) >= 0


def places(keys: Ints, wanted: Ints, valid: NDArray[np.bool_]) -> Ints:
    """Where in the sorted `keys` each wanted one stands, -1 if it is not there or not valid."""
    if not len(keys):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(valid & (keys[at] == wanted), at, -1)


def at_or(values: NDArray[np.generic], at: Ints, missing: float) -> Floats:
    """values[at], and `missing` where `at` is -1."""
    if not len(values):
        return np.full(len(at), missing)
    return np.where(at >= 0, values[np.maximum(at, 0)].astype(np.float64), missing)


def _largest(group: Ints, values: Ints, count: int) -> Ints:
    """The largest value of each group."""
    largest = np.full(count, np.iinfo(np.int64).min)
    np.maximum.at(largest, group, values)
    return largest


def _among_others(talk: Talk, pairs: Pairs, mine: Columns) -> Columns:
    """How the quotes of this parent compare with the child's other quotes."""
    quotes, size = talk.quotes, talk.size
    child = pairs.child
    total = np.bincount(quotes.comment, quotes.end - quotes.start, size)[child]
    first = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(first, quotes.comment, quotes.start)
    last, longest = np.full(size, -1), np.full(size, -1)
    np.maximum.at(last, quotes.comment, quotes.end)
    np.maximum.at(longest, quotes.comment, quotes.end - quotes.start)
    of = np.unique(quotes.comment * size + quotes.of) // max(1, size)
    quoted = mine["quotes"] > 0
    return {
        "is_first_quoted": quoted & (mine["quote_start"] == first[child]),
        "is_last_quoted": quoted & (mine["quoted_to"] == last[child]),
        "is_longest_quoted": quoted & (mine["longest"] == longest[child]),
        "is_latest_quoted": quoted & (talk.quoted[child] == pairs.parent),
        "share_of_quoted": mine["quoted"] / np.maximum(1, total),
        "child_quoted": total,
        "child_quotes": np.bincount(of, minlength=size)[child].astype(np.float64),
    }
