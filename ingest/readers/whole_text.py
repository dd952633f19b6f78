"""A source that is held whole: its text, and what was changed in decoding."""

import re

from ingest.decoding import lines
from ingest.json_rows import BadRow
from ingest.limits import Limits
from ingest.opening import open_bytes
from ingest.readers.format import Found, Options

_LINE = re.compile(r"\S[^\n]*")


def whole_text(found: Found, options: Options) -> tuple[str, list[str]]:
    """Return the text of a file, and flags in order. Raises BadRow when it is too long or blank, and what reading raises."""
    parts: list[str] = []
    flags: set[str] = set()
    size = 0
    with open_bytes(found.path, options.limits) as stream:
        for line in lines(stream, options.limits.line):
            size += 0 if line.text is None else len(line.text)
            if line.text is None or size > options.limits.dump:
                raise BadRow(f"line {line.number}: more text than may be held at once", "split the file")
            parts.append(line.text + "\n" * line.ended)
            flags.update(line.flags)
    text = "".join(parts)
    if not text.strip():
        raise BadRow("it holds nothing but white space", "look whether it was saved completely")
    return text, sorted(flags)


def searchable(text: str, limits: Limits) -> str:
    """Return `text`, in all of which comments are to be looked for. Raises BadRow when that would take too much memory."""
    if len(text) > limits.flat:
        raise BadRow(f"a text of more than {limits.flat:,} characters", "split it where a discussion ends")
    if sum(1 for _ in _LINE.finditer(text)) > limits.flat_lines:
        raise BadRow(f"a text of more than {limits.flat_lines:,} lines", "split it where a discussion ends")
    return text
