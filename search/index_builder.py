"""A store to a new index generation."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import rmtree

import numpy as np
from numpy.typing import NDArray

from graph.store import GraphStore
from ingest.errors import RejoinderError
from ingest.models import CommentId
from search.claim_builder import ClaimsBuild
from search.claim_index import FOLDER as CLAIMS
from search.generation import (
    COMMENT,
    PASSAGE,
    VERSION,
    Generation,
    array_bytes,
    live_name,
    make_live,
    next_number,
    remove_leftovers,
    store_mark,
    stored_files,
    sync_tree,
    write_file,
)
from search.models import Manifest, StoredFile
from search.text_index import TextWriter
from search.text_rows import TextRows
from search.vector_index import write_vectors

_PAGE = 1000  # comments read at once

Progress = Callable[[int], None]


class IndexNotWritten(RejoinderError):
    """A new index could not be written; the one before it, if there was one, is still there."""

    def __init__(self, folder: Path, problem: str) -> None:
        super().__init__(
            f"{folder}: the search index could not be written: {problem}",
            "free some disk space and run: rejoinder rebuild",
        )


def build_index(store: GraphStore, folder: Path, fingerprint: str, progress: Progress = lambda done: None) -> Manifest:
    """Index all comments of `store`, its passages and claims under `fingerprint`, and make that the live generation of `folder`.

    `progress` hears how many comments are indexed. A store that changes meanwhile makes an index that is stale from the start.
    Raises IndexNotWritten; then, as after a kill, the old generation is live.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        remove_leftovers(folder, keep=live_name(folder))
        number = next_number(folder)
        work = folder / f"building-{number:06d}"
        with _removed_on_error(work):
            manifest = _Build(store, work, fingerprint, number).write(progress)
            _read_back(Generation(work, manifest))
            make_live(folder, work, manifest)
    except (OSError, ValueError, RuntimeError) as error:
        raise IndexNotWritten(folder, str(error)) from error
    return manifest


@dataclass(slots=True)
class _Build:
    """One build: what has been gathered so far, row by row."""

    store: GraphStore
    work: Path
    fingerprint: str
    number: int
    row_of: dict[CommentId, int] = field(default_factory=dict)
    comments: list[tuple[int, int, int, bool]] = field(default_factory=list)
    passages: list[tuple[int, int, int]] = field(default_factory=list)

    def write(self, progress: Progress) -> Manifest:
        """Write all files but the manifest, and read them back."""
        revision = self.store.revision()
        told = TextRows(self.store)
        self.work.mkdir()
        self._write_texts(told, progress)
        dimension, mark = write_vectors(self.work / "vectors.faiss", self._vectors())
        self._write_rows()
        claims = ClaimsBuild(self.store, self.work / CLAIMS, self.fingerprint, told).write()
        files = self._read_back({"vectors.faiss": mark, f"{CLAIMS}/vectors.faiss": claims.vectors})
        return Manifest(
            version=VERSION,
            generation=self.number,
            fingerprint=self.fingerprint,
            dimension=dimension,
            store=store_mark(self.store),
            revision=revision,
            comments=len(self.comments),
            stubs=sum(stub for *_, stub in self.comments),
            passages=len(self.passages),
            positions=claims.positions,
            claims=claims.claims,
            files=files,
        )

    def _write_rows(self) -> None:
        write_file(self.work / "comments.json", json.dumps(list(self.row_of)).encode("ascii"))
        write_file(self.work / "comments.npy", array_bytes(np.array(self.comments, COMMENT)))
        write_file(self.work / "passages.npy", array_bytes(np.array(self.passages, PASSAGE)))

    def _read_back(self, handed: Mapping[str, str]) -> dict[str, StoredFile]:
        """Wait until all files are on the disk, and read them; raises OSError where one is not what was handed to the disk."""
        sync_tree(self.work)
        files = stored_files(self.work)
        for name, mark in handed.items():
            if files[name].sha256 != mark:
                raise OSError(f"what was read back of {name} is not what was written")
        return files

    def _write_texts(self, told: TextRows, progress: Progress) -> None:
        after = ""
        with TextWriter(self.work / "text") as writer:
            while page := self.store.scan_comments(after, _PAGE):
                after = page[-1].uid
                for comment, (text, row) in zip(page, told.of(page), strict=True):
                    number = self.row_of[comment.uid] = len(self.comments)
                    self.comments.append(row)
                    writer.add(replace(text, row=number))
                if len(page) == _PAGE:
                    progress(len(self.row_of))
        progress(len(self.row_of))

    def _vectors(self) -> Iterator[NDArray[np.float32]]:
        """Vectors of the passages whose comment is indexed."""
        for each in self.store.scan_passages(self.fingerprint):
            row = self.row_of.get(each.comment)
            if row is None:
                continue
            if self.passages and row < self.passages[-1][0]:
                raise ValueError("the store gave passages in another order than comments")
            self.passages.append((row, each.start, each.end))
            yield each.vector


def _read_back(generation: Generation) -> None:
    """Load every part once; raises ValueError when it is not what the manifest says."""
    manifest = generation.manifest
    claims = generation.claims
    found = [len(generation.text), len(generation.uids), len(generation.comments), generation.vectors.index.ntotal]
    found += [len(claims.text), len(claims.names), len(claims.claims), claims.vectors.index.ntotal]
    found += [len(claims.positions), len(claims.sizes)]
    expected = [*[manifest.comments] * 3, manifest.passages, *[manifest.claims] * 4, *[manifest.positions] * 2]
    if found != expected:
        raise ValueError(f"read back {found} rows instead of {expected}")


@contextmanager
def _removed_on_error(work: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        rmtree(work, ignore_errors=True)
        raise
