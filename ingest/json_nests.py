"""JSON objects that stand inside each other, as comments do in what they answer, taken apart whatever their depth."""

import re
from typing import NamedTuple

from ingest.json_rows import BadRow

# A name with the bracket of its array, a string, or a bracket.
_TOKEN = re.compile(r'"(?:[^"\\]+|\\.)*+"(\s*+:\s*+\[)?|[{}\[\]]', re.DOTALL)
_PLAIN, _INNER, _NODE = range(3)
_MOST = 250_000  # objects in one; what a hostile text of the same length could hold would not fit into memory


class Node(NamedTuple):
    """One object: its place in the text, and its own text, in which the array of inner objects is empty."""

    start: int
    end: int
    text: str


class _Begun:
    """An object that is not at its end: the parts of its own text so far, and where the next one starts."""

    def __init__(self, start: int) -> None:
        self.start = self.at = start
        self.parts: list[str] = []


def nodes(text: str, name: str) -> list[Node]:
    """Take apart the text of a JSON object that holds other objects in arrays called `name`: outer ones first, in order.

    Linear in the text, without recursion. What else than objects stands in these arrays is left out. Nothing is checked but that
    every bracket is closed: a node's text may be no JSON. Raises BadRow when it is cut short or there are too many.
    """
    taking = _Taking(text, f'"{name}"')
    for token in _TOKEN.finditer(text):
        taking.take(token)
    if taking.open:
        raise BadRow("JSON that is cut short", "fetch the file again")
    return sorted(taking.done)


class _Taking:
    """What is open at a place of the text, and what is done before it."""

    def __init__(self, text: str, name: str) -> None:
        self.open: list[int] = []
        self.done: list[Node] = []
        self._count = 0
        self._begun: list[_Begun] = []
        self._text, self._name = text, name

    def take(self, token: "re.Match[str]") -> None:
        """Take the next token. Raises BadRow for a bracket that closes nothing, and for an object too many."""
        first = token[0][0]
        if first == '"':
            self._name_of_array(token)
        elif first == "{" and (not self.open or self.open[-1] == _INNER):
            self.open.append(_NODE)
            self._begin(token.start())
        elif first in "{[":
            self.open.append(_PLAIN)
        else:
            self._close(token)

    def _begin(self, start: int) -> None:
        self._count += 1
        if self._count > _MOST:
            raise BadRow(f"more than {_MOST:,} objects inside one", "write one object a line")
        self._begun.append(_Begun(start))

    def _name_of_array(self, token: "re.Match[str]") -> None:
        if token[1] is not None:
            inner = self._begun and self._text.startswith(self._name, token.start()) and self.open[-1] != _INNER
            self.open.append(_INNER if inner else _PLAIN)
            if inner:
                node = self._begun[-1]
                node.parts.append(self._text[node.at : token.end()])

    def _close(self, token: "re.Match[str]") -> None:
        if not self.open:
            raise BadRow(f"not JSON: a bracket too many at column {token.start() + 1}", "fetch the file again")
        kind = self.open.pop()
        if kind == _INNER:
            self._begun[-1].at = token.start()
        elif kind == _NODE:
            node = self._begun.pop()
            node.parts.append(self._text[node.at : token.end()])
            self.done.append(Node(node.start, token.end(), "".join(node.parts)))
