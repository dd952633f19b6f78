"""What the command answered in JSON, as a page shows it: what it saw of each file, or what it read."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.formats import rivals_in


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that was rejected: where it stands, and why, with the cure."""

    location: str
    reason: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What a file would give. `rivals` are formats that it may also be of; `source` is its id once it is in the archive."""

    path: str
    format: str
    why: str
    rivals: tuple[str, ...]
    comments: int
    first: tuple[str, ...]
    refused: tuple[Refused, ...]
    source: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """What became of a file: read = new + duplicate + rejected. `known` says that it had been read before."""

    path: str
    format: str
    read: int
    new: int
    duplicate: int
    rejected: int
    replies: Mapping[str, int]
    stubs: int
    seconds: float
    known: bool
    discussions: tuple[str, ...]
    refused: tuple[Refused, ...]
    dropped: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of all files, and how many passages were given vectors."""

    files: tuple[FileRead, ...]
    embedded: int

    def total(self, name: str) -> int:
        """The sum of a number over all files."""
        return sum(getattr(each, name) for each in self.files)

    @property
    def replies(self) -> dict[str, int]:
        """Replies by their evidence."""
        kinds = {kind for each in self.files for kind in each.replies}
        return {kind: sum(each.replies.get(kind, 0) for each in self.files) for kind in kinds}


def seen_in(answer: Mapping[str, Any]) -> list[Seen]:
    """What a look found, file by file."""
    return [_seen(each) for each in answer.get("files", [])]


def reading_in(answer: Mapping[str, Any]) -> Reading:
    """What a reading did."""
    return Reading(tuple(_read(each) for each in answer.get("files", [])), answer.get("embedded", 0))


def _seen(row: Mapping[str, Any]) -> Seen:
    why, rivals = rivals_in(row["why"])
    refused = _refused(row["rejected"])
    return Seen(
        row["path"], row["format"], why, tuple(rivals), row["comments"], tuple(row["first"]), refused, row["source"]
    )


def _read(row: Mapping[str, Any]) -> FileRead:
    plain = ("path", "read", "new", "duplicate", "rejected", "replies", "stubs", "seconds", "known")
    return FileRead(
        format=row["format"] or "",
        discussions=tuple(row["discussions"]),
        refused=_refused(row["rejections"]),
        dropped=len(row["dropped"]),
        **{name: row[name] for name in plain},
    )


def _refused(rows: list[Mapping[str, str]]) -> tuple[Refused, ...]:
    return tuple(Refused(each["location"], each["reason"]) for each in rows)
