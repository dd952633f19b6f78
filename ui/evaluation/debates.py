"""`rejoinder evaluate objections` on debates whose tree is hidden: which comments are objections that nobody answers."""

import random
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from graph.debate.model import model_for
from graph.debate.unordered import Standing, Unordered, weigh
from graph.training.debate_figures import figures
from ingest.embedder import Embedder
from ingest.pair_scores import PairScorer
from ui.evaluation.labelled import read_rows, write_predictions

NEEDS: Final = "an id, a topic and comments, each with n and text"
_TOPIC: Final = "0"


class Comment(BaseModel):
    """One comment of a debate; number 0 is the topic."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    n: str
    text: str


class Row(BaseModel):
    """One line of DATA; `unanswered_objections` is truth and only looked at when predictions are scored."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str
    topic: str
    comments: tuple[Comment, ...]
    unanswered_objections: tuple[str, ...] | None = None

    @property
    def statements(self) -> tuple[Comment, ...]:
        """All comments but the topic, in an order of their own: how they came tells nothing."""
        said = sorted((each for each in self.comments if each.n != _TOPIC), key=lambda each: each.n)
        random.Random(self.id).shuffle(said)  # noqa: S311  (no secret hangs on it)
        return tuple(said)


class Prediction(BaseModel):
    """What is said of one comment.

    `probability`: it objects and nothing answers it; `unaddressed`: the same on a scale whose half is the model's cut. `target` is
    the number of what it most likely speaks against, with `target_probability`.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    item: str
    unaddressed: float = Field(ge=0, le=1)
    status: str
    probability: float
    target: str
    target_probability: float


def evaluate(
    data: Path, predictions: Path | None, embedder: Embedder, scorer: PairScorer | None = None
) -> dict[str, object]:
    """Judge the debates of `data` (JSONL, or that in gzip), write a prediction a line, and return the figures.

    Raises BadLabelledRow.
    """
    return judge(read_rows(data, Row, NEEDS), predictions, embedder, scorer)


def judge(
    rows: Sequence[Row], predictions: Path | None, embedder: Embedder, scorer: PairScorer | None = None
) -> dict[str, object]:
    """Judge debates, write a prediction a line, and return the figures."""
    began = perf_counter()
    said = predict(rows, embedder, scorer)
    spent = perf_counter() - began
    write_predictions(predictions, (each.model_dump_json() for of_row in said for each in of_row))
    counted = {"rows": len(rows), "items": sum(map(len, said)), "seconds": round(spent, 2)}
    return {"task": "objections", **counted, **score(rows, said, model_for(scorer).cut)}


def predict(rows: Sequence[Row], embedder: Embedder, scorer: PairScorer | None = None) -> list[tuple[Prediction, ...]]:
    """Say of each comment of each debate but its topic whether it is an open objection."""
    sets = [Unordered(row.topic, tuple(each.text for each in row.statements)) for row in rows]
    found = weigh(sets, embedder, scorer)
    cut = model_for(scorer).cut
    return [tuple(_predictions(row, standings, cut)) for row, standings in zip(rows, found, strict=True)]


def score(rows: Sequence[Row], predictions: Sequence[Sequence[Prediction]], cut: float) -> dict[str, object]:
    """Figures of the debates that have labels; nothing if none has."""
    known = [
        (said, set(row.unanswered_objections))
        for row, said in zip(rows, predictions, strict=True)
        if row.unanswered_objections is not None and said
    ]
    if not known:
        return {}
    truth = [np.array([each.item in open_ones for each in said], bool) for said, open_ones in known]
    return figures([np.array([each.probability for each in said]) for said, _ in known], truth, cut)


def _predictions(row: Row, standings: Sequence[Standing], cut: float) -> list[Prediction]:
    said = row.statements
    return [
        Prediction(
            id=row.id,
            item=each.n,
            unaddressed=from_half(standing.unaddressed, cut),
            status=_status(standing),
            probability=standing.unaddressed,
            target=_TOPIC if standing.target is None else said[standing.target].n,
            target_probability=standing.target_chance,
        )
        for each, standing in zip(said, standings, strict=True)
    ]


def from_half(chance: float, cut: float) -> float:
    """The chance on the scale whose half is the cut: its odds divided by those of the cut."""
    yes, no = chance * (1 - cut), (1 - chance) * cut
    return yes / (yes + no)


def _status(standing: Standing) -> str:
    """As the product names it where authors are unknown."""
    if standing.open:
        return "no_response"
    return "rebutted" if min(standing.objects, standing.answered) >= 0.5 else "no_objection"
