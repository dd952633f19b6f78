"""Which messages of a source make up one thread, after J. Zawinski's "message threading" (1997).

A thread is all that `References` and `In-Reply-To` tie together, with the messages that are named and not there. It is called
by the id of its root, which most mailers name first in `References`: so months of one list that are read one by one mostly give
one thread the same name, and where they do not, its replies still name their parents. Only where a reply names no message at all
(the ids were lost) its subject says where it belongs: to the last thread before it that has the same one.

Zawinski's tree is needed for this only as to which root stands above a message, so it is a forest of sets (Tarjan 1975): no walk
through long chains, and no loops. Memory: the ids, two numbers for each, and a title a thread.
"""

from array import array
from collections.abc import Sequence
from hashlib import blake2b
from itertools import pairwise

from ingest.readers.mail_subjects import Subject

_NOT_HERE = -1
_SHORTEST = 3  # characters of a subject that can tell one thread from others


class Threads:
    """Threads of one source: `add` every message first, then ask.

    `marks` tell messages apart that were given one id; the first one has the id.
    """

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._above = array("q")
        self._marks = array("q")
        self._names: list[str] = []
        self._titles: dict[int, str] = {}
        self._with_subject: dict[bytes, int] = {}
        self._waiting: set[bytes] = set()

    def add(self, key: str, named: Sequence[str], about: Subject, mark: int) -> None:
        """Take a message: its id (or what stands for one), the ids that it names, root first, its subject, and its mark."""
        chain = [self._of(each) for each in (*named, key)]
        if self._marks[chain[-1]] == _NOT_HERE:
            self._marks[chain[-1]] = mark
        for parent, child in pairwise(chain):
            self._tie(parent, child)
        if not named and not about.reply:
            self._titles.setdefault(chain[-1], about.title)
        if len(about.base) >= _SHORTEST:
            self._by_subject(chain[-1], _short(about.base), alone=not named, reply=about.reply)

    def root(self, key: str) -> str:
        """The id of the root of the thread that this message is in; of one that was not added, its own."""
        number = self._number.get(key)
        return key if number is None else self._names[self._top(number)]

    def title(self, root: str) -> str | None:
        """The subject of a thread's root, when the root is there."""
        return self._titles.get(self._number.get(root, -1))

    def has_other(self, key: str, mark: int) -> bool:
        """Whether a message with another mark has this id."""
        number = self._number.get(key)
        return number is not None and self._marks[number] != mark

    def _of(self, own: str) -> int:
        number = self._number.setdefault(own, len(self._names))
        if number == len(self._names):
            self._names.append(own)
            self._above.append(number)
            self._marks.append(_NOT_HERE)
        return number

    def _top(self, number: int) -> int:
        above = self._above
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    def _tie(self, parent: int, child: int) -> None:
        """Put a message under another; one that stands under two roots goes with the smaller id, in whatever order they come."""
        upper, lower = self._top(parent), self._top(child)
        if lower != child and self._names[lower] < self._names[upper]:
            upper, lower = lower, upper
        self._above[lower] = upper

    def _by_subject(self, number: int, base: bytes, *, alone: bool, reply: bool) -> None:
        """Tie a reply that names nothing to the last thread of its subject; one without a thread waits for the next root."""
        known = self._with_subject.get(base)
        if alone and reply and known is not None:
            self._tie(known, number)
        elif alone and not reply:
            if base in self._waiting and known is not None:
                self._tie(number, known)
            self._waiting.discard(base)
            self._with_subject[base] = number
        elif known is None:
            self._with_subject[base] = number
            if alone:
                self._waiting.add(base)


def _short(base: str) -> bytes:
    return blake2b(base.encode("utf-8", "replace"), digest_size=8).digest()
