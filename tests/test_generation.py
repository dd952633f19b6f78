import json
import subprocess
import sys
from dataclasses import replace

import pytest
from small_archive import COMMENTS, HashingEmbedder, small_store

from graph.models import Batch
from search.generation import UnusableIndex, check, open_generation
from search.index_builder import IndexNotWritten, build_index

FINGERPRINT = HashingEmbedder().fingerprint

# Builds in forked children: each is killed one change of the file system later, until one gets to its end. The index that is live
# afterwards must be whole each time. Prints how many children were killed, and how many found the old index still live.
KILLED_AT_EACH_STEP = """
import os, signal, sys
from pathlib import Path
import apsw, faiss, tantivy, numpy
from search.generation import check
from search.index_builder import build_index
from graph.sqlite_store import SqliteStore

path, folder = sys.argv[1], Path(sys.argv[2])
changes = {"os.rename", "os.mkdir", "os.remove", "os.rmdir"}

def build(steps):
    store = SqliteStore(path, read_only=True)

    def hook(event, arguments):
        nonlocal steps
        if event in changes or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            steps -= 1
            if steps == -1:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    build_index(store, folder, "hashing:1")
    os._exit(0)

killed = old = 0
while True:
    before = check(folder).manifest.generation
    child = os.fork()
    if not child:
        build(killed)
    status = os.waitpid(child, 0)[1]
    after = check(folder).manifest.generation
    assert after >= before
    if status == 0:
        break
    assert status == signal.SIGKILL, status
    killed += 1
    old += after == before
print(killed, old, len(list(folder.iterdir())))
"""

# Builds in a child that may write no file larger than so many bytes.
UNDER_A_SIZE_LIMIT = """
import resource, sys
from pathlib import Path
import apsw, faiss, tantivy, numpy
from search.index_builder import IndexNotWritten, build_index
from graph.sqlite_store import SqliteStore

with SqliteStore(sys.argv[1], read_only=True) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
    try:
        build_index(store, Path(sys.argv[2]), "hashing:1")
    except IndexNotWritten as error:
        sys.exit("refused: " + error.problem)
"""


@pytest.fixture
def store(tmp_path):
    with small_store(tmp_path / "archive.db") as store:
        yield store


@pytest.fixture
def folder(tmp_path, store):
    build_index(store, tmp_path / "index", FINGERPRINT)
    return tmp_path / "index"


def state(folder, store, fingerprint=FINGERPRINT):
    with pytest.raises(UnusableIndex) as caught:
        open_generation(folder, store, fingerprint)
    assert str(folder) in caught.value.problem
    assert caught.value.cure
    return caught.value.state


def run(script, *arguments):
    return subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_the_manifest_counts_what_the_store_holds(folder, store):
    manifest = open_generation(folder, store, FINGERPRINT).manifest
    assert (manifest.comments, manifest.stubs) == (len(COMMENTS), 1)
    assert manifest.passages == store.counts().passages
    assert manifest.revision == store.revision()


def test_every_row_is_where_the_index_says(folder, store):
    generation = open_generation(folder, store, FINGERPRINT)
    assert generation.uids == [row.uid for row in store.scan_comments()]
    spans = [(generation.uids[row["comment"]], int(row["start"]), int(row["end"])) for row in generation.passages]
    assert spans == [(each.comment, each.start, each.end) for each in store.scan_passages(FINGERPRINT)]


def test_no_index_is_missing(tmp_path, store):
    assert state(tmp_path / "nowhere", store) == "missing"


def test_an_index_of_an_older_revision_is_stale(folder, store):
    store.write(Batch(comments=[replace(COMMENTS[0], text="Other words stand here now.")]))
    assert state(folder, store) == "stale"


def test_an_index_of_another_store_is_stale(folder, tmp_path):
    with small_store(tmp_path / "other.db") as other:
        assert state(folder, other) == "stale"


def test_an_index_of_another_embedder_is_incompatible(folder, store):
    assert state(folder, store, "another:1") == "incompatible"


def live_files(folder):
    home = folder / (folder / "CURRENT").read_text().split()[0]
    return [
        folder / "CURRENT",
        *(path for path in home.rglob("*") if path.is_file() and not path.name.endswith(".lock")),
    ]


