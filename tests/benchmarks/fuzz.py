"""Coverage-guided fuzzing of one reader: run by hand, ten minutes of processor time a format.

    pip install --group fuzz
    python tests/benchmarks/fuzz.py FORMAT SECONDS FOLDER

FORMAT is a name of `rejoinder formats`. It starts from self-written samples, changes them by their structure and byte by byte
(libFuzzer, through atheris), and keeps what reaches new code of ingest in FOLDER/FORMAT/reached. A finding is an input that
raises anything, takes over 5 s of processor time, makes the process grow by more than 500 MB, or gives a post that no store can
hold or two at one place; it is kept in FOLDER/FORMAT/findings, one for each place in the code, and the run goes on. Prints
findings, and a last line; what it says of growth is mostly libFuzzer's own.
"""

import os
import re
import resource
import shutil
import sys
import tempfile
import time
import traceback
from hashlib import sha256
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["ingest"]):
    from ingest.errors import RejoinderError
    from ingest.formats import FORMATS, read
    from ingest.models import Rejected
    from ingest.readers.format import Found, Options

from tests.posts import sharing, unfit
from tests.sample_sources import put, samples
from tests.source_changes import mutation

LONGEST = 1 << 16  # bytes of an input
SECONDS = 5
MEGABYTES = 500


class Finding(Exception):
    """What a reader must not do."""


class Target:
    """A reader that is given inputs; counts them, and keeps what it does wrong with."""

    def __init__(self, name: str, folder: Path, seconds: float) -> None:
        self.name, self.tried, self.records = name, 0, 0
        self._end = time.process_time() + seconds
        self._findings = folder / "findings"
        self._findings.mkdir(parents=True, exist_ok=True)
        self._place = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
        self._memory = megabytes()
        self._seen: set[str] = set()

    def take(self, data: bytes) -> None:
        """Read an input; keep it when that goes wrong in a place where nothing did before."""
        began, before = time.process_time(), megabytes()
        try:
            self._read(data)
            took = time.process_time() - began
            if took > SECONDS:
                raise Finding(f"took {took:.1f} s")
            if megabytes() > before + MEGABYTES:
                raise Finding(f"grew by {megabytes() - before:.0f} MB")
        except Exception as error:
            self._keep(data, error)
        self.tried += 1
        if time.process_time() > self._end:
            self._stop()

    def _read(self, data: bytes) -> None:
        path = put(data, self.name, self._place)
        form = FORMATS[self.name]
        form.detect(path, b"" if path.is_dir() else data)
        found = Found(path, path.name, self.name, "", "0" * 64, len(data))
        try:
            items = list(read(found, Options()))
        except RejoinderError as error:
            raise Finding(f"{type(error).__name__} came out of the reader: {error}") from error
        self.records += len(items)
        wrong = [each for item in items if not isinstance(item, Rejected) for each in unfit(item)]
        if wrong or sharing(items):
            raise Finding(wrong[0] if wrong else "two posts share a place")

    def _keep(self, data: bytes, error: Exception) -> None:
        frames = [each for each in traceback.extract_tb(error.__traceback__) if "/ingest/" in each.filename]
        place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "post"
        said = re.sub(r"\d+", "N", str(error))[:60]
        key = f"{type(error).__name__} {place} {said}"
        if key not in self._seen:
            self._seen.add(key)
            (self._findings / sha256(data).hexdigest()[:16]).write_bytes(data)
            sys.stdout.write(f"FINDING {self.name}: {type(error).__name__} at {place}: {str(error)[:300]!r}\n")
            traceback.print_exception(error, file=sys.stdout)
            sys.stdout.flush()

    def _stop(self) -> None:
        """Say what was done, and end: libFuzzer's own end runs nothing of ours."""
        counts = f"{self.tried:,} inputs, {self.records:,} items, {len(self._seen)} findings"
        sys.stdout.write(f"{self.name}: {counts}, grew by {megabytes() - self._memory:.0f} MB\n")
        sys.stdout.flush()
        shutil.rmtree(self._place)
        os._exit(0)


def megabytes() -> float:
    """The most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(name: str, seconds: str, into: str) -> None:
    """Fuzz the reader of this format for so many seconds of processor time."""
    folder = Path(into) / name
    reached = folder / "reached"
    reached.mkdir(parents=True, exist_ok=True)
    for each in samples(name):
        (reached / sha256(each).hexdigest()[:16]).write_bytes(each)
    target, change = Target(name, folder, float(seconds)), mutation(name)

    def changed(data: bytes, longest: int, seed: int) -> bytes:
        chance = Random(seed)  # noqa: S311  (libFuzzer gives the seed)
        if chance.random() < 0.4:
            return atheris.Mutate(data, longest)
        for _ in range(chance.choice((1, 1, 2, 5))):
            after = change(data, chance)
            data = after if 0 < len(after) <= longest else data
        return data

    # Findings are kept here and not by libFuzzer, which would end with the first one.
    options = [f"-max_len={LONGEST}", "-timeout=120", "-rss_limit_mb=0", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, str(reached)], target.take, custom_mutator=changed)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
