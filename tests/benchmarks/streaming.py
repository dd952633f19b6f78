"""How fast a large dump of Reddit or a large mailbox is taken into an archive, without models, and in how much memory: run by hand.

    python tests/benchmarks/streaming.py reddit|mail FOLDER [--mb 2000] [--seed 1] [--stances] [--keep]

FOLDER becomes the archive (it must not exist); the export is made in it, and both go away at the end without `--keep`.
Prints one JSON object: seconds of wall and of processor, comments a second of both, for a plain loop over the file (`json.loads`,
or Python's `mailbox`), for our reader alone, and for the whole ingest: read, deduplicated, related and stored, with `--stances`
also judged by words; memory in MB at ten points of the file and while relations are found; MB on disk.
"""

import argparse
import json
import mailbox
import resource
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from graph.builder import Builder
from graph.store import open_store
from ingest.formats import FORMATS, read, sources
from ingest.models import Discussion

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.benchmarks.made_exports import make_mail, make_reddit

MAKERS = {"reddit": (make_reddit, "dump.jsonl"), "mail": (make_mail, "list.mbox")}
POINTS = 10


def resident() -> int:
    """MB that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20


def timed(count: Callable[[], int]) -> dict[str, float]:
    started, worked = time.perf_counter(), time.process_time()
    done = count()
    wall, processor = time.perf_counter() - started, time.process_time() - worked
    return {
        "records": done,
        "seconds": round(wall, 1),
        "seconds of processor": round(processor, 1),
        "a second": round(done / wall),
        "a second of processor": round(done / processor),
    }


def plain_json(path: Path) -> int:
    with path.open("rb") as lines:
        return sum(1 for line in lines if json.loads(line))


def plain_mailbox(path: Path) -> int:
    return sum(1 for message in mailbox.mbox(path, create=False) if message["Message-ID"] and message.get_payload())


def reader_alone(path: Path) -> int:
    pieces = (piece for found in sources([str(path)]) for piece in read(found))
    return sum(len(piece.posts) for piece in pieces if isinstance(piece, Discussion))


class Watch:
    """Memory at several points of a file, and the peak until then."""

    def __init__(self, expected: int) -> None:
        self.points: list[dict[str, int]] = []
        self._step = max(1, expected // POINTS)

    def __call__(self, done: int) -> None:
        if done >= self._step * (len(self.points) + 1):
            self.note(done)

    def note(self, done: int) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        self.points.append({"comments": done, "MB": resident(), "peak MB": peak})
        print(self.points[-1], file=sys.stderr, flush=True)  # noqa: T201


def ingest(folder: Path, path: Path, watch: Watch, stances: bool) -> int:
    with open_store(str(folder / "archive.db")) as store:
        builder = Builder(store, stances=stances)
        reports = [
            builder.add(found.source, read(found), reader=FORMATS[found.format].reader(None), progress=watch)
            for found in sources([str(path)])
        ]
    done = sum(report.read for report in reports)
    watch.note(done)
    return done


def measure(kind: str, folder: Path, mb: int, seed: int, stances: bool) -> dict[str, object]:
    make, name = MAKERS[kind]
    path = folder / name
    make(path, mb * 1_000_000, seed)
    plain = timed(lambda: plain_json(path) if kind == "reddit" else plain_mailbox(path))
    reader = timed(lambda: reader_alone(path))
    before = resident()
    watch = Watch(int(reader["records"]))
    whole = timed(lambda: ingest(folder, path, watch, stances))
    size = sum(each.stat().st_size for each in folder.glob("archive.db*")) >> 20
    return {
        "MB": path.stat().st_size // 1_000_000,
        "json.loads" if kind == "reddit" else "mailbox": plain,
        "reader": reader,
        "ingest": whole,
        "MB held before": before,
        "memory": watch.points,
        "MB on disk": size,
    }


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("kind", choices=sorted(MAKERS))
    cli.add_argument("folder", type=Path)
    cli.add_argument("--mb", type=int, default=2000)
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--stances", action="store_true")
    cli.add_argument("--keep", action="store_true")
    asked = cli.parse_args()
    asked.folder.mkdir(parents=True)
    try:
        print(json.dumps(measure(asked.kind, asked.folder, asked.mb, asked.seed, asked.stances), indent=1))  # noqa: T201
    finally:
        if not asked.keep:
            shutil.rmtree(asked.folder)


if __name__ == "__main__":
    main()
