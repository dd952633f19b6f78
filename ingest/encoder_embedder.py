"""The embedder on the fast runtime."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.bert_weights import WEIGHTS_FILE, Shape, Weights, read_tensors
from ingest.embedder import weights_digest
from ingest.openvino_runtime import Encoder, Recipe, Say
from ingest.pair_tokens import TokenPair
from ingest.samples import sample_beginnings, sample_texts
from ingest.token_batches import in_batches
from ingest.windows import WINDOW_TOKENS, open_tokenizer, windows

if TYPE_CHECKING:
    from tokenizers import Tokenizer


class EncoderEmbedder:
    """A plain BERT with mean pooling, converted when it is first opened on a machine; it never loads torch.

    In int8 on every processor: machines that share a store share its vectors.
    Raises EncoderUnavailable when it cannot be converted.
    """

    def __init__(self, name: str, folder: Path, shape: Shape, say: Say = lambda line: None) -> None:
        self.name = name
        self.dimension = shape.size
        self._folder = folder
        self._shape = shape
        self._recipe = Recipe("embedding model", self._digest, self._weights, self._calibration)
        self._encoder = Encoder(self._recipe, say)
        self._encoder.prepare()

    @property
    def fingerprint(self) -> str:
        """Model name, digest of its weights, window, precision."""
        return f"{Path(self.name).name}:{self._digest}:{WINDOW_TOKENS}:{self._recipe.form}"

    @property
    def runtime(self) -> str:
        """Library, precision, and where the converted model is."""
        return self._encoder.state

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return float32, shape (len(texts), dimension), rows of unit length; each distinct text is computed once."""
        distinct = list(dict.fromkeys(texts))
        if not distinct:
            return np.empty((0, self.dimension), np.float32)
        rows = in_batches(self._rows(distinct), self._encoder)
        place = {text: at for at, text in enumerate(distinct)}
        return rows[[place[text] for text in texts]]

    def windows(self, text: str) -> list[tuple[int, int]]:
        """Spans that fit the model's window."""
        return windows(text, self._tokenizer)

    @cached_property
    def _digest(self) -> str:
        return weights_digest(self._folder)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        return open_tokenizer(self._folder)

    def _rows(self, texts: Sequence[str]) -> list[TokenPair]:
        begin, end = self._tokenizer.encode("").ids
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ids = [(begin, *each.ids[:WINDOW_TOKENS], end) for each in encoded]
        return [TokenPair(each, len(each)) for each in ids]

    def _weights(self) -> Weights:
        return Weights(read_tensors(self._folder / WEIGHTS_FILE), self._shape)

    def _calibration(self) -> list[TokenPair]:
        """Comments and their first words: what enters the layers lies elsewhere when a text is short."""
        return self._rows([*sample_texts(), *sample_beginnings()])
