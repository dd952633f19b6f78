"""How far a long run is, on standard error: bars on a terminal, now and then a line elsewhere, nothing in the first second.

For programs that watch, the same goes into a file as JSON lines.
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Timer
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from ui.printing.console import err

_PATIENCE = 1.0  # seconds before anything is shown
_LINE_EVERY = 10.0  # seconds between two lines where there is no terminal
_NOTE_EVERY = 0.5  # seconds between two lines of the file

Step = Callable[..., None]
"""step(done) or step(done, total): how many are done, and of how many when that is known."""


class Notes:
    """How far a run is, in a file: a JSON line now and then, and at the begin and end of each stage.

    `stage` counts from 1, `total` is null where it is not known, `at` is in seconds since 1970. A disk that is full costs lines of
    the file, not the run. Raises OSError when the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8", errors="backslashreplace", buffering=1)
        self._last: dict[str, object] = {"stage": 0}
        self._written, self._moment = True, 0.0

    def begin(self, name: str, stage: int) -> None:
        """A stage begins, and the one before is done."""
        self._flush()
        self._last = {"stage": stage, "name": name, "done": 0, "total": None}
        self._write()

    def step(self, done: int, total: int | None) -> None:
        """The stage is so far."""
        self._last |= {"done": done, "total": total}
        self._written = False
        if time.monotonic() - self._moment > _NOTE_EVERY:
            self._write()

    def close(self) -> None:
        """Write what was not written yet."""
        self._flush()
        with suppress(OSError):
            self._file.close()

    def _flush(self) -> None:
        if not self._written:
            self._write()

    def _write(self) -> None:
        self._moment, self._written = time.monotonic(), True
        with suppress(OSError):
            self._file.write(json.dumps(self._last | {"at": round(time.time(), 3)}) + "\n")


class Stages:
    """The stages of one run, one after the other; `started` is set when bars are shown. `noted` names a file for Notes."""

    def __init__(self, noted: Path | None = None) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bars = Progress(*columns, console=err(), transient=True)
        self._task: TaskID | None = None  # of the stage that goes on
        self.started = Event()
        self._timer = Timer(_PATIENCE, self._start)
        self._timer.daemon = True
        self._said = time.monotonic()
        self._notes = Notes(noted) if noted is not None else None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._timer.is_alive():
            self._timer.join()
        if self.started.is_set():
            self._bars.stop()
        if self._notes is not None:
            self._notes.close()

    def stage(self, name: str) -> Step:
        """Begin a stage, which ends the one before; the result is to be called as the stage goes on."""
        if self._task is not None:
            self._bars.remove_task(self._task)
        self._task = task = self._bars.add_task(name, total=None)
        if self._notes is not None:
            self._notes.begin(name, task + 1)

        def step(done: int, total: int | None = None) -> None:
            if task == self._task:
                self._bars.update(task, completed=done, total=total)
            if self._notes is not None:
                self._notes.step(done, total)
            self._say(name, done, total)

        return step

    def _start(self) -> None:
        self._bars.start()
        self.started.set()

    def _say(self, name: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if not sys.stderr.isatty() and now - self._said > _LINE_EVERY:
            self._said = now
            sys.stderr.write(f"{name}: {done:,}" + (f" of {total:,}\n" if total else "\n"))
