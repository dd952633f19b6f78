"""What the embedded store promises of claims, positions and objections beyond the contract: damage, indexes, views."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import apsw
import pytest

from graph.arguments import Claim, Claims, Objections
from graph.sqlite_store import SqliteStore
from graph.storage import derived_sql
from graph.storage.rows import DERIVED_KINDS
from graph.store import open_store
from tests.derived_rows import claim, derived_filled, objection, write
from tests.store_rows import filled, problems


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with SqliteStore(str(tmp_path / "archive.db")) as store:
        derived_filled(store)
    return tmp_path / "archive.db"


# Damage


def damaged(path: Path, change: Callable[[apsw.Connection], object]) -> list[str]:
    """Change the file behind the store's back and ask what is wrong with it."""
    db = apsw.Connection(str(path))
    change(db)
    db.close()
    with open_store(str(path), read_only=True) as store:
        return problems(store)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM claim WHERE uid = 'k1'", "claim: 2 rows are stored where 3 were written"),
        ("DELETE FROM position WHERE uid = 'p9'", "position: 2 rows are stored where 3 were written"),
        ("DELETE FROM placement WHERE claim = 1", "placement: 2 rows are stored where 3 were written"),
        ("DELETE FROM objection WHERE uid = 'o3'", "objection: 2 rows are stored where 3 were written"),
        ("DELETE FROM attack", "attack: 0 rows are stored where 1 were written"),
        ("DELETE FROM response WHERE place = 1", "response: 2 rows are stored where 3 were written"),
        ("DELETE FROM done", "done: 0 rows are stored where 3 were written"),
        ("UPDATE claim SET text = 'other' WHERE uid = 'k1'", "claim 'k1'"),
        ("UPDATE claim SET vector = zeroblob(32) WHERE uid = 'k2'", "claim 'k2'"),
        ("UPDATE claim SET vector = zeroblob(3) WHERE uid = 'k2'", "claim 'k2'"),
        ("UPDATE claim SET comment = 1 WHERE uid = 'k3'", "claim 'k3'"),
        ("UPDATE claim SET comment = 999 WHERE uid = 'k3'", "names a comment that is not stored"),
        ("UPDATE position SET opposes = '[' WHERE uid = 'p1'", "position 'p1'"),
        ("UPDATE position SET size = 7 WHERE uid = 'p1'", "position 'p1'"),
        ("UPDATE placement SET position = 2 WHERE claim = 1", "placement 'k1'"),
        ("UPDATE placement SET position = 99 WHERE claim = 1", "names a position that is not stored"),
        ("UPDATE objection SET status = 'ignored' WHERE uid = 'o1'", "objection 'o1'"),
        ("UPDATE objection SET terms = '[[], [0.5]]' WHERE uid = 'o1'", "objection 'o1'"),
        ("UPDATE objection SET target = comment WHERE uid = 'o1'", "objection 'o1'"),
        ("UPDATE attack SET position = 2", "attack 'o1'"),
        ("UPDATE response SET engagement = 1.0 WHERE uid = 'o1#0'", "response 'o1#0'"),
        ("UPDATE response SET comment = 99 WHERE uid = 'o1#0'", "names a comment that is not stored"),
        ("UPDATE done SET mark = 'other'", "done 'claims:d:1'"),
        ("DROP INDEX objection_ranked", "index objection_ranked"),
    ],
)
def test_damage_to_what_is_derived_is_found_and_named(path, statement, said):
    lines = damaged(path, lambda db: db.execute(statement))
    assert any(said in line for line in lines), lines


# Views and indexes


@pytest.mark.parametrize(("name", "kind"), [*DERIVED_KINDS.items(), ("claim", Claim)])
def test_the_views_of_the_schema_have_the_fields_of_the_derived_rows(path, name, kind):
    with SqliteStore(str(path)) as store:
        columns = [row[0] for row in store._rows("SELECT name FROM pragma_table_info($view)", view=f"{name}_row")]
    assert columns == [*(each.name for each in fields(kind)), "row_digest"]
    assert name in derived_sql.SCANS
    assert name in derived_sql.DIGESTS


VALUES = ("ids", "discussion", "after", "limit", "offset", "prefix", "status")
LOOKUPS = (
    derived_sql.CLAIMS,
    derived_sql.CLAIMS_OF,
    derived_sql.PLACEMENTS,
    derived_sql.POSITIONS,
    derived_sql.COMPLETE_POSITIONS,
)
OBJECTIONS = (derived_sql.OBJECTIONS, derived_sql.OBJECTIONS_IN, derived_sql.OBJECTIONS_NAMED)
RANKED = (derived_sql.RANKED, derived_sql.RANKED_BY_STATUS)


def plan(path: Path, statement: str) -> list[str]:
    with SqliteStore(str(path)) as store:
        asked = f"EXPLAIN QUERY PLAN {statement}"
        return [str(row[3]) for row in store._rows(asked, **dict.fromkeys(VALUES))]


@pytest.mark.parametrize("statement", [*LOOKUPS, *OBJECTIONS, *derived_sql.SCANS.values()])
def test_no_read_of_what_is_derived_goes_through_a_whole_table(path, statement):
    lines = plan(path, statement)
    assert [line for line in lines if line.startswith("SEARCH")]
    assert not [line for line in lines if line.startswith("SCAN") and "VIRTUAL TABLE" not in line]


@pytest.mark.parametrize("statement", RANKED)
def test_a_ranked_page_is_read_in_the_order_of_an_index(path, statement):
    [line] = plan(path, statement)
    assert "USING COVERING INDEX objection_ranked" in line
    assert "TEMP B-TREE" not in line


# Growth


def steps_taken(path: Path, count: int) -> int:
    """How many rows SQLite's engine visits when `count` claims and objections are written anew."""
    with SqliteStore(str(path)) as store:
        filled(store)
        claims = tuple(claim(f"k{number:05d}", "b2", number) for number in range(count))
        raised = tuple(objection(f"o{number:05d}", "b2", "c1", score=number / 2) for number in range(count))
        write(store, claims=[Claims("d:1", "m", claims)], objections=[Objections("d:1", "m", raised)])
        taken = 0

        def tick() -> bool:
            nonlocal taken
            taken += 1
            return False

        assert store._writer is not None
        store._writer.set_progress_handler(tick, 100)
        write(store, claims=[Claims("d:1", "n", claims)], objections=[Objections("d:1", "n", raised)])
        return taken


def test_the_work_of_writing_again_grows_with_what_is_written(tmp_path):
    small, large = (steps_taken(tmp_path / f"{count}.db", count) for count in (300, 1200))
    assert 2 * small < large < 6 * small
