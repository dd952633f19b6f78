"""Train what tells whether two sentences say the same: `python -m graph.training.sameness DATA_FOLDER OUT`.

DATA_FOLDER holds `positions/argkp/*_train.csv` and `*_dev.csv`; the latter is only measured. The figures of the former are
cross-validated by topic; one in eight of its pairs trained the pair model too.
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score

from graph.position.sameness import Floats, Sameness, columns, pack
from ingest.embedder import open_embedder
from ingest.pair_model import open_pair_model
from ingest.training.calibration import calibration_error
from ingest.training.pair_sets import key_point_pairs

_PAIRS = 6000  # of a split: five numbers need no more


def train(rows: Floats, truth: NDArray[np.bool_]) -> Sameness:
    """The weights under which `truth` is likeliest, in units of the plain columns."""
    spread = rows.std(axis=0)
    fit = LogisticRegression(C=1.0).fit(rows / spread, truth)
    return Sameness(fit.coef_[0] / spread, float(fit.intercept_[0]))


def cross_validated(rows: Floats, truth: NDArray[np.bool_], topics: NDArray[np.str_]) -> Floats:
    """What models that had not seen a pair's topic say of it."""
    said = np.zeros(len(truth))
    for topic in np.unique(topics):
        held = topics == topic
        said[held] = train(rows[~held], truth[~held]).chances(rows[held])
    return said


def figures(said: Floats, truth: NDArray[np.bool_]) -> dict[str, float]:
    """How well probabilities tell pairs that say the same from others."""
    return {
        "pairs": len(truth),
        "auc": round(float(roc_auc_score(truth, said)), 4),
        "average_precision": round(float(average_precision_score(truth, said)), 4),
        "calibration_error": round(calibration_error(said, truth), 4),
    }


def _read(data: Path, split: str) -> tuple[Floats, NDArray[np.bool_], NDArray[np.str_]]:
    pairs = list(key_point_pairs(data, split))
    pairs = random.Random(0).sample(pairs, min(_PAIRS, len(pairs)))  # noqa: S311  (no secret hangs on it)
    rows = columns([each.pair for each in pairs], open_embedder(), open_pair_model())
    return rows, np.array([each.shares[1] == 1 for each in pairs]), np.array([each.group for each in pairs])


def main() -> None:
    """Read, train, store, and print the figures as JSON."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("data", type=Path)
    cli.add_argument("out", type=Path)
    args = cli.parse_args()
    rows, truth, topics = _read(args.data, "train")
    model = train(rows, truth)
    np.savez_compressed(args.out, allow_pickle=False, **pack(model))
    seen, dev_truth, _ = _read(args.data, "dev")
    report = {"train, by topic": figures(cross_validated(rows, truth, topics), truth)}
    report["dev"] = figures(model.chances(seen), dev_truth)
    print(json.dumps(report, indent=1))  # noqa: T201  (what the command is for)


if __name__ == "__main__":
    main()
