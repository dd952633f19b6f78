"""What a first guess at all gaps says of each: how likely its neighbours are, and how many comments lie between related quotes."""

import numpy as np

from ingest.columns import Columns, Floats, shifted
from ingest.quote_columns import Indices, first_quoters, nearest_quotes, spans
from ingest.quote_evidence import Quoting

_REACH = 5
_MOST = 15.0


def surrounding_columns(chances: Floats, quoting: Quoting) -> Columns:
    """Columns from the first guess: `chances` holds the probability of a boundary at each gap, 1 for the first."""
    return {"chance": chances, **_neighbours(chances), **_between(chances, quoting), **_rest_of_spans(chances, quoting)}


def _neighbours(chances: Floats) -> Columns:
    columns = {f"chance {by}": shifted(chances, by) for by in range(-_REACH, _REACH + 1) if by}
    sums = np.concatenate([[0.0], np.cumsum(chances)])
    count = len(chances)
    at = np.arange(count)
    for reach in (2, 4, 8, 16):
        columns[f"sum before {reach}"] = sums[at] - sums[np.maximum(at - reach, 0)]
        columns[f"sum after {reach}"] = sums[np.minimum(at + 1 + reach, count)] - sums[at + 1]
    columns["most before"] = np.max([shifted(chances, -by, 0) for by in (1, 2, 3)], axis=0)
    columns["most after"] = np.max([shifted(chances, by, 0) for by in (1, 2, 3)], axis=0)
    return columns


def _between(chances: Floats, quoting: Quoting) -> Columns:
    """Expected boundaries between a gap, the quotes around it, their sources, and who quotes the pieces on both sides."""
    near, at = nearest_quotes(quoting), np.arange(len(chances))
    quoters = first_quoters(quoting)
    pairs = {
        "between sources": (near.source_before, near.source_after),
        "source to gap": (_earlier(near.source_after, at), at - 1),
        "last source to gap": (_earlier(near.source_before, at), at - 1),
        "last quote to gap": (near.before, at - 1),
        "gap to next quote": (np.where(near.after >= 0, at, -1), near.after),
        "source to last quote": (near.source_after, near.before),
        "between quoters": (shifted(quoters, -1).astype(np.int64), quoters),
    }
    sums = np.concatenate([[0.0], np.cumsum(chances)])
    return {name: _expected(sums, first, second) for name, (first, second) in pairs.items()}


def _earlier(pieces: Indices, at: Indices) -> Indices:
    return np.where(pieces < at, pieces, -1)


def _expected(sums: Floats, first: Indices, second: Indices) -> Floats:
    """Boundaries to be expected between two pieces, at most 15; -1 where one is unknown."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    return np.where(low >= 0, np.minimum(sums[high + 1] - sums[low + 1], _MOST), -1.0)


def _rest_of_spans(chances: Floats, quoting: Quoting) -> Columns:
    """Between a quote and its source lies a boundary: how many of a span the other gaps account for, at the least."""
    rest = np.full(len(chances), _MOST)
    for span in spans(quoting):
        inside = chances[span.start : span.stop]
        rest[span.start : span.stop] = np.minimum(rest[span.start : span.stop], inside.sum() - inside)
    return {"rest of span": rest}
