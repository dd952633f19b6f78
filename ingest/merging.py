"""Clusters of units that grow by joining, and the rules that forbid a join."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.models import CommentId, SourceId


@dataclass(slots=True)
class Cluster:
    """Units that are one comment, and what is known of it; `apart` are units that must never be among them."""

    units: set[int]
    ids: set[CommentId] = field(default_factory=set)
    id_sources: set[SourceId] = field(default_factory=set)
    authors: set[str] = field(default_factory=set)
    times: set[float] = field(default_factory=set)
    apart: set[int] = field(default_factory=set)

    def may_join(self, other: "Cluster", as_named: bool) -> bool:
        """Whether both may be one comment; `as_named` when it is two named comments, not something unnamed, that are alike."""
        if self is other or not self.apart.isdisjoint(other.units) or not other.apart.isdisjoint(self.units):
            return False
        if self.ids and other.ids and not (as_named and self._cross_posted(other)):
            return False
        return _compatible(self.authors, other.authors) and _compatible(self.times, other.times)

    def absorb(self, other: "Cluster") -> None:
        """Take over all that is known of `other`."""
        for mine, theirs in zip(self._known(), other._known(), strict=True):
            mine.update(theirs)

    def _cross_posted(self, other: "Cluster") -> bool:
        return bool(self.authors and other.authors) and self.id_sources.isdisjoint(other.id_sources)

    def _known(self) -> tuple[set[Any], ...]:
        return self.units, self.ids, self.id_sources, self.authors, self.times, self.apart


class Merging:
    """A partition of units into clusters, made by joining the clusters of two units where the rules allow it."""

    def __init__(self, clusters: Mapping[int, Cluster]) -> None:
        self._cluster_of = dict(clusters)

    def keep_apart(self, first: int, second: int) -> None:
        """Forbid that these two units ever meet in one cluster."""
        self._cluster_of[first].apart.add(second)
        self._cluster_of[second].apart.add(first)

    def join(self, first: int, second: int, as_named: bool) -> None:
        """Join the clusters of two units, if they may be joined."""
        if self._cluster_of[first].may_join(self._cluster_of[second], as_named):
            self.unite(first, second)

    def unite(self, first: int, second: int) -> None:
        """Join the clusters of two units whatever speaks against it."""
        large, small = self._cluster_of[first], self._cluster_of[second]
        if len(large.units) < len(small.units):
            large, small = small, large
        if large is not small:
            large.absorb(small)
            self._cluster_of.update(dict.fromkeys(small.units, large))

    def clusters(self) -> list[list[int]]:
        """Units of each cluster, ascending."""
        distinct = {id(cluster): cluster for cluster in self._cluster_of.values()}
        return sorted(sorted(cluster.units) for cluster in distinct.values())


def _compatible(first: set[Any], second: set[Any]) -> bool:
    return not first or not second or not first.isdisjoint(second)
