"""`rejoinder evaluate keypoints`: which key point each argument makes, scored when labels are there."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from graph.position.sameness import same_chances
from ingest.embedder import Embedder
from ingest.errors import RejoinderError
from ingest.pair_scores import PairScorer
from ui.evaluation.labelled import write_predictions

_PREFIX = "labels_"

Topic = tuple[str, str]  # its words, and the side
RowT = TypeVar("RowT", bound=BaseModel)


class BadKeyPoints(RejoinderError):
    """The tables of arguments and key points are not what the task needs."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Argument(_Row):
    """An argument on a topic, for or against it."""

    arg_id: str
    argument: str
    topic: str
    stance: str


class KeyPoint(_Row):
    """What many arguments on a topic come down to, on one side of it."""

    key_point_id: str
    key_point: str
    topic: str
    stance: str


class Label(_Row):
    """Whether an argument makes a key point; no row: nobody could say."""

    arg_id: str
    key_point_id: str
    label: Literal["0", "1"]


class Prediction(_Row):
    """How likely an argument makes a key point."""

    arg_id: str
    key_point_id: str
    score: float


def evaluate(data: Path, predictions: Path | None, embedder: Embedder, scorer: PairScorer) -> dict[str, object]:
    """Judge every argument against the key points of its topic and side, write a prediction a line, and return the figures.

    `data` is `labels_NAME.csv`, beside which `arguments_NAME.csv` and `key_points_NAME.csv` lie; it need not be there itself.
    Raises BadKeyPoints.
    """
    name = data.name.removeprefix(_PREFIX)
    arguments = _table(data.with_name(f"arguments_{name}"), Argument)
    points = _table(data.with_name(f"key_points_{name}"), KeyPoint)
    said = predict(arguments, points, embedder, scorer)
    write_predictions(predictions, (each.model_dump_json() for each in said))
    counted: dict[str, object] = {"task": "keypoints", "arguments": len(arguments), "key_points": len(points)}
    return counted | (score(arguments, said, _table(data, Label)) if data.is_file() else {})


def predict(
    arguments: Sequence[Argument], points: Sequence[KeyPoint], embedder: Embedder, scorer: PairScorer
) -> list[Prediction]:
    """Each argument with each key point of its topic and side."""
    by_topic: dict[Topic, list[KeyPoint]] = defaultdict(list)
    for point in points:
        by_topic[point.topic, point.stance].append(point)
    pairs = [(each, point) for each in arguments for point in by_topic[each.topic, each.stance]]
    chances = same_chances([(each.argument, point.key_point) for each, point in pairs], embedder, scorer)
    return [
        Prediction(arg_id=each.arg_id, key_point_id=point.key_point_id, score=round(float(chance), 5))
        for (each, point), chance in zip(pairs, chances, strict=True)
    ]


def score(
    arguments: Sequence[Argument], predictions: Sequence[Prediction], labels: Sequence[Label]
) -> dict[str, object]:
    """Mean average precision over topics and sides, of the surer half of the arguments, each with its best key point.

    `strict` takes a pair that has no label for wrong, `relaxed` for right (Friedman-Melamed et al. 2021, the shared task's way).
    """
    truth = {(each.arg_id, each.key_point_id): each.label == "1" for each in labels}
    best: dict[str, Prediction] = {}
    for said in predictions:
        if said.arg_id not in best or said.score > best[said.arg_id].score:
            best[said.arg_id] = said
    groups: dict[Topic, list[Prediction]] = defaultdict(list)
    for each in arguments:
        none = Prediction(arg_id=each.arg_id, key_point_id="", score=-1.0)
        groups[each.topic, each.stance].append(best.get(each.arg_id, none))
    strict, relaxed = ([_precision(group, truth, unknown) for group in groups.values()] for unknown in (False, True))
    return {"map_strict": _mean(strict), "map_relaxed": _mean(relaxed)}


def _precision(group: Sequence[Prediction], truth: dict[tuple[str, str], bool], unknown: bool) -> float:
    """Average precision of the surer half; of equally sure ones the wrong come first."""
    surest = sorted(group, key=lambda each: -each.score)[: len(group) // 2]
    judged = [(-each.score, truth.get((each.arg_id, each.key_point_id), unknown)) for each in surest]
    right = [hit for _, hit in sorted(judged)]
    shares = [sum(right[: n + 1]) / (n + 1) for n, hit in enumerate(right) if hit]
    return sum(shares) / max(1, len(shares))


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / max(1, len(values)), 4)


def _table(path: Path, row_type: type[RowT]) -> list[RowT]:
    needs = ", ".join(row_type.model_fields)
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return [row_type.model_validate(row) for row in csv.DictReader(lines)]
    except FileNotFoundError as error:
        raise BadKeyPoints(f"{path} is not there", "name the labels_*.csv beside which the other tables lie") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadKeyPoints(f"{path}: {first['loc'][0]}: {first['msg']}", f"give a table with {needs}") from error
