"""From what a person names (files, folders, patterns) to files, in a fixed order and each one once."""

import glob
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ingest.decoding import storable
from ingest.models import Rejected
from ingest.opening import in_words

IsExport = Callable[[Path], bool]


class Named(NamedTuple):
    """A file, or a folder that is one export; `name` is what it is called in the archive, without the folders above."""

    path: Path
    name: str


def expand(paths: Sequence[Path | str], is_export: IsExport) -> Iterator[Named | Rejected]:
    """Yield every file that `paths` name: files, folders with all that is in them, patterns with `*`, `?`, `[...]` or `**`.

    Hidden files and folders inside a folder are left out; `is_export` says which folder is one source as a whole. A path
    reached twice is yielded once; one that gives nothing is Rejected.
    """
    seen: set[str] = set()
    for path in paths:
        for each in _named(Path(path), is_export):
            if isinstance(each, Rejected):
                yield each
            elif (real := os.path.realpath(each.path)) not in seen:
                seen.add(real)
                yield each


def unreadable(path: Path | str, reason: str) -> Rejected:
    """Say that a path gave nothing, and why."""
    name = storable(str(path))
    return Rejected(name, name, reason)


def _named(path: Path, is_export: IsExport) -> Iterator[Named | Rejected]:
    if "\0" in str(path):
        yield unreadable(path, "no file has a NUL in its name; look at the command")
    elif os.path.lexists(path):
        yield from _inside(path, is_export)
    elif glob.has_magic(str(path)):
        yield from _matching(path, is_export)
    else:
        yield unreadable(path, "it is not there; look at its spelling and the current folder")


def _matching(pattern: Path, is_export: IsExport) -> Iterator[Named | Rejected]:
    found = sorted(glob.glob(str(pattern), recursive=True))
    if not found:
        yield unreadable(pattern, "nothing matches this pattern; look at its spelling and the current folder")
    for each in found:
        yield from _inside(Path(each), is_export)


def _inside(path: Path, is_export: IsExport) -> Iterator[Named | Rejected]:
    if not path.is_dir():
        yield Named(path, storable(path.name))
        return
    empty = True
    for each in _walk(path, is_export):
        empty = False
        yield each
    if empty:
        yield unreadable(path, "a folder without files; name the one that holds them")


def _walk(top: Path, is_export: IsExport) -> Iterator[Named | Rejected]:
    """Yield the files of a folder, sorted, folder by folder; links to folders are not followed."""
    errors: list[OSError] = []
    above = top.resolve().parent
    for folder, inner, names in os.walk(top.resolve(), onerror=errors.append):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        here = Path(folder)
        if is_export(here):
            inner.clear()
            yield Named(here, storable(here.relative_to(above).as_posix()))
            continue
        for name in sorted(names):
            if not name.startswith("."):
                yield Named(here / name, storable((here / name).relative_to(above).as_posix()))
    for error in errors:
        yield unreadable(error.filename, f"{in_words(error)}; change its rights or leave it out")
