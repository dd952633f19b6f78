"""Words that speak for or against agreement: the table `stance_cues.toml`, and where its patterns are found in a reply."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

Side = Literal["agree", "neutral", "disagree", "concedes"]
Where = Literal["start", "head", "any", "end"]

_HEAD = 120  # characters in which a reply says what it is
_END = 60
_READ = (
    600  # characters of a reply that are looked through: it says early what it is, and the model learnt on short ones
)
_FOLDED = str.maketrans("’‘ʼ“”", "'''\"\"")
_PART = re.compile(r"<(\w+)>")
_SKIPPED = re.compile(  # what may stand before the first word that tells
    r"[^\w+👍👏💯😂🤣]*(?:(?:well|oh|ah|hmm*|um|uh|ok|okay|so|lol|haha|dude|man|bro|honestly|look|hey)\b[\s,.!…-]*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of cue: what it speaks for, where it is looked for, how it is written, and whether it tells a reader anything."""

    name: str
    side: Side
    where: Where
    words: re.Pattern[str]
    shown: bool


class Cue(NamedTuple):
    """Characters start..end of a reply in which pattern number `kind` was found."""

    start: int
    end: int
    kind: int


@lru_cache(maxsize=1)
def patterns() -> tuple[Pattern, ...]:
    """The patterns of the table, in its order: a trained model knows them by their numbers."""
    parts: dict[str, str] = _table()["parts"]
    return tuple(
        Pattern(each["name"], each["side"], each["where"], _compiled(each["words"], parts), each.get("shown", True))
        for each in _table()["cue"]
    )


@lru_cache(maxsize=1)
def moods() -> tuple[frozenset[str], frozenset[str]]:
    """Words that blame and words that praise, as `ingest.words` folds them."""
    bad, good = (frozenset(_table()["moods"][name].split()) for name in ("bad", "good"))
    return bad, good


def find_cues(reply: str) -> list[Cue]:
    """All cues of a reply, by pattern and place: every match of a pattern that is looked for anywhere, else the first."""
    text = reply[:_READ].translate(_FOLDED)
    skipped = _SKIPPED.match(text)
    start = skipped.end() if skipped else 0
    found = enumerate(patterns())
    return [Cue(first, last, kind) for kind, pattern in found for first, last in _spans(pattern, text, start)]


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads(files("graph").joinpath("stances", "cues.toml").read_text(encoding="utf-8"))


def _compiled(words: list[str], parts: dict[str, str]) -> re.Pattern[str]:
    return re.compile(_PART.sub(lambda found: parts[found[1]], "|".join(words)), re.IGNORECASE)


def _spans(pattern: Pattern, text: str, start: int) -> Iterator[tuple[int, int]]:
    if pattern.where == "any":
        yield from (each.span() for each in pattern.words.finditer(text) if each.end() > each.start())
        return
    if pattern.where == "start":
        found = pattern.words.match(text, start) or pattern.words.match(text)
    elif pattern.where == "head":
        found = pattern.words.search(text, 0, start + _HEAD)
    else:
        found = pattern.words.search(text, max(0, len(text) - _END))
    if found and found.end() > found.start():
        yield found.span()
