"""The claims of a store to the part of an index generation that finds positions."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.arguments import Claim, Position, PositionId
from graph.store import GraphStore
from ingest.models import CommentId
from search.claim_index import CLAIM
from search.generation import array_bytes, write_file
from search.text_index import TextWriter
from search.text_rows import TextRows, Told
from search.vector_index import write_vectors

_PAGE = 256  # positions read at once


class Written(NamedTuple):
    """How many positions and claims are indexed, and the sha256 of the vectors as they were handed to the disk."""

    positions: int
    claims: int
    vectors: str


@dataclass(slots=True)
class ClaimsBuild:
    """One build: writes into the new folder `home` what `store` holds of claims under `fingerprint`; `told` tells of comments."""

    store: GraphStore
    home: Path
    fingerprint: str
    told: TextRows
    positions: list[PositionId] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    claims: list[tuple[int, int, int, bool, int]] = field(default_factory=list)

    def write(self) -> Written:
        """Write all files; positions without claims are left out."""
        self.home.mkdir()
        with TextWriter(self.home / "text") as writer:
            _, mark = write_vectors(self.home / "vectors.faiss", self._vectors(writer))
        write_file(self.home / "positions.json", json.dumps(self.positions).encode("ascii"))
        write_file(self.home / "claims.json", json.dumps(self.names).encode("ascii"))
        write_file(self.home / "sizes.npy", array_bytes(np.array(self.sizes, np.int64)))
        write_file(self.home / "claims.npy", array_bytes(np.array(self.claims, CLAIM)))
        return Written(len(self.positions), len(self.claims), mark)

    def _vectors(self, writer: TextWriter) -> Iterator[NDArray[np.float32]]:
        """The vector of each claim, position after position; its words go to `writer`."""
        held = iter(self.store.positions())
        while page := list(islice(held, _PAGE)):
            members = self._members(page)
            comments = self._comments(claim.comment for claims in members.values() for claim in claims)
            for position in page:
                yield from self._position(position, members.get(position.uid, []), comments, writer)

    def _position(
        self, position: Position, members: list[Claim], comments: Mapping[CommentId, Told], writer: TextWriter
    ) -> Iterator[NDArray[np.float32]]:
        if not members:
            return
        group = len(self.positions)
        self.positions.append(position.uid)
        self.sizes.append(position.size)
        for claim in members:
            told = comments[claim.comment]
            writer.add(replace(told.text, row=len(self.claims), uid=claim.uid, body=claim.text, title=position.label))
            self.claims.append((*told.row, group))
            self.names.append((claim.uid, claim.comment))
            yield claim.vector

    def _members(self, page: Iterable[Position]) -> dict[PositionId, list[Claim]]:
        """Claims under our embedder by position, in the order of their ids."""
        claims = [each for each in self.store.claims_of([each.uid for each in page]) if self._is_ours(each)]
        places = {each.claim: each.position for each in self.store.placements([each.uid for each in claims])}
        members: dict[PositionId, list[Claim]] = {}
        for claim in sorted(claims, key=lambda each: each.uid):
            members.setdefault(places[claim.uid], []).append(claim)
        return members

    def _is_ours(self, claim: Claim) -> bool:
        return claim.fingerprint == self.fingerprint

    def _comments(self, ids: Iterable[CommentId]) -> dict[CommentId, Told]:
        rows = list(self.store.comments(set(ids)).values())
        return {row.uid: told for row, told in zip(rows, self.told.of(rows), strict=True)}
