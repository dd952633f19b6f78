"""Fit the pair network to labelled pairs on a CPU or a GPU; a run that was cut short goes on at its last checkpoint."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from ingest.pair_network import PairNetwork, columns_of
from ingest.pair_scores import Head
from ingest.training.pair_batches import Batch, in_order, make_batches
from ingest.training.pair_sets import LabelledPair

_WARM_UP = 0.06  # share of the steps
_DECAY = 0.01
_BOLDER = 5
_SMOOTHING = 0.05  # share of every label that goes to the other classes of its head
_SAVE_EVERY = 200  # steps

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how boldly to train: passes over the pairs, the highest learning rate, the seed."""

    epochs: int
    rate: float
    seed: int = 0


def fit(network: PairNetwork, pairs: Sequence[LabelledPair], recipe: Recipe, checkpoint: Path, say: Say) -> None:
    """Train `network` in place; `checkpoint` is where a later run finds how far this one came."""
    device = next(network.parameters()).device
    optimizer = torch.optim.AdamW(_groups(network, recipe.rate), lr=0.0)
    batches = [batch for epoch in range(recipe.epochs) for batch in make_batches(pairs, recipe.seed + epoch)]
    done = _resume(network, optimizer, checkpoint)
    torch.manual_seed(recipe.seed + done)
    network.train()
    started, losses = perf_counter(), []
    for step, batch in enumerate(islice(batches, done, None), start=done + 1):
        for group in optimizer.param_groups:
            group["lr"] = group["highest"] * _pace(step - 1, len(batches))
        losses.append(_step(network, optimizer, batch, device))
        if step % _SAVE_EVERY == 0 or step == len(batches):
            _save(network, optimizer, checkpoint, step)
            pace = (perf_counter() - started) / (step - done)
            say(f"step {step}/{len(batches)}, loss {np.mean(losses[-_SAVE_EVERY:]):.4f}, {pace:.2f} s a step")
    network.eval()


def judge(network: PairNetwork, head: Head, pairs: Sequence[LabelledPair]) -> NDArray[np.float32]:
    """Log probabilities of the head's classes, float32, in the order of the pairs."""
    device = next(network.parameters()).device
    network.eval()
    with torch.no_grad(), _precision(device):
        found = [_forward(network, batch, device)[:, columns_of(head)].log_softmax(1) for batch in in_order(pairs)]
    return torch.cat(found).float().cpu().numpy()


def _pace(step: int, steps: int) -> float:
    """Share of the highest rate: up in a straight line, then down to nothing."""
    warm = max(1, int(_WARM_UP * steps))
    return (step + 1) / warm if step < warm else max(0.0, (steps - step) / max(1, steps - warm))


def _groups(network: PairNetwork, rate: float) -> list[dict[str, object]]:
    """Weights decay, biases and norms do not; the layers that start from nothing learn faster."""
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, value in network.named_parameters():
        if value.requires_grad:
            groups.setdefault((value.ndim > 1, not name.startswith("encoder.")), []).append(value)
    return [
        {"params": values, "weight_decay": _DECAY if wide else 0.0, "highest": rate * (_BOLDER if new else 1)}
        for (wide, new), values in groups.items()
    ]


def _step(network: PairNetwork, optimizer: torch.optim.Optimizer, batch: Batch, device: torch.device) -> float:
    with _precision(device):
        logits = _forward(network, batch, device)
    allowed, targets = batch.allowed.to(device), batch.targets.to(device)
    classes = allowed.sum(1, keepdim=True)
    smooth = torch.where(allowed, targets * (1 - _SMOOTHING) + _SMOOTHING / classes, 0.0)
    log_shares = logits.float().masked_fill(~allowed, -1e4).log_softmax(1)
    weights = batch.weights.to(device)
    loss = -((smooth * log_shares).sum(1) * weights).sum() / weights.sum()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(loss.detach())


def _forward(network: PairNetwork, batch: Batch, device: torch.device) -> Tensor:
    logits: Tensor = network(batch.ids.to(device), batch.attention.to(device), batch.segments.to(device))
    return logits


def _precision(device: torch.device) -> torch.autocast:
    """Half the bits where the processor multiplies them natively."""
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda" or _has_bfloat16())


def _has_bfloat16() -> bool:
    return bool(torch.cpu._is_avx512_bf16_supported())


def _save(network: PairNetwork, optimizer: torch.optim.Optimizer, checkpoint: Path, step: int) -> None:
    tensors = {f"network.{name}": value.contiguous().cpu() for name, value in network.trained().items()}
    for number, state in enumerate(optimizer.state.values()):
        tensors |= {f"moment.{number}.{name}": state[name].contiguous().cpu() for name in ("exp_avg", "exp_avg_sq")}
    beside = checkpoint.with_suffix(".part")
    save_file(tensors, beside, metadata={"step": json.dumps(step)})
    beside.replace(checkpoint)


def _resume(network: PairNetwork, optimizer: torch.optim.Optimizer, checkpoint: Path) -> int:
    """How many steps the checkpoint holds, after taking over its weights and moments; 0 if there is none."""
    if not checkpoint.is_file():
        return 0
    with safe_open(checkpoint, framework="pt") as stored:
        tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118  (not a dict)
        step = int(json.loads(stored.metadata()["step"]))
    prefix = "network."
    network.load_trained({name[len(prefix) :]: each for name, each in tensors.items() if name.startswith(prefix)})
    trainable = [value for group in optimizer.param_groups for value in group["params"]]
    for number, value in enumerate(trainable):
        moments = {name: tensors[f"moment.{number}.{name}"].to(value.device) for name in ("exp_avg", "exp_avg_sq")}
        optimizer.state[value] = {"step": torch.tensor(float(step)), **moments}
    return step