def test_every_damaged_file_is_found_before_it_is_loaded(folder, store):
    for path in live_files(folder):
        whole = path.read_bytes()
        flipped = bytearray(whole)
        flipped[len(whole) // 2] ^= 4
        for damaged in (b"", whole[:-1], whole[: len(whole) // 2], bytes(flipped), whole + b"\0"):
            path.write_bytes(damaged)
            assert state(folder, store) == "damaged", path.name
        path.unlink()
        assert state(folder, store) == ("missing" if path.name == "CURRENT" else "damaged"), path.name
        path.write_bytes(whole)
    assert open_generation(folder, store, FINGERPRINT)


def test_a_manifest_of_another_version_is_incompatible(folder, store):
    from hashlib import sha256

    manifest = live_files(folder)[0].parent / check(folder).folder.name / "manifest.json"
    content = json.dumps(json.loads(manifest.read_text()) | {"version": 99})
    manifest.write_text(content)
    (folder / "CURRENT").write_text(f"{manifest.parent.name} {sha256(content.encode()).hexdigest()}\n")
    assert state(folder, store) == "incompatible"


def test_a_damaged_index_is_replaced_by_building_again(folder, store):
    (folder / "CURRENT").write_bytes(b"\xff")
    manifest = build_index(store, folder, FINGERPRINT)
    assert open_generation(folder, store, FINGERPRINT).manifest == manifest
    assert sorted(path.name for path in folder.iterdir()) == ["CURRENT", f"gen-{manifest.generation:06d}"]


def test_building_twice_leaves_only_the_newer_generation(folder, store):
    build_index(store, folder, FINGERPRINT)
    assert sorted(path.name for path in folder.iterdir()) == ["CURRENT", "gen-000002"]


def test_an_open_generation_answers_after_its_files_are_gone(folder, store):
    generation = open_generation(folder, store, FINGERPRINT)
    ready = generation.text, generation.vectors, generation.uids
    build_index(store, folder, FINGERPRINT)
    assert len(ready[0]) == len(ready[2]) == len(COMMENTS)


def test_a_part_that_is_first_used_after_its_files_are_gone_says_so(folder, store):
    generation = open_generation(folder, store, FINGERPRINT)
    build_index(store, folder, FINGERPRINT)
    for home, parts in (
        (generation, ("text", "vectors", "uids", "comments")),
        (generation.claims, ("text", "vectors", "names", "claims", "sizes", "positions")),
    ):
        for part in parts:
            with pytest.raises(UnusableIndex, match="newer") as caught:
                getattr(home, part)
            assert caught.value.state == "stale"


def test_an_interrupted_build_keeps_the_old_index(folder, store):
    def stop(done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(store, folder, FINGERPRINT, stop)
    assert open_generation(folder, store, FINGERPRINT).manifest.generation == 1
    assert sorted(path.name for path in folder.iterdir()) == ["CURRENT", "gen-000001"]


def test_an_empty_store_has_an_index_that_finds_nothing(tmp_path):
    from graph.sqlite_store import SqliteStore

    with SqliteStore(str(tmp_path / "empty.db")) as store:
        build_index(store, tmp_path / "index", FINGERPRINT)
        assert open_generation(tmp_path / "index", store, FINGERPRINT).manifest.comments == 0


def test_progress_ends_at_the_number_of_comments(tmp_path, store):
    heard = []
    build_index(store, tmp_path / "other", FINGERPRINT, heard.append)
    assert heard[-1] == len(COMMENTS)


def test_a_build_killed_at_any_step_leaves_the_old_index_or_the_new(folder, store, tmp_path):
    store.write(Batch(comments=[replace(COMMENTS[0], text="Other words stand here now.")]))
    done = run(KILLED_AT_EACH_STEP, tmp_path / "archive.db", folder)
    assert done.returncode == 0, done.stderr
    killed, old, left = map(int, done.stdout.split())
    assert killed > old > 5
    assert left == 2
    assert open_generation(folder, store, FINGERPRINT)


def test_a_disk_that_is_full_raises_and_keeps_the_old_index(folder, store, tmp_path):
    largest = max(each.size for each in check(folder).manifest.files.values())
    for limit in range(0, largest, max(1, largest // 6)):
        done = run(UNDER_A_SIZE_LIMIT, tmp_path / "archive.db", folder, limit)
        assert done.returncode == 1, (limit, done.stdout, done.stderr)
        assert done.stderr.startswith("refused: "), (limit, done.stderr)
        assert open_generation(folder, store, FINGERPRINT).manifest.generation == 1


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path, store):
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexNotWritten, match="file"):
        build_index(store, tmp_path / "file" / "index", FINGERPRINT)
