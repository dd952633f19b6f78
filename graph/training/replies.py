"""Train the reply model: `python -m graph.training.replies DATA_FOLDER OUT [--posts N] [--pair-model FILE]`.

DATA_FOLDER holds `replies/iac_train.jsonl.gz`. The trees learn from all folds of the training threads but the last, which sets the
slopes and, with a pair model (trained on other threads), its weight, and of which the printed figures are. Those of other threads
are for `rejoinder evaluate replies`.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]  # scipy ships no types
from sklearn.ensemble import HistGradientBoostingClassifier

from graph.reply.model import KINDS, Kind, Weighing, mixed, pack, softmax, unpack, worth_asking
from graph.reply.weighing import settle
from graph.training.reply_examples import Example, make_examples
from graph.training.reply_figures import Outcome, figures
from ingest.pair_model import open_pair_model
from ingest.pair_scores import PairScorer, yes_odds
from ingest.training.dumps import read_threads
from ingest.training.examples import TUNE
from ingest.training.export import forest_of

_TREES = {"learning_rate": 0.1, "max_leaf_nodes": 31, "max_depth": 8, "min_samples_leaf": 60, "l2_regularization": 1.0}
_COUNT = 150
_PAIR_POSTS = 4000  # posts of the last fold for which the pair model is asked

Floats = NDArray[np.float64]


def train(examples: Sequence[Example], scorer: PairScorer | None = None) -> dict[Kind, Weighing]:
    """Fit one set of trees for each kind of example, and calibrate it on the tuning fold."""
    model: dict[Kind, Weighing] = {}
    for kind in KINDS:
        mine = [each for each in examples if each.kind == kind]
        tune = [each for each in mine if each.fold == TUNE]
        trees = forest_of(_fitted([each for each in mine if each.fold != TUNE]))
        weighing = Weighing(trees, 1.0)
        weighing = replace(weighing, slope=_slope(weighing, tune))
        model[kind] = weighing if scorer is None else _with_pair_weights(weighing, tune, scorer)
    return model


def _fitted(examples: Sequence[Example]) -> HistGradientBoostingClassifier:
    """Trees on every candidate of every comment whose parent is among its candidates."""
    rows = np.concatenate([each.rows for each in examples])
    right = np.concatenate([each.right for each in examples])
    model = HistGradientBoostingClassifier(
        max_iter=_COUNT, max_features=0.3, early_stopping=False, random_state=0, **_TREES
    )
    return model.fit(rows, right)


def _slope(weighing: Weighing, examples: Sequence[Example]) -> float:
    """The slope under which the parents are likeliest (Guo et al. 2017)."""
    scores = [weighing.trees.log_odds(each.rows) for each in examples]

    def loss(slope: Floats) -> float:
        chances = [softmax(slope[0] * score, each.pairs.starts()) for score, each in zip(scores, examples, strict=True)]
        return _surprise(chances, examples)

    return float(minimize(loss, [1.0], method="Nelder-Mead", options={"xatol": 0.005}).x[0])


def _with_pair_weights(weighing: Weighing, examples: Sequence[Example], scorer: PairScorer) -> Weighing:
    """The slope and the weight of the pair model under which the parents are likeliest."""
    sizes = np.cumsum([len(each.comments) for each in examples])
    chosen = examples[: int(np.searchsorted(sizes, _PAIR_POSTS)) + 1]
    chances = [weighing.chances(each.rows, each.pairs) for each in chosen]
    asked = [worth_asking(chance, each.pairs) for chance, each in zip(chances, chosen, strict=True)]
    said = [_said(each, rows, scorer) for each, rows in zip(chosen, asked, strict=True)]

    def loss(weights: Floats) -> float:
        given = (float(weights[0]), float(weights[1]))
        parts = zip(chances, chosen, asked, said, strict=True)
        return _surprise([mixed(chance, each.pairs, rows, odds, given) for chance, each, rows, odds in parts], chosen)

    slope, weight = minimize(loss, [1.0, 0.3], method="Nelder-Mead", options={"xatol": 0.005}).x.tolist()
    return replace(weighing, pair_slope=slope, pair_weight=weight)


def _said(example: Example, rows: NDArray[np.int64], scorer: PairScorer) -> Floats:
    texts, pairs = example.talk.texts.own, example.pairs
    return yes_odds(scorer, "reply", [(texts[pairs.parent[at]], texts[pairs.child[at]]) for at in rows.tolist()])


def _surprise(chances: Sequence[Floats], examples: Sequence[Example]) -> float:
    """Mean of -log probability of the true parents."""
    right = np.concatenate([chance[each.right] for chance, each in zip(chances, examples, strict=True)])
    return float(-np.log(np.maximum(right, 1e-9)).mean())


def _report(
    model: dict[Kind, Weighing], examples: Sequence[Example], scorer: PairScorer | None = None
) -> dict[str, Any]:
    """Figures of each kind on the given examples, of the model as it is stored."""
    stored = unpack(pack(model))
    found: dict[str, Any] = {}
    for kind in KINDS:
        mine = [each for each in examples if each.kind == kind]
        found[kind] = figures([outcome for each in mine for outcome in _outcomes(stored[kind], each, scorer)])
    return found


def _outcomes(weighing: Weighing, example: Example, scorer: PairScorer | None) -> list[Outcome]:
    """What becomes of each comment whose parent is there."""
    pairs = example.pairs
    chances = weighing.chances(example.rows, pairs)
    if scorer is not None:
        chances = weighing.with_scorer(chances, pairs, example.talk.texts.own, scorer)
    weighed = settle(example.talk, pairs, chances)
    chosen = np.flatnonzero(weighed.pairs.parent == weighed.chosen[weighed.pairs.child])
    return [
        Outcome(
            example.name,
            bool(weighed.pairs.parent[at] == example.truth[child]),
            float(weighed.chances[at]),
            "quote" if weighed.quoting[at] else "content" if weighed.pairs.parent[at] != child - 1 else "order",
            bool(example.talk.quoted[child] >= 0),
        )
        for at, child in zip(chosen.tolist(), weighed.pairs.child[chosen].tolist(), strict=True)
        if example.truth[child] >= 0
    ]


def main() -> None:
    """Read, train, store, and print the figures as JSON."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("data", type=Path)
    cli.add_argument("out", type=Path)
    cli.add_argument("--posts", type=int, default=60_000, help="about how many posts the trees learn from")
    cli.add_argument("--pair-model", type=Path, help="weights of a pair model that has not seen the last fold")
    args = cli.parse_args()
    scorer = None if args.pair_model is None else open_pair_model(args.pair_model)
    examples = list(make_examples(read_threads(args.data / "replies" / "iac_train.jsonl.gz"), args.posts))
    model = train(examples, scorer)
    np.savez_compressed(args.out, allow_pickle=False, **pack(model))
    report = {
        "trained on": sum(len(each.truth) for each in examples if each.fold != TUNE),
        "tuning fold": _report(model, [each for each in examples if each.fold == TUNE], scorer),
        "weights": {kind: [each.slope, each.pair_slope, each.pair_weight] for kind, each in model.items()},
    }
    print(json.dumps(report, indent=1))  # noqa: T201  (what the command is for)


if __name__ == "__main__":
    main()
