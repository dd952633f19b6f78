"""`rejoinder evaluate objections`: which objections of reviews are dealt with by the rebuttal."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, model_validator

from graph.engagement.reading import open_engagements
from graph.engaging import Engagements, Meeting
from graph.objection.argument_arrays import BYS
from graph.objection.unaddressed import weights
from graph.training.engagement_examples import Example, by_objections, by_sentences
from graph.training.engagement_figures import figures, status_figures, status_of, true_statuses
from ingest.embedder import Embedder
from ingest.pair_scores import PairScorer
from ui.evaluation import debates
from ui.evaluation.labelled import read_lines, rows_of, write_predictions

NEEDS: Final = "objections and a reply, review_sentences and rebuttal_sentences, or a topic and comments"
_AUTHOR: Final = np.array([BYS.index("target_author")])


class _Shape(BaseModel):
    """What tells one kind of data from another."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    comments: tuple[dict[str, Any], ...] | None = None


class Row(BaseModel):
    """One line of DATA: a review with what is objected, or with all its sentences, and the rebuttal.

    Labels may be absent.
    """

    model_config = ConfigDict(frozen=True, extra="allow", coerce_numbers_to_str=True)

    id: str = ""
    objections: tuple[dict[str, Any], ...] | None = None
    reply: tuple[str, ...] | None = None
    metadata: dict[str, Any] = {"forum_id": ""}
    review_sentences: tuple[dict[str, Any], ...] | None = None
    rebuttal_sentences: tuple[dict[str, Any], ...] | None = None

    @model_validator(mode="after")
    def _is_of_a_kind(self) -> "Row":
        pairs = ((self.objections, self.reply), (self.review_sentences, self.rebuttal_sentences))
        if sum(first is not None and second is not None for first, second in pairs) != 1:
            raise ValueError(f"needs {NEEDS}")
        return self

    @property
    def named(self) -> str:
        """The id that a prediction carries."""
        return self.id or str(self.metadata.get("review_id", ""))

    @property
    def items(self) -> tuple[str, ...]:
        """What the objections are called."""
        if self.objections is not None:
            return tuple(str(each["id"]) for each in self.objections)
        return tuple(str(each["sentence_index"]) for each in self.review_sentences or ())

    @property
    def example(self) -> Example:
        """The case with its truth."""
        return (by_sentences if self.objections is None else by_objections)(self.model_dump())

    @property
    def labelled(self) -> bool:
        """Whether it is known what is dealt with."""
        if self.objections is not None:
            return all("addressed_by" in each for each in self.objections)
        return all("review_action" in each for each in self.review_sentences or ())


class Prediction(BaseModel):
    """What is said of one objection; `row` counts lines from 0, for ids of reviews need not be unique."""

    model_config = ConfigDict(frozen=True)

    id: str
    item: str
    unaddressed: float
    status: str
    row: int


def evaluate(
    data: Path, predictions: Path | None, embedder: Embedder, scorer: PairScorer | None = None
) -> dict[str, object]:
    """Say of each objection of `data` (JSONL, or that in gzip) how far it is unaddressed, and return the figures.

    Writes a prediction a line. A file of debates is judged by `ui.evaluation.debates`. Raises BadLabelledRow.
    """
    lines = read_lines(data)
    if any(row.comments is not None for row in rows_of(lines[:1], _Shape, NEEDS)):
        return debates.judge(rows_of(lines, debates.Row, debates.NEEDS), predictions, embedder, scorer)
    rows = rows_of(lines, Row, NEEDS)
    began = perf_counter()
    said = predict(rows, open_engagements(embedder))
    spent = perf_counter() - began
    write_predictions(predictions, (each.model_dump_json() for of_row in said for each in of_row))
    counted = {"rows": len(rows), "items": sum(map(len, said)), "seconds": round(spent, 2)}
    return {"task": "objections", **counted, **score(rows, said)}


def predict(rows: Sequence[Row], engagements: Engagements) -> list[tuple[Prediction, ...]]:
    """Say of each objection of each row what the rebuttal leaves of it: the one answer, by the author of what is objected to.

    Where only sentences are known, each sentence of the review is an objection.
    """
    met = engagements.meet([row.example.case for row in rows])
    return [tuple(_predictions(number, row, met[number])) for number, row in enumerate(rows)]


def score(rows: Sequence[Row], predictions: Sequence[Sequence[Prediction]]) -> dict[str, object]:
    """Figures of the rows whose truth is known; nothing where none is."""
    known = [(row.example, said) for row, said in zip(rows, predictions, strict=True) if row.labelled and said]
    if not known:
        return {}
    examples = [example for example, _ in known]
    found = figures(examples, [1 - np.array([each.unaddressed for each in said]) for _, said in known])
    if examples[0].does is None:
        return found
    told = [each.status for example, said in known for each, judged in zip(said, example.judged, strict=True) if judged]
    return found | status_figures([status for example in examples for status in true_statuses(example)], told)


def _predictions(number: int, row: Row, meetings: Sequence[Meeting]) -> Iterator[Prediction]:
    for item, meeting in zip(row.items, meetings, strict=True):
        weight = float(weights(np.array([meeting.acts]), _AUTHOR)[0])
        open_ = round(1 - meeting.engagement * weight, 4)
        status = status_of(meeting.engagement, meeting.acts)
        yield Prediction(id=row.named, item=item, unaddressed=open_, status=status, row=number)
