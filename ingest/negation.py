"""Whether the difference between two nearly equal texts turns what they say into its opposite."""

import re
from collections.abc import Iterator, Sequence

from ingest.alignment import Change
from ingest.wording import Wording

_NEGATION = re.compile(
    r"not|nto|nott|noot|no|never|none|nor|neither|nobody|nothing|nowhere|cannot|without|hardly|barely|scarcely|\w+n't|"
    r"(?:do|does|did|ca|could|would|should|wo|is|are|was|were|has|have|had|must|ai)nt"
)
_TRUE_WORD = re.compile(  # one slip away from a negation, and a word of its own
    r"now|note|nut|net|[hgldprj]ot|knot|nod|non|nose|fo?r|or|[bdgt]?one|gone|[fls]?ever|either|wont|want|noting|hardy|barley"
)
_OPPOSITES = ("un", "in", "im", "il", "ir", "dis", "non")
_AMONG = 3  # equal words beside a change, on both sides together
_LONGEST_FLIP = 8  # words; what is longer is another sentence, not a flip of this one


def opposed(first: Wording, second: Wording, changed: Sequence[Change]) -> str | None:
    """Say which words turn one text into the opposite of the other, or None; `changed` is where their tokens differ.

    A negation that comes or goes inside a sentence that is otherwise the same is a flip; one in a whole sentence that was added
    or cut is not, nor is one in words that have nothing in common with what they replace.
    """
    for change in _embedded(changed, len(first.tokens)):
        left = first.tokens[change.start : change.end]
        right = second.tokens[change.other_start : change.other_end]
        if _flips(left, right) and not (
            (not right and _whole_sentences(first, change.start, change.end))
            or (not left and _whole_sentences(second, change.other_start, change.other_end))
        ):
            return f"'{' '.join(left)}' against '{' '.join(right)}'"
    return None


def _embedded(changed: Sequence[Change], size: int) -> Iterator[Change]:
    """Only changes that stand among words that did not change."""
    before = [0, *(change.end for change in changed)]
    after = [*(change.start for change in changed[1:]), size]
    for change, left, right in zip(changed, before, after, strict=False):
        if change.start - left + right - change.end >= _AMONG:
            yield change


def alike(first: str, second: str) -> bool:
    """Whether one slip of a typist (a letter more, less, other, or two swapped) makes one word of the other."""
    if abs(len(first) - len(second)) > 1:
        return False
    short, long = sorted((first, second), key=len)
    at = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped


def _flips(left: Sequence[str], right: Sequence[str]) -> bool:
    if max(len(left), len(right)) > _LONGEST_FLIP:
        return False
    if len(left) == len(right) and any(_opposites(*pair) for pair in zip(left, right, strict=True)):
        return True
    return _negations(left, right) != _negations(right, left)


def _negations(tokens: Sequence[str], others: Sequence[str]) -> int:
    """Count negations in `tokens`, slips of the negations in `others` included."""
    sought = [other for other in others if len(other) > 2 and _NEGATION.fullmatch(other)]
    return sum(
        _NEGATION.fullmatch(token) is not None
        or (not _TRUE_WORD.fullmatch(token) and any(alike(token, other) for other in sought))
        for token in tokens
    )


def _opposites(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    return len(short) > 3 and any(long == prefix + short for prefix in _OPPOSITES)


def _whole_sentences(read: Wording, start: int, end: int) -> bool:
    """Whether words start..end, or the same words read some places earlier or later, begin and end with a sentence."""
    return any(read.closed(at) and read.closed(at + end - start) for at in _slides(read.tokens, start, end))


def _slides(tokens: Sequence[str], start: int, end: int) -> range:
    """Give all starts that tell the same insertion: "b c" in "a b c b" may also be read as "c b"."""
    size = end - start
    low = high = start
    while low > 0 and tokens[low - 1] == tokens[low - 1 + size]:
        low -= 1
    while high + size < len(tokens) and tokens[high] == tokens[high + size]:
        high += 1
    return range(low, high + 1)
