"""Bytes that a browser sent, kept as files under names that lead nowhere."""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, Final

from ingest.decoding import storable

_LONGEST: Final = 80  # characters of a name without its endings: 255 bytes are the most that file systems take
_ENDINGS: Final = 16  # characters
_STRANGE: Final = re.compile(r"[^\w.,;()+@&='#~ -]")


def keep(folder: Path, sent: Iterable[BinaryIO]) -> list[Path]:
    """Write what was sent into `folder`, each file under its own name or one like it; returns the files. Raises OSError."""
    folder.mkdir(parents=True)
    kept: list[Path] = []
    for each in sent:
        path = folder / _unused(safe_name(each.name), {known.name.casefold() for known in kept})
        with path.open("xb") as file:
            shutil.copyfileobj(each, file)
        kept.append(path)
    return kept


def safe_name(name: str) -> str:
    """The name of a file without folders before it and characters that mean something elsewhere; never hidden, never empty."""
    own = storable(name).replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = _STRANGE.sub("_", own).strip(". ").rpartition(".")
    if not stem or len(ending) > _ENDINGS:
        stem, dot, ending = f"{stem}{dot}{ending}", "", ""
    return f"{stem[:_LONGEST].rstrip('. ') or 'file'}{dot}{ending}"


def _unused(name: str, taken: set[str]) -> str:
    """The name, or the first of `name-2`, `name-3`, ... that is not taken."""
    stem, dot, ending = name.partition(".")
    number, tried = 1, name
    while tried.casefold() in taken:
        number += 1
        tried = f"{stem}-{number}{dot}{ending}"
    return tried
