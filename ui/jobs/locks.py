"""Locks that a process passes on to the one it starts: the system lets them go when that one ends, whatever ends it."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path


def take(path: Path) -> int | None:
    """Open the file and hold its lock, until every process that got the descriptor closed it; None where another one holds it.

    Raises OSError when the file cannot be made.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return file
    os.close(file)
    return None


def is_held(path: Path) -> bool:
    """Whether some process holds the lock of this file; to look hinders nobody who looks as well."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(file)
    return False
