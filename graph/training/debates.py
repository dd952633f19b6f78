"""Train the model of unordered statements: `python -m graph.training.debates DATA_FOLDER OUT`.

DATA_FOLDER holds `objections/asg_train.jsonl.gz`, whose debates are cross-validated in five folds, and `asg_val.jsonl.gz`, which is
only measured. Everything is fitted to the other folds, the cut too; the pair model has seen the training debates (its card), so
that what it adds is told by the debates that are only measured.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]  # scipy ships no types
from sklearn.linear_model import LogisticRegression

from graph.debate.features import Floats
from graph.debate.model import Linear, UnorderedModel, UnorderedModels, pack, unpack
from graph.debate.unordered import WORD_BUCKETS
from graph.training.debate_examples import FOLDS, Debate, read_debates
from graph.training.debate_figures import f1, figures
from graph.training.debate_matchings import fitted_pairs
from ingest.embedder import Embedder, open_embedder
from ingest.pair_model import open_pair_model
from ingest.pair_scores import PairScorer

_PAIR_STRENGTH = 30.0  # shrinking of the weights of pairs
_WORD_STRENGTH = 2.0  # of the data against the shrinking, for the words of counters
_SIDE_SCALE = 0.15  # of the columns beside the words, in the fit of sides
_MEANING_SCALE = 0.5  # of the vectors beside the words
_CUTS = tuple(round(0.30 + step / 100, 2) for step in range(31))
_NEIGHBOURS = 4  # on either side of a cut

Rows = Sequence[Floats]


def fitted(debates: Sequence[Debate], cut: float = 0.5) -> UnorderedModel:
    """Weights fitted to all of `debates`; the pair model is heard if their sheets have stances."""
    pair, answer = _fitted_counters(debates)
    return UnorderedModel(pair, answer, _fitted_sides(debates), cut)


def cross_validated(debates: Sequence[Debate]) -> list[Floats]:
    """What is said of each debate by a model that was fitted to the other folds."""
    models = {fold: fitted([each for each in debates if each.fold != fold]) for fold in range(FOLDS)}
    return [models[each.fold].chances(each.sheet).unaddressed for each in debates]


def best_cut(said: Rows, debates: Sequence[Debate]) -> float:
    """The cut with the best F1, meant over its neighbours: the curve is flat, and its peaks are chance."""
    chances, truth = np.concatenate(said), np.concatenate([each.open for each in debates])
    scores = np.array([f1(chances, truth, cut) for cut in _CUTS])
    smooth = np.convolve(scores, np.ones(2 * _NEIGHBOURS + 1), "valid")
    return _CUTS[int(smooth.argmax()) + _NEIGHBOURS]


def without_stances(debates: Sequence[Debate]) -> list[Debate]:
    """The same debates as they are seen without a pair model."""
    return [replace(each, sheet=replace(each.sheet, stances=None)) for each in debates]


def _fitted_counters(debates: Sequence[Debate]) -> tuple[Floats, Linear]:
    """What makes a pair, and what makes its second a counter. The words' share comes from debates they were not fitted to."""
    words, said = _fitted_words(debates)
    rows = [
        np.concatenate([each.sheet.answer_rows, own[:, None]], axis=1) for each, own in zip(debates, said, strict=True)
    ]
    pairs = [each.sheet.pairs for each in debates]
    centre, spread = _spread([table[~np.eye(len(table), dtype=bool)] for table in pairs])
    middle, width = _spread(rows)
    scaled = [
        _pair_table((table - centre) / spread, (own - middle) / width) for table, own in zip(pairs, rows, strict=True)
    ]
    weights = fitted_pairs(scaled, [each.targets.tolist() for each in debates], _PAIR_STRENGTH)
    pair, columns = weights[1 : 1 + len(centre)] / spread, weights[1 + len(centre) :] / width
    bias = weights[0] - centre @ pair - middle @ columns
    share = columns[-1]
    return pair, Linear(columns[:-1], share * words.meaning, share * words.words, float(bias + share * words.bias))


def _pair_table(pairs: Floats, rows: Floats) -> Floats:
    """For each target and answer: 1, what is seen of both, what is seen of the answer."""
    size = len(rows)
    answers = np.broadcast_to(rows[None, :, :], (size, size, rows.shape[1]))
    return np.concatenate([np.ones((size, size, 1)), pairs, answers], axis=-1)


