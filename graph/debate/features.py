"""What tells, in a set of statements on one topic, who speaks against whom: numbers of each statement and of each two of them.

Nothing here knows an order, a person or a reply: a statement is its words and the vectors of its sentences.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.stances.target import rarity, sentences
from ingest.embedder import Embedder
from ingest.words import shingles, tokens

Floats = NDArray[np.float64]

PAIR_COLUMNS: Final = (
    *("texts", "texts apart", "best sentences apart", "best sentences", "answer in target", "target in answer"),
    *("opening in target", "opening to text", "target's opening to text", "openings", "target covered"),
    *("answer covered", "opening covered", "rare words", "repeated pairs", "log ratio"),
)
STATEMENT_COLUMNS: Final = (
    *("log words", "log words apart", "log opening", "opening's share", "log sentences", "to topic"),
    *("opening to topic", "best to topic", "to all", "opening to rest", "opening to all", "topic covered"),
    *(
        "topic's words",
        "opening denies",
        "denies",
        "topic denies",
        "questions",
        "digits",
        "notes",
        "marks",
        "word length",
    ),
)
_APART = 0.7  # share of the mean of all sentences that is taken off: on one topic everything is alike
_FEW = 10.0  # a few shared words are no match
_READ = 400  # words of a statement that are hashed
_NEGATION = re.compile(r"not|no|never|cannot|without|nothing|none|nobody|hardly|\w+n't")
_NOTE = re.compile(r"\[\d+\]")
_MARK = re.compile(r"[,;:]")


@dataclass(frozen=True, eq=False)
class Statement:
    """A text's words, those of its first sentence, and unit vectors of its sentences, float32, one row each."""

    text: str
    words: list[str]
    opening: list[str]
    vectors: NDArray[np.float32]

    @property
    def middle(self) -> Floats:
        """The unit vector of the text."""
        return _unit(self.vectors.mean(axis=0, dtype=np.float64))


def read_statements(texts: Sequence[str], embedder: Embedder) -> list[Statement]:
    """Statements in the order of `texts`, each of which must have a word; all sentences are embedded together."""
    spans = [sentences(text) for text in texts]
    pieces = [
        _first_window(text[start:end], embedder) for text, own in zip(texts, spans, strict=True) for start, end in own
    ]
    vectors = embedder.embed(pieces)
    ends = np.cumsum([len(own) for own in spans])
    parts = np.split(vectors, ends[:-1]) if len(texts) else []
    return [
        Statement(text, tokens(text), tokens(text[slice(*own[0])]), part)
        for text, own, part in zip(texts, spans, parts, strict=True)
    ]


def pair_rows(said: Sequence[Statement]) -> Floats:
    """PAIR_COLUMNS of each statement as target (first axis) and each as what answers it (second), shape (n, n, columns)."""
    return np.stack([*_likenesses(said), *_shared_words(said)], axis=-1)


def statement_rows(topic: Statement, said: Sequence[Statement]) -> Floats:
    """STATEMENT_COLUMNS of each statement, shape (n, columns)."""
    middles = np.stack([each.middle for each in said])
    everything = _unit(middles.mean(axis=0))
    usual = float(np.mean([np.log(len(each.words)) for each in said]))
    rows = [[*_sizes(each, usual), *_places(each, topic, everything), *_wording(each, topic)] for each in said]
    return np.array(rows, np.float64)


def meaning_rows(said: Sequence[Statement]) -> Floats:
    """Unit vectors of each statement and of its first sentence, side by side: shape (n, 2 * dimension)."""
    return np.stack([np.concatenate([each.middle, each.vectors[0]]) for each in said])


def word_buckets(said: Statement, size: int) -> NDArray[np.int64]:
    """Distinct buckets (of `size`, a power of two) of the words and pairs of words of a statement."""
    words = said.words[:_READ]
    features = [*(f"w|{word}" for word in words), *(f"b|{a} {b}" for a, b in pairwise(words))]
    return np.unique(shingles(features, 1) & np.uint64(size - 1)).astype(np.int64)


def _first_window(text: str, embedder: Embedder) -> str:
    start, end = embedder.windows(text)[0]
    return text[start:end]


