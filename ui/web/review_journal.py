"""Answers that are not carried out yet, in a file: a process that is killed leaves them to the next one."""

import json
import os
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from ui.correcting import Said

_NAME: Final = "answers.jsonl"
_SAID: Final = TypeAdapter(Said)


class Journal:
    """The file in the archive's folder; each line is on the disk before `add` returns.

    Where nothing can be written, an answer waits in memory only: writing it into the store then fails too, and is told.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME

    def add(self, said: Said) -> None:
        """Keep this as the last."""
        with suppress(OSError), self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(said)) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> list[Said]:
        """All that was kept, in order; the last line may be cut off, and is left out then."""
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except OSError:
            return []
        found = []
        for line in lines:
            with suppress(ValidationError):
                found.append(_SAID.validate_json(line))
        return found

    def clear(self) -> None:
        """Forget everything: all of it is in the store."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
