"""Train the claim model: `python -m graph.training.claims DATA_FOLDER OUT`.

DATA_FOLDER holds `objections/cmv_modes.tar.gz` and `objections/disapere_train.jsonl.gz`; `disapere_dev` is only measured. The
figures on threads are cross-validated by thread.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]  # scipy ships no types
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from graph.position.claim_model import BUCKETS, ClaimModel, Floats, cue_rows, word_buckets
from graph.training.claim_examples import Sentence, argued, reviewed

_FOLDS = 5
_STRENGTH = 0.1  # of the data against the shrinking
_WORD_SCALE = 0.3  # words are many, and each tells little
_THREAD_WEIGHT = 3.0  # a sentence of a thread counts as three of a review: threads are what the archive holds
_KEPT = 0.92  # of the claims of the threads are above the threshold
_SAMPLES = 1000


def train(threads: Sequence[Sentence], reviews: Sequence[Sentence]) -> ClaimModel:
    """Fit to sentences of both kinds; the threshold keeps a fixed share of the threads' claims."""
    known = [*threads, *reviews]
    weights = np.repeat([_THREAD_WEIGHT, 1.0], [len(threads), len(reviews)])
    model = _fitted(known, weights)
    claims = [each.text for each in threads if each.share == 1]
    return ClaimModel(model.columns, model.words, model.bias, float(np.quantile(model.log_odds(claims), 1 - _KEPT)))


def measured(odds: Floats, held: Sequence[Sentence]) -> dict[str, object]:
    """AUC of claims against all else, and of claims and support against neither, with 95 % bootstrap intervals."""
    shares = np.array([each.share for each in held])
    return {"sentences": len(held), "claim": _auc(odds, shares == 1), "claim or support": _auc(odds, shares > 0)}


def cross_validated(threads: Sequence[Sentence], reviews: Sequence[Sentence]) -> dict[str, object]:
    """Figures on threads, each judged by a model of the others and of the reviews."""
    odds = np.zeros(len(threads))
    groups = [each.group for each in threads]
    for known, held in GroupKFold(_FOLDS).split(groups, groups=groups):
        model = train([threads[n] for n in known], reviews)
        odds[held] = model.log_odds([threads[n].text for n in held])
    return measured(odds, threads)


def _fitted(known: Sequence[Sentence], weights: Floats) -> ClaimModel:
    """What is half a claim is learnt twice, once each way, with half the weight."""
    shares = np.array([each.share for each in known])
    table = _table([each.text for each in known])
    both, labels = np.tile(np.arange(len(known)), 2), np.repeat([1, 0], len(known))
    halves = np.concatenate([weights * shares, weights * (1 - shares)])
    used = halves > 0
    fit = LogisticRegression(C=_STRENGTH, max_iter=1000)
    fit.fit(table[both[used]], labels[used], sample_weight=halves[used])
    count = len(fit.coef_[0]) - BUCKETS
    return ClaimModel(fit.coef_[0][:count], fit.coef_[0][count:] * _WORD_SCALE, float(fit.intercept_[0]), 0.0)


def _table(texts: Sequence[str]) -> csr_matrix:
    found = [word_buckets(each) for each in texts]
    starts = np.concatenate([[0], np.cumsum([len(each) for each in found])])
    places = np.concatenate(found)
    words = csr_matrix((np.full(len(places), _WORD_SCALE), places, starts), shape=(len(texts), BUCKETS))
    return hstack([csr_matrix(cue_rows(texts)), words]).tocsr()


def _auc(odds: Floats, truth: NDArray[np.bool_]) -> list[float]:
    """The figure and its interval."""
    chance = np.random.default_rng(0)
    drawn = (chance.integers(len(odds), size=len(odds)) for _ in range(_SAMPLES))
    spread = [roc_auc_score(truth[each], odds[each]) for each in drawn if 0 < truth[each].sum() < len(each)]
    return [round(float(each), 3) for each in (roc_auc_score(truth, odds), *np.quantile(spread, [0.025, 0.975]))]


def main() -> None:
    """Read, train, store, and print the figures as JSON."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("data", type=Path)
    cli.add_argument("out", type=Path)
    args = cli.parse_args()
    threads, reviews, unseen = argued(args.data), reviewed(args.data, "train"), reviewed(args.data, "dev")
    model = ClaimModel.of(train(threads, reviews).arrays())
    np.savez_compressed(args.out, allow_pickle=False, **model.arrays())
    odds = model.log_odds([each.text for each in unseen])
    report = {"threads": cross_validated(threads, reviews), "reviews": measured(odds, unseen)}
    print(json.dumps(report | {"threshold": round(model.threshold, 3)}, indent=1))  # noqa: T201  (what the command is for)


if __name__ == "__main__":
    main()
