"""What a review asks, in the same words on a page and in the terminal."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from graph.correction.doubting import SURE
from graph.correction.reviewing import Question
from ingest.alignment import changes
from ingest.words import words
from ui.correcting import said_by
from ui.printing.answers import percent
from ui.printing.console import one_line, safe
from ui.reviewing import Doubts

NAMES: Final[dict[str, str]] = {
    "boundary": "beginnings",
    "split": "missed beginnings",
    "parent": "whom it answers",
    "stance": "agreement",
    "merge": "same or not",
}
"""What each kind of question is about, in a word or two."""

_ASKED: Final = {
    "boundary": "Does another comment begin here?",
    "split": "Does another comment begin here?",
    "parent": "Whom does this comment answer?",
    "stance": "Does this reply agree with what it answers?",
    "merge": "Are these two the same comment?",
}
_SAYS: Final = {
    ("boundary", "split"): "Another comment begins here",
    ("boundary", "merge"): "It goes on: one comment",
    ("split", "split"): "Another comment begins here",
    ("split", "merge"): "It goes on: one comment",
    ("merge", "merge"): "The same comment",
    ("merge", "separate"): "Not the same",
}
_TAKES: Final = {"agree": "It agrees", "neutral": "It is neutral", "disagree": "It disagrees"}
_CONTEXT = 12  # words before what differs
_TEXT = 300  # characters of each text in question


def name(kind: str) -> str:
    """What questions of this kind are about."""
    return NAMES.get(kind, kind.replace("_", " "))


def asks(each: Question) -> str:
    """The question."""
    return _ASKED.get(each.kind, f"Is this so: {one_line(each.believed, _TEXT)}?")


def says(each: Question) -> tuple[str, ...]:
    """What each choice says. Comments that may be answered are numbered as they are shown."""
    named = iter(range(1, len(each.choices) + 1))
    return tuple(_says(each.kind, choice.means, choice.command, named) for choice in each.choices)


def believed(each: Question) -> str:
    """What is taken to be so until somebody answers, and how sure that is."""
    told, why = one_line(each.believed, _TEXT), ""
    for choice, said in zip(each.choices, says(each), strict=True):
        if each.believed == choice.means or each.believed.startswith(f"{choice.means}, "):
            told, why = said, one_line(each.believed.removeprefix(choice.means).removeprefix(", "), _TEXT)
    because = f" ({why})" if why else ""
    return f"Taken so far: {told[:1].lower()}{told[1:]}{because}, {percent(each.confidence)} sure"


def progress(found: Doubts) -> str:
    """How far all is: how many were settled by people, of how many that were or are not sure."""
    sure = f"less than {percent(SURE)} sure"
    if not found.left:
        return f"{found.settled:,} settled; nothing is left{_here(found)} that is {sure}"
    if found.narrowed:
        return f"{found.left:,} left{_here(found)} that are {sure}; {found.settled:,} settled in all"
    return f"{found.settled:,} of {found.settled + found.left:,} settled; {found.left:,} left that are {sure}"


def draw_doubts(found: Doubts) -> RenderableType:
    """Each question with its texts and the commands that settle it, then how far all is."""
    if not found.questions:
        return Text(f"nothing is uncertain{_here(found)}: all that was inferred is sure, or was spoken of")
    asked = (part for number, each in enumerate(found.questions, start=1) for part in _question(number, each))
    return Group(*asked, Text(progress(found), style="dim"))


def doubts_json(found: Doubts) -> dict[str, object]:
    """All questions, with whole texts."""
    return {"questions": [_json(each) for each in found.questions], "settled": found.settled, "left": found.left}


def differing(first: str, second: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Places (start, end) in each of two texts at which they differ."""
    one, other = words(first), words(second)
    found = changes([word.text for word in one], [word.text for word in other])
    return (
        [(one[each.start].start, one[each.end - 1].end) for each in found if each.end > each.start],
        [
            (other[each.other_start].start, other[each.other_end - 1].end)
            for each in found
            if each.other_end > each.other_start
        ],
    )


def _here(found: Doubts) -> str:
    return " here" if found.narrowed else ""


def _json(each: Question) -> dict[str, object]:
    choices = [{**asdict(choice), "says": said} for choice, said in zip(each.choices, says(each), strict=True)]
    texts = [{"what": what, "text": text} for what, text in each.texts]
    return {**asdict(each), "asks": asks(each), "texts": texts, "choices": choices}


def _says(kind: str, means: str, command: str, numbers: Iterator[int]) -> str:
    said = said_by(command)
    if said.kind == "parent":
        return "It answers nothing here" if said.value == "none" else f"It answers {next(numbers)}"
    if said.kind == "stance":
        return _TAKES.get(said.value, means)
    return _SAYS.get((kind, said.kind or ""), f"{means[:1].upper()}{means[1:]}")


def _question(number: int, each: Question) -> Iterator[RenderableType]:
    yield Text.assemble((f"{number:>2}  {asks(each)}", "bold"), "  ", (safe(each.comment), "cyan"))
    yield Padding(Text(believed(each), style="yellow"), (0, 0, 0, 4), expand=False)
    for what, shown in _shown(each):
        yield Padding(Text.assemble((f"{what}: ", "dim"), shown), (0, 0, 0, 4), expand=False)
    for choice, said in zip(each.choices, says(each), strict=True):
        line = Text.assemble((safe(choice.command), "green"), (f"   # {said}", "dim"))
        yield Padding(line, (0, 0, 0, 4), expand=False)
    yield Text()


def _shown(each: Question) -> Iterator[tuple[str, str]]:
    """What is shown of each text: its end where a comment may go on, what differs where two may be one, else its beginning."""
    starts = _parting(*(text for _, text in each.texts)) if each.kind == "merge" else (0,) * len(each.texts)
    answered = 0
    for (what, text), start in zip(each.texts, starts, strict=True):
        answered += what == "answers?"
        head = str(answered) if what == "answers?" else what
        yield head, _end(text) if what == "before" else ("…" if start else "") + one_line(text[start:], _TEXT)


def _parting(first: str, second: str) -> tuple[int, int]:
    """Characters a little before the place where two texts begin to differ."""
    read = words(first), words(second)
    found = changes([word.text for word in read[0]], [word.text for word in read[1]])
    at = max(0, found[0].start - _CONTEXT) if found else 0
    one, other = (each[at].start if at < len(each) else 0 for each in read)
    return one, other


def _end(text: str) -> str:
    """The end of `text` on one line."""
    flat = " ".join(safe(text[-8 * _TEXT :]).split())
    return flat if len(flat) <= _TEXT else "…" + flat[1 - _TEXT :].lstrip()
