"""How much an objection deserves to be looked at: a sum of terms, each with its name, over arrays."""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from graph.objection.levels import Floats

TERMS: Final = ("unaddressed", "disagreement", "raised_by", "debate", "author_active", "strength", "hedge")
LEAST: Final = 0.001  # logarithms are taken of nothing smaller


@dataclass(frozen=True, slots=True, eq=False)
class Merits:
    """What the score of each objection is made of, in the order of TERMS.

    U; the probability that it disagrees; how many people raise it; how many comments stand under what it is against; whether the
    author of that wrote later; its strength; whether it is hedged.
    """

    unaddressed: Floats
    disagreement: Floats
    raised_by: Floats
    debate: Floats
    author_active: Floats
    strength: Floats
    hedge: Floats


def terms(merits: Merits) -> Floats:
    """Terms of each score, all finite: shape (len(TERMS), n); the score is their sum."""
    values = {field.name: getattr(merits, field.name) for field in fields(merits)}
    rows = {
        **values,
        "unaddressed": _log(merits.unaddressed),
        "disagreement": _log(merits.disagreement),
        "raised_by": 0.5 * np.log1p(merits.raised_by),
        "debate": 0.5 * np.log1p(merits.debate),
        "author_active": 0.3 * merits.author_active,
        "strength": 0.3 * _log(merits.strength),
        "hedge": -0.1 * merits.hedge,
    }
    return np.stack([rows[name] for name in TERMS])


def _log(values: Floats) -> Floats:
    logs: Floats = np.log(np.clip(values, LEAST, 1.0))
    return logs
