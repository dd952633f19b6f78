"""What the embedded store promises beyond the contract: kills, full disks, damage, locks, other files."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import apsw
import numpy as np
import pytest

from graph import sqlite_store
from graph.models import Batch
from graph.sqlite_store import SqliteStore
from graph.storage import sql
from graph.store import StoreBusy, StoreError, StoreReadOnly, open_store
from ingest.models import DiscussionId
from tests.derived_rows import derived_contents, derived_filled
from tests.store_rows import comment, contents, filled, numbered, problems, thread

ROOT = Path(__file__).parent.parent
WRITER = """
import sys
from graph.store import StoreError, open_store
from ingest.models import DiscussionId
from tests.store_rows import numbered
try:
    with open_store(sys.argv[1]) as store:
        print("open", flush=True)
        for number in range(int(sys.argv[2]), int(sys.argv[3])):
            store.write(numbered(number))
            print(number, flush=True)
except StoreError as error:
    print(error, file=sys.stderr)
    sys.exit(3)
"""
LIMITED = (
    "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]), resource.RLIM_INFINITY))\n"
    + WRITER
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "archive.db"


def writer(path: Path, first: int, last: int = 10**6) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", WRITER, str(path), str(first), str(last)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def kill(process: "subprocess.Popen[str]") -> list[int]:
    """Kill at once; return the batches that were acknowledged and not yet read."""
    process.send_signal(signal.SIGKILL)
    assert process.stdout is not None
    with process.stdout as acknowledged:
        return [int(line) for line in acknowledged if line.endswith("\n")]


def batches(store: SqliteStore) -> list[int]:
    """Numbers of the batches of which anything is stored; fails when a batch is there in part."""
    found = [int(row.uid[2:]) for row in store.discussions()]
    homes = {number: DiscussionId(f"d:{number:06d}") for number in found}
    whole = [
        number
        for number, home in homes.items()
        if (len(store.comments_in(home)), len(store.replies_in(home))) == (20, 19)
    ]
    assert whole == found
    return found


# Kills and full disks


def test_a_kill_loses_no_acknowledged_batch(path):
    dice, known = np.random.default_rng(11), []
    for _ in range(10):
        process = writer(path, len(known))
        acknowledged = [int(process.stdout.readline()) for _ in range(dice.integers(1, 12))]
        acknowledged += kill(process)
        assert process.wait() == -signal.SIGKILL
        with SqliteStore(str(path)) as store:
            found = batches(store)
            assert problems(store) == []
        assert set(found) >= {*known, *acknowledged}
        assert len(found) <= len({*known, *acknowledged}) + 1  # at most the batch whose acknowledgement was on its way
        known = found
    assert known == list(range(len(known)))


@pytest.mark.parametrize("size", [1_000, 9_000, 150_000, 400_000, 1_000_000])
def test_a_full_disk_loses_nothing_acknowledged(path, size):
    command = [sys.executable, "-c", LIMITED, str(path), "0", "100000", str(size)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    acknowledged = [int(line) for line in done.stdout.split() if line != "open"]
    assert done.returncode == 3
    assert str(path) in done.stderr
    assert "free space" in done.stderr
    assert "\n" not in done.stderr.strip()
    with SqliteStore(str(path)) as store:
        assert batches(store) == acknowledged
        assert problems(store) == []
        store.write(numbered(len(acknowledged)))
        assert len(batches(store)) == len(acknowledged) + 1


def test_a_crash_while_the_file_is_made_leaves_one_that_can_be_opened(path):
    apsw.Connection(str(path)).pragma("journal_mode", "wal")
    assert path.exists()
    with SqliteStore(str(path)) as store:
        assert contents(filled(store))


# One writer, many readers


def test_a_second_writer_is_refused_with_the_pid_of_the_first(path):
    first = writer(path, 0, 0 + 10**6)
    try:
        with pytest.raises(StoreBusy, match=f"process {first.pid} is writing"):
            open_store(str(path))
        with open_store(str(path), read_only=True) as reader:
            assert reader.counts().sources <= 1
    finally:
        kill(first)
        first.wait()


def test_a_second_writer_in_the_same_process_is_refused(path):
    with SqliteStore(str(path)), pytest.raises(StoreBusy, match=str(os.getpid())):
        SqliteStore(str(path))


def test_the_lock_of_a_dead_process_is_taken_over(path):
    process = writer(path, 0)
    kill(process)
    process.wait()
    assert (path.parent / "archive.db.lock").read_text() == f"{process.pid}\n"
    with SqliteStore(str(path)) as store:
        assert (path.parent / "archive.db.lock").read_text() == f"{os.getpid()}\n"
        store.write(Batch())


def test_a_failed_opening_gives_the_lock_back(path):
    path.write_bytes(b"not a database" * 1000)
    for _ in range(2):
        with pytest.raises(StoreError, match="not a Rejoinder archive"):
            SqliteStore(str(path))


def test_a_lock_of_another_program_is_waited_for_and_named(path, monkeypatch):
    monkeypatch.setattr(sqlite_store, "_PATIENCE", 50)
    with SqliteStore(str(path)) as store:
        other = apsw.Connection(str(path))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy, match="another program"):
            store.write(Batch())
        other.execute("ROLLBACK")
        store.write(Batch())


def test_readers_see_whole_batches_while_one_writes(path):
    errors: list[BaseException] = []
    with SqliteStore(str(path)) as store:
        store.write(numbered(0))
        threads = [Thread(target=_read_on, args=(path, errors)) for _ in range(4)]
        for each in threads:
            each.start()
        for number in range(1, 40):
            store.write(numbered(number))
        for each in threads:
            each.join()
    assert errors == []


def _read_on(path: Path, errors: list[BaseException]) -> None:
    try:
        with open_store(str(path), read_only=True) as reader:
            for _ in range(30):
                found = reader.counts()
                assert found.comments == 20 * found.discussions == found.passages
                assert len(reader.comments_in("d:000000")) == 20
    except BaseException as error:
        errors.append(error)


WRITES = ("DELETE FROM comment", "UPDATE archive SET revision = 99", "DROP TABLE reply", "PRAGMA user_version = 9")


def test_a_reader_cannot_write_by_any_statement(path):
    with SqliteStore(str(path)) as store:
        before = contents(filled(store)), store.digest()
        for reading in (store, SqliteStore(str(path), read_only=True)):
            for statement in WRITES:
                with pytest.raises(StoreError, match="written"):
                    reading._rows(statement)
        with pytest.raises(StoreReadOnly):
            reading.write(Batch())
        assert (contents(store), store.digest()) == before


# Damage


def damaged_copy(path: Path, change: Callable[[apsw.Connection], object]) -> list[str]:
    """Change the file behind the store's back and ask what is wrong with it."""
    db = apsw.Connection(str(path))
    change(db)
    db.close()
    with open_store(str(path), read_only=True) as store:
        return problems(store)


