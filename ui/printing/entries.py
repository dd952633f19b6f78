"""Entries of a list: a head with its rank, and lines under it, each with a word in front; all wrapped within their own column."""

from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

_INDENT = 4
_LABEL = 10  # columns of the word in front
_NARROWEST = 30


@dataclass(frozen=True, slots=True)
class Hanging:
    """`said` after `front`; what does not fit stands under its beginning. No line ends with spaces."""

    front: Text
    said: Text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """As many lines as it takes within the width that there is."""
        front, indent = self.front, self.front.cell_len
        for line in self.said.wrap(console, max(options.max_width - indent, _NARROWEST)):
            line.rstrip()
            yield Text.assemble(front, line)
            front = Text(" " * indent)


def head(rank: int, said: Text) -> Hanging:
    """The first line of an entry, with its rank."""
    return Hanging(Text(f"{rank:>2}".ljust(_INDENT), style="bold"), said)


def under(said: Text, label: str = "") -> Hanging:
    """A line under the head; with a `label` in a column of its own."""
    front = " " * _INDENT + (label.ljust(_LABEL) if label else "")
    return Hanging(Text(front, style="dim"), said)
