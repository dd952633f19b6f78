"""How the verbs of both stores reach what is stored: a statement in, rows out, and a clear word about a damaged one."""

# ruff: noqa: D102  (the verbs are documented once, in graph/store.py)

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from operator import attrgetter
from typing import Any

from graph.storage.rows import Stored, escape, unpack
from graph.store import StoreError

Values = Sequence[Any]
_PAGE = 1000
_DIGEST = re.compile("[0-9a-f]{32}")


class Access(ABC):
    """Reads through `_rows` and `_stream`, which a store adds."""

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def _rows(self, statement: str, **values: Any) -> list[Values]:  # noqa: ANN401  (what a statement takes)
        """All rows that `statement` gives; lists and texts among `values` are already escaped."""

    @abstractmethod
    def _stream(self, statement: str) -> Iterator[Values]:
        """Rows one by one, from one moment of the store."""

    def _counted(self, statement: str) -> dict[str, int]:
        return dict(sorted((str(row[0]), int(row[1])) for row in self._rows(statement)))

    def _digests(self, kind: str, statement: str) -> Iterator[str]:
        for row in self._stream(statement):
            if not _DIGEST.fullmatch(str(row[0])):
                raise StoreError(
                    f"{self.url}: a stored digest of a {kind} is damaged ({row[0]!r})", "run 'rejoinder verify'"
                )
            yield row[0]

    def _pages(self, statement: str) -> Iterator[list[Values]]:
        """Page by page, so that no transaction stays open while the caller works.

        A statement over several types of edges gives up to a page of each; the next page of them all is among those.
        """
        after = ""
        while page := sorted(self._rows(statement, after=after, limit=_PAGE), key=stored_uid)[:_PAGE]:
            yield page
            after = stored_uid(page[-1])

    def _scan(self, statement: str) -> Iterator[Values]:
        for page in self._pages(statement):
            yield from page

    def _made(self, kind: type[Stored], rows: Iterable[Values]) -> list[Stored]:
        return list(self._translated(partial(unpack, kind), rows))

    def _translated(self, make: Any, rows: Iterable[Values]) -> Iterator[Any]:  # noqa: ANN401  (see the typed callers)
        for values in rows:
            try:
                yield make(values)
            except (ValueError, TypeError, OverflowError) as error:
                raise StoreError(
                    f"{self.url}: a stored row is damaged ({values[0]!r})", "run 'rejoinder verify'"
                ) from error


def distinct(ids: Collection[str]) -> list[str]:
    """Escaped, each once, sorted."""
    return sorted({escape(each) for each in ids})


def stored_uid(values: Values) -> str:
    """By what a scan is ordered."""
    return str(values[0])


def by_uid(rows: Iterable[Stored]) -> list[Stored]:
    """Rows in the order of their uids."""
    return sorted(rows, key=attrgetter("uid"))
