"""Where claims were made and by whom, as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph.position.linkage import Ints
from graph.store import GraphStore
from ingest.models import CommentId
from ingest.words import fold

_PAGE = 5000  # comments that are read at once


@dataclass(frozen=True, eq=False)
class Holders:
    """For each claim the number of its discussion, of its comment, and of who wrote that: negative where nobody knows."""

    discussion: Ints
    comment: Ints
    author: Ints


def holders_of(comments: Sequence[CommentId], store: GraphStore) -> Holders:
    """Look up the comment of each claim; numbers follow the order of the comments' uids."""
    distinct = sorted(set(comments))
    number = {uid: n for n, uid in enumerate(distinct)}
    discussions: dict[str, int] = {}
    authors: dict[str, int] = {}
    table = np.full((len(distinct), 2), -1, np.int64)
    for at in range(0, len(distinct), _PAGE):
        for uid, row in sorted(store.comments(distinct[at : at + _PAGE]).items()):
            by = -1 if row.author is None else authors.setdefault(row.author, len(authors))
            table[number[uid]] = discussions.setdefault(row.discussion, len(discussions)), by
    which = np.array([number[uid] for uid in comments], np.int64)
    return Holders(table[which, 0], which, table[which, 1])


def size_of(holders: Holders, rows: Ints, texts: Sequence[str]) -> tuple[int, bool]:
    """How many people hold the claims in `rows`, and true; where one is unknown how many comments do, and false.

    `texts` are the words of all claims. Words of nobody knows whom that stand in another comment of the discussion too are no
    further holder: a flat dump often repeats what an export tells the author of.
    """
    voices = _voices(holders, rows, texts)
    authors = holders.author[voices]
    known = bool((authors >= 0).all())
    return len(np.unique(authors if known else holders.comment[voices])), known


def _voices(holders: Holders, rows: Ints, texts: Sequence[str]) -> Ints:
    """The claims of `rows` that are not known to be a repeat, those with an author first."""
    order = rows[np.argsort(holders.author[rows] < 0, kind="stable")]
    heard: set[tuple[int, str]] = set()
    voices = []
    for row in order.tolist():
        words = int(holders.discussion[row]), fold(texts[row])
        if holders.author[row] >= 0 or words not in heard:
            voices.append(row)
        heard.add(words)
    return np.array(voices, np.int64)
