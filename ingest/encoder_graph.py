"""A BERT encoder as an OpenVINO graph, drawn from the arrays of a weights file: no torch, no exporter.

In int8 what enters a matrix product with weights is rounded to 256 levels over a range that calibration texts showed, and weights
are rounded with a scale for each output (Jacob et al. 2018). Before that most of the unevenness between channels is moved into the
weights (SmoothQuant, Xiao et al. 2023), but for what attention gives, which is even enough. Word embeddings are kept in float16;
attention's own products, the layer norms and the last layers stay in float32.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from openvino import Model, Node
from openvino import opset13 as ops

from ingest.bert_weights import Weights

Floats = NDArray[np.float32]
Ranges = Mapping[str, Floats]
"""By the first weights of each matrix product, the lowest and highest value of each channel that enters: shape (2, channels)."""

INPUTS: Final = ("ids", "attention", "segments")
_HIDDEN = 1e4  # taken from the attention scores of padding
_TINY = 1e-12
_SMALL = 1e-5  # a channel or a weight that never says anything
_MOVED = 0.8  # how much of the unevenness weights take: 0.7 to 0.85 were tried, on the cosine to float32


def draw(weights: Weights, ranges: Ranges | None = None) -> Model:
    """The graph from INPUTS, each int32 of shape (texts, tokens), to float32 rows; in int8 when ranges are given.

    Rows are unit vectors, or a pair model's log odds of all classes.
    """
    inputs = _inputs()
    answer, _ = _Drawing(weights, ranges).encoder(*inputs)
    return Model([answer], list(inputs), "encoder")


def draw_watched(weights: Weights) -> tuple[Model, list[str]]:
    """The float32 graph with one more output for everything that enters a matrix product, and the names of those outputs."""
    inputs = _inputs()
    answer, entering = _Drawing(weights, None).encoder(*inputs)
    return Model([answer, *entering.values()], list(inputs), "watched"), list(entering)


def _inputs() -> tuple[Node, Node, Node]:
    ids, attention, segments = (ops.parameter([-1, -1], np.int32, name) for name in INPUTS)
    return ids, attention, segments


class _Drawing:
    """One graph while it is drawn; `entering` holds what enters each matrix product, by the name of its first weights."""

    def __init__(self, weights: Weights, ranges: Ranges | None) -> None:
        self._weights = weights
        self._ranges = ranges
        self._entering: dict[str, Node] = {}

    def encoder(self, ids: Node, attention: Node, segments: Node) -> tuple[Node, dict[str, Node]]:
        kept = ops.convert(attention, "f32")
        hidden = ops.multiply(ops.subtract(kept, _floats(1.0)), _floats(_HIDDEN))
        mask = ops.unsqueeze(hidden, _whole([1, 2]))
        state = self._embedded(ids, segments)
        for layer in range(self._weights.shape.layers):
            state = self._layer(f"encoder.layer.{layer}.", state, mask)
        mean = _mean(state, ops.unsqueeze(kept, _whole(2)))
        return self._answer(state, mean), self._entering

    def _embedded(self, ids: Node, segments: Node) -> Node:
        words = ops.constant(self._weights.tensors["embeddings.word_embeddings.weight"].astype(np.float16))
        places = _floats(self._weights["embeddings.position_embeddings.weight"])
        kinds = _floats(self._weights["embeddings.token_type_embeddings.weight"])
        length = ops.gather(ops.shape_of(ids), _whole([1]), _whole(0))
        texts = ops.convert(ops.gather(words, ids, _whole(0)), "f32")
        both = ops.add(texts, ops.gather(kinds, segments, _whole(0)))
        return self._norm("embeddings.LayerNorm", ops.add(both, ops.slice(places, _whole([0]), length, _whole([1]))))

    def _layer(self, name: str, state: Node, mask: Node) -> Node:
        seen = self._attended(f"{name}attention.", state, mask)
        state = self._norm(f"{name}attention.output.LayerNorm", ops.add(state, seen))
        wide = ops.gelu(self._dense([f"{name}intermediate.dense"], state), "erf")
        return self._norm(f"{name}output.LayerNorm", ops.add(state, self._dense([f"{name}output.dense"], wide)))

    def _attended(self, name: str, state: Node, mask: Node) -> Node:
        """Queries, keys and values come from one product, in this order."""
        all_three = self._dense([f"{name}self.{part}" for part in ("query", "key", "value")], state)
        split = ops.reshape(all_three, _whole([0, 0, 3, self._weights.shape.heads, -1]), True)
        by_head = ops.split(ops.transpose(split, _whole([2, 0, 3, 1, 4])), _whole(0), 3)
        parts = [ops.squeeze(by_head.output(at), _whole([0])) for at in range(3)]
        found = ops.transpose(ops.scaled_dot_product_attention(*parts, mask), _whole([0, 2, 1, 3]))
        return self._dense([f"{name}output.dense"], ops.reshape(found, _whole([0, 0, -1]), True))

    def _dense(self, names: Sequence[str], entering: Node) -> Node:
        weights = np.concatenate([self._weights[f"{name}.weight"] for name in names])
        bias = np.concatenate([self._weights[f"{name}.bias"] for name in names])
        self._entering[names[0]] = entering
        if self._ranges is None:
            return _affine(entering, _floats(weights), bias)
        low, high = self._ranges[names[0]]
        if not names[0].endswith("attention.output.dense"):
            even = _evening(np.maximum(-low, high), weights)
            entering, weights, low, high = (
                ops.multiply(entering, _floats(1 / even)),
                weights * even,
                low / even,
                high / even,
            )
        return _affine(_in_levels(entering, float(low.min()), float(high.max())), _in_int8(weights), bias)

    def _norm(self, name: str, state: Node) -> Node:
        even = ops.mvn(state, _whole([-1]), True, self._weights.shape.epsilon, "inside_sqrt")
        scaled = ops.multiply(even, _floats(self._weights[f"{name}.weight"]))
        return ops.add(scaled, _floats(self._weights[f"{name}.bias"]))

    def _answer(self, state: Node, mean: Node) -> Node:
        if "heads.weight" not in self._weights.tensors:
            return ops.normalize_l2(mean, _whole([1]), _TINY, "max")
        first = ops.gather(state, _whole(0), _whole(1))
        middle = self._last("middle", ops.concat([first, mean], 1))
        return self._last("heads", ops.gelu(middle, "erf"))

    def _last(self, name: str, entering: Node) -> Node:
        return _affine(entering, _floats(self._weights[f"{name}.weight"]), self._weights[f"{name}.bias"])


def _affine(entering: Node, weights: Node, bias: Floats) -> Node:
    return ops.add(ops.matmul(entering, weights, False, True), _floats(bias))


def _mean(state: Node, kept: Node) -> Node:
    """Over the tokens that are not padding."""
    return ops.divide(ops.reduce_sum(ops.multiply(state, kept), _whole([1])), ops.reduce_sum(kept, _whole([1])))


def _evening(widest: Floats, weights: Floats) -> Floats:
    """What each channel is divided by, and its weights are multiplied with."""
    heaviest = np.maximum(np.abs(weights).max(axis=0), _SMALL)
    even: Floats = np.maximum(widest, _SMALL) ** _MOVED / heaviest ** (1 - _MOVED)
    return even


def _in_levels(entering: Node, low: float, high: float) -> Node:
    """256 levels over the range, one of which is exactly zero."""
    low, high = min(low, 0.0), max(high, 0.0)
    below = round(-low / (high - low) * 255)
    step = max(-low / max(below, 1), high / max(255 - below, 1))
    edges = _floats(-step * below), _floats(step * (255 - below))
    return ops.fake_quantize(entering, *edges, *edges, 256)


def _in_int8(weights: Floats) -> Node:
    step = np.maximum(np.abs(weights).max(axis=1, keepdims=True), _TINY) / 127
    whole = np.rint(weights / step).astype(np.int8)
    return ops.multiply(ops.convert(ops.constant(whole), "f32"), _floats(step))


def _floats(value: float | NDArray[Any]) -> Node:
    return ops.constant(np.asarray(value, np.float32))


def _whole(value: int | list[int]) -> Node:
    return ops.constant(np.asarray(value, np.int64))
