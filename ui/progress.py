"""How far a long run is, on standard error: bars on a terminal, now and then a line elsewhere, nothing in the first second."""

import sys
import time
from collections.abc import Callable
from threading import Event, Timer
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ui.printing.console import err

_PATIENCE = 1.0  # seconds before anything is shown
_LINE_EVERY = 10.0  # seconds between two lines where there is no terminal

Step = Callable[..., None]
"""step(done) or step(done, total): how many are done, and of how many when that is known."""


class Stages:
    """The stages of one run, one after the other; `started` is set when bars are shown."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bars = Progress(*columns, console=err(), transient=True)
        self.started = Event()
        self._timer = Timer(_PATIENCE, self._start)
        self._timer.daemon = True
        self._said = time.monotonic()

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

    def stage(self, name: str) -> Step:
        """Begin a stage, which ends the one before; the result is to be called as the stage goes on."""
        for each in self._bars.tasks:
            self._bars.update(each.id, visible=False)
        task = self._bars.add_task(name, total=None)

        def step(done: int, total: int | None = None) -> None:
            self._bars.update(task, completed=done, total=total)
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
