"""Train the model of engagement: `python -m graph.training.engagement DATA_FOLDER OUT [--vectors FILE]`.

DATA_FOLDER holds, as `.jsonl.gz`, `objections/rr_dev`, `objections/disapere_train` and `_dev` (only measured), `replies/iac_train`
and `stance/train_debagreement`. FILE keeps vectors between runs. Each stage is fitted to what the stages before it say of groups
that did not train them, in five folds by submission or thread.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from graph.engagement.chain import STEPS, Walk, step_of
from graph.engagement.context import with_context
from graph.engagement.features import objection_columns
from graph.engagement.model import EngagementModel, Gauge, pack
from graph.engagement.reading import TrainedEngagements, laid_columns, walked
from graph.training.engagement_acts import learn_acts
from graph.training.engagement_examples import (
    FOLDS,
    Example,
    alone,
    forum_examples,
    reply_examples,
    review_examples,
    sentence_examples,
)
from graph.training.engagement_figures import figures, status_figures, status_of, true_statuses
from ingest.embedder import open_embedder
from ingest.training.export import forest_of
from ingest.trees import Forest
from ingest.vector_cache import CachedEmbedder, VectorCache

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

_WEIGHT = {"rr": 1.0, "disapere": 1.0, "forum": 1.0, "replies": 0.4, "alone": 0.3}
_WHOLE = ("rr", "disapere", "forum")  # kinds of examples whose answers are as they were written
_QUANTILES = (0.005, 0.995)

_PAIR_TREES: Final = {
    "max_iter": 110,
    "max_leaf_nodes": 15,
    "learning_rate": 0.08,
    "min_samples_leaf": 40,
    "l2_regularization": 5,
    "max_features": 0.5,
}
_GAUGE_TREES: Final = {
    "max_iter": 150,
    "max_leaf_nodes": 8,
    "learning_rate": 0.05,
    "min_samples_leaf": 30,
    "l2_regularization": 10,
    "max_features": 0.4,
}


@dataclass(frozen=True, eq=False)
class Looked:
    """What out-of-fold models say of examples, shape (objections, sentences) each, and the model fitted to all of them."""

    columns: list[Floats]
    odds: list[Doubles]
    met: list[Doubles]
    trees: Forest


@dataclass(frozen=True, eq=False)
class Judged:
    """Out-of-fold calibrated probabilities for each example's objections, their columns, and the gauge fitted to all of them."""

    columns: list[Floats]
    chances: list[Doubles]
    gauge: Gauge


def train(examples: Sequence[Example], columns: list[Floats]) -> tuple[EngagementModel, Judged, list[Doubles]]:
    """The model, what is said of each example out of fold, and the probabilities of the acts, likewise."""
    walk = walk_of(examples)
    first = looked(examples, columns, walk)
    again = [with_context(*each) for each in zip(columns, first.odds, first.met, strict=True)]
    second = looked(examples, again, walk)
    seen = list(zip(columns, second.odds, second.met, strict=True))
    judged = judge(examples, [objection_columns(*each) for each in seen])
    acts, said = learn_acts(examples, [(*each, chances) for each, chances in zip(seen, judged.chances, strict=True)])
    return EngagementModel(first.trees, second.trees, walk, judged.gauge, acts), judged, said


def looked(examples: Sequence[Example], columns: list[Floats], walk: Walk) -> Looked:
    """Log odds of all pairs by models that did not see their group."""
    rows = [each.reshape(-1, each.shape[2]) for each in columns]
    truth = [each.links.ravel() for each in examples]
    weight = [np.full(len(each), _WEIGHT[example.kind]) for each, example in zip(truth, examples, strict=True)]
    seen: list[list[NDArray[Any]]] = [rows, truth, weight]
    fold = np.array([each.fold for each in examples])
    odds: dict[int, Doubles] = {}
    for held in range(FOLDS):
        others, own = (np.flatnonzero(which).tolist() for which in (fold != held, fold == held))
        model = _trees([np.concatenate([part[n] for n in others]) for part in seen], _PAIR_TREES)
        for n in own:
            odds[n] = model.decision_function(rows[n]).reshape(columns[n].shape[:2])
    trees = forest_of(_trees([np.concatenate(part) for part in seen], _PAIR_TREES))
    found = [odds[n] for n in range(len(examples))]
    return Looked(columns, found, walked(found, walk), trees)


def judge(examples: Sequence[Example], columns: list[Floats]) -> Judged:
    """The gauge, and what it says of each objection without having seen its group; calibrated on the same out-of-fold answers."""
    fold = np.array([each.fold for each in examples])
    raw: dict[int, Doubles] = {}
    for held in range(FOLDS):
        gauge = _gauge([each for each, f in zip(zip(examples, columns, strict=True), fold, strict=True) if f != held])
        for n in np.flatnonzero(fold == held).tolist():
            raw[n] = gauge.log_odds(columns[n])
    odds = [raw[n] for n in range(len(examples))]
    judged = [each.judged for each in examples]
    slope, shift = _calibration(_picked(odds, judged), _picked([each.addressed for each in examples], judged))
    last = _gauge(list(zip(examples, columns, strict=True)))
    numbers = np.array([last.numbers[0], slope, shift])
    chances = [1 / (1 + np.exp(-(slope * each + shift))) for each in odds]
    return Judged(columns, chances, Gauge(last.trees, last.low, last.high, last.weights, numbers))


