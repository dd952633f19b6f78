"""What tells on which side of a topic a statement stands, apart from the pair model: blame and praise, and what the topic wants.

Under a topic that wants something gone, blame supports; under any other it attacks.
"""

import re
from collections.abc import Sequence
from itertools import chain
from typing import Final

import numpy as np

from graph.debate.features import Floats, Statement, denials
from graph.stances.cues import moods

SIDE_COLUMNS: Final = ("praise", "praise turned", "topic's want", "denials", "denials turned")
_GONE = re.compile(
    r"(?:ban|abolish|prohibit|restrict|oppose|end|stop|limit|remove|reject|regret|condemn|withdraw|outlaw|criminali[sz]e|censor"
    r"|eliminate|scrap|boycott|punish|deny|fail)(?:e?s|e?d|n?ed)?|against|not|never|no"
)


def side_rows(topic: Statement, said: Sequence[Statement]) -> Floats:
    """SIDE_COLUMNS of each statement, shape (n, columns)."""
    want = -1.0 if any(_GONE.fullmatch(word) for word in topic.words) else 1.0
    praise, denied = (
        [_praise(each.words) for each in said],
        [10 * denials(each.words) / len(each.words) for each in said],
    )
    rows = zip(praise, denied, strict=True)
    return np.array([[good, good * want, want, no, no * want] for good, no in rows], np.float64)


def _praise(words: Sequence[str]) -> float:
    """Words of praise less words of blame; a long text's words count as much together as a short one's."""
    bad, good = moods()
    found = chain((1 for word in words if word in good), (-1 for word in words if word in bad))
    return sum(found) / float(np.sqrt(len(words)))
