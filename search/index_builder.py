"""A store to a new index generation."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

import numpy as np
from numpy.typing import NDArray

from graph.answers import INFERRED, Answer, answers_of
from graph.models import DiscussionRow
from graph.store import GraphStore
from ingest.errors import RejoinderError
from ingest.models import Comment, CommentId, DiscussionId
from search.generation import (
    COMMENT,
    PASSAGE,
    UNDATED,
    VERSION,
    Generation,
    array_bytes,
    live_name,
    make_live,
    next_number,
    remove_leftovers,
    store_mark,
    stored_files,
    sync,
    sync_tree,
    write_file,
)
from search.models import Manifest
from search.text_index import TextRow, TextWriter
from search.vector_index import flat_index, write_index

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
    """Index all comments of `store`, and its passages under `fingerprint`, and make that the live generation of `folder`.

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
    homes: dict[DiscussionId, DiscussionRow | None] = field(default_factory=dict)
    places: dict[DiscussionId, int] = field(default_factory=dict)

    def write(self, progress: Progress) -> Manifest:
        """Write all files but the manifest, and read them back."""
        revision = self.store.revision()
        self.work.mkdir()
        with TextWriter(self.work / "text") as writer:
            for row in self._text_rows():
                writer.add(row)
                if len(self.row_of) % _PAGE == 0:
                    progress(len(self.row_of))
        progress(len(self.row_of))
        dimension, mark = self._write_vectors()
        write_file(self.work / "comments.json", json.dumps(list(self.row_of)).encode("ascii"))
        write_file(self.work / "comments.npy", array_bytes(np.array(self.comments, COMMENT)))
        write_file(self.work / "passages.npy", array_bytes(np.array(self.passages, PASSAGE)))
        sync_tree(self.work)
        files = stored_files(self.work)
        if files["vectors.faiss"].sha256 != mark:
            raise OSError("what was read back of vectors.faiss is not what was written")
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
            files=files,
        )

    def _text_rows(self) -> Iterator[TextRow]:
        names = {source.uid: source.name for source in self.store.sources()}
        after = ""
        while page := self.store.scan_comments(after, _PAGE):
            after = page[-1].uid
            ids = [each.uid for each in page]
            quoting = {each.comment for each in self.store.quotes(ids)}
            sources: dict[CommentId, list[str]] = {}
            for place in self.store.occurrences(ids):
                sources.setdefault(place.comment, []).append(names[place.source])
            self._learn_homes(page)
            told = answers_of(page, self.store.replies(ids), (), self.store.stances(ids))
            for comment in page:
                marks = _marks(comment, comment.uid in quoting, told[comment.uid])
                yield self._text_row(comment, sources.get(comment.uid, []), tuple(marks))

    def _learn_homes(self, page: list[Comment]) -> None:
        unknown = {each.discussion for each in page} - self.homes.keys()
        if unknown:
            self.homes |= dict.fromkeys(unknown) | {each.uid: each for each in self.store.discussions(unknown)}

    def _text_row(self, comment: Comment, sources: list[str], marks: tuple[str, ...]) -> TextRow:
        row = self.row_of[comment.uid] = len(self.row_of)
        place = self.places.setdefault(comment.discussion, len(self.places))
        created = UNDATED if comment.created_at is None else int(comment.created_at.timestamp())
        self.comments.append((created, place, comment.position, comment.stub))
        home = self.homes[comment.discussion]
        return TextRow(
            row=row,
            uid=comment.uid,
            body=comment.text,
            title=comment.title or "",
            author=comment.author or "",
            discussion=comment.discussion,
            discussion_title=(home.title if home else None) or "",
            sources=tuple(dict.fromkeys(sources)),
            created_at=comment.created_at,
            marks=marks,
        )

    def _write_vectors(self) -> tuple[int, str]:
        """Write the vectors; returns their length and the sha256 of what was handed to the disk."""
        index = flat_index(self._vectors())
        digest = sha256()
        with (self.work / "vectors.faiss").open("xb") as file:

            def write(block: bytes) -> None:
                digest.update(block)
                file.write(block)

            write_index(index, write)
            sync(file)
        return index.d, digest.hexdigest()

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


def _marks(comment: Comment, quotes: bool, answer: Answer) -> Iterator[str]:
    """The filters that a comment passes because of what it is and what it answers."""
    if quotes:
        yield "has:quote"
    if comment.stub:
        yield "is:stub"
    yield f"reply:{answer.reply.evidence if answer.reply else 'none'}"
    if answer.reply and answer.reply.evidence in INFERRED:
        yield "reply:inferred"
    if answer.opinion:
        yield f"stance:{answer.opinion.label}"


def _read_back(generation: Generation) -> None:
    """Load every part once; raises ValueError when it is not what the manifest says."""
    manifest = generation.manifest
    found = (len(generation.text), len(generation.uids), len(generation.comments), generation.vectors.index.ntotal)
    expected = (manifest.comments, manifest.comments, manifest.comments, manifest.passages)
    if found != expected:
        raise ValueError(f"read back {found} rows instead of {expected}")


@contextmanager
def _removed_on_error(work: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        rmtree(work, ignore_errors=True)
        raise
