"""An index generation on disk: written beside the live one, read back and checked, then made live by one atomic swap.

    index/gen-000042/vectors.faiss, passages.npy, comments.npy, comments.json, text/, claims/, manifest.json
    index/CURRENT           the live generation's name and the sha256 of its manifest

Whatever is killed when, CURRENT names a whole generation, the old or the new. No file is loaded before its sha256 was checked;
who searches comments checks none of `claims/`, and who searches positions nothing else.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from graph.store import GraphStore
from ingest.errors import RejoinderError
from search.claim_index import FOLDER as CLAIMS
from search.claim_index import ClaimIndex
from search.models import Among, Manifest, StoredFile
from search.text_index import TextIndex
from search.vector_index import VectorIndex, read_index

VERSION = 3  # of the files' form, and of what is indexed: another one is rebuilt
COMMENT = np.dtype([("created", "<i8"), ("discussion", "<i4"), ("position", "<i8"), ("stub", "?")])
PASSAGE = np.dtype([("comment", "<i8"), ("start", "<i4"), ("end", "<i4")])
UNDATED = -(1 << 62)  # sorts before every date, and can be negated

State = Literal["missing", "stale", "incompatible", "damaged"]

_SWAPS = 5  # how often a builder may put a newer generation in the place of the one that is being checked
_CURRENT = re.compile(r"(gen-\d{6,}) ([0-9a-f]{64})\n")
_LOCKS = re.compile(r"\.tantivy-.*\.lock")


class UnusableIndex(RejoinderError):
    """The index must be built (again) before it can be searched; `state` says why."""

    def __init__(self, state: State, place: Path, problem: str) -> None:
        super().__init__(f"{place}: the search index is {state}: {problem}", "run: rejoinder rebuild")
        self.state: State = state


@dataclass(frozen=True)
class Generation:
    """A checked generation. Rows of `comments` are numbered like `uids`; parts are loaded when they are first used."""

    folder: Path
    manifest: Manifest

    @cached_property
    def uids(self) -> list[str]:
        """Comment ids by row, ascending."""
        uids: list[str] = json.loads((self._part("comments.json")).read_bytes())
        return uids

    @cached_property
    def comments(self) -> NDArray[np.void]:
        """COMMENT rows: seconds since 1970 or UNDATED, number of the discussion, place in it, stub."""
        return np.asarray(np.load(self._part("comments.npy")), COMMENT)

    @cached_property
    def passages(self) -> NDArray[np.void]:
        """PASSAGE rows: comment row and the span of its text."""
        return np.asarray(np.load(self._part("passages.npy")), PASSAGE)

    @cached_property
    def text(self) -> TextIndex:
        """The text index."""
        return TextIndex(self._part("text"))

    @cached_property
    def vectors(self) -> VectorIndex:
        """The vector index."""
        return VectorIndex(read_index(str(self._part("vectors.faiss"))), self.passages["comment"])

    @cached_property
    def claims(self) -> ClaimIndex:
        """What finds positions."""
        return ClaimIndex(self._part)

    def _part(self, name: str) -> Path:
        """Where a part is. Raises UnusableIndex when a newer generation has taken the place of this one."""
        path = self.folder / name
        if not path.exists():
            raise UnusableIndex("stale", self.folder, "a newer one has taken its place")
        return path


def open_generation(folder: Path, store: GraphStore, fingerprint: str, among: Among | None = None) -> Generation:
    """The live generation, if it is whole and was built from `store` as it is now, under this embedder.

    Only the part for what is searched `among` is checked, and may be used; without one all is. Raises UnusableIndex.
    """
    generation = check(folder, among)
    manifest = generation.manifest
    if manifest.fingerprint != fingerprint:
        raise UnusableIndex("incompatible", folder, f"it was built with {manifest.fingerprint}, not with {fingerprint}")
    if (manifest.store, manifest.revision) != (store_mark(store), store.revision()):
        raise UnusableIndex("stale", folder, "the archive has changed since it was built")
    return generation


def check(folder: Path, among: Among | None = None) -> Generation:
    """The live generation after comparing every file, or those of one part, with the manifest.

    Raises UnusableIndex: missing, damaged, incompatible.
    """
    for _ in range(_SWAPS):
        name, mark = _current(folder)
        try:
            return _checked(folder / name, mark, among)
        except UnusableIndex:
            if live_name(folder) == name:
                raise
    raise UnusableIndex("stale", folder, "it is replaced faster than it can be read")


def _checked(home: Path, mark: str, among: Among | None) -> Generation:
    manifest = _manifest(home, mark)
    if manifest.version != VERSION:
        raise UnusableIndex(
            "incompatible", home.parent, f"its form is version {manifest.version}, this program reads {VERSION}"
        )
    asked = [each for each in manifest.files.items() if among in {None, _part_of(each[0])}]
    with ThreadPoolExecutor() as pool:
        for problem in pool.map(lambda each: _damage(home / each[0], each[1]), asked):
            if problem:
                raise UnusableIndex("damaged", home.parent, problem)
    return Generation(home, manifest)


def _part_of(name: str) -> Among:
    return "positions" if name.startswith(f"{CLAIMS}/") else "comments"


def store_mark(store: GraphStore) -> str:
    """A hash of where the store is, so that an index is not taken for that of another store."""
    return sha256(store.url.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def stored_files(home: Path) -> dict[str, StoredFile]:
    """Size and sha256 of all files under `home` as they are read back, by relative path; lock files hold nothing."""
    names = sorted(path.relative_to(home).as_posix() for path in _files(home))
    return {name: _stored(home / name) for name in names}


def next_number(folder: Path) -> int:
    """The number after the highest generation in `folder`."""
    numbers = [int(path.name.removeprefix("gen-")) for path in folder.glob("gen-*") if path.name[4:].isdigit()]
    return max(numbers, default=0) + 1


def write_file(path: Path, content: bytes) -> None:
    """Write `content` and wait until it is on the disk."""
    with path.open("xb") as file:
        file.write(content)
        sync(file)


def array_bytes(array: NDArray[np.void]) -> bytes:
    """`array` in NumPy's file form."""
    buffer = BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def sync(file: IO[bytes]) -> None:
    """Wait until `file` is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_tree(home: Path) -> None:
    """Wait until all files and folders under `home` are on the disk."""
    for path in _files(home):
        with path.open("rb") as file:
            os.fsync(file.fileno())
    for path in [home, *(each for each in home.rglob("*") if each.is_dir())]:
        _sync_folder(path)


def make_live(folder: Path, work: Path, manifest: Manifest) -> None:
    """Give the finished generation in `work` its name, let CURRENT name it, and remove older ones."""
    content = manifest.model_dump_json(indent=1).encode("utf-8")
    write_file(work / "manifest.json", content)
    _sync_folder(work)
    name = f"gen-{manifest.generation:06d}"
    work.rename(folder / name)
    fresh = folder / "CURRENT.new"
    fresh.unlink(missing_ok=True)
    write_file(fresh, f"{name} {sha256(content).hexdigest()}\n".encode("ascii"))
    _sync_folder(folder)
    fresh.replace(folder / "CURRENT")
    _sync_folder(folder)
    remove_leftovers(folder, keep=name)


def remove_leftovers(folder: Path, keep: str) -> None:
    """Remove generations but `keep`, and what a killed build left."""
    for path in [*folder.glob("gen-*"), *folder.glob("building-*")]:
        if path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


def live_name(folder: Path) -> str:
    """The name that CURRENT holds; empty when there is none or it cannot be read."""
    try:
        return _current(folder)[0]
    except UnusableIndex:
        return ""


def _current(folder: Path) -> tuple[str, str]:
    try:
        content = (folder / "CURRENT").read_bytes()
    except FileNotFoundError:
        raise UnusableIndex("missing", folder, "none was built yet") from None
    except OSError as error:
        raise UnusableIndex("damaged", folder, str(error)) from error
    found = _CURRENT.fullmatch(content.decode("ascii", "replace"))
    if found is None:
        raise UnusableIndex("damaged", folder, "CURRENT does not name a generation")
    return found[1], found[2]


def _manifest(home: Path, mark: str) -> Manifest:
    try:
        content = (home / "manifest.json").read_bytes()
    except OSError as error:
        raise UnusableIndex("damaged", home, f"its manifest cannot be read: {error.strerror}") from error
    if sha256(content).hexdigest() != mark:
        raise UnusableIndex("damaged", home, "its manifest is not the one that was written")
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        raise UnusableIndex("incompatible", home, "its manifest is of another version") from error


def _damage(path: Path, written: StoredFile) -> str:
    """What is wrong with the file; empty if nothing."""
    try:
        if path.stat().st_size != written.size:
            return f"{path.name} has {path.stat().st_size} bytes instead of {written.size}"
        return "" if _stored(path) == written else f"{path.name} is not what was written"
    except OSError as error:
        return f"{path.name} cannot be read: {error.strerror}"


def _stored(path: Path) -> StoredFile:
    with path.open("rb") as file:
        return StoredFile(sha256=file_digest(file, "sha256").hexdigest(), size=file.tell())


def _files(home: Path) -> Iterator[Path]:
    return (path for path in home.rglob("*") if path.is_file() and not _LOCKS.fullmatch(path.name))


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
