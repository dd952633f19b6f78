"""The elements of an Argdown document and who supports, attacks or undercuts whom, found line by line.

Elements with one title are one. What a relation, a premise or a conclusion says of an untitled statement in the reconstruction of
an argument, it says of that argument. A paragraph without a title and without relations is prose, and no element.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from ingest.readers.argdown_text import Content, content, without_comments
from ingest.words import text_hash

_RELATION: Final = re.compile(r"(><|<[+\-_]|[+\-_]>|[+\-_])\s+(?=\S)")
_STEP: Final = re.compile(r"\((\d{1,9})\)\s+(?=\S)")
_HEADING: Final = re.compile(r"(#{1,6})\s+(?=\S)")
_BULLET: Final = re.compile(r"(?:\*|\d{1,9}\.)\s+(?=\S)")
_DEFINED: Final = re.compile(r"(?:\[[^\[\]\n]+\]|<[^<>\n]+>)(?::\s|:?\Z)")
_INFERENCE: Final = re.compile(r"--+\Z")
_NAMES: Final = {"+": "support", "-": "attack", "_": "undercut", ">": "contradiction"}


class Relation(NamedTuple):
    """The element `source` supports, attacks, undercuts, contradicts, is a premise of or has for its conclusion `target`."""

    source: str
    name: str
    target: str


@dataclass(slots=True)
class Element:
    """A statement or an argument: keys begin with `[` or `<`; `texts` are what it was said to be, `steps` its reconstruction."""

    key: str
    number: int
    start: int
    end: int
    group: tuple[str, ...]
    title: str | None
    texts: dict[str, None] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)
    data: Any = None


@dataclass(slots=True)
class _Item:
    """Lines that are one element, heading or step; `marker` is the relation's, the step's or the heading's."""

    what: str
    marker: str
    indent: int
    number: int
    start: int
    end: int
    parts: list[str]


class ArgumentMap:
    """Elements by key in the order of the document, their relations, the prose between them, and the title of the first heading."""

    def __init__(self, text: str) -> None:
        self.elements: dict[str, Element] = {}
        self.relations: dict[Relation, None] = {}
        self.prose: list[tuple[int, int]] = []
        self.heading: str | None = None
        self._headings: list[tuple[int, str]] = []
        self._item: _Item | None = None
        self._above: list[tuple[int, str]] = []
        self._argument: str | None = None
        self._base: int | None = None
        self._in_steps = self._in_rule = self._inferred = False
        before = iter(text.split("\n"))
        for number, start, line in _lines(without_comments(text)):
            if not (next(before).strip() and not line.strip()):  # a line that is only a comment ends nothing
                self._take(number, start, line)
        self._finish()
        self._leave_out_prose()

    def _take(self, number: int, start: int, line: str) -> None:
        said = line.strip()
        if not said:
            self._finish()
            self._base, self._in_rule, self._above = None, False, []
        elif self._in_steps and _INFERENCE.match(said):
            self._finish()
            self._in_rule = len(said) == 2 and not self._in_rule
            self._inferred = True
        elif not self._in_rule:
            indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
            self._say(number, start + line.index(said[0]), indent, said)

    def _say(self, number: int, start: int, indent: int, said: str) -> None:
        what, marker, rest = self._kind(said, indent)
        if what == "more" and self._item is not None:
            self._item.parts.append(said)
            self._item.end = start + len(said)
            return
        self._finish()
        if what != "relation":
            self._base, self._in_steps = indent, what == "step"
        self._item = _Item(what, marker, indent, number, start, start + len(said), [rest])

    def _kind(self, said: str, indent: int) -> tuple[str, str, str]:
        """What a line begins, its marker, and what comes behind that; "more" where it goes on with what was begun."""
        first = self._base is None
        if self._base is not None and indent > self._base and (found := _RELATION.match(said)):
            return "relation", found[1], said[found.end() :]
        if (first or self._in_steps) and (found := _STEP.match(said)):
            return "step", found[1], said[found.end() :]
        if first and (found := _HEADING.match(said)):
            return "heading", found[1], said[found.end() :]
        if self._base is not None and indent <= self._base and (found := _BULLET.match(said)):
            return "element", "", said[found.end() :]
        defines = not first and not self._in_steps and indent <= (self._base or 0) and _DEFINED.match(said)
        return ("element" if first or defines else "more", "", said)

    def _finish(self) -> None:
        """Take what was gathered for what it is."""
        item, self._item = self._item, None
        if item is None:
            return
        said = content(" ".join(" ".join(item.parts).split()))
        if item.what == "heading":
            self._head(len(item.marker), said)
        elif item.what == "step":
            self._step(item, said)
        elif item.what == "relation":
            self._relate(item, said)
        else:
            key = self._add(item, said)
            self._argument = key if key.startswith("<") else None
            self._above = [(item.indent, key)]

    def _head(self, level: int, said: Content) -> None:
        words = said.words or said.title or ""
        self.heading = self.heading or words
        self._headings = [*(each for each in self._headings if each[0] < level), (level, words)]
        self._argument = None

    def _step(self, item: _Item, said: Content) -> None:
        """Take a premise or a conclusion."""
        if self._argument is None:
            self._argument = self._add(item, Content(f"<untitled {text_hash(said.words or said.key or '')}>", "", ()))
            self.elements[self._argument].title = None
        argument = self._argument
        self.elements[argument].steps.append(f"({item.marker}) {said.words or said.title or ''}")
        self.elements[argument].end = max(self.elements[argument].end, item.end)
        self._above = [(item.indent, argument)]
        if said.key is not None:
            key = self._add(item, said)
            self._above = [(item.indent, key)]
            self._add_relation(*((argument, "conclusion", key) if self._inferred else (key, "premise", argument)))
        self._inferred = False

    def _relate(self, item: _Item, said: Content) -> None:
        while len(self._above) > 1 and self._above[-1][0] >= item.indent:
            self._above.pop()
        other, key = self._above[-1][1] if self._above else None, self._add(item, said)
        self._above.append((item.indent, key))
        if other is None:
            return
        name = _NAMES[item.marker.strip("<>") or ">"]
        outward = item.marker != "><" and item.marker.endswith(">")
        if item.marker == "><":  # the one that comes first cannot have answered the other
            outward = self.elements[other].start > self.elements[key].start
        self._add_relation(*((other, name, key) if outward else (key, name, other)))

    def _add_relation(self, source: str, name: str, target: str) -> None:
        if source != target:
            self.relations[Relation(source, name, target)] = None

    def _add(self, item: _Item, said: Content) -> str:
        """Add what is said of an element; return its key."""
        key = said.key or f"[untitled {text_hash(said.words)}]"
        group = tuple(words for _, words in self._headings)
        fresh = Element(key, item.number, item.start, item.end, group, said.title)
        element = self.elements.setdefault(key, fresh)
        if said.words and not element.texts:  # a place is where an element is defined, not where it is named first
            element.number, element.start, element.end, element.group = item.number, item.start, item.end, group
        if said.words:
            element.texts[said.words] = None
        element.tags |= dict.fromkeys(said.tags)
        element.data = said.data if element.data is None else element.data
        return key

    def _leave_out_prose(self) -> None:
        related = {key for each in self.relations for key in (each.source, each.target)}
        for key, each in list(self.elements.items()):
            if each.title is None and not each.steps and key not in related:
                self.prose.append((each.start, each.end))
                del self.elements[key]


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    at = 0
    for number, line in enumerate(text.split("\n"), 1):
        yield number, at, line
        at += len(line) + 1
