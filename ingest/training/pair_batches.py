"""Labelled pairs as padded batches of token ids, the same batches in every run."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from ingest.pair_network import columns_of
from ingest.pair_scores import CLASSES
from ingest.pair_tokens import TokenPair, token_pairs
from ingest.training.pair_sets import LabelledPair

_TOKENS = 3072  # padded, in a batch
_STEP = 16  # lengths are padded to multiples of it: the processor's kernels are made anew for every shape
_POOL = 2000  # pairs that are sorted by length together: padding is spared, and batches stay mixed
WIDTH = sum(len(names) for names in CLASSES.values())


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Int64 ids, attention and segments of shape (pairs, tokens); `targets` and `allowed` of shape (pairs, WIDTH)."""

    ids: Tensor
    attention: Tensor
    segments: Tensor
    targets: Tensor
    allowed: Tensor
    weights: Tensor


def make_batches(pairs: Sequence[LabelledPair], seed: int) -> Iterator[Batch]:
    """All pairs once, in an order that the seed decides."""
    chance = random.Random(seed)  # noqa: S311  (no secret hangs on it)
    order = list(range(len(pairs)))
    chance.shuffle(order)
    for start in range(0, len(order), _POOL):
        tokens = _tokens(pairs, order[start : start + _POOL])
        groups = list(_groups(sorted(tokens, key=lambda at: (len(tokens[at].ids), at)), tokens))
        chance.shuffle(groups)
        for group in groups:
            yield _batch([pairs[at] for at in group], [tokens[at] for at in group])


def in_order(pairs: Sequence[LabelledPair], size: int = 64) -> Iterator[Batch]:
    """All pairs in their order, to be judged."""
    for start in range(0, len(pairs), size):
        some = pairs[start : start + size]
        tokens = _tokens(some, range(len(some)))
        yield _batch(some, [tokens[at] for at in range(len(some))])


def _tokens(pairs: Sequence[LabelledPair], chosen: Sequence[int]) -> dict[int, TokenPair]:
    """The tokens of the chosen pairs, read head by head."""
    found: dict[int, TokenPair] = {}
    for head in CLASSES:
        some = [at for at in chosen if pairs[at].head == head]
        found |= zip(some, token_pairs(head, [pairs[at].pair for at in some]), strict=True)
    return found


def _groups(order: Sequence[int], tokens: dict[int, TokenPair]) -> Iterator[list[int]]:
    """Runs of `order` (shortest first) whose padded size stays within the budget."""
    group: list[int] = []
    for at in order:
        if group and (len(group) + 1) * _padded(len(tokens[at].ids)) > _TOKENS:
            yield group
            group = []
        group.append(at)
    yield group


def _padded(length: int) -> int:
    return -(-length // _STEP) * _STEP


def _batch(pairs: Sequence[LabelledPair], tokens: Sequence[TokenPair]) -> Batch:
    shape = len(pairs), _padded(max(len(each.ids) for each in tokens))
    ids, attention, segments = (torch.zeros(shape, dtype=torch.int64) for _ in range(3))
    targets, allowed = torch.zeros(len(pairs), WIDTH), torch.zeros(len(pairs), WIDTH, dtype=torch.bool)
    for row, (pair, token) in enumerate(zip(pairs, tokens, strict=True)):
        length = len(token.ids)
        ids[row, :length] = torch.tensor(token.ids)
        attention[row, :length] = 1
        segments[row, token.second : length] = 1
        targets[row, columns_of(pair.head)] = torch.tensor(pair.shares)
        allowed[row, columns_of(pair.head)] = True
    return Batch(ids, attention, segments, targets, allowed, torch.tensor([pair.weight for pair in pairs]))