DELETIONS = (
    "DELETE FROM source",
    "DELETE FROM discussion WHERE uid = 'd:2'",
    "DELETE FROM comment WHERE uid = 'd3'",
    "DELETE FROM comment WHERE uid = 'b2'",
    "DELETE FROM occurrence WHERE id = 1",
    "DELETE FROM quote",
    "DELETE FROM reply WHERE id = 1",
    "DELETE FROM parentage WHERE id = 1",
    "DELETE FROM stance WHERE id = 1",
    "DELETE FROM correction WHERE id = 1",
    "DELETE FROM keyring WHERE comment = 1",
    "DELETE FROM holder WHERE key = 5",
    "DELETE FROM embedder WHERE id = 1",
    "DELETE FROM passage WHERE id = 1",
    "DELETE FROM ledger",
)


@pytest.mark.parametrize("statement", DELETIONS)
def test_a_deleted_row_is_found(path, statement):
    with SqliteStore(str(path)) as store:
        filled(store)
    assert damaged_copy(path, lambda db: db.execute(statement))


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE comment SET text = text || '!' WHERE uid = 'b2'", "comment 'b2'"),
        ("UPDATE comment SET meta = '{' WHERE uid = 'b2'", "comment 'b2'"),
        ("UPDATE comment SET created_at = 'soon' WHERE uid = 'b2'", "comment 'b2'"),
        ("UPDATE reply SET parent = child", "reply 'r:b2>c1'"),
        ("UPDATE reply SET parent = 999", "names a comment that is not stored"),
        ("UPDATE parentage SET child = 1 WHERE uid = 'p:d3'", "parentage 'p:d3'"),
        ("UPDATE parentage SET candidates = '[[\"e4\"], [0.5, 0.5]]'", "parentage 'p:d3'"),
        ("UPDATE stance SET label = 'agree' WHERE uid = 's:b2>c1'", "stance 's:b2>c1'"),
        ("UPDATE stance SET neutral = 0.0 WHERE uid = 's:b2>c1'", "stance 's:b2>c1'"),
        ("UPDATE stance SET cues = '{' WHERE uid = 's:b2>c1'", "stance 's:b2>c1'"),
        ("UPDATE stance SET parent = 999", "names a comment that is not stored"),
        ("UPDATE correction SET value = '{}'", "correction 'x:b2:parent'"),
        ("UPDATE passage SET vector = zeroblob(32)", "passage 'b2'"),
        ("UPDATE passage SET vector = zeroblob(3)", "passage 'c1'"),
        ("UPDATE keyring SET keys = '5'", "keyring 'b2'"),
        ("UPDATE holder SET key = 6 WHERE key = 5", "lookup by key"),
        ("UPDATE ledger SET report = '{}'", "ledger 's:1'"),
        ("UPDATE archive SET tally = 'x'", "tally"),
        ("DROP INDEX reply_to", "index reply_to"),
        ("INSERT INTO discussion (uid, meta, row_digest) VALUES ('d:9', '{}', x'00')", "discussion 'd:9'"),
    ],
)
def test_a_changed_row_is_found_and_named(path, statement, said):
    with SqliteStore(str(path)) as store:
        filled(store)
    assert any(said in line for line in damaged_copy(path, lambda db: db.execute(statement)))


