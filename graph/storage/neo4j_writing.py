"""The steps of a write batch, taken inside a transaction of the Neo4j store."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph import cypher
from graph.steps import Step
from graph.storage import cypher_writing, derived_cypher_writing
from graph.storage.neo4j_derived import Rows, Run, oppose, other_claims, with_lists
from graph.storage.rows import author_uid, unpack_passage
from graph.storage.tally import Tally
from graph.store import StoreError

VERSION = 3  # of the schema
_AT_ONCE = 1000  # rows a statement
_KINDS = cypher_writing.KINDS | derived_cypher_writing.KINDS


class Writing:
    """One attempt to write one batch; `run` runs a statement in the attempt's transaction."""

    def __init__(self, run: Run, url: str) -> None:
        self._run, self._url = run, url
        run(cypher_writing.HOLD_ARCHIVE)
        self._tally = Tally.load(run(cypher_writing.TAKE_TALLY)[0][0])

    def take(self, todo: Iterable[Step]) -> None:
        """Take all steps in order. Raises StoreError."""
        for step in todo:
            self._take(step)
        self._run(cypher_writing.KEEP_TALLY, tally=self._tally.dump(), version=VERSION)

    def _take(self, step: Step) -> None:
        if step.name == "REMOVE_OTHER_CLAIMS":
            step = Step("REMOVE_CLAIMS", other_claims(self._run, step.rows))
        for rows in _chunks(step.rows):
            self._take_rows(step, rows)
        if step.name == "PUT_PASSAGES":
            self._embed(step)
        if step.name == "PUT_POSITIONS":
            oppose(self._run, step.rows)

    def _take_rows(self, step: Step, rows: Rows) -> None:
        gone = self._go(_going(step.name), [{"uid": row["uid"]} for row in rows])
        if gone and step.name == "PUT_COMMENTS":
            self._go(cypher_writing.OUTDATED, [{"uid": row["uid"], "text": row["text"]} for row in rows])
        if step.kind is not None:
            self._put(step.name, [with_lists(step.kind, row) for row in rows])
            for row in rows:
                self._tally.add(step.kind, row["row_digest"])
        if step.name == "PUT_COMMENTS":
            self._put("PUT_AUTHORS", [_authorship(row) for row in rows if row["author"] is not None])
        if gone and step.name in ("PUT_COMMENTS", "REMOVE_COMMENTS"):
            self._run(cypher_writing.DROP_AUTHORS)

    def _go(self, statements: tuple[str, ...], rows: Rows) -> bool:
        """Run statements that remove or replace rows, take these out of the tally, and say whether there were any."""
        gone = [row for statement in statements for row in self._run(statement, rows=rows)]
        for kind, digest in gone:
            if digest is not None:
                self._tally.remove(_KINDS[kind], digest)
        return bool(gone)

    def _put(self, name: str, rows: Rows) -> None:
        written = self._run(_statement(name), rows=rows)[0][0]
        if written != len(rows):
            problem = f"{self._url}: the batch was refused at {name}, nothing of it was written"
            problem += f" ({len(rows) - written} rows name what is not stored)"
            raise StoreError(problem, "write rows before, or with, what names them")

    def _embed(self, step: Step) -> None:
        """Give comments the mean of all their passages, which may have come in several batches, for Neo4j's own vector index."""
        by_embedder: dict[str, set[str]] = defaultdict(set)
        for row in step.rows:
            by_embedder[str(row["fingerprint"])].add(str(row["comment"]))
        for fingerprint, comments in sorted(by_embedder.items()):
            found = self._run(cypher.PASSAGES, ids=sorted(comments))
            for rows in _chunks(_means(row for row in found if row[3] == fingerprint)):
                self._run(cypher_writing.PUT_EMBEDDINGS, rows=rows)


def _going(name: str) -> tuple[str, ...]:
    """Statements for what goes before a step: first what hangs on comments and claims, then these."""
    return *derived_cypher_writing.GOING.get(name, ()), *cypher_writing.GOING.get(name, ())


def _statement(name: str) -> str:
    found = next(each for each in (cypher_writing, derived_cypher_writing) if hasattr(each, name))
    return str(getattr(found, name))


def _chunks(rows: Rows) -> Iterable[Rows]:
    return (rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE))


def _means(passages: Iterable[list[Any]]) -> Rows:
    """Unit mean vector of each comment's passages."""
    sums: dict[str, NDArray[np.float64]] = {}
    for row in sorted(passages, key=lambda each: (each[0], each[1])):
        vector = unpack_passage(row).vector.astype(np.float64)
        sums[row[0]] = sums[row[0]] + vector if row[0] in sums else vector
    return [{"uid": uid, "embedding": _as_text(total)} for uid, total in sorted(sums.items())]


def _as_text(vector: NDArray[np.float64]) -> str:
    """Numbers of unit length as text, exact for float32: the driver takes six times as long to pack them one by one."""
    unit = (vector / (np.linalg.norm(vector) or 1.0)).astype(np.float32)
    return ("%.9g " * unit.size % tuple(unit.tolist())).rstrip()


def _authorship(row: dict[str, Any]) -> dict[str, Any]:
    return {"uid": row["uid"], "author": row["author"], "author_uid": author_uid(row["author"])}