def _fitted_words(debates: Sequence[Debate]) -> tuple[Linear, list[Floats]]:
    """Words and meanings that make a counter; and for each debate their log odds when its fold was left out."""
    table, truth = _words(debates), np.concatenate([each.targets >= 0 for each in debates])
    folds = np.repeat([each.fold for each in debates], [len(each.targets) for each in debates])
    said = np.zeros(len(truth))
    for fold in np.unique(folds):
        fit = LogisticRegression(C=_WORD_STRENGTH, max_iter=300).fit(table[folds != fold], truth[folds != fold])
        said[folds == fold] = fit.decision_function(table[folds == fold])
    fit = LogisticRegression(C=_WORD_STRENGTH, max_iter=300).fit(table, truth)
    ends = np.cumsum([len(each.targets) for each in debates])[:-1]
    return _linear(np.empty(0), fit.coef_[0], float(fit.intercept_[0])), np.split(said, ends)


def _fitted_sides(debates: Sequence[Debate]) -> Linear:
    """What makes an attack on the topic, fitted to points."""
    points = np.concatenate([each.targets < 0 for each in debates])
    truth = np.concatenate([each.against for each in debates])[points]
    rows = np.concatenate([each.sheet.side_rows for each in debates])[points]
    middle, width = _spread([rows])
    table = hstack([csr_matrix((rows - middle) / width * _SIDE_SCALE), _words(debates)[points]]).tocsr()
    fit = LogisticRegression(max_iter=300).fit(table, truth)
    columns = fit.coef_[0, : len(middle)] * _SIDE_SCALE / width
    return _linear(columns, fit.coef_[0, len(middle) :], float(fit.intercept_[0] - middle @ columns))


def _linear(columns: Floats, others: Floats, bias: float) -> Linear:
    """Of the weights of columns, and of those of the columns of `_words`."""
    return Linear(columns, others[WORD_BUCKETS:] * _MEANING_SCALE, others[:WORD_BUCKETS], bias)


def _words(debates: Sequence[Debate]) -> csr_matrix:
    """The hashed words of all statements, weighed as `graph.debate.model.word_sums` does, and their meanings."""
    buckets: list[NDArray[np.int64]] = [own for each in debates for own in each.sheet.buckets]
    sizes = np.array([len(own) for own in buckets])
    values = np.repeat(1 / np.sqrt(np.maximum(1, sizes)), sizes)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    words = csr_matrix((values, np.concatenate(buckets), starts), shape=(len(sizes), WORD_BUCKETS))
    meanings = np.concatenate([each.sheet.meanings for each in debates])
    return hstack([words, csr_matrix(_MEANING_SCALE * meanings)]).tocsr()


def _spread(tables: Rows) -> tuple[Floats, Floats]:
    rows = np.concatenate(tables)
    spread = rows.std(axis=0)
    return rows.mean(axis=0), np.where(spread > 1e-9, spread, 1.0)


def train(known: Sequence[Debate], unseen: Sequence[Debate]) -> tuple[UnorderedModels, dict[str, object]]:
    """Both models as they will be read from the file, and their figures; `unseen` is only measured."""
    report: dict[str, object] = {}
    made = {}
    for name, ours, theirs in (
        ("alone", without_stances(known), without_stances(unseen)),
        ("paired", list(known), list(unseen)),
    ):
        said = cross_validated(ours)
        model = fitted(ours, best_cut(said, ours))
        made[name] = unpack(pack(UnorderedModels(model, model))).paired
        report[f"{name}, cross-validated"] = figures(said, [each.open for each in ours], model.cut) | {"cut": model.cut}
        judged = [made[name].chances(each.sheet).unaddressed for each in theirs]
        report[f"{name}, asg_val"] = figures(judged, [each.open for each in theirs], model.cut)
    return UnorderedModels(**made), report


def run(data: Path, out: Path, embedder: Embedder, scorer: PairScorer) -> dict[str, object]:
    """Read, train and store; return the figures."""
    known, unseen = (
        read_debates(data / "objections" / f"asg_{part}.jsonl.gz", embedder, scorer) for part in ("train", "val")
    )
    models, report = train(known, unseen)
    np.savez_compressed(out, allow_pickle=False, **pack(models))
    return report


def main() -> None:
    """Read, train, store, and print the figures as JSON."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("data", type=Path)
    cli.add_argument("out", type=Path)
    args = cli.parse_args()
    report = run(args.data, args.out, open_embedder(), open_pair_model())
    print(json.dumps(report, indent=1))  # noqa: T201  (what the command is for)


if __name__ == "__main__":
    main()
