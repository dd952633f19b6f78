"""The seam to the pair model, which says what a second text is to a first."""

from collections.abc import Sequence
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Head = Literal["boundary", "reply", "stance", "addressed", "same"]
Pair = tuple[str, str]

CLASSES: Final[dict[Head, tuple[str, ...]]] = {
    "boundary": ("no", "yes"),
    "reply": ("no", "yes"),
    "stance": ("agree", "neutral", "disagree"),
    "addressed": ("no", "yes"),
    "same": ("no", "yes"),
}

_LEAST = 1e-6


class PairScorer(Protocol):
    """What reads two texts as one and answers one of five questions about them."""

    @property
    def fingerprint(self) -> str:
        """Name of the weights and of everything else that changes the answers."""
        ...

    def score(self, head: Head, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Probabilities, float32, shape (len(pairs), len(CLASSES[head])), in the order of the pairs; rows sum to 1.

        The pairs: boundary: the text before a gap and the text after it. reply: a possible parent and the comment. stance: the
        target and the reply without its quotes. addressed: an objection and what may close it. same: two claims, in either order.
        """
        ...


def yes_odds(scorer: PairScorer, head: Head, pairs: Sequence[Pair]) -> NDArray[np.float64]:
    """Log odds of "yes" for each pair, shape (len(pairs),), by a head whose classes are no and yes; within +-14, never infinite."""
    yes = np.clip(scorer.score(head, pairs)[:, 1].astype(np.float64), _LEAST, 1 - _LEAST)
    odds: NDArray[np.float64] = np.log(yes / (1 - yes))
    return odds


def columns_of(head: Head) -> slice:
    """Where a head's classes stand in the network's output."""
    start = 0
    for name, classes in CLASSES.items():
        if name == head:
            return slice(start, start + len(classes))
        start += len(classes)
    raise KeyError(head)
