"""Train the pair model: `python -m ingest.training DATA_FOLDER OUT`; run again, it goes on where it stopped.

Three stages: what texts mean to each other (stance, same claim, addressed, reply), how threads hang together (boundaries and
replies, with some of the first stage so that it is not forgotten), and last the forum replies whose stance people labelled. That
last set is also cross-validated by submission, with the same recipe: OUT/out_of_fold.npz holds what each reply's stance was said
to be by a model that had not seen its submission.
"""

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file, save_file

from ingest.pair_network import PairNetwork
from ingest.training.boundary_gaps import training_gaps
from ingest.training.domains import read_domains
from ingest.training.dumps import Post, read_threads
from ingest.training.pair_figures import figure, figures, head_sets
from ingest.training.pair_fit import Recipe, fit, judge
from ingest.training.pair_sets import (
    LabelledPair,
    addressed_pairs,
    agreement_pairs,
    labelled,
    other_stance_pairs,
    same_pairs,
    submission_fold,
)
from ingest.training.thread_pairs import for_pairs, reply_pairs

FIRST = Recipe(epochs=1, rate=1e-4)
SECOND = Recipe(epochs=1, rate=8e-5)
LAST = Recipe(epochs=3, rate=8e-5)
FOLDS = 3
_HELD = 300  # pairs a head that are kept from training for the figures on the way
_LIMITS = {"addressed": 9000, "same": 10000, "reply": 4000, "boundary": 8000}
_REPLAY = {"stance": 2000, "addressed": 600, "same": 600}
_REMINDERS = {"boundary": 800, "reply": 400, "addressed": 250, "same": 250}  # so that the last stage forgets little


@dataclass(frozen=True)
class Stage:
    """One stage's name, pairs and recipe."""

    name: str
    pairs: list[LabelledPair]
    recipe: Recipe


def main() -> None:
    """Run the stages, then the folds, and write OUT/pair_model.safetensors in half precision."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    _train(arguments.data, arguments.out)


def _train(data: Path, out: Path) -> None:
    network = PairNetwork().to("cuda" if torch.cuda.is_available() else "cpu")
    meaning, held = _split([*other_stance_pairs(data), *_limited(addressed_pairs(data)), *_limited(same_pairs(data))])
    agreement, unseen = agreement_pairs(data), agreement_pairs(data, "dev_mask")
    judged = {**head_sets(held), "unseen community": unseen}
    _run(network, Stage("first", meaning, FIRST), out, judged)
    threads, held = _split(_thread_pairs(data))
    judged |= head_sets(held)
    _run(network, Stage("second", threads + _sample(meaning, _REPLAY), SECOND), out, judged)
    start = {name: value.clone() for name, value in network.trained().items()}
    _run(network, Stage("last", agreement + _sample(meaning + threads, _REMINDERS), LAST), out, judged)
    save_file({name: value.half().cpu() for name, value in network.trained().items()}, out / "pair_model.safetensors")
    np.savez(out / "unseen.npz", dev_mask=judge(network, "stance", unseen))
    network.load_trained(start)
    _cross_validate(network, agreement, out)


def _run(network: PairNetwork, stage: Stage, out: Path, judged: dict[str, list[LabelledPair]]) -> None:
    done = out / f"{stage.name}.safetensors"
    if done.is_file():
        network.load_trained(load_file(done))
        return
    _say(f"stage {stage.name}: {len(stage.pairs)} pairs")
    fit(network, stage.pairs, stage.recipe, out / f"{stage.name}.checkpoint", _say)
    save_file({name: value.cpu() for name, value in network.trained().items()}, done)
    _say(figures(network, judged))


def _cross_validate(network: PairNetwork, pairs: Sequence[LabelledPair], out: Path) -> None:
    """Write what models said that went on from `network` with the other submissions only."""
    start = {name: value.clone() for name, value in network.trained().items()}
    folds = np.array([submission_fold(each.group, FOLDS) for each in pairs])
    said = np.zeros((len(pairs), 3), np.float32)
    for fold in range(FOLDS):
        part = out / f"fold-{fold}.npy"
        rows = np.flatnonzero(folds == fold)
        if not part.is_file():
            network.load_trained(start)
            others = [pairs[int(row)] for row in np.flatnonzero(folds != fold)]
            fit(network, others, LAST, out / f"fold-{fold}.checkpoint", _say)
            np.save(part, judge(network, "stance", [pairs[int(row)] for row in rows]))
        said[rows] = np.load(part)
    np.savez(out / "out_of_fold.npz", debagreement=said)
    _say(f"forum replies, cross-validated: {figure(said, pairs)}")


def _thread_pairs(data: Path) -> list[LabelledPair]:
    """Replies and gaps of the threads that may train the pair model."""
    forum = for_pairs(read_threads(data / "replies" / "iac_train.jsonl.gz"))
    others = for_pairs(read_domains(data))
    pairs: list[LabelledPair] = []
    for threads, share in ((forum, 1.0), (others, 0.5)):
        pairs += _sample(list(reply_pairs(threads)), {"reply": int(share * _LIMITS["reply"])})
        pairs += _gap_pairs(threads, int(share * _LIMITS["boundary"]))
    return pairs


def _gap_pairs(threads: dict[str, list[Post]], limit: int) -> list[LabelledPair]:
    """At most `limit` gaps: those near a quote count for little, since the quote tells more than the words do."""
    gaps = [(name, gap) for name in sorted(threads) for gap in training_gaps({name: threads[name]})]
    random.Random(0).shuffle(gaps)  # noqa: S311  (no secret hangs on it)
    chosen = [each for each in gaps if not each[1].quoted][: int(0.8 * limit)]
    chosen += [each for each in gaps if each[1].quoted][: limit - len(chosen)]
    return [labelled("boundary", gap.pair, "yes" if gap.begins else "no", name) for name, gap in chosen]


def _limited(pairs: Sequence[LabelledPair]) -> list[LabelledPair]:
    return _sample(pairs, _LIMITS)


def _sample(pairs: Sequence[LabelledPair], limits: dict[str, int]) -> list[LabelledPair]:
    """At most so many pairs of each head that is named, none of the others."""
    chosen: list[LabelledPair] = []
    for head, limit in limits.items():
        some = [each for each in pairs if each.head == head]
        chosen += random.Random(0).sample(some, min(limit, len(some)))  # noqa: S311
    return chosen


def _split(pairs: Sequence[LabelledPair]) -> tuple[list[LabelledPair], list[LabelledPair]]:
    """Pairs to train on, and whole groups of each head to judge by."""
    order = sorted(pairs, key=lambda each: (each.head, _lot(each.group), each.group))
    held: list[LabelledPair] = []
    kept: list[LabelledPair] = []
    for _, same_head in groupby(order, key=lambda each: each.head):
        full = 0
        for _, group in groupby(same_head, key=lambda each: each.group):
            some = list(group)
            (held if full < _HELD else kept).extend(some)
            full += len(some)
    return kept, held


def _lot(group: str) -> bytes:
    return blake2b(group.encode(), digest_size=8).digest()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  (a command that takes hours says where it is)


if __name__ == "__main__":
    main()
