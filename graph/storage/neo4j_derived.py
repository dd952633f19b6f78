"""What only the Neo4j store does when positions and claims are written: edges between positions, and which claims go."""

import json
from collections.abc import Callable, Collection, Iterable
from typing import Any

from graph.storage import derived_cypher_writing
from graph.storage.rows import hash_of

Run = Callable[..., list[list[Any]]]  # run(statement, **values) gives all rows
Rows = list[dict[str, Any]]


def with_lists(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """Turn what the embedded store keeps as JSON into lists, for questions in Cypher."""
    if kind == "parentage":
        uids, probabilities = json.loads(row["candidates"])
        return row | {"candidates": uids, "probabilities": probabilities}
    if kind == "objection":
        names, numbers = json.loads(row["terms"])
        return row | {"terms": names, "term_values": numbers}
    if kind == "position":
        return row | {name: json.loads(row[name]) for name in ("opposes", "came_from", "went_to")}
    return row


def other_claims(run: Run, rows: Rows) -> Rows:
    """Stored claims of the discussions in `rows` that are not among those kept, as rows with a uid."""
    kept = {uid for row in rows for uid in json.loads(row["kept"])}
    found = {row[0] for row in run(derived_cypher_writing.CLAIM_UIDS, ids=[row["uid"] for row in rows])}
    return [{"uid": uid} for uid in sorted(found - kept)]


def oppose(run: Run, rows: Rows) -> None:
    """Draw the edges between opposed positions, from those in `rows` and from those that waited for them."""
    naming: dict[str, list[str]] = {str(uid): opposes for uid, opposes in run(derived_cypher_writing.WAITING)}
    naming |= {row["uid"]: json.loads(row["opposes"]) for row in rows}
    asked = sorted({other for opposes in naming.values() for other in opposes})
    stored = {row[0] for row in run(derived_cypher_writing.POSITION_UIDS, ids=asked)}
    run(derived_cypher_writing.PUT_OPPOSES, rows=_edges(naming.items(), stored))
    waits = [{"uid": uid, "waits": None if stored.issuperset(opposes) else True} for uid, opposes in naming.items()]
    run(derived_cypher_writing.PUT_WAITS, rows=waits)


def _edges(naming: Iterable[tuple[str, list[str]]], stored: Collection[str]) -> Rows:
    pairs = sorted({(uid, other) for uid, opposes in naming for other in opposes if other in stored})
    return [{"uid": hash_of(json.dumps(pair)), "position": pair[0], "other": pair[1]} for pair in pairs]
