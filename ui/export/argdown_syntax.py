"""Elements of Argdown, written so that no text of a comment can end the element it stands in (argdown.org/syntax).

Text stands on one line, behind a title, a relation or a heading. What Argdown would read there as a mention, a tag, a link, a
comment, front matter, metadata, emphasis or a special character is escaped with a backslash. In a title nothing can be escaped:
it has other brackets.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from ui.export.graph_xml import shown

Data = Mapping[str, object]

_ACTIVE: Final = re.compile(r"[\\@#*_\[\]<>/{}`]|[.:](?=\S)|=(?==)|(?<==)=")
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_PLAIN: Final = re.compile(r"[^A-Za-z0-9 .:_-]")
_OUTSIDE: Final = str.maketrans("[]<>", "()‹›")
_FIRST: Final = re.compile(r"[^\W_]")  # a title that begins otherwise may be read as a relation or a comment
_LONGEST: Final = 60  # characters of a title
_NOTHING: Final = "(no text)"


def text(words: str) -> str:
    """`words` on one line, which Argdown reads back as they are but for spaces, with U+FFFD for what XML forbids."""
    return _ACTIVE.sub(r"\\\g<0>", one_line(words) or _NOTHING)


def one_line(words: str) -> str:
    """`words` with a single space for all that parts them; a mark of byte order counts as one, as in JavaScript."""
    return " ".join(shown(words).replace("\ufeff", " ").split())


def tags(names: Iterable[str]) -> str:
    """Tags one after the other, each with a space before it."""
    return "".join(f" #{name.replace('_', '-')}" for name in names)


def data(values: Data) -> str:
    """Metadata in the inline form of YAML, with a space before it; values that are None are left out."""
    packed = json.dumps({key: value for key, value in values.items() if value is not None}, allow_nan=False)
    return f" {_STRING.sub(_escaped, packed)}"


def _escaped(found: re.Match[str]) -> str:
    """A JSON string without any character that Argdown might take for the end of the metadata."""
    words: str = json.loads(found[0])
    return '"' + _PLAIN.sub(lambda each: _code(each[0]), shown(words)) + '"'


def _code(character: str) -> str:
    return json.dumps(character)[1:-1] if ord(character) > 127 else f"\\u{ord(character):04x}"


@dataclass(slots=True)
class Titles:
    """Gives titles, each once: two elements with the same title would be one."""

    given: set[str] = field(default_factory=set)

    def new(self, words: str, speaker: str | None = None) -> str:
        """A title that begins with the speaker and the words. It has a space in it: "constructor" alone breaks Argdown's parser."""
        said = f"{speaker}: {words}" if speaker else words
        stem = _short(one_line(said).translate(_OUTSIDE))
        title = stem if " " in stem else f"{stem} (1)"
        number = 1
        while title in self.given:
            number += 1
            title = f"{stem} ({number})"
        self.given.add(title)
        return title


def _short(words: str) -> str:
    begin = _FIRST.search(words)
    words = words[begin.start() :] if begin else "untitled"
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit(maxsplit=1)[0] + " …"
