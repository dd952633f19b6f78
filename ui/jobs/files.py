"""Small files that tell a job's state: written as a whole or not at all."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError


class Told(BaseModel):
    """What a file keeps."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Kept = TypeVar("Kept", bound=Told)


def write(path: Path, told: Told) -> None:
    """Write a file beside and put it in its place. Raises OSError."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    beside.write_text(told.model_dump_json() + "\n", encoding="utf-8")
    beside.replace(path)


def read(path: Path, kind: type[Kept]) -> Kept | None:
    """What a file tells; None where there is none, or none that can be understood."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def read_object(path: Path) -> Mapping[str, Any]:
    """The JSON object in a file; empty where there is none."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def objects(path: Path) -> Iterator[Mapping[str, Any]]:
    """The JSON objects in the lines of a file; a line that is not whole, as the last one may be, is left out."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found


def last_line(path: Path) -> str:
    """The last line of a file that says anything; empty where there is none."""
    try:
        lines = path.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
