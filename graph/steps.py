"""The steps by which both stores take a write batch: plain rows for a named statement."""

from collections.abc import Iterable
from dataclasses import dataclass

from graph.storage.rows import Values, escape


@dataclass(frozen=True, slots=True)
class Step:
    """Rows for the statement called `name`, which stores rows of `kind` or, without one, removes rows.

    With `derived` the statement stands with those for claims, positions and objections.
    """

    name: str
    rows: list[Values]
    kind: str | None = None
    derived: bool = False


def uid_rows(uids: Iterable[str]) -> list[Values]:
    """Rows that hold nothing but a uid, each once, sorted."""
    return [{"uid": uid} for uid in sorted({escape(uid) for uid in uids})]


def ordered(rows: Iterable[Values]) -> list[Values]:
    """By uid, so that concurrent writers lock in one order; of rows with one uid the last."""
    return [row for _, row in sorted({str(row["uid"]): row for row in rows}.items())]
