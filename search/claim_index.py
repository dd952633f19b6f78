"""The part of a generation that finds positions: every claim with its words and its vector, and the position that it belongs to.

    claims/vectors.faiss, claims/claims.npy, claims/claims.json, claims/sizes.npy, claims/positions.json, claims/text/

It lies in a folder of its own, which nobody opens who searches comments.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.text_index import TextIndex
from search.vector_index import VectorIndex, read_index

FOLDER = "claims"
# A COMMENT row of the claim's comment, and the row of the claim's position.
CLAIM = np.dtype([("created", "<i8"), ("discussion", "<i4"), ("position", "<i8"), ("stub", "?"), ("group", "<i4")])


@dataclass(frozen=True)
class ClaimIndex:
    """Claims, those of one position side by side; `part` tells where a file is. Parts are loaded when they are first used."""

    part: Callable[[str], Path]

    @cached_property
    def positions(self) -> list[str]:
        """Ids of positions by row, ascending."""
        uids: list[str] = json.loads(self._part("positions.json").read_bytes())
        return uids

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """The id of each claim and of its comment, by row."""
        return [(claim, comment) for claim, comment in json.loads(self._part("claims.json").read_bytes())]

    @cached_property
    def sizes(self) -> NDArray[np.int64]:
        """How many hold each position, by row of `positions`."""
        return np.asarray(np.load(self._part("sizes.npy")), np.int64)

    @cached_property
    def claims(self) -> NDArray[np.void]:
        """CLAIM rows; `group` is ascending."""
        return np.asarray(np.load(self._part("claims.npy")), CLAIM)

    @cached_property
    def text(self) -> TextIndex:
        """The words of each claim, under the label of its position as their title."""
        return TextIndex(self._part("text"))

    @cached_property
    def vectors(self) -> VectorIndex:
        """The vector of each claim."""
        return VectorIndex(read_index(str(self._part("vectors.faiss"))), np.arange(len(self.claims)))

    def _part(self, name: str) -> Path:
        return self.part(f"{FOLDER}/{name}")
