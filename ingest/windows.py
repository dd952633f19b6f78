"""A model's tokenizer, and where a long text is cut so that each part fits what the model reads at once."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tokenizers import Tokenizer

WINDOW_TOKENS: Final = 254  # the model reads 256; two are its own [CLS] and [SEP]
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*\s|\n")


def open_tokenizer(folder: Path) -> "Tokenizer":
    """The tokenizer of the model in `folder`, without truncation and padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def windows(text: str, tokenizer: "Tokenizer") -> list[tuple[int, int]]:
    """Spans that fit the model's window; a cut falls on the last sentence end in the window's second half, if there is one."""
    offsets = [span for span in tokenizer.encode(text, add_special_tokens=False).offsets if span[1] > span[0]]
    spans, at = [], 0
    while at < len(offsets):
        end = min(at + WINDOW_TOKENS, len(offsets))
        if end < len(offsets):
            end = _sentence_cut(text, offsets, at, end)
        spans.append((offsets[at][0], offsets[end - 1][1]))
        at = end
    return spans


def _sentence_cut(text: str, offsets: Sequence[tuple[int, int]], at: int, end: int) -> int:
    """Index of the first token after the last sentence end in the second half of tokens at..end, else after the last word."""
    half = (at + end) // 2
    cuts = [found.end() for found in _SENTENCE_END.finditer(text, offsets[half][0], offsets[end][0] + 1)]
    if cuts:
        return next(index for index in range(end, at, -1) if offsets[index - 1][0] < cuts[-1])
    return next((index for index in range(end, half, -1) if offsets[index - 1][1] < offsets[index][0]), end)
