"""Markdown as people write it, with its quote blocks as lines that begin with `> `."""

import re

_QUOTE = re.compile(r"^ {0,3}(>(?:[ \t]*+>)*+)(?!!)[ \t]?", re.MULTILINE)


def written(markdown: str) -> str:
    """Return the text as it was written, with one `> ` for each mark of a quote that begins a line, and line feeds for ends.

    `>!`, which hides what follows on Reddit, is no quote.
    """
    text = markdown.replace("\r\n", "\n").strip() if "\r" in markdown else markdown.strip()
    return _QUOTE.sub(_marks, text).replace("> \n", ">\n") if ">" in text else text


def _marks(found: re.Match[str]) -> str:
    return "> " * found[1].count(">")
