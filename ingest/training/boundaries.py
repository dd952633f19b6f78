"""Train the boundary model: `python -m ingest.training.boundaries DATA_FOLDER OUT [--trees WEIGHTS] [--pair-model]`.

DATA_FOLDER holds `replies/iac_train.jsonl.gz` (posts with parents and quotes), which trains the trees, and what
`ingest.training.domains` reads, which with one fold of the others trains the last round. `--trees` keeps the trees of earlier
weights: minutes instead of half an hour. `--pair-model` also trains the last round that weighs what the installed pair model says.
"""

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ingest.boundaries import BoundaryModel, pack, unpack
from ingest.columns import Floats, chances_of
from ingest.pair_scores import PairScorer
from ingest.training.boundary_last_round import Judged, Read, is_unseen, judge_gaps, read_gaps, train_fusion
from ingest.training.boundary_rounds import WORD_BUCKETS, train_rounds
from ingest.training.domains import domain_of, read_domains
from ingest.training.dumps import Post, read_threads
from ingest.training.examples import Example, fold_of, make_examples, word_rarity
from ingest.training.figures import figures

_RARITY_BUCKETS = 1 << 15
_MOST_THREADS = 120  # of a domain: they are alike
_MOST_READ = 20_000  # gaps that the pair model reads


def train(examples: Sequence[Example], rarity: Floats, trees: tuple[int, int] = (150, 200)) -> BoundaryModel:
    """Fit the rounds that need no other model, of so many `trees` each, and calibrate them on the tuning fold."""
    return train_rounds([example for example in examples if not domain_of(example.name)], rarity, trees)


def report(judged: Sequence[Judged], read: Sequence[Read], model: BoundaryModel) -> dict[str, Any]:
    """Figures of the trees, and of the last round if any, on the threads that calibrated, by domain and number of renderings."""
    held = [each for each in judged if each.calibrates]
    examples = [each.example for each in held]
    found = {"trees": _by_kind(examples, [chances_of(each.odds) for each in held], model.threshold)}
    if model.paired is not None:
        chances = [model.paired.chances(each.rows) for each in read if each.calibrates]
        found["with the pair model"] = _by_kind(examples, chances, model.paired.threshold)
    return found


def _by_kind(examples: Sequence[Example], chances: Sequence[Floats], threshold: float) -> dict[str, Any]:
    kinds: dict[str, list[int]] = {}
    for n, example in enumerate(examples):
        kinds.setdefault(f"{domain_of(example.name) or 'iac'}, renderings: {example.look.renderings}", []).append(n)
    return {"threshold": threshold} | {
        kind: figures([examples[n] for n in which], [chances[n] for n in which], threshold)
        for kind, which in sorted(kinds.items())
    }


def _installed() -> PairScorer:
    """The pair model of this installation; imported here, since the other rounds need none of its runtime."""
    from ingest.pair_model import open_pair_model

    return open_pair_model()


def _examples(data: Path, kept: BoundaryModel | None) -> tuple[Floats, list[Example]]:
    """Word rarities and all examples; where the trees are `kept`, only those that the last round needs."""
    threads = read_threads(data / "replies" / "iac_train.jsonl.gz")
    rarity = kept.rarity if kept else word_rarity(threads, _RARITY_BUCKETS).astype(np.float16).astype(np.float64)
    chosen = {**threads, **_fewer(read_domains(data))}
    if kept is not None:
        chosen = {name: thread for name, thread in chosen.items() if is_unseen(name, fold_of(name))}
    return rarity, make_examples(chosen, rarity, WORD_BUCKETS, processes=1)


def _fewer(threads: Mapping[str, Sequence[Post]]) -> dict[str, Sequence[Post]]:
    """At most so many threads of each domain, by chance."""
    names = sorted(threads)
    kept: dict[str, list[str]] = {}
    for name in random.Random(0).sample(names, len(names)):  # noqa: S311  (an order, no secret)
        kept.setdefault(domain_of(name), []).append(name)
    return {name: threads[name] for some in kept.values() for name in some[:_MOST_THREADS]}


def _stored(path: Path) -> BoundaryModel:
    return unpack(dict(np.load(path, allow_pickle=False)))


def main() -> None:
    """Read, train, store, and print the figures on the tuning fold as JSON."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("data", type=Path)
    cli.add_argument("out", type=Path)
    cli.add_argument("--pair-model", action="store_true", help="train the last round beside it too")
    cli.add_argument("--trees", type=Path, help="weights whose trees are kept as they are")
    args = cli.parse_args()
    kept = _stored(args.trees) if args.trees else None
    rarity, examples = _examples(args.data, kept)
    model = kept or train(examples, rarity)
    judged = judge_gaps(examples, model, _MOST_READ)
    read = read_gaps(judged, _installed()) if args.pair_model else []
    model = unpack(pack(replace(model, paired=train_fusion(read) if read else None)))
    np.savez_compressed(args.out, allow_pickle=False, **pack(model))
    print(json.dumps(report(judged, read, model), indent=1))  # noqa: T201  (what the command is for)


if __name__ == "__main__":
    main()
