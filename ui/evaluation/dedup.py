"""`rejoinder evaluate dedup`: the product's deduplication on comments without authors, scored by pairs when labels are there."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from ingest.deduplicate import Version, compare, group
from ingest.models import SourceId
from ui.evaluation.labelled import read_rows, write_predictions

NEEDS: Final = "an id and a text"


class Row(BaseModel):
    """One line of DATA: `same_as` is the comment that this one repeats, `negates` one that it must not be merged with."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    text: str
    same_as: str | None = None
    kind: str = "none"
    negates: str | None = None


def evaluate(data: Path, predictions: Path | None) -> dict[str, object]:
    """Deduplicate the comments of `data` (JSONL, or that in gzip), write a prediction a line, and return the figures.

    Raises BadLabelledRow when a line is not JSON with an id and a text.
    """
    rows = read_rows(data, Row, NEEDS)
    began = perf_counter()
    said = list(predict(rows))
    spent = perf_counter() - began
    write_predictions(predictions, map(json.dumps, said))
    counted = {"comments": len(rows), "duplicates": sum(each["same_as"] is not None for each in said)}
    return {"task": "dedup", **counted, "seconds": round(spent, 2), **(score(rows, said) if _labelled(rows) else {})}


def predict(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Say of each comment which earlier one it repeats: {id, same_as: id or None, kind: exact, near, edited or None}."""
    versions = [Version(row.text, SourceId("data")) for row in rows]
    first = {member: each.members[0] for each in group(versions) for member in each.members}
    for n, row in enumerate(rows):
        if first[n] == n:
            yield {"id": row.id, "same_as": None, "kind": None}
        else:
            likeness = compare(rows[first[n]].text, row.text)
            yield {"id": row.id, "same_as": rows[first[n]].id, "kind": likeness.match if likeness else "edited"}


def score(rows: Sequence[Row], predictions: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """Pairwise precision and recall, recall by kind of edit, and how many negated pairs were merged."""
    true, said = _groups((row.id, row.same_as) for row in rows), _groups((p["id"], p["same_as"]) for p in predictions)
    true_pairs, said_pairs = _pairs(true), _pairs(said)
    both = len(true_pairs & said_pairs)
    contradicted = [row for row in rows if row.negates is not None]
    return {
        "precision": both / len(said_pairs) if said_pairs else None,
        "recall": both / len(true_pairs) if true_pairs else None,
        "recall_by_kind": _recall_by_kind(rows, said),
        "negated": len(contradicted),
        "negated_merged": sum(said[row.id] == said.get(str(row.negates)) for row in contradicted),
    }


def _labelled(rows: Sequence[Row]) -> bool:
    return any(row.same_as is not None for row in rows)


def _groups(links: Iterator[tuple[str, str | None]]) -> dict[str, str]:
    """The name of each comment's group; every link leads straight to the group's first comment."""
    return {name: other if other is not None else name for name, other in links}


def _pairs(groups: Mapping[str, str]) -> set[tuple[str, ...]]:
    members = defaultdict(list)
    for name, home in groups.items():
        members[home].append(name)
    return {pair for each in members.values() for pair in combinations(sorted(each), 2)}


def _recall_by_kind(rows: Sequence[Row], said: Mapping[str, str]) -> dict[str, float]:
    labelled = [row for row in rows if row.same_as is not None]
    found = Counter(row.kind for row in labelled if said[row.id] == said.get(str(row.same_as)))
    return {kind: found[kind] / count for kind, count in sorted(Counter(row.kind for row in labelled).items())}
