"""How fast the pair model reads pairs, beside the same network on torch in the same run: by hand.

    python tests/benchmarks/pair_speed.py PAIRS.jsonl.gz [NUMBER] [WEIGHTS]

Each line has `parent`, `reply` and perhaps `label`. Prints seconds to load, pairs of exactly 128 tokens a second of both and their
ratio, then, for the pairs as they are, how far the stances of the two lie apart and how often each is what the label says.
"""

import gzip
import json
import sys
import time
from pathlib import Path

import numpy as np

from ingest.pair_model import WEIGHTS, PairModel, open_pair_model, torch_pair_model
from ingest.pair_scores import CLASSES

Pairs = list[tuple[str, str]]
_HALF = " the" * 80  # longer than half of any budget; one token each


def main() -> None:
    number = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    weights = Path(sys.argv[3]) if len(sys.argv) > 3 else WEIGHTS
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for _, line in zip(range(number), lines, strict=False)]
    pairs = [(row["parent"], row["reply"]) for row in rows]
    started = time.perf_counter()
    ours = open_pair_model(weights)
    ours.score("same", [("one", "two")])
    loaded = time.perf_counter() - started
    theirs = torch_pair_model(weights, "to compare")
    speeds = [_speed(model, number) for model in (ours, theirs)]
    figures = {
        "runtime": ours.runtime,
        "seconds to load": round(loaded, 2),
        "pairs of 128 tokens a second": [round(each, 1) for each in speeds],
        "ratio": round(speeds[0] / speeds[1], 2),
        **_agreement(*(model.score("stance", pairs) for model in (ours, theirs)), [row.get("label") for row in rows]),
    }
    print(json.dumps(figures, indent=1))  # noqa: T201


def _speed(model: PairModel, number: int) -> float:
    """Pairs a second, each filling the budget of the boundary head; the last words differ, so that each is a pair of its own."""
    pairs = [(f"{at}{_HALF}", f"{_HALF} {at}") for at in range(number)]
    model.score("boundary", pairs[:8])
    started = time.perf_counter()
    model.score("boundary", pairs)
    return number / (time.perf_counter() - started)


def _agreement(ours: np.ndarray, theirs: np.ndarray, labels: list[str | None]) -> dict[str, object]:
    known = [(at, CLASSES["stance"].index(label)) for at, label in enumerate(labels) if label in CLASSES["stance"]]
    rows, right = np.array(known, int).reshape(-1, 2).T
    return {
        "same stance": round(float((ours.argmax(1) == theirs.argmax(1)).mean()), 4),
        "probabilities apart, mean": round(float(np.abs(ours - theirs).mean()), 4),
        "probabilities apart, most": round(float(np.abs(ours - theirs).max()), 4),
        "right": [round(float((each[rows].argmax(1) == right).mean()), 4) for each in (ours, theirs)],
    }


if __name__ == "__main__":
    main()
