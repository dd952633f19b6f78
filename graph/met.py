"""Which of very many texts were met: a set that holds eight bytes of each."""

from array import array
from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray


class Met:
    """A set of ids or other texts, as large as a source; two of a million texts are taken for one with a chance of 10^-7."""

    def __init__(self) -> None:
        self._new = array("Q")
        self._sorted = np.empty(0, np.uint64)

    def add(self, texts: Iterable[str]) -> None:
        """Note that these were met."""
        self._new.extend(map(_hash, texts))

    def among(self, texts: Iterable[str]) -> NDArray[np.bool_]:
        """For each of these texts whether it was met: bool, shape (number of texts,)."""
        known = self._settled()
        asked = np.fromiter(map(_hash, texts), np.uint64)
        at = np.searchsorted(known, asked)
        return known[np.minimum(at, len(known) - 1)] == asked if len(known) else np.zeros(len(asked), bool)

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and bool(self.among([text])[0])

    def __len__(self) -> int:
        return len(self._settled())

    def _settled(self) -> NDArray[np.uint64]:
        if self._new:
            merged = np.concatenate([self._sorted, np.frombuffer(self._new, np.uint64)])
            merged.sort()  # np.unique would hold several times as much
            self._sorted = merged[np.append(True, np.diff(merged) > 0)]
            self._new = array("Q")
        return self._sorted


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
