"""Debates whose tree is known, as the model of unordered statements sees them."""

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.debate.model import Sheet
from graph.debate.unordered import Unordered, read_sheets
from ingest.embedder import Embedder
from ingest.pair_scores import PairScorer

FOLDS = 5


@dataclass(frozen=True, eq=False)
class Debate:
    """A debate's statements as a sheet, and what is true of them, by their places in it.

    `targets` has the statement that each counters, -1 for none; `against` whether a point attacks the topic; `open` whether it is
    an objection that nothing answers.
    """

    sheet: Sheet
    targets: NDArray[np.int64]
    against: NDArray[np.bool_]
    open: NDArray[np.bool_]
    fold: int


def read_debates(path: Path, embedder: Embedder, scorer: PairScorer | None) -> list[Debate]:
    """The debates of a file (JSON lines in gzip: id, topic, comments, edges), their statements shuffled."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    orders = [_shuffled(row) for row in rows]
    texts = [{each["n"]: each["text"] for each in row["comments"]} for row in rows]
    sets = [Unordered(text[0], tuple(text[n] for n in order)) for text, order in zip(texts, orders, strict=True)]
    sheets = read_sheets(sets, embedder, scorer)
    return [_debate(row, order, sheet) for row, order, sheet in zip(rows, orders, sheets, strict=True)]


def _shuffled(row: dict[str, Any]) -> list[int]:
    order = [each["n"] for each in row["comments"] if each["n"] != 0]
    random.Random(str(row["id"])).shuffle(order)  # noqa: S311  (no secret hangs on it)
    return order


def _debate(row: dict[str, Any], order: Sequence[int], sheet: Sheet) -> Debate:
    place = {n: at for at, n in enumerate(order)}
    targets = np.full(len(order), -1)
    against = np.zeros(len(order), bool)
    for edge in row["edges"]:
        at = place[edge["src"]]
        targets[at] = place.get(edge["dst"], -1)
        against[at] = edge["dst"] == 0 and edge["rel"] == "attacks"
    answered = set(targets.tolist())
    attacks = against | (targets >= 0)
    alone = np.array([at not in answered for at in range(len(order))], bool)
    return Debate(sheet, targets, against, attacks & alone, fold_of(str(row["id"])))


def fold_of(debate: str) -> int:
    """The fold of a debate; the same in every run."""
    return int(blake2b(debate.encode(), digest_size=2).hexdigest(), 16) % FOLDS
