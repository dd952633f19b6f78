"""Passages to nearest passages: exact inner product. The only module that imports FAISS.

A passage is known by its row number; which comment it belongs to, and which characters it covers, stands in a table beside it.
Every answer names a comment once, by its best passage.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import faiss

_BLOCK = 4096  # vectors added at once
_SPARE = 4  # passages asked for beside each comment wanted: several may belong to one comment


class Nearest(NamedTuple):
    """Comment rows, cosines and passage rows, best first (`VectorIndex.nearest`) or in the order asked (`VectorIndex.best`)."""

    comments: NDArray[np.int64]
    cosines: NDArray[np.float32]
    passages: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class VectorIndex:
    """FAISS over passages, and `owners`: the comment row of each passage row, ascending."""

    index: "faiss.Index"
    owners: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.owners)

    def nearest(self, vector: NDArray[np.float32], count: int, allowed: NDArray[np.bool_] | None = None) -> Nearest:
        """The `count` comments with the best passages, of the comment rows that are true in `allowed`; equal ones by row."""
        among = None if allowed is None else allowed[self.owners]
        there = len(self) if among is None else int(among.sum())
        asked = min(there, count * _SPARE)
        while True:
            found = _first_of_each(*self._search(vector, asked, among), self.owners)
            if len(found.comments) >= count or asked >= there:
                return Nearest(found.comments[:count], found.cosines[:count], found.passages[:count])
            asked = min(there, asked * 4)

    def best(self, vector: NDArray[np.float32], comments: NDArray[np.int64]) -> Nearest:
        """The best passage of each of `comments`, in their order; cosine -1 and passage -1 where a comment has none."""
        first = np.searchsorted(self.owners, comments, "left")
        counts = np.searchsorted(self.owners, comments, "right") - first
        at = np.repeat(np.arange(len(comments)), counts)
        passages = first[at] + np.arange(len(at)) - (np.cumsum(counts) - counts)[at]
        cosines = self._cosines(passages, vector)
        order = np.lexsort((passages, -cosines, at))
        chosen = order[np.unique(at[order], return_index=True)[1]]
        best = Nearest(comments, np.full(len(comments), -1, np.float32), np.full(len(comments), -1, np.int64))
        best.cosines[at[chosen]], best.passages[at[chosen]] = cosines[chosen], passages[chosen]
        return best

    def _cosines(self, passages: NDArray[np.int64], vector: NDArray[np.float32]) -> NDArray[np.float32]:
        if not len(passages):
            return np.empty(0, np.float32)
        return np.asarray(self.index.reconstruct_batch(passages) @ vector, np.float32)

    def _search(
        self, vector: NDArray[np.float32], count: int, among: NDArray[np.bool_] | None
    ) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Cosines and passage rows, best first; at most `count`."""
        import faiss

        if not count:
            return np.empty(0, np.float32), np.empty(0, np.int64)
        options = None
        if among is not None:
            bits = np.packbits(among, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(among), faiss.swig_ptr(bits))
            options = faiss.SearchParameters(sel=selector)  # type: ignore[call-arg]  # its stub lacks what SWIG adds
        with _one_thread():
            cosines, rows = self.index.search(vector[None], count, params=options)
        return cosines[0], rows[0]


def flat_index(vectors: Iterable[NDArray[np.float32]]) -> "faiss.Index":
    """An exact index over `vectors`, in their order; of dimension 1 when there are none. Raises ValueError: unequal lengths."""
    import faiss

    index = None
    rest = iter(vectors)
    while block := list(islice(rest, _BLOCK)):
        rows = np.stack(block)
        index = index or faiss.IndexFlatIP(rows.shape[1])
        if rows.shape[1] != index.d:
            raise ValueError(f"a vector of length {rows.shape[1]} among vectors of length {index.d}")
        index.add(rows)
    return index or faiss.IndexFlatIP(1)


def write_index(index: "faiss.Index", write: Callable[[bytes], object]) -> None:
    """Hand the index to `write` piece by piece, so that a full disk raises here: FAISS itself may keep silent about it."""
    import faiss

    faiss.write_index(index, faiss.PyCallbackIOWriter(write))  # type: ignore[attr-defined]  # absent from its stub


def write_vectors(path: Path, vectors: Iterable[NDArray[np.float32]]) -> tuple[int, str]:
    """Write an exact index over `vectors` as a new file; returns their length and the sha256 of what was handed to the disk."""
    index = flat_index(vectors)
    digest = sha256()
    with path.open("xb") as file:

        def write(block: bytes) -> None:
            digest.update(block)
            file.write(block)

        write_index(index, write)
    return index.d, digest.hexdigest()


def read_index(path: str) -> "faiss.Index":
    """Load an index whose bytes were checked before: FAISS may read a damaged one without a word."""
    import faiss

    return faiss.read_index(path)


@contextmanager
def _one_thread() -> Iterator[None]:
    """A single query gains nothing from OpenMP's threads, waits for them on a busy machine, and hangs with them after a fork."""
    import faiss

    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def _first_of_each(cosines: NDArray[np.float32], passages: NDArray[np.int64], owners: NDArray[np.int64]) -> Nearest:
    order = np.lexsort((passages, -cosines))
    cosines, passages = cosines[order], passages[order]
    comments = owners[passages]
    first = np.sort(np.unique(comments, return_index=True)[1])
    return Nearest(comments[first], cosines[first], passages[first])
