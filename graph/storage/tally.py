"""How many rows of each kind a store should hold, and the sum of their digests: a row that was taken away is missed."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from graph.store import StoreError

_MODULUS = 1 << 128


@dataclass(slots=True)
class Tally:
    """Counts and digest sums by kind of row. A store keeps it beside the rows and brings it up to date in each transaction."""

    rows: dict[str, int] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, digest: str) -> None:
        """A row came."""
        self._move(kind, 1, int(digest, 16))

    def remove(self, kind: str, digest: str) -> None:
        """A row went."""
        self._move(kind, -1, -int(digest, 16))

    def _move(self, kind: str, rows: int, digest: int) -> None:
        self.rows[kind] = self.rows.get(kind, 0) + rows
        self.sums[kind] = (self.sums.get(kind, 0) + digest) % _MODULUS

    def missing(self, found: "Tally", kinds: Iterable[str]) -> Iterator[str]:
        """Lines for the kinds of which `found`, what the store really holds, is not what was written."""
        for kind in kinds:
            written, there = self.rows.get(kind, 0), found.rows.get(kind, 0)
            if written != there:
                yield f"{kind}: {there} rows are stored where {written} were written"
            elif self.sums.get(kind, 0) != found.sums.get(kind, 0):
                yield f"{kind}: the digests of the stored rows are not those that were written"

    def dump(self) -> str:
        """JSON text for `load`."""
        return json.dumps({kind: [rows, f"{self.sums[kind]:032x}"] for kind, rows in sorted(self.rows.items())})

    @classmethod
    def load(cls, text: str) -> "Tally":
        """Read what `dump` wrote. Raises StoreError for anything else."""
        try:
            pairs = {kind: (int(rows), int(digest, 16)) for kind, (rows, digest) in json.loads(text).items()}
        except (AttributeError, TypeError, ValueError) as error:
            raise StoreError("the archive's tally is damaged", "run 'rejoinder verify'") from error
        return cls(
            {kind: rows for kind, (rows, _) in pairs.items()}, {kind: digest for kind, (_, digest) in pairs.items()}
        )
