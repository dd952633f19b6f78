"""`rejoinder evaluate stance`: the product's own stances on labelled pairs, scored when labels are there."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
from pydantic import BaseModel, ConfigDict

from graph.models import Label, Reply, Stance
from graph.stance import infer_stances
from graph.stances.model import LABELS
from graph.training.stance_figures import figures, labels_of
from ingest.models import Comment, CommentId, DiscussionId, Quote
from ingest.pair_scores import PairScorer
from ingest.quotes import find_quotes
from ui.evaluation.labelled import read_rows, write_predictions

_DISCUSSION = DiscussionId("labelled")
NEEDS: Final = "parent, reply and perhaps a label: agree, neutral or disagree"


class Row(BaseModel):
    """One line of DATA: a comment, what answers it, and perhaps what is true of the answer and who wrote both."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    parent: str
    reply: str
    label: Label | None = None
    author_parent: str | None = None
    author_reply: str | None = None


def evaluate(data: Path, predictions: Path | None, scorer: PairScorer | None = None) -> dict[str, object]:
    """Judge the pairs of `data` (JSONL, or that in gzip), write a prediction a line, and return the figures.

    A reply without words, or to a comment without words, is neutral. Raises BadLabelledRow.
    """
    rows = read_rows(data, Row, NEEDS)
    began = perf_counter()
    said = predict(rows, scorer)
    spent = perf_counter() - began
    write_predictions(predictions, map(json.dumps, said))
    counted = {"task": "stance", "rows": len(rows), "paired": scorer is not None, "seconds": round(spent, 2)}
    return counted | score(rows, said)


def predict(rows: Sequence[Row], scorer: PairScorer | None = None) -> list[dict[str, object]]:
    """Say of each row what the reply is: {row, label, probabilities by label, cues: [start, end, what they speak for]}."""
    comments: list[Comment] = []
    quotes: list[Quote] = []
    replies: list[Reply] = []
    for number, row in enumerate(rows):
        parent, reply = _comments(number, row)
        comments += (parent, reply)
        quotes += find_quotes([parent, reply]).quotes
        replies.append(Reply(f"pair:{number}", reply.uid, parent.uid, 1.0, "explicit"))
    found = {stance.child: stance for stance in infer_stances(comments, replies, quotes, scorer=scorer)}
    return [_prediction(number, found.get(reply.child)) for number, reply in enumerate(replies)]


def score(rows: Sequence[Row], predictions: Sequence[Mapping[str, object]]) -> dict[str, object]:
    """The figures of the rows that have a label; nothing if none has."""
    labelled = [(row.label, said) for row, said in zip(rows, predictions, strict=True) if row.label is not None]
    if not labelled:
        return {}
    truth = labels_of([label for label, _ in labelled])
    said = labels_of([str(each["label"]) for _, each in labelled])
    chances = np.array([_chances(each) for _, each in labelled])
    return figures(truth, said, chances)


def _comments(number: int, row: Row) -> tuple[Comment, Comment]:
    parent = Comment(CommentId(f"p:{number}"), _DISCUSSION, row.parent, 2 * number, row.author_parent)
    reply = Comment(
        CommentId(f"r:{number}"), _DISCUSSION, row.reply, 2 * number + 1, row.author_reply, parent=parent.uid
    )
    return parent, reply


def _prediction(number: int, stance: Stance | None) -> dict[str, object]:
    if stance is None:
        return {"row": number, "label": "neutral", "probabilities": {"agree": 0.0, "neutral": 1.0, "disagree": 0.0}}
    chances = {"agree": stance.agree, "neutral": stance.neutral, "disagree": stance.disagree}
    return {"row": number, "label": stance.label, "probabilities": chances, "cues": stance.cues}


def _chances(prediction: Mapping[str, object]) -> list[float]:
    chances = prediction["probabilities"]
    return [chances[name] for name in LABELS] if isinstance(chances, dict) else []
