"""The terms of an objection's score in words, each with the number that it came from (graph.objection.score)."""

from collections.abc import Callable, Mapping
from math import exp
from typing import Final

from graph.arguments import Objection
from ui.printing.answers import percent
from ui.printing.console import amount
from ui.printing.holders import people

_WORDS: Final[Mapping[str, Callable[[Objection, float], str]]] = {
    "unaddressed": lambda each, term: f"{percent(each.unaddressed)} unanswered",
    "disagreement": lambda each, term: f"{percent(each.probability)} likely to be an objection",
    "raised_by": lambda each, term: f"raised by {people(_counted(term))}",
    "debate": lambda each, term: f"{amount(_counted(term), 'comment')} in the debate on what it is against",
    "author_active": lambda each, term: "the author of that wrote later" + _unless_sure(term / 0.3),
    "strength": lambda each, term: _strength(exp(term / 0.3)),
    "hedge": lambda each, term: "hedged" + _unless_sure(term / -0.1),
}


_NEUTRAL: Final = 0.5  # the strength of what nobody speaks for or against
_ALWAYS: Final = frozenset({"unaddressed", "disagreement"})  # told although they add nothing


def reasons(objection: Objection) -> list[tuple[str, float]]:
    """Each term of the score that adds something: what it says, and what it adds."""
    told = ((name, term) for name, term in objection.terms if name in _ALWAYS or abs(term) >= 0.005)
    return [(_words(name, term, objection), term) for name, term in told]


def _words(name: str, term: float, objection: Objection) -> str:
    words = _WORDS.get(name)
    return words(objection, term) if words else name.replace("_", " ")


def _counted(term: float) -> int:
    """How many make a term of half the logarithm of one more."""
    return round(exp(term / 0.5) - 1)


def _strength(share: float) -> str:
    if abs(share - _NEUTRAL) < 0.005:
        return "nobody speaks for or against it"
    return f"{percent(share)} strong by what is said for and against it, {percent(_NEUTRAL)} if nothing is"


def _unless_sure(share: float) -> str:
    return "" if share > 0.995 else f", {percent(share)}"
