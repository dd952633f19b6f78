"""The pair model as a torch network: all-MiniLM-L6-v2's layers read both texts at once, a small head answers each question.

The word embeddings are the package's own and stay frozen, so that only layers and heads are stored.
"""

import os

import torch
from torch import Tensor, nn
from transformers import AutoModel

from ingest.embedder import packaged_folder
from ingest.pair_scores import CLASSES
from ingest.pair_scores import columns_of as columns_of  # the training looks for it here


class PairNetwork(nn.Module):
    """Token ids of pairs to the log odds of every head's classes, side by side in the order of CLASSES."""

    def __init__(self) -> None:
        super().__init__()
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        self.encoder = AutoModel.from_pretrained(str(packaged_folder()), local_files_only=True, add_pooling_layer=False)
        self.encoder.embeddings.requires_grad_(False)
        size = self.encoder.config.hidden_size
        self.middle = nn.Linear(2 * size, size)
        self.heads = nn.Linear(size, sum(len(names) for names in CLASSES.values()))

    def forward(self, ids: Tensor, attention: Tensor, segments: Tensor) -> Tensor:
        """Int64 tensors of shape (pairs, tokens), 0 where padded; returns float32, shape (pairs, classes of all heads)."""
        hidden = self.encoder(input_ids=ids, attention_mask=attention, token_type_ids=segments).last_hidden_state
        mask = attention.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(1) / mask.sum(1)
        both = torch.cat([hidden[:, 0], mean], dim=1)
        logits: Tensor = self.heads(nn.functional.gelu(self.middle(both)))
        return logits.float()

    def trained(self) -> dict[str, Tensor]:
        """Everything but the frozen embeddings, by name."""
        return {name: value for name, value in self.state_dict().items() if not name.startswith("encoder.embeddings.")}

    def load_trained(self, tensors: dict[str, Tensor]) -> None:
        """Take what `trained` gave; raises RuntimeError when a name or a shape does not fit."""
        missing, unknown = self.load_state_dict(tensors, strict=False)
        missing = [name for name in missing if not name.startswith("encoder.embeddings.")]
        if missing or unknown:
            raise RuntimeError(f"these weights are of another network: {', '.join([*missing, *unknown][:3])}")
