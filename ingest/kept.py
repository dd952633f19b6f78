"""What was made of texts, kept for when they come again; bounded by the length of the texts, for some are very long."""

from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")

_EACH = 16  # characters that a text counts more than it has


class Kept(dict[str, Made]):
    """What `make` made of each text that was asked for, `kept[text]`; it is all forgotten when the texts have `most` characters."""

    def __init__(self, make: Callable[[str], Made], most: int) -> None:
        super().__init__()
        self._make, self._most, self._held = make, most, 0

    def __missing__(self, text: str) -> Made:
        made = self._make(text)
        self._held += len(text) + _EACH
        if self._held > self._most:
            self.clear()
            self._held = len(text) + _EACH
        self[text] = made
        return made
