"""The jobs of an archive, each in a folder of its own: asked for, begun, stopped, and cleared away when they are old."""

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import BinaryIO, Final

from ingest.decoding import storable
from ingest.errors import RejoinderError
from ui.jobs import files, locks
from ui.jobs.job import ANSWER, AS_IT_IS, ASKED, ENDED, LOCK, LOG, PROGRESS, STOP, Asked, Job, Phase, ReadAs, job_at
from ui.jobs.uploads import keep
from ui.settings import Settings

_KEPT: Final = 30  # jobs
_LOOKED: Final = timedelta(days=1)  # how long what was only looked at is kept
_ID: Final = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
_READING: Final = "reading.lock"
_UPLOADS: Final = "uploads"


class UnknownJob(RejoinderError):
    """There is no job of this id (any more)."""


class NotStarted(RejoinderError):
    """A job cannot be kept, or its process not be started."""


class AlreadyReading(RejoinderError):
    """Another job reads into this archive; `job` says which."""

    def __init__(self, job: Job | None) -> None:
        self.job = job
        told = f", since {_clock(job.read.began)}: {', '.join(job.names)}" if job is not None and job.read else ""
        super().__init__(f"something is being read into this archive{told}", "wait until it is done, or stop it")


class Jobs:
    """The jobs of the archive that `settings` name, whatever store it is kept in."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._home = settings.folder / "jobs"

    def ask(self, paths: Sequence[str], reading: ReadAs = AS_IT_IS, sent: Sequence[BinaryIO] = ()) -> Job:
        """Keep what is to be read: files that were sent, or else `paths` of this machine. Raises NotStarted."""
        self._sweep()
        now = datetime.now(UTC)
        folder = self._home / f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        try:
            folder.mkdir(parents=True)
            kept = [str(each) for each in keep(folder / _UPLOADS, sent)] if sent else []
            named = kept or [os.path.abspath(os.path.expanduser(storable(each))) for each in paths]
            files.write(folder / ASKED, Asked(paths=tuple(named), reading=reading, uploaded=bool(kept), at=now))
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise _not_started(error, folder) from error
        return self.get(folder.name)

    def get(self, uid: str) -> Job:
        """The job of this id. Raises UnknownJob."""
        found = job_at(self._home / uid) if _ID.fullmatch(uid) else None
        if found is None:
            raise UnknownJob(f"there is no run '{uid[:60]}'", "runs are cleared away in time: choose one of the list")
        return found

    def change(self, job: Job, reading: ReadAs) -> Job:
        """Have it read in another way, and look again: what was seen of it no longer holds. Raises NotStarted."""
        try:
            files.write(job.folder / ASKED, job.asked.model_copy(update={"reading": reading}))
            shutil.rmtree(job.folder / "read", ignore_errors=True)
        except OSError as error:
            raise _not_started(error, job.folder) from error
        return self.begin(self.get(job.uid), "look")

    def recent(self) -> list[Job]:
        """All jobs that are kept, the last one first."""
        found = (job_at(each) for each in sorted(self._folders(), reverse=True))
        return [each for each in found if each is not None]

    def reading(self) -> Job | None:
        """The job that reads into the archive now."""
        try:
            job = self.get((self._home / _READING).read_text("ascii", "replace"))
        except (OSError, UnknownJob):
            return None
        return job if job.read is not None and job.read.state == "running" else None

    def begin(self, job: Job, phase: Phase) -> Job:
        """Start the process that looks or reads; what an earlier one left of that goes. Raises AlreadyReading, NotStarted."""
        part = job.folder / phase
        try:
            with ExitStack() as held:
                taken = [self._take(held, self._home / _READING)] if phase == "read" else []
                part.mkdir(exist_ok=True)
                taken.append(self._take(held, part / LOCK))
                for name in (ANSWER, ENDED, LOG, PROGRESS, STOP):
                    (part / name).unlink(missing_ok=True)
                for file in taken:
                    _put(file, job.uid)
                _put(taken[-1], str(self._start(part, _command(job, part, phase), taken)))
        except OSError as error:
            raise _not_started(error, part) from error
        return self.get(job.uid)

    def stop(self, job: Job) -> None:
        """Interrupt what runs of a job, as Ctrl-C does."""
        part = job.last
        if part is None or part.state != "running" or part.stopping:
            return
        with suppress(OSError, ValueError):
            os.kill(int((part.folder / LOCK).read_text()), signal.SIGINT)
            (part.folder / STOP).touch()

    def forget(self, job: Job) -> None:
        """Clear away a job of which nothing runs, and what was sent for it."""
        if not job.running:
            shutil.rmtree(job.folder, ignore_errors=True)

    def _take(self, held: ExitStack, path: Path) -> int:
        """Hold a lock until `held` ends; a process that was started meanwhile holds it on. Raises AlreadyReading, OSError."""
        file = locks.take(path)
        if file is None:
            raise AlreadyReading(self.reading())
        held.callback(os.close, file)
        return file

    def _start(self, part: Path, command: Sequence[str], locks: Sequence[int]) -> int:
        """The id of the process, which goes on when this one ends. Raises OSError."""
        with (part / ANSWER).open("wb") as answer, (part / LOG).open("wb") as log:
            process = subprocess.Popen(  # noqa: S603  (our own program, a list of arguments, no shell)
                command,
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=log,
                pass_fds=locks,
                env=os.environ | self._environment(),
                start_new_session=True,
            )
        Thread(
            target=process.wait, daemon=True
        ).start()  # else it would stay in the table of processes when it has ended
        return process.pid

    def _environment(self) -> dict[str, str]:
        """Where the archive is; not among the arguments, which other users can see."""
        told = {"REJOINDER_ARCHIVE": str(self._settings.folder), "REJOINDER_STORE": self._settings.store}
        password = self._settings.password
        return told | ({"REJOINDER_NEO4J_PASSWORD": password.get_secret_value()} if password else {})

    def _folders(self) -> list[Path]:
        try:
            return [each for each in self._home.iterdir() if _ID.fullmatch(each.name)]
        except OSError:
            return []

    def _sweep(self) -> None:
        """Clear away jobs that are old, and what was sent for those that are read."""
        for place, folder in enumerate(sorted(self._folders(), reverse=True)):
            job = job_at(folder)
            if job is None or job.running:
                continue
            if place >= _KEPT or (job.read is None and datetime.now(UTC) - job.asked.at > _LOOKED):
                self.forget(job)
            elif job.read is not None and job.read.state == "done":
                shutil.rmtree(folder / _UPLOADS, ignore_errors=True)


def _command(job: Job, part: Path, phase: Phase) -> list[str]:
    """The process of a job. Without -P the folder in which the pages were started could hold a module of ours' name."""
    program = [sys.executable, "-P", "-m", "ui.jobs.work", str(part)]
    options = ["--json", "--format", job.asked.reading.format, "--progress", str(part / PROGRESS)]
    options += [f"--map={each}" for each in job.asked.reading.fields] + (["--dry-run"] if phase == "look" else [])
    return [*program, "ingest", *options, "--", *job.asked.paths]


def _put(file: int, words: str) -> None:
    os.ftruncate(file, 0)
    os.pwrite(file, words.encode("ascii"), 0)


def _not_started(error: OSError, place: Path) -> NotStarted:
    problem = f"{error.filename or place}: {error.strerror or error}"
    return NotStarted(problem, "make room in the archive's folder, or make it writable, then try again")


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone():%H:%M:%S}"
