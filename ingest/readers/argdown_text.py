"""What stands in one element of an Argdown document: title, text, tags and metadata (argdown.org/syntax)."""

import re
from typing import Any, Final, NamedTuple

from ingest.json_rows import BadRow, parse

_COMMENT: Final = re.compile(r"\\.|/\*|<!--|(?<!\S)//", re.DOTALL)
_ENDS: Final = {"/*": "*/", "<!--": "-->", "//": "\n"}
_TITLED: Final = re.compile(r"(?:\[([^\[\]]+)\]|<([^<>]+)>)(?::(?=\s|\Z)|\s*(?=[#{]|\Z))\s*")
_TAG: Final = re.compile(r"(?<!\S)#(?:\(([^()]+)\)|([^\W_](?:[\w-]*\w)?))(?!\S)")
_WRITTEN: Final = re.compile(r"\\(.)|@\[([^\[\]]+)\]|@<([^<>]+)>", re.DOTALL)


class Content(NamedTuple):
    """An element: the key that names it (`[title]`, `<title>`, or none), its words, tags and metadata."""

    key: str | None
    words: str
    tags: tuple[str, ...]
    data: Any = None

    @property
    def title(self) -> str | None:
        """The title without its brackets."""
        return self.key[1:-1] if self.key else None


def without_comments(text: str) -> str:
    """`text` with spaces for its comments, so that all places stay; one that is never closed goes to the end."""
    parts, at = [], 0
    while (found := _COMMENT.search(text, at)) is not None:
        if found[0][0] == "\\":
            parts.append(text[at : found.end()])
            at = found.end()
            continue
        ending = _ENDS[found[0]]
        end = text.find(ending, found.end())
        stop = len(text) if end < 0 else end + (0 if ending == "\n" else len(ending))
        parts += [text[at : found.start()], re.sub(r"[^\n]", " ", text[found.start() : stop])]
        at = stop
    return "".join(parts) + text[at:]


def content(line: str) -> Content:
    """Read an element that was put on one line."""
    titled = _TITLED.match(line)
    rest, data = _data(line[titled.end() :] if titled else line)
    found_tags = list(_TAG.finditer(rest))
    tags = tuple(dict.fromkeys(" ".join((found[1] or found[2]).split()) for found in found_tags))
    words = _WRITTEN.sub(lambda found: found[1] or found[2] or found[3], _without_tags(rest, found_tags))
    return Content(_key(titled) if titled else None, words.strip(), tags, data)


def _key(titled: re.Match[str]) -> str:
    return f"[{titled[1].strip()}]" if titled[1] else f"<{titled[2].strip()}>"


def _without_tags(text: str, tags: list[re.Match[str]]) -> str:
    """`text` without the tags at its end; those between its words are words."""
    end = len(text.rstrip())
    for found in reversed(tags):
        if found.end() != end:
            break
        end = found.start()
        while end and text[end - 1].isspace():
            end -= 1
    return text[:end]


def _data(text: str) -> tuple[str, Any]:
    """The text before the metadata at its end, and the metadata: as JSON where it is that, else as it is written."""
    cut = text.rstrip()
    if not cut.endswith("}") or cut.endswith("\\}"):
        return text, None
    depth = 0
    for at in range(len(cut) - 1, -1, -1):
        depth += (cut[at] == "}") - (cut[at] == "{")
        if not depth:
            return cut[:at], _value(cut[at:])
    return text, None


def _value(written: str) -> Any:  # noqa: ANN401  (any JSON value)
    try:
        return parse(written)[0]
    except BadRow:
        return written