def test_lost_batches_are_missed(path, tmp_path):
    """A write-ahead log that was cut drops batches without a word; the note beside the file knows of them."""
    lost = tmp_path / "lost"
    lost.mkdir()
    with SqliteStore(str(path)) as store:
        filled(store)
    with SqliteStore(str(path)) as store:
        store.write(numbered(1))
        for name in ("archive.db", "archive.db.revision"):
            (lost / name).write_bytes((path.parent / name).read_bytes())
    with SqliteStore(str(lost / "archive.db")) as store:
        said = ["archive: 1 acknowledged batches are gone (revision 1, it was 2); ingest again"]
        assert problems(store) == said
        store.write(numbered(1))
        assert problems(store) == []
    (lost / "archive.db").unlink()
    with SqliteStore(str(lost / "archive.db")) as new:
        assert problems(new) == []


def test_flipped_bits_are_found(path, tmp_path):
    """A flip either is found, or it hit what nothing is read from (free bytes of a page, counters of the header)."""
    with SqliteStore(str(path)) as store:
        filled(store)
        for number in range(20):
            store.write(numbered(number))
        whole = contents(store)
    clean, dice = path.read_bytes(), np.random.default_rng(6)
    flips = [(int(dice.integers(len(clean))), 1 << int(dice.integers(8))) for _ in range(40)]
    found = [_flip_is_found(clean, flip, tmp_path / f"flipped-{at}.db", whole) for at, flip in enumerate(flips)]
    assert "missed" not in found
    assert found.count("found") >= 10  # the rest hit pages that are mostly empty


def _flip_is_found(clean: bytes, flip: tuple[int, int], path: Path, whole: object) -> str:
    place, bit = flip
    path.write_bytes(clean[:place] + bytes([clean[place] ^ bit]) + clean[place + 1 :])
    try:
        with open_store(str(path), read_only=True) as store:
            if problems(store):
                return "found"
            return "harmless" if contents(store) == whole else "missed"
    except StoreError:
        return "found"


def test_a_file_that_was_cut_short_is_found(path):
    with SqliteStore(str(path)) as store:
        filled(store)
    path.write_bytes(path.read_bytes()[: 5 * 8192])
    said = _opens_and_says(path)
    assert "damaged" in said or "malformed" in said


def _opens_and_says(path: Path) -> str:
    try:
        with open_store(str(path), read_only=True) as store:
            return "; ".join(store.problems())
    except StoreError as error:
        return str(error)


# Other files and versions


def test_places_that_cannot_hold_an_archive_are_named(tmp_path):
    for url, problem in [
        (str(tmp_path), "is a folder"),
        (str(tmp_path / "no" / "archive.db"), "does not exist"),
        (f"sqlite://{tmp_path}/no/archive.db", "does not exist"),
    ]:
        for read_only in (True, False):
            with pytest.raises(StoreError, match=problem) as caught:
                open_store(url, read_only=read_only)
            assert caught.value.cure
    with pytest.raises(StoreError, match="no archive here"):
        open_store(str(tmp_path / "absent.db"), read_only=True)
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreError, match="no archive in it yet"):
        open_store(str(tmp_path / "empty.db"), read_only=True)


def test_files_of_other_programs_are_refused_and_left_as_they_are(path):
    db = apsw.Connection(str(path))
    db.execute("CREATE TABLE theirs (x)")
    db.close()
    before = path.read_bytes()
    for read_only in (True, False):
        with pytest.raises(StoreError, match="another program's"):
            open_store(str(path), read_only=read_only)
    assert path.read_bytes() == before


def test_an_archive_of_a_newer_version_is_refused(path):
    SqliteStore(str(path)).close()
    db = apsw.Connection(str(path))
    db.pragma("user_version", 99)
    db.close()
    for read_only in (True, False):
        with pytest.raises(StoreError, match="schema version 99, and this rejoinder knows versions up to 3"):
            open_store(str(path), read_only=read_only)


