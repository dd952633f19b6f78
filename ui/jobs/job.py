"""One job as its files tell it: what was asked for, a look at it first, and the reading."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, NewType

from ui.jobs import files
from ui.jobs.locks import is_held

JobId = NewType("JobId", str)
Phase = Literal["look", "read"]
State = Literal["running", "done", "failed", "stopped", "killed"]

STOPPED: Final = 130  # exit code of what Ctrl-C ended
ASKED: Final = "asked.json"
LOCK, ENDED, ANSWER, LOG, PROGRESS, STOP = "lock", "ended.json", "answer.json", "log.txt", "progress.jsonl", "stop"


class ReadAs(files.Told):
    """As what files are read: `format` is `auto` or a name in FORMATS, `fields` are written `ours=theirs`."""

    format: str = "auto"
    fields: tuple[str, ...] = ()


AS_IT_IS: Final = ReadAs()


class Asked(files.Told):
    """What is to be read, and as what; `uploaded` says that the files lie in the job's folder."""

    paths: tuple[str, ...]
    reading: ReadAs = AS_IT_IS
    uploaded: bool = False
    at: datetime


class Ended(files.Told):
    """How a process ended by itself."""

    code: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a run; `done` of `total` (None: unknown), in seconds."""

    name: str
    done: int
    total: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Part:
    """A process of a job. `killed` is one that ended without saying how; what it did is in files of `folder`."""

    folder: Path
    state: State
    began: datetime
    ended: datetime | None

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop and has not yet."""
        return self.state == "running" and (self.folder / STOP).exists()

    def answer(self) -> Mapping[str, Any]:
        """What the command printed as JSON; empty as long as there is nothing."""
        return files.read_object(self.folder / ANSWER)

    def trouble(self) -> tuple[str, str]:
        """What went wrong, and its cure, as the command said it; both empty where it said nothing."""
        said = self.answer()
        if "error" in said:
            return str(said["error"]), str(said.get("cure", ""))
        return files.last_line(self.folder / LOG), ""

    def stages(self) -> list[Stage]:
        """The stages so far, in order; the last one is going on while the part runs."""
        notes = list(files.objects(self.folder / PROGRESS))
        begins = {each["stage"]: each["at"] for each in reversed(notes)}
        last = {each["stage"]: each for each in notes}
        end = datetime.now(UTC).timestamp() if self.state == "running" else notes[-1]["at"] if notes else 0.0
        ends = {stage: begins.get(stage + 1, end) for stage in last}
        return [_stage(last[stage], ends[stage] - begins[stage]) for stage in last]


@dataclass(frozen=True, slots=True)
class Job:
    """What somebody wants read, and what became of it."""

    uid: JobId
    folder: Path
    asked: Asked
    look: Part | None
    read: Part | None

    @property
    def running(self) -> bool:
        """Whether a process of it runs."""
        return any(each is not None and each.state == "running" for each in (self.look, self.read))

    @property
    def last(self) -> Part | None:
        """The part that began last."""
        return self.read or self.look

    @property
    def names(self) -> Sequence[str]:
        """What is read, without the folders above."""
        return [Path(each).name or each for each in self.asked.paths]


def job_at(folder: Path) -> Job | None:
    """The job in this folder; None where there is none."""
    asked = files.read(folder / ASKED, Asked)
    if asked is None:
        return None
    return Job(JobId(folder.name), folder, asked, _part(folder / "look"), _part(folder / "read"))


def _part(folder: Path) -> Part | None:
    try:
        began = datetime.fromtimestamp((folder / LOCK).stat().st_mtime, UTC)
    except OSError:
        return None
    if is_held(folder / LOCK):
        return Part(folder, "running", began, None)
    ended = files.read(folder / ENDED, Ended)
    return Part(folder, _state(folder, ended), began, ended.at if ended is not None else None)


def _state(folder: Path, ended: Ended | None) -> State:
    """How a process that runs no more ended; what rejected every record did what it could."""
    if ended is None:
        return "stopped" if (folder / STOP).exists() else "killed"
    if ended.code == STOPPED:
        return "stopped"
    return "done" if ended.code in {0, 3} or "files" in files.read_object(folder / ANSWER) else "failed"


def _stage(note: Mapping[str, Any], seconds: float) -> Stage:
    return Stage(note["name"], note["done"], note["total"], max(0.0, seconds))
