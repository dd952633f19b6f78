"""What each export in a folder gives, format by format: run by hand.

    python tests/benchmarks/formats_table.py FOLDER

Every file or folder in FOLDER is read into an archive of its own, in a process of its own, without any model: so inferred replies
are those that order and words tell, and boundaries in flat text those of marks. Prints a row for each format: comments, replies by
how they are known, roots, stubs, rejected records, seconds of processor time to read and to relate; a row `=` for the whole process
with its peak memory in MB; and each reason for a rejection, with how often it was given.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from graph.builder import Builder
from graph.store import open_store
from ingest.formats import read, sources
from ingest.models import Rejected
from ingest.readers.format import Options

COLUMNS = ("read", "new", "duplicate", "explicit", "quote", "content", "order", "roots", "stubs", "rejected")


def ingested(path: Path, archive: Path) -> None:
    """Read an export into a new archive; print what each format gave."""
    counts: dict[str, Counter[str]] = {}
    reasons: Counter[tuple[str, str]] = Counter()
    with open_store(str(archive / "archive.db")) as store:
        builder = Builder(store)
        for found in sources([path]):
            form = "-" if isinstance(found, Rejected) else found.format
            row = counts.setdefault(form, Counter())
            began = time.process_time()
            if isinstance(found, Rejected):
                row.update(read=1, rejected=1)
                reasons[form, found.reason] += 1
                continue
            told = builder.add(found.source, read(found, Options()))
            row.update(told.replies)
            row.update(read=told.read, new=told.new, duplicate=told.duplicate, rejected=len(told.rejected))
            row.update(roots=told.roots, stubs=told.stubs, centiseconds=round(100 * (time.process_time() - began)))
            reasons.update((form, each.reason) for each in told.rejected)
    for form, row in counts.items():
        numbers = " | ".join(f"{row[name]:,}" for name in COLUMNS)
        sys.stdout.write(f"| {path.name} | {form} | {numbers} | {row['centiseconds'] / 100:.1f} | |\n")
    for (form, reason), count in reasons.most_common(10):
        sys.stdout.write(f"    {form}, {count} times: {json.dumps(reason[:200], ensure_ascii=False)}\n")


def main(folder: Path) -> None:
    """A child for each export."""
    sys.stdout.write(f"| export | format | {' | '.join(COLUMNS)} | seconds | MB |\n")
    for path in sorted(folder.iterdir()):
        sys.stdout.flush()
        child = os.posix_spawn(sys.executable, [sys.executable, __file__, "--one", str(path)], os.environ)
        _, status, used = os.wait4(child, 0)
        ended = "" if status == 0 else f" ended with {status}"
        sys.stdout.write(
            f"= {path.name}{ended}: {used.ru_utime + used.ru_stime:.1f} s, {used.ru_maxrss / 1024:.0f} MB\n"
        )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.argv[1] == "--one":
        with tempfile.TemporaryDirectory() as archive_folder:
            ingested(Path(sys.argv[2]), Path(archive_folder))
    else:
        main(Path(sys.argv[1]))