def archive_of_version(number: int, path: Path) -> None:
    """Make the archive that an older version wrote; it is kept as SQL."""
    db = apsw.Connection(str(path))
    db.execute((Path(__file__).parent / "archives" / f"version-{number}.sql").read_text("utf-8"))
    db.pragma("journal_mode", "wal")
    db.close()


def test_an_archive_of_the_first_version_is_brought_up_to_date(path, tmp_path):
    """The first version has no table for stances, parentages and corrections."""
    archive_of_version(1, path)
    with pytest.raises(StoreError, match="older version; bring it up to date with 'rejoinder rebuild'"):
        open_store(str(path), read_only=True)
    with SqliteStore(str(path)) as store, SqliteStore(str(tmp_path / "new.db")) as new:
        assert store.digest() == "b3d665c1a7cbd9ebdccfa0af60a154d8"  # that the first version gave
        assert (store.counts().comments, store.counts().stances, store.corrections()) == (4, {}, [])
        assert problems(store) == []
        assert contents(filled(store)) == contents(filled(new))
        assert problems(store) == []
    assert path.with_name("archive.db.version-1").exists()


def test_an_archive_of_the_second_version_is_brought_up_to_date(path, tmp_path):
    """The second version has no table for claims, positions and objections."""
    archive_of_version(2, path)
    with pytest.raises(StoreError, match="older version; bring it up to date with 'rejoinder rebuild'"):
        open_store(str(path), read_only=True)
    with SqliteStore(str(path)) as store, SqliteStore(str(tmp_path / "new.db")) as new:
        assert contents(store) == contents(filled(new))
        assert store.digest() == "ce4f75c3265316460d7a75a825cd4757"  # that the second version gave
        assert store.undone("claims", "any") == ["d:1", "d:2"]
        assert problems(store) == []
        derived_filled(store)
        derived_filled(new)
        assert derived_contents(store) == derived_contents(new)
        assert problems(store) == []
    assert path.with_name("archive.db.version-2").exists()


def test_an_older_archive_is_brought_up_to_date_and_a_copy_kept(path, monkeypatch):
    with SqliteStore(str(path)) as store:
        before = contents(filled(store))
    later = ("CREATE TABLE later (x);", "ALTER TABLE later ADD COLUMN y;")
    monkeypatch.setattr(sqlite_store, "MIGRATIONS", (*sqlite_store.MIGRATIONS, *later))
    with pytest.raises(StoreError, match="older version"):
        open_store(str(path), read_only=True)
    with SqliteStore(str(path)) as store:
        assert contents(store) == before
    with SqliteStore(str(path)) as store:
        assert [row[0] for row in store._rows("SELECT count(*) FROM pragma_table_info('later')")] == [2]
    monkeypatch.undo()
    with SqliteStore(str(path.with_name("archive.db.version-3"))) as copy:
        assert contents(copy) == before


def test_a_broken_migration_changes_nothing(path, monkeypatch):
    SqliteStore(str(path)).close()
    broken = "CREATE TABLE later (x); SELECT nonsense;"
    monkeypatch.setattr(sqlite_store, "MIGRATIONS", (*sqlite_store.MIGRATIONS, broken))
    with pytest.raises(StoreError):
        SqliteStore(str(path))
    monkeypatch.undo()
    with SqliteStore(str(path)) as store:
        assert problems(store) == []


def test_a_path_may_be_written_as_a_url(path):
    with open_store(f"sqlite://{path}") as store:
        assert store.url == f"sqlite://{path}"
        filled(store)
    with open_store(str(path), read_only=True) as store:
        assert store.counts().comments == 4


# Speed


LOOKUPS = (sql.COMMENTS, sql.OCCURRENCES, sql.QUOTES, sql.REPLIES, sql.PASSAGES, sql.HOLDERS)
LOOKUPS += (sql.PARENTAGES, sql.STANCES)
PAGES = (sql.COMMENTS_IN, sql.OCCURRENCES_IN, sql.REPLIES_IN, sql.PARENTAGES_IN, sql.STANCES_IN, *sql.SCANS.values())


@pytest.mark.parametrize("statement", [*LOOKUPS, *PAGES])
def test_no_read_goes_through_a_whole_table(path, statement):
    with SqliteStore(str(path)) as store:
        filled(store)
        values = dict.fromkeys(("ids", "keys", "discussion", "source", "after", "limit", "most"))
        plan = [str(row[3]) for row in store._rows(f"EXPLAIN QUERY PLAN {statement}", **values)]
    assert [line for line in plan if line.startswith("SEARCH")]
    assert not [line for line in plan if line.startswith("SCAN") and "VIRTUAL TABLE" not in line]


def test_idle_connections_are_used_again(path):
    with SqliteStore(str(path)) as store:
        store.write(thread("a"))
        for _ in range(20):
            assert store.comments(["a"]) == {"a": comment("a")}
        assert len(store._idle) == 1
