"""The process of a job: `python -m ui.jobs.work FOLDER ARGUMENT...` runs the command and notes in FOLDER how it ended.

It is written down here, and not by whoever started the process: that one may be gone by then.
"""

import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ui.jobs import files
from ui.jobs.job import ENDED, STOPPED, Ended

_NICE = 5  # those who look at pages come first


def main() -> None:
    """Run the command `rejoinder` with these arguments. A stop (SIGINT) is heard even where whoever started this ignores it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.nice(_NICE)
    folder, *arguments = sys.argv[1:]
    code = 1
    try:
        code = _run(arguments)
    finally:
        files.write(Path(folder, ENDED), Ended(code=code, at=datetime.now(UTC)))


def _run(arguments: Sequence[str]) -> int:
    """Exit code of the command."""
    try:
        from ui.cli import app

        app(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    except KeyboardInterrupt:
        return STOPPED
    return 0


if __name__ == "__main__":
    main()
