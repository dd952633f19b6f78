"""The steps of a write batch, taken inside a transaction of the embedded store."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from graph.steps import Step
from graph.storage import derived_sql, sql
from graph.storage.writes import unpack_keys


class Connection(Protocol):
    """What a step asks of a database connection."""

    def execute(self, statements: str, bindings: Mapping[str, Any] | None = None, /) -> Iterator[Any]:
        """Run a statement."""
        ...

    def executemany(self, statements: str, sequenceofbindings: Iterable[Any], /) -> Iterator[Any]:
        """Run a statement for each of many rows."""
        ...


def take(db: Connection, todo: Iterable[Step]) -> None:
    """Take all steps in order."""
    for step in todo:
        _take_step(db, step)


def _take_step(db: Connection, step: Step) -> None:
    if step.name in _BEFORE:
        _BEFORE[step.name](db, step)
    db.executemany(getattr(derived_sql if step.derived else sql, step.name), step.rows)
    if step.name == "PUT_KEYS":
        _put_holders(db, step)


def _drop_holders(db: Connection, step: Step) -> None:
    """Take comments out of the lookup by key; it has no index by comment, as their keys are kept beside it."""
    found = list(db.execute(sql.KEYRINGS, _ids(step)))
    db.executemany(sql.REMOVE_HOLDERS, [(key, comment) for comment, keys in found for key in unpack_keys(keys)])


def _put_holders(db: Connection, step: Step) -> None:
    ids = dict(db.execute(sql.COMMENT_IDS, _ids(step)))
    pairs = [(key, ids[row["uid"]]) for row in step.rows for key in unpack_keys(str(row["keys"]))]
    db.executemany(sql.PUT_HOLDERS, sorted(pairs))


def _clear_all_but_replies(db: Connection, step: Step) -> None:
    """Clear the other edges, and the marks that said that claims and objections were up to date with them."""
    for statement in (sql.CLEAR_QUOTES, sql.CLEAR_PARENTAGES, sql.CLEAR_STANCES, derived_sql.CLEAR_DONE):
        db.executemany(statement, step.rows)


def _put_embedders(db: Connection, step: Step) -> None:
    db.executemany(sql.PUT_EMBEDDERS, [(name,) for name in sorted({str(row["fingerprint"]) for row in step.rows})])


def _remove_objections(db: Connection, step: Step) -> None:
    """Take away objections with these uids from wherever they are, with all that hangs on them."""
    db.executemany(derived_sql.REMOVE_OBJECTIONS, step.rows)


def _ids(step: Step) -> dict[str, str]:
    return {"ids": json.dumps([row["uid"] for row in step.rows])}


_BEFORE: dict[str, Callable[[Connection, Step], None]] = {
    "REMOVE_COMMENTS": _drop_holders,
    "PUT_KEYS": _drop_holders,
    "CLEAR_RELATIONS": _clear_all_but_replies,
    "PUT_PASSAGES": _put_embedders,
    "PUT_CLAIMS": _put_embedders,
    "PUT_OBJECTIONS": _remove_objections,
}
