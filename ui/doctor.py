"""What Rejoinder needs from this machine, checked one by one."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from ingest.errors import RejoinderError
from search.generation import UnusableIndex
from ui.archive import Archive, NoArchive
from ui.printing.console import amount

_PACKAGES = (
    "apsw", "faiss-cpu", "neo4j", "numpy", "openvino", "pydantic", "rich", "sentence-transformers", "streamlit",
    "tantivy", "torch", "typer",
)  # fmt: skip
_WAL_FIXED = (3, 51, 3)  # SQLite 3.7.0 to 3.51.2 can corrupt a database when its write-ahead log is reset
_LOW_DISK = 1 << 30


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what was found, and the cure when it is not well."""

    name: str
    well: bool
    found: str
    cure: str = ""


def examine(archive: Archive) -> Iterator[Check]:
    """Look at everything; a failing check does not stop the others."""
    yield _python()
    yield _packages()
    yield _tried("sqlite", _sqlite)
    yield _tried("model", lambda: _model(archive))
    yield _tried("pair model", lambda: _pair_model(archive))
    yield _tried("store", lambda: _store(archive))
    yield _tried("index", lambda: _index(archive))
    yield _disk(archive.settings.folder)
    yield Check("java", True, "not needed")


def _tried(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except NoArchive as error:
        return Check(name, True, f"{error.problem}: the first ingest makes it")
    except RejoinderError as error:
        return Check(name, False, error.problem, error.cure)


def _python() -> Check:
    well = sys.version_info >= (3, 11)
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return Check("python", well, found, "" if well else "install Python 3.11 or newer")


def _packages() -> Check:
    found, missing = [], []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    cure = f"not installed: {', '.join(missing)}; run make setup" if missing else ""
    return Check("packages", not missing, ", ".join(found), cure)


def _sqlite() -> Check:
    import apsw  # noqa: TID251  (only to ask which SQLite it carries)

    found = apsw.sqlite_lib_version()
    well = tuple(int(part) for part in found.split(".")[:3]) >= _WAL_FIXED
    return Check("sqlite", well, found, "" if well else "its write-ahead log can corrupt a database: update apsw")


def _model(archive: Archive) -> Check:
    model = archive.model
    return Check("model", True, f"{model.runtime}, fingerprint {model.fingerprint}")


def _pair_model(archive: Archive) -> Check:
    model = archive.pair_model
    return Check("pair model", True, f"{model.runtime}, fingerprint {model.fingerprint}")


def _store(archive: Archive) -> Check:
    held = amount(archive.store.counts().comments, "comment")
    return Check("store", True, f"{archive.store.url}, {held}, revision {archive.store.revision():,}")


def _index(archive: Archive) -> Check:
    try:
        archive.live_index()
    except UnusableIndex as error:
        cure = error.cure if error.state == "damaged" else ""
        return Check(
            "index", not cure, f"{error.state}: " + (error.problem if cure else "the next search builds it"), cure
        )
    return Check("index", True, "current")


def _disk(folder: Path) -> Check:
    there = next(each for each in [folder, *folder.absolute().parents] if each.exists())
    free = shutil.disk_usage(there).free
    cure = "" if free > _LOW_DISK else "free some space"
    return Check("disk", not cure, f"{free / (1 << 30):,.1f} GiB free at {there}", cure)
