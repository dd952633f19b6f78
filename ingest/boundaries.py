"""Where comments begin: a small trained lexical model with calibrated probabilities.

Two rounds of boosted trees look at local evidence: the words around each gap (a linear model over hashed words), shape, style,
cohesion and quotes; the second round also sees what the first said of the gaps around. A last small round weighs that by the kind
of page, and where there is a pair model by what it says of the texts on both sides. Nothing else knows how the numbers come about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.boundary_fusion import Fusion, fusion_rows, pair_odds, piece_sizes
from ingest.boundary_pairs import gap_pairs
from ingest.columns import Floats, Rows, chances_of, table
from ingest.gap_words import gap_buckets
from ingest.gaps import gap_columns
from ingest.pair_scores import PairScorer
from ingest.pieces import Piece
from ingest.quote_evidence import Quoting
from ingest.surroundings import surrounding_columns
from ingest.trees import Forest

_LEAST = 0.05  # no gap that is less likely than this is a boundary
_CAUTION = 0.65  # of the expected F1


@dataclass(frozen=True, eq=False)
class WordModel:
    """A linear model over the hashed words around a gap; `weights` has a power of two of elements."""

    weights: Floats
    bias: float

    def log_odds(self, buckets: Sequence[NDArray[np.integer]]) -> Floats:
        """One number a gap: how much its words sound like the end of one comment and the opening of the next."""
        return np.array([self.bias + self.weights[each].sum() / np.sqrt(max(1, len(each))) for each in buckets])


@dataclass(frozen=True, eq=False)
class BoundaryModel:
    """Everything that was trained. `rarity` weighs words for `cohesion`.

    `slope` and `bias` calibrate the log odds of the second round (Platt 1999). `threshold` is the probability from which cuts were
    best on the tuning fold: the training's figures are those at it, a page is cut at its own `boundary_threshold`. `paired` is a
    last round that hears the pair model too; without it the second round is the last.
    """

    rarity: Floats
    words: WordModel
    first: Forest
    second: Forest
    slope: float
    bias: float
    threshold: float
    paired: Fusion | None = None

    def log_odds(self, rows: Rows, quoting: Quoting) -> Floats:
        """Calibrated log odds of a boundary at each gap by the trees: shape (len(rows),)."""
        guess = chances_of(self.first.log_odds(rows))
        return self.slope * self.second.log_odds(second_rows(rows, guess, quoting)) + self.bias


def boundary_probabilities(pieces: Sequence[Piece], quoting: Quoting, scorer: PairScorer | None = None) -> Floats:
    """Probability that a comment begins with each piece: float64, shape (len(pieces),); the first piece always begins one.

    The second round knows forums, the last round other pages too: with a `scorer` their log odds are averaged.
    """
    if not pieces:
        return np.empty(0)
    model = trained_model()
    rows = first_rows(pieces, quoting, model.rarity)
    words = model.words.log_odds(gap_buckets(pieces, len(model.words.weights)))
    odds = model.log_odds(with_words(rows, words), quoting)
    if scorer is None or model.paired is None:
        return chances_of(odds)
    said = pair_odds(scorer, gap_pairs(pieces, quoting))
    heard = model.paired.log_odds(fusion_rows(odds, said, piece_sizes(pieces), quoting))
    return chances_of((odds + heard) / 2)


def boundary_threshold(chances: Floats) -> float:
    """The probability from which gaps of a page are boundaries, by the best F1 that `chances` let expect (Lipton et al. 2014).

    So a page of an unfamiliar kind, where nothing is sure, is cut at lower probabilities than one where much is. Half of that F1
    would be best for it; more is asked, since a wrong cut costs more than a missed one.
    """
    best = np.sort(chances[1:])[::-1]
    if not len(best):
        return 1.0
    expected = 2 * np.cumsum(best) / (np.arange(1, len(best) + 1) + best.sum())
    return max(_LEAST, _CAUTION * float(expected.max()))


def first_rows(pieces: Sequence[Piece], quoting: Quoting, rarity: Floats) -> Rows:
    """What the first round sees, but for the words: one row a piece."""
    return table(gap_columns(pieces, quoting, rarity))


def with_words(rows: Rows, words: Floats) -> Rows:
    """Rows with the say of the word model as their last column."""
    return np.concatenate([rows, words[:, None].astype(np.float32)], axis=1)


def second_rows(rows: Rows, guess: Floats, quoting: Quoting) -> Rows:
    """What the second round sees: `rows` of the first, and what its guess says of the surroundings."""
    return np.concatenate([rows, table(surrounding_columns(guess, quoting))], axis=1)


@lru_cache(maxsize=1)
def trained_model() -> BoundaryModel:
    """The model that is shipped in `ingest/weights`."""
    with files("ingest").joinpath("weights", "boundaries.npz").open("rb") as stored:
        return unpack(dict(np.load(stored, allow_pickle=False)))


def pack(model: BoundaryModel) -> dict[str, NDArray[Any]]:
    """The model as arrays by name, in the precision in which they are stored."""
    return {
        "rarity": model.rarity.astype(np.float16),
        "words": model.words.weights.astype(np.float16),
        "numbers": np.array([model.words.bias, model.slope, model.bias, model.threshold]),
        **{f"first_{name}": array for name, array in model.first.arrays().items()},
        **{f"second_{name}": array for name, array in model.second.arrays().items()},
        **_packed_fusion("paired", model.paired),
    }


def unpack(arrays: dict[str, NDArray[Any]]) -> BoundaryModel:
    """The model from what `pack` gave."""
    word_bias, slope, bias, threshold = arrays["numbers"].tolist()
    return BoundaryModel(
        rarity=arrays["rarity"].astype(np.float64),
        words=WordModel(arrays["words"].astype(np.float64), word_bias),
        first=Forest.of(_named(arrays, "first_")),
        second=Forest.of(_named(arrays, "second_")),
        slope=slope,
        bias=bias,
        threshold=threshold,
        paired=_unpacked_fusion(_named(arrays, "paired_")),
    )


def _packed_fusion(kind: str, fusion: Fusion | None) -> dict[str, NDArray[Any]]:
    if fusion is None:
        return {}
    trees = {f"{kind}_{name}": array for name, array in fusion.forest.arrays().items()}
    return {**trees, f"{kind}_calibration": np.array([fusion.slope, fusion.bias, fusion.threshold])}


def _unpacked_fusion(arrays: dict[str, NDArray[Any]]) -> Fusion | None:
    if not arrays:
        return None
    slope, bias, threshold = arrays.pop("calibration").tolist()
    return Fusion(Forest.of(arrays), slope, bias, threshold)


def _named(arrays: dict[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}
