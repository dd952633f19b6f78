"""A discussion as arrays: who speaks when, and who quotes whom; what evidence for replies is computed from.

Comments are counted in the order of the discussion, stubs left out. A number of -1 stands for none.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

import numpy as np
from numpy.typing import NDArray

from graph.reply.names import Mentions, find_mentions
from graph.reply.text import Texts, read_texts
from ingest.models import Comment, CommentId, Quote

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_QUOTERS = 8  # earlier quoters of the same words that are looked at


@dataclass(frozen=True, eq=False)
class QuoteTable:
    """Quotes between comments that are here, by (quoting comment, start): numbers of comments, and characters of their texts."""

    comment: Ints
    start: Ints
    end: Ints
    of: Ints
    of_start: Ints
    of_end: Ints


@dataclass(frozen=True, eq=False)
class Talk:
    """All that is known before anything is inferred, one element a comment.

    `author` numbers the authors; `time` is in seconds, NaN where unknown. `likely` is the parent that a simple rule finds: the
    latest quoted comment, else the one before; `quoted` is that comment only where one is quoted. `again` holds pairs (comment,
    other comment that quotes the same words before it), packed as comment * size + other, sorted.
    """

    author: Ints
    time: Floats
    boundary: Floats
    quotes: QuoteTable
    quoted: Ints
    likely: Ints
    again: Ints
    texts: Texts
    mentions: Mentions

    @property
    def size(self) -> int:
        """How many comments there are."""
        return len(self.author)

    @property
    def flat(self) -> bool:
        """Whether nobody's name and no date is known, as in the text of a page."""
        return bool((self.author < 0).all() and np.isnan(self.time).all())


def read_talk(
    comments: Sequence[Comment], quotes: Sequence[Quote], known: Mapping[CommentId, CommentId | None] | None = None
) -> Talk:
    """Arrays of a discussion's comments (no stubs among them); quotes of or by what is not here are left out.

    `known` are parents that are certain: they stand in `likely` in place of the rule's.
    """
    place = {comment.uid: at for at, comment in enumerate(comments)}
    table = _quote_table(quotes, place)
    quoted = np.full(len(comments), -1)
    np.maximum.at(quoted, table.comment, table.of)
    likely = np.where(quoted >= 0, quoted, np.arange(len(comments)) - 1)
    for child, parent in (known or {}).items():
        likely[place[child]] = -1 if parent is None else place.get(parent, -1)
    spans: list[list[tuple[int, int]]] = [[] for _ in comments]
    for comment, start, end in zip(table.comment.tolist(), table.start.tolist(), table.end.tolist(), strict=True):
        spans[comment].append((start, end))
    names = sorted({comment.author for comment in comments if comment.author is not None})
    number = {name: at for at, name in enumerate(names)}
    texts = read_texts([comment.text for comment in comments], spans)
    return Talk(
        author=np.array([-1 if each.author is None else number[each.author] for each in comments], np.int64),
        time=np.array([_seconds(each) for each in comments], np.float64),
        boundary=np.array([each.boundary for each in comments], np.float64),
        quotes=table,
        quoted=quoted,
        likely=likely,
        again=_again(table, len(comments)),
        texts=texts,
        mentions=find_mentions(names, [each.text for each in comments], texts.tokens),
    )


def _quote_table(quotes: Sequence[Quote], place: Mapping[CommentId, int]) -> QuoteTable:
    here = [each for each in quotes if each.comment in place and each.of in place and each.comment != each.of]
    rows = sorted((place[q.comment], q.start, q.end, place[q.of], q.of_start, q.of_end) for q in here)
    rows = [row for row in rows if row[3] < row[0]]
    return QuoteTable(*np.array(rows, np.int64).reshape(-1, 6).T)


def _seconds(comment: Comment) -> float:
    moment = comment.created_at
    if moment is None:
        return np.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _again(quotes: QuoteTable, size: int) -> Ints:
    """Pairs of comments of which the later quotes words that the earlier quotes too; the last few quoters count."""
    by_original: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    pairs = set()
    columns = (quotes.comment, quotes.of, quotes.of_start, quotes.of_end)
    for comment, of, start, end in zip(*(each.tolist() for each in columns), strict=True):
        for other, first, last in by_original[of][-_QUOTERS:]:
            if other != comment and min(end, last) - max(start, first) > 0.5 * min(end - start, last - first):
                pairs.add(comment * size + other)
        by_original[of].append((comment, start, end))
    return np.array(sorted(pairs), np.int64)
