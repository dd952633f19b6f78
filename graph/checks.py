"""What is wrong with stored rows: every row against its digest, and all rows together against what was written."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, Protocol

from graph.models import LedgerRow
from graph.storage.claim_rows import claim_digest, unpack_claim
from graph.storage.rows import (
    ALL_KINDS,
    DERIVED_KINDS,
    ROW_KINDS,
    digest_of,
    keys_digest,
    passage_digest,
    stored_digest,
    unescape,
    unpack,
    unpack_passage,
)
from graph.storage.tally import Tally
from graph.storage.writes import unpack_keys
from graph.store import StoreError

Values = Sequence[Any]


class Stored(Protocol):
    """What a check asks of a store."""

    def stored_rows(self, kind: str) -> Iterator[Values]:
        """Rows of a kind as they are stored: fields, then digest."""
        ...

    def stored_passages(self) -> Iterator[Values]:
        """All passages as they are stored: fields, then digest."""
        ...

    def tallies(self) -> tuple[Tally, Tally] | None:
        """What was written and what is stored, of one moment."""
        ...


def damage(store: Stored) -> Iterator[str]:
    """A line for every damaged row, and for every kind of which rows are missing or too many."""
    for kind, row_type in {**ROW_KINDS, "ledger": LedgerRow, **DERIVED_KINDS}.items():
        yield from _damaged(kind, partial(store.stored_rows, kind), partial(_row_fits, row_type))
    yield from _damaged("keyring", partial(store.stored_rows, "keyring"), _keys_fit)
    yield from _damaged("passage", store.stored_passages, _passage_fits)
    yield from _damaged("claim", partial(store.stored_rows, "claim"), _claim_fits)
    yield from _missing(store)


def _damaged(kind: str, rows: Callable[[], Iterator[Values]], fits: Callable[[Values], bool]) -> Iterator[str]:
    try:
        for values in rows():
            if not _sound(fits, values):
                yield f"{kind} {str(values[0])!r}: the stored row is not what was written"
    except StoreError as error:
        yield f"{kind}: rows cannot be read ({error.problem})"


def _sound(fits: Callable[[Values], bool], values: Values) -> bool:
    try:
        return fits(values)
    except (ValueError, TypeError, OverflowError, LookupError, AttributeError):
        return False  # what cannot even be read back is not what was written


def _row_fits(kind: Any, values: Values) -> bool:  # noqa: ANN401  (one of the row types)
    return digest_of(unpack(kind, values)) == stored_digest(kind, values)


def _keys_fit(values: Values) -> bool:
    return keys_digest(unescape(values[0]), unpack_keys(values[1])) == str(values[2])


def _passage_fits(values: Values) -> bool:
    return passage_digest(unpack_passage(values)) == str(values[5])


def _claim_fits(values: Values) -> bool:
    return claim_digest(unpack_claim(values)) == str(values[7])


def _missing(store: Stored) -> Iterator[str]:
    try:
        tallies = store.tallies()
    except StoreError as error:
        yield f"archive: what was written cannot be compared with what is stored ({error})"
        return
    if tallies is not None:
        written, found = tallies
        yield from written.missing(found, ALL_KINDS)
