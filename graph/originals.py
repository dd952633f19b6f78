"""The original of a marked quote that is of no comment in its discussion: a comment of another discussion, if the store has it."""

from collections import Counter
from collections.abc import Container, Sequence

import numpy as np

from graph.store import GraphStore
from ingest.deduplicate import keys
from ingest.models import Comment, CommentId, Quote
from ingest.profiles import profiles
from ingest.quotes import AbsentQuote, find_elsewhere

_FORMULA = 1000  # comments: a key that more of them hold tells of no quote
_HELD = 0.125  # share of the keys of a quote that its original has at least, however damaged the quote is
_SHARED = 0.2  # the same of its runs of three words; where a third of its words is damaged .3 of them are left


def find_original(quote: AbsentQuote, quoting: Comment, here: Container[CommentId], store: GraphStore) -> Quote | None:
    """Find the quote of `quoting` in a comment that is not `here`; who shares most of its words is asked first."""
    candidates = [uid for uid in _holding_much(quote.text, store) if uid not in here]
    real = [row for _, row in sorted(store.comments(candidates).items()) if not row.stub]
    others = _likeliest(quote.text, real)
    return find_elsewhere(quote, quoting, others) if others else None


def _holding_much(text: str, store: GraphStore) -> list[CommentId]:
    """Stored comments that share enough keys with `text` to hold most of it; what very many comments hold is nobody's words."""
    wanted = keys(text)
    shared = Counter(uid for _, uid in store.holders(wanted, _FORMULA))
    return [uid for uid, count in shared.items() if count >= _HELD * len(wanted)]


def _likeliest(text: str, rows: Sequence[Comment]) -> list[Comment]:
    """Those of the comments that share enough runs of words with `text` to be worth a search for it, who shares most first."""
    read = profiles([text, *(row.text for row in rows)])
    wanted = read[text].shingles
    shared = [int(np.isin(wanted, read[row.text].shingles).sum()) for row in rows]
    order = sorted(range(len(rows)), key=lambda at: -shared[at])
    return [rows[at] for at in order if shared[at] >= _SHARED * len(wanted)]
