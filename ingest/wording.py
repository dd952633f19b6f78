"""A text as comparisons read it: its folded words at once, their places only when something asks for them."""

import re
from collections.abc import Sequence
from functools import cached_property

from ingest.words import spans, tokens

_SENTENCE_END = re.compile(r"[.!?…]|\n\s*\n")
_WRAPPED_LINES = 4
_WIDEST = 100  # characters


class Wording:
    """The folded words of a text, and what stands between them."""

    def __init__(self, text: str, read: Sequence[str] | None = None) -> None:
        """Take the words of `text` as they were `read`, or read them."""
        self.text = text
        self.tokens: Sequence[str] = tokens(text) if read is None else read

    def start(self, at: int) -> int:
        """Give the place in the raw text where word `at` starts."""
        return self._places[0][at]

    def end(self, at: int) -> int:
        """Give the place in the raw text where word `at` ends."""
        return self._places[1][at]

    def gap(self, at: int) -> str:
        """Give the raw text between word at-1 and word at; at both ends of the text what stands outside its words."""
        return self.text[self.end(at - 1) if at else 0 : self.start(at) if at < len(self.tokens) else len(self.text)]

    def closed(self, at: int) -> bool:
        """Whether a sentence ends between word at-1 and word at."""
        return at in (0, len(self.tokens)) or _SENTENCE_END.search(self.gap(at)) is not None

    def begins_line(self, at: int) -> bool:
        """Whether a line that the author began, not one that was only wrapped there, begins with word `at`."""
        between = self.gap(at)
        if at == 0 or between.count("\n") != 1 or not self._width:
            return at == 0 or "\n" in between
        line = self.text.rfind("\n", 0, self.end(at - 1)) + 1
        return len(self.text[line : self.start(at)].rstrip()) + 1 + len(self.tokens[at]) <= self._width

    def lines(self) -> int:
        """Count the lines that the author began."""
        return sum(self.begins_line(at) for at in range(len(self.tokens)))

    @cached_property
    def _width(self) -> int:
        return wrap_width(self.text.split("\n"))

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        found = spans(self.text)
        return [start for start, _ in found], [end for _, end in found]


def wrap_width(lines: Sequence[str]) -> int:
    """Length of the longest line of a text that is wrapped to a width, 0 for one that is not."""
    widest = max(map(len, lines), default=0)
    return widest if len(lines) >= _WRAPPED_LINES and widest <= _WIDEST else 0
