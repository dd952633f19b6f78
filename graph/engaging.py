"""The seam to what tells whether an answer deals with an objection: engagement, and the act by which it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from graph.arguments import Act

ACTS: Final[tuple[Act, ...]] = ("concedes", "defers", "rebuts", "answers", "deflects", "acknowledges")
DEALING: Final = 4  # the first of ACTS deal with an objection, the others do not


@dataclass(frozen=True, slots=True)
class Case:
    """Objections between which one answer may divide its attention, in the order in which they were raised, and the answer.

    Both as their own words, without quotes; an objection as it stands, an answer as its sentences in order.
    """

    objections: tuple[str, ...]
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """How an answer deals with one objection: the probability that it does, its likeliest act, and where they meet.

    `sentence` is the number of the sentence of the answer that meets best, `met` the characters of the objection that it meets.
    `acts`, in the order of ACTS, sum to 1 and are given that the answer deals with the objection: what the first four leave is
    little, and tells only what the answer does if it does not: deflect or acknowledge.
    """

    engagement: float
    sentence: int
    met: tuple[int, int]
    acts: tuple[float, ...]

    @property
    def act(self) -> Act:
        """The likeliest act: one of the first four if the answer probably deals with the objection, else one of the others."""
        here = range(DEALING) if self.engagement >= 0.5 else range(DEALING, len(ACTS))
        return ACTS[max(here, key=lambda n: self.acts[n])]


class Engagements(Protocol):
    """Reads answers against objections."""

    @property
    def fingerprint(self) -> str:
        """Names everything that decides what is said."""
        ...

    def meet(self, cases: Sequence[Case]) -> list[tuple[Meeting, ...]]:
        """For each case one meeting for each of its objections, in their order; many cases at once are quicker."""
        ...
