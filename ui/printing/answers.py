"""What a comment answers and how it takes that, in words, the same in every view.

What a model inferred stands beside how sure it is; what a person said is told as that. Agreement is blue and disagreement orange,
which colour-blind people can tell apart, and never without the word.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.text import Text

from graph.models import Label
from graph.objection.answers import Answer, Cue, Likely, Opinion
from ui.printing.console import one_line

STYLES: Final = {
    "explicit": "green",
    "correction": "bold",
    "quote": "cyan",
    "content": "yellow",
    "order": "yellow dim",
}
_TAKES: Final[dict[Label, str]] = {"agree": "agrees", "neutral": "neutral", "disagree": "disagrees"}
_COLOURS: Final[dict[Label, str]] = {"agree": "bright_blue", "neutral": "dim", "disagree": "dark_orange"}
_ASIDE: Final = {
    "agree": "for agreement",
    "neutral": "for neither",
    "disagree": "for disagreement",
    "concedes": "concedes",
}
_WORTH = 0.02  # probability from which another parent is worth a line
_MOST = 4  # deciding words of one side that are shown


def percent(share: float) -> str:
    """`82 %`; nothing that is not whole is rounded to 0 or 100."""
    if 0 < share < 0.005:
        return "under 1 %"
    return "over 99 %" if 0.995 <= share < 1 else f"{100 * share:.0f} %"


def evidence(kind: str, confidence: float) -> str:
    """How a reply is known: by its source, by a person, or what it was inferred from and how surely."""
    if kind == "correction":
        return "corrected by hand"
    return kind if kind == "explicit" else f"inferred from {kind}, {percent(confidence)}"


def nothing(likely: float) -> str:
    """That a comment answers nothing, as inferred."""
    return f"likely answers nothing here, {percent(likely)}"


def takes(opinion: Opinion) -> Text:
    """The stance in a word or two, in its colour: `disagrees 82 %`, `agrees (as its source says)`, `agrees (corrected by hand)`."""
    return Text(_takes(opinion), style=_COLOURS[opinion.label])


def takes_because(opinion: Opinion) -> Text:
    """The stance with the other labels' probabilities and the words that decided."""
    if opinion.evidence != "model":
        return takes(opinion)
    others = sorted((each for each in _TAKES if each != opinion.label), key=lambda each: -opinion.probabilities[each])
    rest = ", ".join(f"{_TAKES[each]} {percent(opinion.probabilities[each])}" for each in others)
    told = [rest, *_deciding(opinion)]
    return Text.assemble(
        (f"{_TAKES[opinion.label]} {percent(opinion.probabilities[opinion.label])}", _COLOURS[opinion.label]),
        f" ({'; '.join(told)})",
    )


def open_question(answer: Answer) -> tuple[Likely, ...]:
    """The parents that a comment may well have instead; none where a source or a person said which it is."""
    known = answer.reply is not None and answer.reply.evidence in ("explicit", "correction")
    return () if known else tuple(each for each in answer.others if each.probability >= _WORTH)


def _takes(opinion: Opinion) -> str:
    word = _TAKES[opinion.label]
    if opinion.evidence == "correction":
        return f"{word} (corrected by hand)"
    if opinion.evidence == "explicit":
        return f"{word} (as its source says)"
    likeliest = max(_TAKES, key=lambda each: opinion.probabilities[each])
    if likeliest == opinion.label:
        return f"{word} {percent(opinion.probabilities[likeliest])}"
    return f"{word}, or {_TAKES[likeliest]} {percent(opinion.probabilities[likeliest])}"


def _deciding(opinion: Opinion) -> Iterator[str]:
    """The words that spoke for the label, then those that spoke for something else."""
    if found := _words(each for each in opinion.cues if each.speaks_for == opinion.label):
        yield found
    for side, name in _ASIDE.items():
        if side != opinion.label and (found := _words(each for each in opinion.cues if each.speaks_for == side)):
            yield f"{name}: {found}"


def _words(cues: Iterable[Cue]) -> str:
    """Each once, and none that is a part of another."""
    told = list(cues)
    whole = (cue for cue in told if not any(_within(cue, each) for each in told))
    found = dict.fromkeys(one_line(each.words, 40) for each in whole)
    return ", ".join(f"“{each}”" for each in list(found)[:_MOST])


def _within(cue: Cue, other: Cue) -> bool:
    return cue != other and other.start <= cue.start and cue.end <= other.end