def walk_of(examples: Sequence[Example]) -> Walk:
    """How often an answer stays on an objection, goes on, or says something else: counted, with one more of each."""
    counts = np.ones((3, len(STEPS)))
    for example in examples:
        if example.kind in _WHOLE:
            _count_steps(example.links, counts)
    logs = np.log(counts / counts.sum(axis=1, keepdims=True)).tolist()
    return Walk(*(tuple(row) for row in logs))


def _count_steps(links: NDArray[np.bool_], counts: Doubles) -> None:
    last, table = -1, 2
    for column in links.T:
        met = np.flatnonzero(column)
        if len(met):
            ahead = met[met >= last]
            now = int(ahead[0]) if len(ahead) else int(met[-1])
            counts[table, step_of(np.array(now - last))] += 1
            last, table = now, 0
        else:
            counts[table, 0] += 1
            table = 1 if last >= 0 else 2


def _gauge(known: Sequence[tuple[Example, Floats]]) -> Gauge:
    judged = [example.judged for example, _ in known]
    rows = _picked([columns for _, columns in known], judged)
    truth = _picked([example.addressed for example, _ in known], judged)
    weight = _picked([np.full(len(example.judged), _WEIGHT[example.kind]) for example, _ in known], judged)
    low, high = np.quantile(rows, _QUANTILES, axis=0)
    seen = np.clip(rows, low, high)
    mean, spread = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-6)
    fit = LogisticRegression(C=0.02, max_iter=500).fit((seen - mean) / spread, truth, sample_weight=weight)
    weights = fit.coef_[0] / spread
    numbers = np.array([float(fit.intercept_[0]) - float(mean @ weights), 1.0, 0.0])
    return Gauge(forest_of(_trees((rows, truth, weight), _GAUGE_TREES)), low, high, weights, numbers)


def _trees(seen: Sequence[NDArray[Any]], settings: Mapping[str, Any]) -> HistGradientBoostingClassifier:
    """Boosted trees fitted to rows, truth and weights."""
    rows, truth, weight = seen
    model = HistGradientBoostingClassifier(early_stopping=False, random_state=0, **settings)
    return model.fit(rows, truth, sample_weight=weight)


def _calibration(odds: Doubles, truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and shift of the log odds (Platt 1999)."""
    fit = LogisticRegression(C=1e6).fit(odds[:, None], truth)
    return float(fit.coef_[0, 0]), float(fit.intercept_[0])


def _picked(parts: Sequence[NDArray[Any]], chosen: Sequence[NDArray[np.bool_]]) -> NDArray[Any]:
    return np.concatenate([part[which] for part, which in zip(parts, chosen, strict=True)])


def report(examples: Sequence[Example], judged: Judged, acts: list[Doubles]) -> dict[str, object]:
    """Out-of-fold figures of each kind of case."""
    found: dict[str, object] = {}
    for kind in _WEIGHT:
        chosen = [n for n, each in enumerate(examples) if each.kind == kind]
        found[kind] = figures([examples[n] for n in chosen], [judged.chances[n] for n in chosen])
    known = [n for n, each in enumerate(examples) if each.does is not None]
    found["disapere, status"] = _status_report([examples[n] for n in known], [judged.chances[n] for n in known], acts)
    return found


def _status_report(
    examples: Sequence[Example], chances: Sequence[Doubles], acts: Sequence[Doubles]
) -> dict[str, object]:
    truth = [status for example in examples for status in true_statuses(example)]
    said = [
        status_of(engagement[n], act[n])
        for example, engagement, act in zip(examples, chances, acts, strict=True)
        for n in np.flatnonzero(example.judged)
    ]
    return status_figures(truth, said)


def measured(examples: Sequence[Example], engagements: TrainedEngagements) -> dict[str, object]:
    """Figures of a finished model on examples that it was not trained on."""
    met = engagements.meet([each.case for each in examples])
    chances = [np.array([each.engagement for each in meetings]) for meetings in met]
    acts = [np.array([each.acts for each in meetings]) for meetings in met]
    return figures(examples, chances) | _status_report(examples, chances, acts)


def main() -> None:
    """Read, train, store, and print the figures as JSON."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("data", type=Path)
    cli.add_argument("out", type=Path)
    cli.add_argument("--vectors", type=Path, default=Path("engagement-vectors.db"))
    args = cli.parse_args()
    embedder = CachedEmbedder(open_embedder(), VectorCache(args.vectors))
    reviews = [*review_examples(args.data), *sentence_examples(args.data / "objections" / "disapere_train.jsonl.gz")]
    forum = forum_examples(args.data)
    examples = [*reviews, *forum, *reply_examples(args.data), *alone(reviews), *alone(forum)]
    columns = [pairs for _, pairs, _ in laid_columns([each.case for each in examples], embedder)]
    model, judged, acts = train(examples, columns)
    np.savez_compressed(args.out, allow_pickle=False, **pack(model))
    unseen = sentence_examples(args.data / "objections" / "disapere_dev.jsonl.gz")
    found = {
        "out of fold": report(examples, judged, acts),
        "disapere_dev": measured(unseen, TrainedEngagements(embedder, model)),
    }
    print(json.dumps(found, indent=1))  # noqa: T201  (what the command is for)


if __name__ == "__main__":
    main()
