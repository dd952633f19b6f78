"""What the words of a discussion's comments tell of who answers whom: bags of rare words and shingles, and cues, as arrays."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.boundaries import trained_model
from ingest.words import shingles, tokens

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_RARE = 5.0  # log of one over the share of lines that hold a word
_HEAD = 12  # words
_AT_ONCE = 1 << 21

_CUES: dict[str, frozenset[str]] = {
    "you": frozenset(["you", "your", "you're", "youre", "yours", "yourself", "u", "ur", "you've", "you'll", "you'd"]),
    "agree": frozenset(
        ["yes", "yeah", "yep", "yup", "agree", "agreed", "exactly", "right", "true", "indeed", "absolutely"]
    ),
    "object": frozenset(["no", "nope", "not", "wrong", "false", "but", "actually", "disagree", "nonsense"]),
    "thank": frozenset(["thanks", "thank", "thx", "welcome", "hi", "hello", "hey", "greetings", "congrats"]),
    "ask": frozenset(
        [
            "what",
            "why",
            "how",
            "who",
            "where",
            "when",
            "which",
            "does",
            "do",
            "did",
            "is",
            "are",
            "can",
            "could",
            "would",
        ]
    ),
    "he": frozenset(
        ["he", "she", "him", "her", "his", "they", "them", "their", "this", "that", "these", "those", "it"]
    ),
}
_BLANK = re.compile(r"\n[^\S\n]*\n[^\S\n]*\n")


@dataclass(frozen=True, eq=False)
class Bags:
    """Distinct items of each comment: those of comment n are items[starts[n] : starts[n + 1]], ascending; each weighs something."""

    starts: Ints
    items: Ints
    weights: Floats

    def total(self) -> Floats:
        """The weight of all items of each comment."""
        owner = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        return np.bincount(owner, self.weights[self.items], len(self.starts) - 1).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Texts:
    """Words of each comment, its own text (quotes left out), numbers by name, and items: of own text, its first line, all."""

    tokens: Sequence[Sequence[str]]
    own: Sequence[str]
    numbers: dict[str, Floats]
    new_words: Bags
    all_words: Bags
    new_runs: Bags
    first_runs: Bags
    all_runs: Bags


def read_texts(texts: Sequence[str], quoted: Sequence[Sequence[tuple[int, int]]]) -> Texts:
    """Read all comments; `quoted` are the character spans of each that it quotes, by start."""
    new = [_without(text, spans) for text, spans in zip(texts, quoted, strict=True)]
    new_tokens, all_tokens = [tokens(text) for text in new], [tokens(text) for text in texts]
    first_tokens = [tokens(text.strip().split("\n", 1)[0]) for text in new]
    new_words, all_words = _word_bags(new_tokens, all_tokens)
    new_runs, first_runs, all_runs = _run_bags(new_tokens, first_tokens, all_tokens)
    numbers = _numbers(texts, new, new_tokens, all_tokens)
    numbers["lead"] = np.array(
        [len(text[: spans[0][0]].split()) if spans else -1 for text, spans in zip(texts, quoted, strict=True)], float
    )
    numbers["tail"] = np.array(
        [len(text[spans[-1][1] :].split()) if spans else -1 for text, spans in zip(texts, quoted, strict=True)], float
    )
    own = [" ".join(text.split()) for text in new]
    return Texts(all_tokens, own, numbers, new_words, all_words, new_runs, first_runs, all_runs)


def shared(ours: Bags, theirs: Bags, child: Ints, parent: Ints) -> Floats:
    """For each pair the weight of the child's items that the parent has too; 0 where the parent is -1."""
    width = len(theirs.weights) + 1
    keys = np.repeat(np.arange(len(theirs.starts) - 1), np.diff(theirs.starts)) * width + theirs.items
    counts = np.where(parent >= 0, np.diff(ours.starts)[child], 0)
    found = np.zeros(len(child))
    for rows in np.split(np.arange(len(child)), _cuts(counts)):
        steps = np.arange(counts[rows].sum()) - np.repeat(np.cumsum(counts[rows]) - counts[rows], counts[rows])
        row = np.repeat(rows, counts[rows])
        item = ours.items[ours.starts[child[row]] + steps]
        wanted = parent[row] * width + item
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        held = keys[at] == wanted if len(keys) else np.zeros(len(wanted), bool)
        found += np.bincount(row, ours.weights[item] * held, len(child))
    return found


def _cuts(counts: Ints) -> Ints:
    """Where to cut the pairs so that no part has very many items."""
    part = np.cumsum(counts) // _AT_ONCE
    return np.flatnonzero(np.diff(part)) + 1


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in spans:
        parts.append(text[at : max(at, start)])
        at = max(at, end)
    return "\n".join([*parts, text[at:]])


def _word_bags(*sets: Sequence[Sequence[str]]) -> tuple[Bags, ...]:
    """Bags of words that few lines of any discussion hold."""
    rarity = trained_model().rarity
    bags = []
    for texts in sets:
        owner, hashed = _hashed(texts, 1)
        items = (hashed & np.uint64(len(rarity) - 1)).astype(np.int64)
        rare = rarity[items] >= _RARE
        bags.append(_bags(owner[rare], items[rare], rarity, len(texts)))
    return tuple(bags)


def _run_bags(*sets: Sequence[Sequence[str]]) -> tuple[Bags, ...]:
    """Bags of runs of three words; those that only one comment has, by the last of the sets, are left out."""
    hashed = [_hashed(texts, 3) for texts in sets]
    every, number = np.unique(hashed[-1][1], return_inverse=True)
    holders = np.unique(number * len(sets[-1]) + hashed[-1][0]) // max(1, len(sets[-1]))
    known = every[np.bincount(holders, minlength=len(every)) > 1]
    bags = []
    for (owner, values), texts in zip(hashed, sets, strict=True):
        items = np.minimum(np.searchsorted(known, values), max(0, len(known) - 1))
        held = known[items] == values if len(known) else np.zeros(len(values), bool)
        bags.append(_bags(owner[held], items[held], np.ones(len(known)), len(texts)))
    return tuple(bags)


def _hashed(texts: Sequence[Sequence[str]], size: int) -> tuple[Ints, NDArray[np.uint64]]:
    """All shingles of all texts, and the text of each."""
    hashed = [shingles(each, size) for each in texts]
    owner = np.repeat(np.arange(len(texts)), [len(each) for each in hashed])
    return owner, np.concatenate([*hashed, np.empty(0, np.uint64)])


def _bags(owner: Ints, items: Ints, weights: Floats, size: int) -> Bags:
    width = len(weights) + 1
    packed = np.unique(owner * width + items)
    return Bags(np.searchsorted(packed, np.arange(size + 1) * width), packed % width, weights)


def _numbers(
    texts: Sequence[str], new: Sequence[str], new_tokens: Sequence[Sequence[str]], all_tokens: Sequence[Sequence[str]]
) -> dict[str, Floats]:
    columns: dict[str, list[float]] = {
        "words": [len(each) for each in all_tokens],
        "new_words": [len(each) for each in new_tokens],
        "asks": [text.count("?") for text in new],
        "ends_asking": [text.rstrip(" \n\"')”*:;-").endswith("?") for text in new],
        "blank": [float(_BLANK.search(text) is not None) for text in texts],
    }
    for name, cues in _CUES.items():
        columns[f"head_{name}"] = [sum(word in cues for word in each[:_HEAD]) for each in new_tokens]
    columns["you_share"] = [sum(word in _CUES["you"] for word in each) / (1 + len(each)) for each in new_tokens]
    return {name: np.array(column, np.float64) for name, column in columns.items()}
