"""Where an export is written: beside its place, which it takes when it is whole; nothing is left behind when it fails."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ingest.errors import RejoinderError


class ExportError(RejoinderError):
    """An export that cannot be written where it was asked for."""


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a folder beside `folder`, which must be new or empty, that takes its place at the end. Raises ExportError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ExportError(f"{folder}: something is there already", "name a new or an empty folder")
    draft = _beside(folder)
    with _told(folder):
        try:
            draft.mkdir(parents=True)
            yield draft
            if folder.exists():
                folder.rmdir()
            draft.rename(folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """Give a file in UTF-8 beside `path`, where nothing may be yet, that takes its place at the end. Raises ExportError."""
    if path.exists():
        raise ExportError(f"{path}: something is there already", "name a new file")
    draft = _beside(path)
    with _told(path):
        try:
            draft.parent.mkdir(parents=True, exist_ok=True)
            with draft.open("x", encoding="utf-8", newline="") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
        finally:
            draft.unlink(missing_ok=True)


@contextmanager
def _told(place: Path) -> Iterator[None]:
    """What the system refuses is told of `place`."""
    try:
        yield
    except OSError as error:
        raise ExportError(f"{place}: {error.strerror or error}", "look at the disk and the folder's rights") from error


def _beside(place: Path) -> Path:
    return place.absolute().parent / f".{place.absolute().name}.{os.getpid()}.part"
