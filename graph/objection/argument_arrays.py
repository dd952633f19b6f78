"""Discussions and what is objected in them as arrays: what the whole pass over a graph works on."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.arguments import By
from graph.objection.levels import Bools, Floats, Ints
from graph.objection.strength import Votes

BYS: Final[tuple[By, ...]] = ("target_author", "third_party", "objector", "unknown")


@dataclass(frozen=True, slots=True, eq=False)
class Threads:
    """Comments, numbered discussion after discussion and inside one in order, and their possible replies.

    Of each comment: `discussion`, `person` (negative: unknown), `absent` (a stub), `flat` (replies of its discussion are inferred).
    Of each possible reply, by child and the likeliest first: `child`, `parent`, its probability `chance`, whether it is `known`
    rather than inferred, and `agree` and `disagree`, given that it is one. A comment answers none with what its chances leave.
    """

    discussion: Ints
    person: Ints
    absent: Bools
    flat: Bools
    child: Ints
    parent: Ints
    chance: Floats
    known: Bools
    agree: Floats
    disagree: Floats

    @property
    def votes(self) -> Votes:
        """The replies as votes."""
        weight = self.chance * (self.agree - self.disagree)
        return Votes(len(self.discussion), self.child, self.parent, weight, self.person[self.child])

    def likeliest(self) -> tuple[Ints, Floats, Bools]:
        """Of each comment the likeliest parent (-1: none), its chance, and whether it is known."""
        count = len(self.discussion)
        parent, chance, known = np.full(count, -1), np.zeros(count), np.zeros(count, bool)
        first = np.flatnonzero(np.diff(self.child, prepend=-1))
        child = self.child[first]
        parent[child], chance[child], known[child] = self.parent[first], self.chance[first], self.known[first]
        return parent, chance, known


@dataclass(frozen=True, slots=True, eq=False)
class Raised:
    """Objections by the comment that raises them: numbers of `comment` and of what it is against, `target`."""

    comment: Ints
    target: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Objections and comments that may answer them, by objection and answer.

    `chance`: how likely the structure makes it that `answer` responds to `objection`; `odds`: where it does not, the odds that it
    deals with it all the same, as a share of those of a direct reply. `known`: the structure is not inferred. `by`: place in BYS.
    """

    objection: Ints
    answer: Ints
    chance: Floats
    odds: Floats
    known: Bools
    by: Ints

    def of(self, rows: Ints) -> "Pairs":
        """Some of the pairs."""
        return Pairs(*(getattr(self, name)[rows] for name in ("objection", "answer", "chance", "odds", "known", "by")))

    def responding(self, engagement: Floats) -> Floats:
        """The probability that each answer responds to its objection at all, when it has this engagement as a direct reply."""
        elsewhere = self.odds / (1 - engagement + self.odds * engagement + 1e-12)
        responding: Floats = self.chance + (1 - self.chance) * np.minimum(1.0, elsewhere)
        return responding


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Some reasons why a comment may answer an objection; see Pairs."""

    objection: Ints
    answer: Ints
    chance: Floats
    odds: Floats
    known: Bools

    @classmethod
    def joined(cls, parts: list["Links"]) -> "Links":
        """All of them."""
        names = ("objection", "answer", "chance", "odds", "known")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
