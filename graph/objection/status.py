"""What became of each objection: ordered rules over what is known of it, the first that fires, over arrays."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.arguments import Status
from graph.objection.levels import Bools


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What is known of each objection.

    `conceded`, `deferred`, `rebutted`, `answered`: an answer that does this deals with it, and stands. `defeated`: answers deal
    with it, but none stands. `elsewhere`: the same objection was dealt with in another discussion. `author_replied`: whoever is
    objected to replied to the objection. `noted`: somebody took note of it or agreed. `author_spoke`: who is objected to wrote
    later. `people_known`: who objected and who is objected to are known.
    """

    withdrawn: Bools
    conceded: Bools
    deferred: Bools
    rebutted: Bools
    answered: Bools
    defeated: Bools
    elsewhere: Bools
    author_replied: Bools
    noted: Bools
    author_spoke: Bools
    people_known: Bools


RULES: Final[tuple[tuple[Status, Callable[[Facts], Bools]], ...]] = (
    ("withdrawn", lambda each: each.withdrawn),
    ("conceded", lambda each: each.conceded),
    ("deferred", lambda each: each.deferred),
    ("rebutted", lambda each: each.rebutted),
    ("answered", lambda each: each.answered),
    ("contested", lambda each: each.defeated),
    ("answered_elsewhere", lambda each: each.elsewhere),
    ("deflected", lambda each: each.author_replied),
    ("acknowledged", lambda each: each.noted),
    ("no_response", lambda each: ~each.people_known),
    ("ignored", lambda each: each.author_spoke),
    ("silent", lambda each: np.ones_like(each.author_spoke)),
)


def statuses(facts: Facts) -> NDArray[np.int64]:
    """The place in RULES of the first rule that fires for each objection; the last one always does."""
    fires = np.stack([rule(facts) for _, rule in RULES])
    first: NDArray[np.int64] = np.argmax(fires, axis=0)
    return first
