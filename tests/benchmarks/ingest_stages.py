"""How long each stage of an ingest takes, and how much memory and disk: run by hand.

    python tests/benchmarks/ingest_stages.py FOLDER PATH... [--store neo4j] [--vectors OTHER/vectors.db]

FOLDER becomes the archive (it must not exist). With `--store neo4j` a server is started beside it, as the tests do. With
`--vectors` the vectors of another run are taken, so that the time of embedding is not measured again.
Prints one JSON object: seconds by stage, comments a second, peak memory of this process, bytes on disk.
"""

import argparse
import json
import resource
import shutil
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from graph.builder import Builder
from graph.embedding import embed_store
from graph.store import open_store
from ingest.embedder import open_embedder
from ingest.formats import FORMATS, read, sources
from ingest.vector_cache import CachedEmbedder, VectorCache
from search.index_builder import build_index

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.neo4j_server import Server, jars


@contextmanager
def timed(stage: str, seconds: dict[str, float]):
    started = time.perf_counter()
    yield
    seconds[stage] = round(time.perf_counter() - started, 2)


def measure(store, folder: Path, paths: list[str]) -> dict[str, object]:
    seconds: dict[str, float] = {}
    embedder = CachedEmbedder(open_embedder(), VectorCache(folder / "vectors.db"))
    with timed("read, deduplicate, relate, store", seconds):
        reports = [
            Builder(store).add(found.source, read(found), reader=FORMATS[found.format].reader(None))
            for found in sources(paths)
        ]
    read_peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with timed("embed and store vectors", seconds):
        embed_store(store, embedder)
    with timed("index", seconds):
        build_index(store, folder / "index", embedder.fingerprint)
    with timed("everything again", seconds):
        again = [
            Builder(store).add(found.source, read(found), reader=FORMATS[found.format].reader(None))
            for found in sources(paths)
        ]
    comments = sum(report.new for report in reports)
    return {
        "comments": comments,
        "new at the second run": sum(report.new for report in again),
        "seconds": seconds,
        "comments a second, read and stored": round(comments / seconds["read, deduplicate, relate, store"]),
        "passages a second, embedded": round(store.counts().passages / seconds["embed and store vectors"]),
        "peak MB before the model": read_peak,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def size(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) // (1 << 20)


def main() -> None:
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("folder", type=Path)
    cli.add_argument("paths", nargs="+")
    cli.add_argument("--store", choices=("sqlite", "neo4j"), default="sqlite")
    cli.add_argument("--vectors", type=Path)
    asked = cli.parse_args()
    asked.folder.mkdir(parents=True)
    if asked.vectors:
        shutil.copy(asked.vectors, asked.folder / "vectors.db")
    server = Server(jars(), asked.folder / "server").start() if asked.store == "neo4j" else None
    try:
        with open_store(server.url if server else str(asked.folder / "archive.db")) as store:
            result = measure(store, asked.folder, asked.paths)
    finally:
        if server:
            server.kill()
    result["MB on disk"] = {
        "store": size(asked.folder / "server" / "data")
        if server
        else (asked.folder / "archive.db").stat().st_size // (1 << 20),
        "index": size(asked.folder / "index"),
        "vector cache": (asked.folder / "vectors.db").stat().st_size // (1 << 20),
    }
    print(json.dumps(result, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