def _likenesses(said: Sequence[Statement]) -> list[Floats]:
    """Cosines between texts, sentences and openings, each of shape (targets, answers)."""
    sizes = [len(each.vectors) for each in said]
    starts = np.cumsum([0, *sizes[:-1]])
    plain = np.concatenate([each.vectors for each in said]).astype(np.float64)
    apart = _unit(plain - _APART * plain.mean(axis=0))
    middles = np.stack([each.middle for each in said])
    middles_apart = _unit(middles - middles.mean(axis=0))
    near, near_apart = plain @ plain.T, apart @ apart.T
    in_target = np.maximum.reduceat(near_apart, starts, axis=0)  # (targets, sentences of all answers)
    in_answer = np.maximum.reduceat(near_apart, starts, axis=1)
    return [
        middles @ middles.T,
        middles_apart @ middles_apart.T,
        np.maximum.reduceat(in_target, starts, axis=1),
        np.maximum.reduceat(np.maximum.reduceat(near, starts, axis=0), starts, axis=1),
        np.add.reduceat(in_target, starts, axis=1) / sizes,
        np.add.reduceat(in_answer, starts, axis=0) / np.array(sizes)[:, None],
        in_target[:, starts],
        middles @ plain[starts].T,
        plain[starts] @ middles.T,
        near_apart[np.ix_(starts, starts)],
    ]


def _shared_words(said: Sequence[Statement]) -> list[Floats]:
    """How much of the rare words of the one is in the other, each of shape (targets, answers)."""
    known = sorted({word for each in said for word in each.words})
    weights = np.array(rarity(known))
    whole, opening = (_held(known, [kind(each) for each in said]) for kind in (_words, _opening))
    pairs = [[f"{a} {b}" for a, b in pairwise(each.words)] for each in said]
    repeated = _held(sorted({pair for each in pairs for pair in each}), pairs)
    shared, total = (whole * weights) @ whole.T, whole @ weights
    lengths = np.log([len(each.words) for each in said])
    return [
        shared / (_FEW + total[:, None]),
        shared / (_FEW + total[None, :]),
        (whole * weights) @ opening.T / (_FEW + opening @ weights),
        np.log1p((whole * weights**2) @ whole.T),
        np.log1p(repeated @ repeated.T),
        lengths[None, :] - lengths[:, None],
    ]


def _words(said: Statement) -> list[str]:
    return said.words


def _opening(said: Statement) -> list[str]:
    return said.opening


def _held(known: Sequence[str], said: Sequence[Sequence[str]]) -> Floats:
    """1 where a text (row) has a feature (column)."""
    place = {feature: at for at, feature in enumerate(known)}
    table = np.zeros((len(said), len(known)))
    for row, features in enumerate(said):
        table[row, [place[feature] for feature in features]] = 1.0
    return table


def _sizes(said: Statement, usual: float) -> list[float]:
    size, opening = len(said.words), len(said.opening)
    return [
        float(np.log(size)),
        float(np.log(size)) - usual,
        float(np.log1p(opening)),
        opening / size,
        float(np.log(len(said.vectors))),
    ]


def _places(said: Statement, topic: Statement, everything: Floats) -> list[float]:
    """Where the statement stands between the topic and what all say."""
    opening, about = said.vectors[0], topic.middle
    rest = _unit(said.vectors[1:].mean(axis=0)) if len(said.vectors) > 1 else opening
    near = [said.middle @ about, opening @ about, (said.vectors @ about).max(), said.middle @ everything]
    return [float(each) for each in (*near, opening @ rest, opening @ everything)]


def _wording(said: Statement, topic: Statement) -> list[float]:
    size = len(said.words)
    asked, given = sorted(set(topic.words)), set(said.words)
    shared = sum(weight for word, weight in zip(asked, rarity(asked), strict=True) if word in given)
    return [
        shared / (_FEW + sum(rarity(asked))),
        shared / (_FEW + sum(rarity(sorted(given)))),
        float(denials(said.opening)),
        denials(said.words) / size,
        float(denials(topic.words)),
        said.text.count("?") / len(said.vectors),
        sum(character.isdigit() for character in said.text) / size,
        len(_NOTE.findall(said.text)) / len(said.vectors),
        len(_MARK.findall(said.text)) / size,
        sum(len(word) for word in said.words) / size,
    ]


def denials(words: Sequence[str]) -> int:
    """How many of the words deny."""
    return sum(_NEGATION.fullmatch(word) is not None for word in words)


def _unit(vectors: NDArray[np.floating]) -> Floats:
    raised: Floats = np.array(vectors, np.float64)
    raised /= np.maximum(np.linalg.norm(raised, axis=-1, keepdims=True), 1e-9)
    return raised
