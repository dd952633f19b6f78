"""How alike two texts are: the same, nearly the same, the same after an edit, or two texts.

Measured on three-word shingles, as in Broder's "On the resemblance and containment of documents" (1997); what shingles cannot
see, a negation and a reply that quotes the whole comment it answers, is read from the aligned words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ingest.alignment import Change, changes
from ingest.kept import Kept
from ingest.models import Match
from ingest.negation import alike, opposed
from ingest.profiles import Profile, profiles
from ingest.wording import Wording

SHORTEST = 8  # words; shorter texts are only ever exactly the same
_NEAR = 0.8
_EDITED = 0.6
_SOLID = 4  # equal words in a row that coincidence does not give
_EDIT_MARK = re.compile(
    r"\W*(?:edit(?:ed)?|eta|updated?|p\.?\s?s|p\.?\s?p\.?\s?s|correction|addendum|added)\b", re.IGNORECASE
)

_READ = Kept(Wording, 1 << 20)  # characters

Obstacle = Literal["opposed", "reply"]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How two texts match; `similarity` is the Jaccard index of their shingles, `why` one line of evidence."""

    match: Match
    similarity: float
    why: str


SAME_WORDS = Likeness("exact", 1.0, "the same words")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How alike two texts are by their shingles, and what speaks against taking them for one comment all the same."""

    likeness: Likeness | None
    obstacle: Obstacle | None = None


def profile(text: str) -> Profile:
    """Read `text` for comparison."""
    return profiles([text])[text]


def keys(text: str) -> tuple[int, ...]:
    """Lookup keys of `text`, ascending, each below 2**63: one for the folded text, the others a sample of its shingles.

    The sample (one in four by value, and the four smallest) is the same wherever a shingle occurs, so that texts which share
    many shingles share keys, and a text shares keys with what contains it.
    """
    return profile(text).keys


def compare(first: str, second: str) -> Likeness | None:
    """Say whether two texts are one comment, and on what evidence; None when they are two comments."""
    verdict = judge(profile(first), profile(second))
    return None if verdict.obstacle else verdict.likeness


def judge(first: Profile, second: Profile) -> Verdict:
    """Compare two texts; the result does not depend on their order."""
    if first.exact == second.exact:
        return Verdict(SAME_WORDS)
    if min(first.size, second.size) < SHORTEST:
        return Verdict(None)
    likeness = _measured(first, second)
    if likeness is None:
        return Verdict(None)
    low, high = sorted((first, second), key=lambda each: each.exact)
    return _looked_at(likeness, low.text, high.text)


def _measured(first: Profile, second: Profile) -> Likeness | None:
    shared = int(np.intersect1d(first.shingles, second.shingles, assume_unique=True).size)
    sizes = sorted((first.shingles.size, second.shingles.size))
    jaccard, containment = shared / (sizes[0] + sizes[1] - shared), shared / sizes[1]
    evidence = f"{shared} of {sizes[0]} and {sizes[1]} three-word runs shared"
    if jaccard >= _NEAR:
        return Likeness("near", jaccard, f"{evidence}, Jaccard {jaccard:.2f}")
    if containment >= _EDITED:
        return Likeness("edited", jaccard, f"{evidence}, at least {containment:.0%} of each")
    return None


def _looked_at(likeness: Likeness, first: str, second: str) -> Verdict:
    left, right = _READ[first], _READ[second]
    changed = changes(left.tokens, right.tokens)
    if flip := opposed(left, right, changed):
        return Verdict(Likeness(likeness.match, likeness.similarity, f"{likeness.why}, but {flip}"), "opposed")
    return Verdict(likeness, "reply" if _answers(left, right, changed) else None)


def _answers(first: Wording, second: Wording, changed: Sequence[Change]) -> bool:
    """Whether the texts share what one quotes from the other, and one of them goes on with words on a line of their own.

    Words added under a mark such as "Edit:" are an edit.
    """
    parting = _parting(len(first.tokens), changed)
    starts = [_line_start(read, at) for read, at in zip((first, second), parting, strict=False)]
    ends = [at if start is None else start for at, start in zip(parting, starts, strict=False)]
    if all(start is None for start in starts) or _slipped(first.tokens[ends[0] :], second.tokens[ends[1] :]):
        return False
    added = [
        (read, start)
        for read, start in zip((first, second), starts, strict=True)
        if start is not None and start < len(read.tokens)
    ]
    return any(not _EDIT_MARK.match(read.text, read.start(start)) for read, start in added)


def _parting(size: int, changed: Sequence[Change]) -> tuple[int, ...]:
    """Where, after the last solid run of equal words, the two texts go different ways; empty when they end alike."""
    end = size
    parted: tuple[int, ...] = ()
    for change in reversed(changed):
        if end - change.end >= _SOLID:
            break
        parted, end = (change.start, change.other_start), change.start
    return parted


def _line_start(read: Wording, at: int) -> int | None:
    """Find the word that begins a line at `at` or up to three words before (equal by chance)."""
    if at == len(read.tokens):
        return at
    return next((n for n in range(at, max(0, at - _SOLID), -1) if read.begins_line(n)), None)


def _slipped(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two endings are one ending with slips in it."""
    if not first or not second:
        return False
    changed = changes(first, second)
    slips = sum(
        alike(first[each.start], second[each.other_start])
        for each in changed
        if each.end > each.start and each.other_end > each.other_start
    )
    missing = sum(max(each.end - each.start, each.other_end - each.other_start) for each in changed)
    return missing - slips <= max(len(first), len(second)) / 2
