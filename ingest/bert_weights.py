"""A BERT encoder's arrays and shape, read from the files of a sentence-transformers model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

WEIGHTS_FILE: Final = "model.safetensors"
_WINDOW: Final = 256  # tokens
_CONFIG: Final = {"model_type": "bert", "hidden_act": "gelu", "position_embedding_type": "absolute"}
_STEPS: Final = ["Transformer", "Pooling", "Normalize"]


class Shape(NamedTuple):
    """What the arrays do not tell of their encoder; `epsilon` is that of the layer norms."""

    layers: int
    heads: int
    size: int
    epsilon: float


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Arrays by their names in a BertModel, and the shape; with `middle` and `heads` it is a pair model, else an embedder."""

    tensors: Mapping[str, NDArray[Any]]
    shape: Shape

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        return np.ascontiguousarray(self.tensors[name], np.float32)


def bert_shape(folder: Path) -> Shape | None:
    """The shape of the model in `folder`, or None if it is not a plain BERT whose mean is taken and made a unit vector."""
    if not (folder / WEIGHTS_FILE).is_file():
        return None
    try:
        names = "config.json", "modules.json", "1_Pooling/config.json"
        config, steps, pooling = (json.loads((folder / name).read_text(encoding="utf-8")) for name in names)
    except (OSError, ValueError):
        return None
    plain = _CONFIG.items() <= ({"position_embedding_type": "absolute"} | config).items()
    means = [name for name, on in pooling.items() if on is True and name.startswith("pooling_mode_")]
    kinds = [str(step["type"]).rpartition(".")[2] for step in steps]
    if (
        not plain
        or config["max_position_embeddings"] < _WINDOW
        or kinds != _STEPS
        or means != ["pooling_mode_mean_tokens"]
    ):
        return None
    numbers = "num_hidden_layers", "num_attention_heads", "hidden_size", "layer_norm_eps"
    return Shape(*(config[name] for name in numbers))


def read_tensors(path: Path) -> dict[str, NDArray[Any]]:
    """Arrays by name."""
    from safetensors.numpy import load_file

    return dict(load_file(str(path)))
