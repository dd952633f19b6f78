"""Pairs of texts as the token ids that the pair model reads: [CLS] first [SEP] second [SEP]."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ingest.embedder import packaged_folder
from ingest.pair_scores import Head, Pair
from ingest.windows import open_tokenizer

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Tokens for both texts together. A text shorter than its half leaves the rest to the other one.
BUDGET: Final[dict[Head, int]] = {"boundary": 128, "reply": 144, "stance": 188, "addressed": 128, "same": 96}
_CLS, _SEP = 101, 102


@dataclass(frozen=True, slots=True)
class TokenPair:
    """Token ids of a pair; the second segment begins at `second`."""

    ids: tuple[int, ...]
    second: int


def token_pairs(head: Head, pairs: Sequence[Pair]) -> list[TokenPair]:
    """The pairs in order, cut to the head's budget: in front of a gap the end of the text is kept, elsewhere its beginning."""
    if not pairs:
        return []
    texts = list(dict.fromkeys(text for pair in pairs for text in pair))
    encoded = _tokenizer().encode_batch(texts, add_special_tokens=False)
    ids = {text: each.ids for text, each in zip(texts, encoded, strict=True)}
    return [_joined(ids[first], ids[second], head) for first, second in pairs]


def _joined(first: Sequence[int], second: Sequence[int], head: Head) -> TokenPair:
    half = BUDGET[head] // 2
    for_first = max(half, BUDGET[head] - len(second))
    for_second = max(half, BUDGET[head] - len(first))
    start = first[-for_first:] if head == "boundary" else first[:for_first]
    return TokenPair((_CLS, *start, _SEP, *second[:for_second], _SEP), len(start) + 2)


@lru_cache(maxsize=1)
def _tokenizer() -> "Tokenizer":
    return open_tokenizer(packaged_folder())
