"""Paragraphs of text that was sent as `format=flowed` (RFC 3676)."""

import re

_QUOTED = re.compile(r">*")
_SIGNATURE = "-- "


def unflowed(text: str, *, joined: bool) -> str:
    """Return flowed text with a paragraph on one line, quotes with `> ` for each depth.

    `joined` (DelSp) says that the space at the end of a line was added too, as in languages that write no spaces.
    """
    done: list[str] = []
    parts: list[str] = []
    open_at = -1  # the depth of the paragraph that goes on
    for line in text.split("\n"):
        depth, said = _read(line.rstrip("\r"))
        if open_at >= 0 and (depth != open_at or said == _SIGNATURE):
            done.append(_written(open_at, parts))
            parts, open_at = [], -1
        flows = said.endswith(" ") and said != _SIGNATURE
        parts.append(said[:-1] if flows and joined else said)
        open_at = depth if flows else -1
        if not flows:
            done.append(_written(depth, parts))
            parts = []
    return "\n".join([*done, _written(open_at, parts)] if parts else done)


def _read(line: str) -> tuple[int, str]:
    """How deeply a line is quoted, and what it says without the space that was stuffed before it."""
    found = _QUOTED.match(line)
    depth = found.end() if found else 0
    return depth, line[depth:].removeprefix(" ") if line[depth:] != _SIGNATURE else line[depth:]


def _written(depth: int, parts: list[str]) -> str:
    said = "".join(parts)
    return said if not depth else ("> " * depth + said).rstrip()
