"""What the pair model reads at a gap: the end of the text before it and the beginning of the text behind it."""

from collections.abc import Iterable, Sequence
from itertools import islice

from ingest.pair_scores import Pair
from ingest.pieces import Piece
from ingest.quote_evidence import Quoting

_WORDS = 60  # on each side
_REACH = 12  # pieces on each side
_BREAK = "¶"  # between paragraphs: how long they are tells much, and tokenizers drop line breaks


def gap_pairs(pieces: Sequence[Piece], quoting: Quoting) -> list[Pair]:
    """One pair a piece, for the gap before it: the last words in front of the gap and the first ones behind it.

    Quotes are left out where there is anything else, since what they show is known without a model. The first pair begins with
    an empty text: in front of the first gap there is nothing.
    """
    return [(_before(pieces, quoting, n), _after(pieces, quoting, n)) for n in range(len(pieces))]


def _before(pieces: Sequence[Piece], quoting: Quoting, n: int) -> str:
    near = _own(range(n - 1, max(-1, n - 1 - _REACH), -1), quoting)
    backwards = (word for at in near for word in (_BREAK, *reversed(pieces[at].text.split())))
    return " ".join(reversed(list(islice(backwards, 1, _WORDS + 1))))


def _after(pieces: Sequence[Piece], quoting: Quoting, n: int) -> str:
    near = _own(range(n, min(len(pieces), n + _REACH)), quoting)
    forwards = (word for at in near for word in (_BREAK, *pieces[at].text.split()))
    return " ".join(islice(forwards, 1, _WORDS + 1))


def _own(near: Iterable[int], quoting: Quoting) -> list[int]:
    """The pieces among `near` that are no quotes, or all of them when there are only quotes."""
    which = list(near)
    return [n for n in which if not quoting.quote[n]] or which
