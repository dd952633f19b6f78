"""Evidence that the boundary model was not trained on: layout, mail attributions, and repeats at the end of a page."""

import re
from collections.abc import Sequence

import numpy as np

from ingest.columns import Floats, around
from ingest.pieces import Piece
from ingest.quote_evidence import Quoting

_NEAR = 15  # gaps on either side that tell whether blank lines part comments there
_FOR, _AGAINST = 2.0, -1.5  # log odds
_ATTRIBUTION = re.compile(r"[^\n]{2,100}\b(?:wrote|writes|schrieb|escribió|a écrit)\s*:", re.IGNORECASE)
_ATTRIBUTED = 3.0
_REPEATED = 0.6  # share of the words of both texts
_LEAST_WORDS = 8
_SURE = 0.9


def with_layout(chances: Floats, pieces: Sequence[Piece]) -> Floats:
    """Take blank lines into account where gaps differ in them, and lines like "Ann wrote:", which stand before a quote."""
    shift = _blank_line_shift(np.array([piece.apart for piece in pieces], float))
    attributions = np.array([_ATTRIBUTION.fullmatch(piece.text.strip()) is not None for piece in pieces], float)
    shift += _ATTRIBUTED * attributions
    shift[1:] -= _ATTRIBUTED * attributions[:-1]
    return _shifted_odds(chances, shift)


def _blank_line_shift(apart: Floats) -> Floats:
    """More blank lines than usual speak for a boundary; fewer than usual, or none where others nearby have more, against it."""
    usual = float(np.median(apart[1:])) if len(apart) > 1 else 0.0
    wider, closer = (apart > usual).astype(float), apart < usual
    against = closer | (around(wider, _NEAR) > 0)
    return np.where(wider > 0, _FOR, np.where(against, _AGAINST, 0.0))


def with_repeats_at_end(chances: Floats, pieces: Sequence[Piece], quoting: Quoting) -> Floats:
    """Let a text that stands again at the end of the page be one comment in both places.

    A quote is followed by what answers it; with nothing behind it, the text is the comment itself, shown again or edited.
    """
    again = _repeat_at_end(pieces, quoting)
    raised = chances.copy()
    if again:
        first, last = int(quoting.source[again[0]]), int(quoting.source[again[-1]])
        for gap in (first, last + 1, again[0]):
            raised[gap] = max(raised[gap], _SURE)
    return raised


def without_bare_quotes(begins: Sequence[int], quoting: Quoting) -> list[int]:
    """Beginnings of comments, less those in front of which a comment would be nothing but quotes: what follows answers them."""
    kept = list(begins[:1])
    for begin in begins[1:]:
        if not quoting.quote[kept[-1] : begin].all():
            kept.append(begin)
    return kept


def _repeat_at_end(pieces: Sequence[Piece], quoting: Quoting) -> range:
    """The pieces at the end that repeat a run of earlier ones, whole; empty when they do not."""
    begin = len(pieces)
    while begin > 0 and _is_whole_repeat(begin - 1, pieces, quoting):
        begin -= 1
    again = range(begin, len(pieces))
    in_a_row = all(quoting.source[n] == quoting.source[begin] + n - begin for n in again)
    return again if in_a_row and sum(len(pieces[n].tokens) for n in again) >= _LEAST_WORDS else range(0)


def _is_whole_repeat(n: int, pieces: Sequence[Piece], quoting: Quoting) -> bool:
    source = int(quoting.source[n])
    plain = not (pieces[n].marked or pieces[n].first_only)
    return source >= 0 and plain and min(quoting.cover[n], quoting.later[source]) >= _REPEATED


def _shifted_odds(chances: Floats, shift: Floats) -> Floats:
    odds = np.clip(chances, 1e-6, 1 - 1e-6)
    moved = 1 / (1 + (1 - odds) / odds * np.exp(-shift))
    return np.where(chances == 1.0, 1.0, moved)
