"""`rejoinder evaluate replies`: who answers whom, told by the product's own code from texts, authors and times."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from graph.replies import infer_replies
from graph.threads import in_order
from graph.training.reply_figures import Outcome, figures
from ingest.models import Comment, CommentId, DiscussionId
from ingest.pair_scores import PairScorer
from ingest.quotes import find_quotes
from ui.evaluation.labelled import read_rows, write_predictions

NEEDS: Final = "a discussion, an id and a text"


class Row(BaseModel):
    """One post of DATA; `parent` and `quotes` are truth and are only looked at when predictions are scored."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    discussion: str
    id: str
    text: str
    author: str | None = None
    ts: float | None = None
    parent: str | None = None
    quotes: tuple[dict[str, Any], ...] = ()


class Prediction(BaseModel):
    """What is said of one post."""

    model_config = ConfigDict(frozen=True)

    id: str
    parent: str | None
    confidence: float
    evidence: str


def evaluate(data: Path, predictions: Path | None, scorer: PairScorer | None = None) -> dict[str, object]:
    """Tell the parents of all posts of `data` (JSONL, or that in gzip), write a prediction a line, and return the figures.

    Raises BadLabelledRow when a line is not JSON with a discussion, an id and a text.
    """
    rows = read_rows(data, Row, NEEDS)
    began = perf_counter()
    said = list(predict(rows, scorer))
    spent = perf_counter() - began
    write_predictions(predictions, (each.model_dump_json() for each in said))
    counted = {"posts": len(rows), "discussions": len({row.discussion for row in rows}), "seconds": round(spent, 2)}
    return {"task": "replies", **counted, **score(rows, said)}


def predict(rows: Sequence[Row], scorer: PairScorer | None = None) -> Iterator[Prediction]:
    """Say of each post what it answers, discussion by discussion, as `ingest` does: quotes first, then replies."""
    discussions: dict[str, list[Comment]] = defaultdict(list)
    for at, row in enumerate(rows):
        discussions[row.discussion].append(_comment(row, at))
    for posts in discussions.values():
        comments = in_order(posts)
        inferred = infer_replies(comments, find_quotes(comments).quotes, {}, scorer=scorer)
        replies = {reply.child: reply for reply in inferred.replies}
        nothing = {each.child: each.candidates[0][1] for each in inferred.parentages}
        for comment in comments:
            reply = replies.get(comment.uid)
            if reply is None:
                yield Prediction(id=comment.uid, parent=None, confidence=nothing[comment.uid], evidence="none")
            else:
                yield Prediction(
                    id=comment.uid, parent=reply.parent, confidence=reply.confidence, evidence=reply.evidence
                )


def score(rows: Sequence[Row], predictions: Sequence[Prediction]) -> dict[str, object]:
    """Figures over the posts whose parent is known and is here; nothing where no post has one."""
    here = {(row.discussion, row.id) for row in rows}
    said = {each.id: each for each in predictions}
    outcomes = [
        Outcome(row.discussion, said[row.id].parent == row.parent, each.confidence, each.evidence, bool(row.quotes))
        for row in rows
        if row.parent is not None and (row.discussion, row.parent) in here and (each := said[row.id])
    ]
    return figures(outcomes) if outcomes else {}


def _comment(row: Row, at: int) -> Comment:
    """A post as the product reads it: without its parent and without what its quotes are known to be."""
    moment = None if row.ts is None else datetime.fromtimestamp(row.ts, UTC)
    return Comment(CommentId(row.id), DiscussionId(row.discussion), row.text, at, row.author, moment)
