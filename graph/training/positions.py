"""Train the space of claims: `python -m graph.training.positions DATA_FOLDER OUT`.

DATA_FOLDER holds `positions/argkp` and `positions/perspectrum_train.jsonl.gz`. The projection learns to bring together what
matches one key point or says one perspective, against all else that is said on the same question (supervised contrastive loss,
Khosla et al. 2020). What is printed is cross-validated by question: three projections, each measured on what it has not seen.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from graph.position.claim_space import ClaimSpace, centred, on_one_question
from graph.position.linkage import average_linkage
from graph.training.position_figures import Labelled, figures, key_points, perspectives
from ingest.embedder import open_embedder

_FOLDS = 3
_EPOCHS = 8
_RATE = 1e-3
_WARMTH = 0.15
_SHRINKING = 3e-4
_LEAST_PERSPECTIVES = 5
# Set on the training questions, see the card.
NUMBERS = {"meaning": 0.42, "level": 0.9965, "slope": 0.1701, "least": 0.05, "most": 0.6}

Unit = tuple[torch.Tensor, torch.Tensor]
Floats = NDArray[np.float32]


def train(questions: Sequence[Labelled], vectors: Sequence[Floats]) -> ClaimSpace:
    """The space that these questions teach."""
    torch.manual_seed(0)
    units = [_unit(*each) for each in zip(questions, vectors, strict=True)]
    weights = torch.nn.Parameter(torch.eye(units[0][0].shape[1]))
    plain = weights.detach().clone()
    steps = torch.optim.Adam([weights], lr=_RATE)
    chance = np.random.default_rng(0)
    for _ in range(_EPOCHS):
        for at in chance.permutation(len(units)):
            told, alike = units[at]
            loss = _loss(told, alike, weights) + _SHRINKING * ((weights - plain) ** 2).sum()
            steps.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch
            steps.step()
    return ClaimSpace(weights.detach().numpy().astype(np.float32), **NUMBERS)


def grouped(space: ClaimSpace, question: Labelled, vectors: Floats) -> list[int]:
    """Groups of a question's texts, without regard to sides."""
    points = space.points(vectors, question.texts)
    start = np.arange(len(points))
    return [int(each) for each in average_linkage(points, start, space.threshold(on_one_question(vectors)))]


def cross_validated(questions: Sequence[Labelled], vectors: Sequence[Floats]) -> list[list[int]]:
    """Groups of every question by a space that has not seen it."""
    said: list[list[int]] = [[] for _ in questions]
    for fold in range(_FOLDS):
        known = [n for n in range(len(questions)) if n % _FOLDS != fold and _teaches(questions[n])]
        space = train([questions[n] for n in known], [vectors[n] for n in known])
        for n in range(fold, len(questions), _FOLDS):
            said[n] = grouped(space, questions[n], vectors[n])
    return said


def _teaches(question: Labelled) -> bool:
    return len(question.texts) >= _LEAST_PERSPECTIVES


def _unit(question: Labelled, vectors: Floats) -> Unit:
    """Centred vectors of what has a label, and which pairs of them share one."""
    named = [n for n, each in enumerate(question.labels) if each]
    alike = [[bool(question.labels[a] & question.labels[b]) and a != b for b in named] for a in named]
    return torch.from_numpy(centred(vectors)[named]), torch.tensor(alike)


def _loss(vectors: torch.Tensor, alike: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    """How badly each text's fellows are told from all others; small questions count for less."""
    points = torch.nn.functional.normalize(vectors @ weights, dim=1)
    odds = (points @ points.T / _WARMTH).masked_fill(torch.eye(len(points), dtype=torch.bool), -1e9)
    logs = odds - torch.logsumexp(odds, dim=1, keepdim=True)
    some = alike.any(dim=1)
    if not bool(some.any()):
        return torch.zeros(())
    told = logs.masked_fill(~alike, 0.0).sum(dim=1)[some] / alike.sum(dim=1)[some]
    return -told.mean() * min(1.0, len(points) / 50)


def main() -> None:
    """Read, train, store, and print the cross-validated figures as JSON."""
    cli = argparse.ArgumentParser(description=__doc__)
    cli.add_argument("data", type=Path)
    cli.add_argument("out", type=Path)
    args = cli.parse_args()
    torch.set_num_threads(1)
    points = key_points(args.data / "positions" / "argkp" / "arguments_train.csv")
    others = perspectives(args.data / "positions" / "perspectrum_train.jsonl.gz")
    questions = [*points, *points, *others]  # the few with many texts twice
    embedder = open_embedder()
    vectors = [embedder.embed(each.texts) for each in questions]
    apart = [*points, *others]
    said = cross_validated(apart, [*vectors[: len(points)], *vectors[2 * len(points) :]])
    report = {
        "key points": figures(points, said[: len(points)]),
        "perspectives": figures(others, said[len(points) :]),
    }
    taught = [n for n, each in enumerate(questions) if _teaches(each)]
    space = train([questions[n] for n in taught], [vectors[n] for n in taught])
    np.savez_compressed(args.out, allow_pickle=False, **space.arrays())
    print(json.dumps(report, indent=1))  # noqa: T201  (what the command is for)


if __name__ == "__main__":
    main()
