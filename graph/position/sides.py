"""Whether two claims that stand near each other say the opposite: one denies what the other says, in much the same words."""

import re

from graph.stances.target import rarity
from ingest.words import tokens

_DENIES = re.compile(
    r"not|no|never|none|nor|neither|nobody|nothing|nowhere|cannot|without|hardly|barely|scarcely|\w+n't"
)
_GRAMMAR = 2.0  # rarity of words that may come and go with a negation: do, does, any, it, that
_SHARED = 0.7  # of the words of both that carry meaning, at least
_LEAST = 2  # such words that both have


def negated(first: str, second: str) -> bool:
    """Whether a negation is what makes the difference: "ban it" and "do not ban it", but not two that both deny."""
    one, other = tokens(first), tokens(second)
    if _denials(one) % 2 == _denials(other) % 2:
        return False
    left, right = _meaning(one), _meaning(other)
    shared = len(left & right)
    return shared >= _LEAST and shared >= _SHARED * len(left | right)


def _denials(words: list[str]) -> int:
    return sum(_DENIES.fullmatch(word) is not None for word in words)


def _meaning(words: list[str]) -> set[str]:
    """Words that are neither grammar nor negation."""
    rare = zip(words, rarity(words), strict=True)
    return {word for word, each in rare if each >= _GRAMMAR and not _DENIES.fullmatch(word)}
