"""What a person typed to a `Query`. Any text is a query: what cannot be read as an operator is read as words, with a note.

words                  rank; none of them has to occur
"a phrase"             has to occur, its words side by side
a OR b, a AND b        one of them, both of them have to occur; OR binds closer
-word, NOT word        must not occur; works before phrases and filters too
author: in: source: before: after: has:quote is:stub        filters; a value with spaces is quoted
stance:agree|neutral|disagree                               how the comment takes what it answers
reply:explicit|correction|quote|content|order               how it is known what it answers
reply:inferred|none                                         from content or order alone; it answers nothing that is known
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Literal, get_args

from graph.models import Evidence, Label
from search.models import Filter, FilterName, Query, Term

_PIECE = re.compile(
    r"""(?P<minus>-(?=[\w"“]))? (?:(?P<name>[A-Za-z]+):(?=\S))? (?: ["“](?P<quoted>[^"“”]*)["”] | (?P<bare>\S+) )""",
    re.VERBOSE,
)
_HAS_WORD = re.compile(r"\w")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_MARKS: Mapping[str, tuple[str, ...]] = {
    "has": ("quote",),
    "is": ("stub",),
    "stance": get_args(Label),
    "reply": (*get_args(Evidence), "inferred", "none"),
}
_LONGEST = 60  # words: what is longer was pasted, and its quote marks and dashes are no operators
_LOOKS_LIKE_FILTER = re.compile(rf"(?:^|\s)-?(?:{'|'.join(get_args(FilterName))}):\S")

_Join = Literal["", "OR", "AND"]


@dataclass(frozen=True, slots=True)
class _Item:
    """A term or a filter, and how it hangs on the item before it."""

    value: Term | Filter
    excluded: bool = False
    join: _Join = ""


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    items: list[_Item] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    join: _Join = ""
    negated: bool = False

    def add(self, value: Term | Filter, excluded: bool) -> None:
        self.items.append(_Item(value, excluded != self.negated, self.join))
        self.join, self.negated = "", False

    def plain(self, text: str, why: str = "") -> None:
        """Take `text` as words."""
        if why:
            self.notes.append(why)
        self.items.append(_Item(Term(text)))


def parse(typed: str) -> Query:
    """Read `typed`; never raises."""
    if len(typed.split()) > _LONGEST:
        unread = f"a text of more than {_LONGEST} words is searched as it stands, so its filters were read as words"
        return replace(plain(typed), note=unread if _LOOKS_LIKE_FILTER.search(typed) else "")
    reading = _Reading()
    pieces = list(_PIECE.finditer(typed))
    for at, piece in enumerate(pieces):
        _read(piece, reading, last=at == len(pieces) - 1)
    if '"' in "".join(_words_of(reading.items)):
        reading.notes.append("a quote mark without its partner was read as a plain character")
    return _assemble(reading)


def plain(text: str) -> Query:
    """`text` as words, without operators or filters."""
    return Query(words=_with_words(text.split()), text=" ".join(text.split()))


def _read(piece: re.Match[str], reading: _Reading, last: bool) -> None:
    whole, quoted = piece.group(), piece["quoted"]
    if whole in {"OR", "AND", "NOT"}:
        _operator(whole, reading, last)
    elif piece["name"] is not None:
        _named(piece, reading)
    elif quoted is not None:
        _phrase(quoted, piece["minus"] is not None, reading)
    elif _HAS_WORD.search(piece["bare"]):
        reading.add(Term(piece["bare"]), piece["minus"] is not None)
    else:
        reading.plain(whole)


def _operator(word: str, reading: _Reading, last: bool) -> None:
    """OR and AND stand between two operands, NOT before one; anywhere else they are words."""
    dangling = reading.join or reading.negated or last
    if word == "NOT" and not (reading.negated or last):
        reading.negated = True
    elif word in {"OR", "AND"} and reading.items and not dangling:
        reading.join = "OR" if word == "OR" else "AND"
    else:
        reading.plain(word, f"{word} has nothing to work on here, so it was read as a word")


def _phrase(text: str, excluded: bool, reading: _Reading) -> None:
    if _HAS_WORD.search(text):
        reading.add(Term(text, phrase=True), excluded)
    elif text.strip():
        reading.plain(text, f'"{text}" holds no word to look for')


def _named(piece: re.Match[str], reading: _Reading) -> None:
    """A filter if its name and value are known ones, else words."""
    name, quoted = piece["name"].lower(), piece["quoted"]
    value = quoted if quoted is not None else piece["bare"]
    if name not in get_args(FilterName):
        _unknown(piece, value, reading)
        return
    found = _filter(name, value)
    if found is None:
        reading.plain(piece.group(), f"{name}:{value} is not understood{_cure(name)}, so it was read as words")
    else:
        reading.add(found, piece["minus"] is not None)


def _unknown(piece: re.Match[str], value: str, reading: _Reading) -> None:
    excluded = piece["minus"] is not None
    if not value.startswith("//"):
        reading.notes.append(f"{piece['name']}: is not a filter, so it was read as words")
    reading.add(Term(piece.group().removeprefix("-")), excluded)


def _cure(name: str) -> str:
    if name in _MARKS:
        return f" (there is {', '.join(f'{name}:{each}' for each in _MARKS[name])})"
    return " (give a date like 2024, 2024-05 or 2024-05-31)" if name in {"before", "after"} else ""


def _filter(name: str, value: str) -> Filter | None:
    """The filter, or None when its value makes no sense."""
    known: FilterName = next(each for each in get_args(FilterName) if each == name)
    value = value.strip()
    if name in _MARKS:
        return Filter(known, value.lower()) if value.lower() in _MARKS[name] else None
    if name in {"before", "after"}:
        moment = _moment(value)
        return Filter(known, value, moment=moment) if moment else None
    return Filter(known, value) if value else None


def _moment(value: str) -> datetime | None:
    """The first moment of a year, a month or a day; or an ISO time, in UTC unless it says otherwise."""
    try:
        if day := _DAY.fullmatch(value):
            year, month, date = (int(part or 1) for part in day.groups())
            return datetime(year, month, date, tzinfo=UTC)
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _assemble(reading: _Reading) -> Query:
    words: list[str] = []
    required: list[tuple[Term, ...]] = []
    for run, demanded in _runs(reading.items):
        terms = tuple(each.value for each in run if isinstance(each.value, Term) and not each.excluded)
        if demanded or len(terms) > 1 or any(term.phrase for term in terms):
            required += [terms] if terms else []
        else:
            words += (term.text for term in terms)
    filters = tuple(
        replace(each.value, excluded=each.excluded) for each in reading.items if isinstance(each.value, Filter)
    )
    return Query(
        words=_with_words(words),
        required=tuple(required),
        excluded=tuple(each.value for each in reading.items if isinstance(each.value, Term) and each.excluded),
        filters=filters,
        text=" ".join(_words_of(reading.items)),
        note="; ".join(dict.fromkeys([*reading.notes, *_doubts(reading.items)])),
    )


def _runs(items: Sequence[_Item]) -> Iterator[tuple[list[_Item], bool]]:
    """Items that OR joins, and whether AND demands the run."""
    run: list[_Item] = []
    demanded = False
    for item in items:
        if run and item.join != "OR":
            yield run, demanded or item.join == "AND"
            run, demanded = [], item.join == "AND"
        run.append(item)
    if run:
        yield run, demanded


def _doubts(items: Sequence[_Item]) -> Iterator[str]:
    """Notes on alternatives that a query cannot express."""
    for before, item in pairwise(items):
        if item.join == "OR" and not _alternatives(before, item):
            yield "OR joins words with words, or filters of one name; elsewhere all that was asked has to hold"


def _alternatives(first: _Item, second: _Item) -> bool:
    if first.excluded or second.excluded or type(first.value) is not type(second.value):
        return False
    return not isinstance(first.value, Filter) or first.value.name == getattr(second.value, "name", None)


def _words_of(items: Sequence[_Item]) -> Iterator[str]:
    return (each.value.text for each in items if isinstance(each.value, Term) and not each.excluded)


def _with_words(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if _HAS_WORD.search(text))
