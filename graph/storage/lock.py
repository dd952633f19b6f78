"""One writer at a time: a lock file with the owner's pid, and a note beside the store of the last batch that was acknowledged."""

import fcntl
import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from graph.store import StoreBusy, StoreError


class WriterLock:
    """Held from its making to `release`, or to the end of the process whatever ends it.

    The system holds the lock, not the file's presence, so that the file of a dead process never stands in the way.
    Raises StoreBusy, which names the owner's pid, and StoreError.
    """

    def __init__(self, store: Path) -> None:
        self.path = store.with_name(store.name + ".lock")
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(
                f"{self.path}: cannot be made ({error.strerror})", "make the folder writable, or name another"
            ) from error
        if not _take(self._file):
            owner = os.read(self._file, 32).decode("ascii", "replace").strip() or "unknown"
            since = datetime.fromtimestamp(os.fstat(self._file).st_mtime).astimezone()
            os.close(self._file)
            raise StoreBusy(
                f"{store}: process {owner} is writing to it, since {since:%Y-%m-%d %H:%M:%S}",
                "wait for that process to end, then run this again",
            )
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode("ascii"), 0)

    def release(self) -> None:
        """Let others write. The file stays: removing it could take a lock from under a process that has just opened it."""
        os.close(self._file)


def _take(file: int) -> bool:
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


class RevisionNote:
    """The highest acknowledged revision, kept outside the store: a store that is behind it has lost acknowledged batches."""

    def __init__(self, store: Path) -> None:
        self.path = store.with_name(store.name + ".revision")

    def read(self) -> int:
        """Return the noted revision; 0 without a note."""
        with suppress(OSError, ValueError):
            return int(self.path.read_text("ascii"))
        return 0

    def forget(self) -> None:
        """Begin anew, for a new store."""
        self.path.unlink(missing_ok=True)

    def write(self, revision: int) -> None:
        """Note `revision` unless a higher one is noted; in place, without waiting for the disk.

        A failure is let pass: the batch itself is safe by then.
        """
        if revision <= self.read():
            return
        with suppress(OSError):
            file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                os.pwrite(file, f"{revision:020d}\n".encode("ascii"), 0)
            finally:
                os.close(file)
