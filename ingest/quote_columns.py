"""What quotes say of the gaps near them and of the gaps between them and their sources."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.columns import Columns, Floats, run_lengths, shifted
from ingest.quote_evidence import Quoting

FAR = 30
_UNKNOWN = -99.0

Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Nearest:
    """For each gap the last quote before it and the next quote behind it (-1: none), and the sources of both (-1: unknown)."""

    before: Indices
    after: Indices
    source_before: Indices
    source_after: Indices


def nearest_quotes(quoting: Quoting) -> Nearest:
    """Find the quotes around each gap."""
    count = len(quoting.quote)
    at = np.arange(count)
    before = shifted(np.maximum.accumulate(np.where(quoting.quote, at, -1)), -1).astype(np.int64)
    after = np.minimum.accumulate(np.where(quoting.quote, at, count)[::-1])[::-1]
    after = np.where(after < count, after, -1)
    sources = np.append(quoting.source, -1)
    return Nearest(before, after, sources[before], sources[after])


def quote_columns(quoting: Quoting) -> Columns:
    """All columns that rest on quotes alone."""
    return {**_near(quoting), **_runs(quoting), **_relations(quoting, nearest_quotes(quoting)), **_spans(quoting)}


def spans(quoting: Quoting) -> list[range]:
    """For each quote the gaps between its source and itself: at least one of them is a boundary."""
    quotes = np.flatnonzero(quoting.quote & (quoting.source >= 0)).tolist()
    found = [range(int(quoting.source[n]) + 1, n + 1) for n in quotes]
    return [span for span in found if 0 < len(span) <= FAR]


def first_quoters(quoting: Quoting) -> Indices:
    """For each piece the first quote whose source it is, or -1."""
    quoters = np.full(len(quoting.quote), -1, np.int64)
    quotes = np.flatnonzero(quoting.quote & (quoting.source >= 0))[::-1]
    quoters[quoting.source[quotes]] = quotes
    return quoters


def _near(quoting: Quoting) -> Columns:
    quote = quoting.quote.astype(float)
    distance = np.where(quoting.source >= 0, np.arange(len(quote)) - quoting.source, -1).astype(float)
    columns: Columns = {}
    for by in range(-3, 4):
        columns |= {f"cover {by}": shifted(quoting.cover, by), f"quote {by}": shifted(quote, by)}
    for by in range(-2, 3):
        columns |= {f"source {by}": np.minimum(shifted(distance, by), 60), f"later {by}": shifted(quoting.later, by)}
    for by in (-1, 0):
        columns |= {f"lead {by}": shifted(quoting.lead, by), f"source_at {by}": shifted(quoting.source_at, by)}
    return columns


def _runs(quoting: Quoting) -> Columns:
    quote = quoting.quote
    return {
        "run before": shifted(run_lengths(quote), -1, 0),
        "own run before": np.minimum(shifted(run_lengths(~quote), -1, 0), 20),
        "run after": run_lengths(quote[::-1])[::-1],
        "own run after": np.minimum(run_lengths(~quote[::-1])[::-1], 20),
    }


def _relations(quoting: Quoting, near: Nearest) -> Columns:
    """How the quote before a gap and the quote behind it lie to each other, and their sources."""
    at = np.arange(len(quoting.quote))
    known = (near.source_before >= 0) & (near.source_after >= 0)
    step = near.source_after - near.source_before
    order = quoting.source_at[near.after] - quoting.source_at[near.before]
    return {
        "since quote": _clipped(at - near.before, near.before >= 0, FAR),
        "to quote": _clipped(near.after - at, near.after >= 0, FAR),
        "source step": _clipped(step, known, _UNKNOWN),
        "source order": np.where(known & (step == 0), order, 0.0),
        "quote of last": _clipped(near.source_after - near.before, known, _UNKNOWN),
        "next source": _clipped(at - near.source_after, near.source_after >= 0, _UNKNOWN),
        "last source": _clipped(at - near.source_before, near.source_before >= 0, _UNKNOWN),
    }


def _clipped(values: Indices, known: NDArray[np.bool_], missing: float) -> Floats:
    return np.where(known, np.clip(values, -FAR, FAR), missing).astype(float)


def _spans(quoting: Quoting) -> Columns:
    """How short the shortest span over a gap is, how many there are, and whether both sides are quoted by neighbours.

    Between a quote and its source lies a boundary; what neighbours quote is likely of one comment.
    """
    count = len(quoting.quote)
    shortest, many = np.full(count, float(FAR)), np.zeros(count)
    for span in spans(quoting):
        shortest[span.start : span.stop] = np.minimum(shortest[span.start : span.stop], len(span))
        many[span.start : span.stop] += 1
    here = first_quoters(quoting)
    left, at = shifted(here, -1).astype(np.int64), np.arange(count)
    return {
        "shortest span": shortest,
        "spans": np.minimum(many, 10),
        "quoters apart": _clipped(here - left, (left >= 0) & (here >= 0), _UNKNOWN),
        "quoter 0": _clipped(here - at, here >= 0, _UNKNOWN),
        "quoter -1": _clipped(left - at, left >= 0, _UNKNOWN),
    }
