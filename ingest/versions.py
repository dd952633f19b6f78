"""Known texts of comments, gathered into units that are one comment beyond question, and what speaks for joining units."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.candidates import candidates
from ingest.likeness import SAME_WORDS, SHORTEST, Likeness, Obstacle, judge, profile
from ingest.models import CommentId, SourceId
from ingest.profiles import profiles
from ingest.wording import Wording

_RANKS = {"exact": 0, "near": 1, "edited": 2}
_MOST = 50  # units with one text that are paired with each other; more are a chain letter


@dataclass(frozen=True, slots=True)
class Version:
    """One known text of one comment; `id` is the source's own id, None in formats without ids."""

    text: str
    source: SourceId
    id: CommentId | None = None
    author: str | None = None
    created_at: datetime | None = None
    edited_at: datetime | None = None


class Texts(NamedTuple):
    """Texts that are equal when folded count once, in the order of their hashes; `of` finds a raw text among them."""

    of: Mapping[str, int]
    hashes: Sequence[str]
    texts: Sequence[str]
    sizes: Sequence[int]
    keys: Sequence[NDArray[np.uint64]]


class Unit(NamedTuple):
    """Indices of versions that are one comment: they have one id, or no id and the same words, author and time."""

    name: tuple[str, ...]
    versions: list[int]
    authors: frozenset[str]
    sources: frozenset[SourceId]

    @property
    def has_id(self) -> bool:
        """Whether the source names this comment."""
        return self.name[0] == "id"


class Edge(NamedTuple):
    """A likeness of two units, and what forbids to join them. Ascending order is the order in which edges are taken.

    `step` is 0 between units with ids, 1 between units without, 2 between one of each.
    """

    step: int
    rank: int
    unlikeness: float
    first: int
    second: int
    obstacle: Obstacle | None


def seconds(moment: datetime | None) -> float | None:
    """Seconds since 1970; a moment without a zone is taken as UTC."""
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def distinct_texts(versions: Sequence[Version]) -> Texts:
    """Gather the texts of `versions`."""
    renderings: defaultdict[str, list[str]] = defaultdict(list)
    sizes: dict[str, int] = {}
    lookup: dict[str, NDArray[np.uint64]] = {}
    for text, read in sorted(profiles({version.text for version in versions}).items()):
        renderings[read.exact].append(text)
        if read.exact not in sizes:
            sizes[read.exact], lookup[read.exact] = read.size, np.array(read.keys, np.uint64)
    hashes = sorted(renderings)
    of = {text: n for n, each in enumerate(hashes) for text in renderings[each]}
    texts = [_fullest(renderings[each]) for each in hashes]
    return Texts(of, hashes, texts, [sizes[each] for each in hashes], [lookup[each] for each in hashes])


def units_of(versions: Sequence[Version], texts: Texts) -> list[Unit]:
    """Gather `versions` into units, in an order that does not depend on theirs."""
    found: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for n, version in enumerate(versions):
        found[_name(n, version, texts)].append(n)
    return [_unit(name, found[name], versions) for name in sorted(found)]


def edges_of(units: Sequence[Unit], versions: Sequence[Version], texts: Texts) -> list[Edge]:
    """All likenesses between units, in the order in which they are to be taken; a text under 8 words is like no other."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for n, unit in enumerate(units):
        for text in sorted({texts.of[versions[each].text] for each in unit.versions}):
            if texts.sizes[text] >= SHORTEST:
                holders[text].append(n)
    return sorted({*_same(units, holders), *_alike(units, holders, texts)}, key=_turn)


def _fullest(renderings: Sequence[str]) -> str:
    """Choose the rendering of one text that kept the most of its lines."""
    return renderings[0] if len(renderings) == 1 else max(renderings, key=lambda text: Wording(text).lines())


def _unit(name: tuple[str, ...], members: list[int], versions: Sequence[Version]) -> Unit:
    known = [versions[each] for each in members]
    authors = frozenset(each.author for each in known if each.author is not None)
    return Unit(name, members, authors, frozenset(each.source for each in known))


def _name(n: int, version: Version, texts: Texts) -> tuple[str, ...]:
    if version.id is not None:
        return "id", version.id
    text = texts.of[version.text]
    alone = "" if texts.sizes[text] >= SHORTEST else f"{n:012}"
    return "text", texts.hashes[text], version.author or "", str(seconds(version.created_at)), alone


def _same(units: Sequence[Unit], holders: Mapping[int, list[int]]) -> Iterator[Edge]:
    for held in holders.values():
        for at, first in enumerate(held):
            near = (second for second in held[at + 1 : at + _MOST] if _comparable(units[first], units[second]))
            yield from (_edge(units, (first, second), SAME_WORDS, None) for second in near)


def _alike(units: Sequence[Unit], holders: Mapping[int, list[int]], texts: Texts) -> Iterator[Edge]:
    compared = sorted(holders)
    for low, high in candidates([texts.keys[each] for each in compared], _MOST).tolist():
        held = product(holders[compared[low]][:_MOST], holders[compared[high]][:_MOST])
        linked = [pair for pair in held if _comparable(units[pair[0]], units[pair[1]])]
        if linked:
            verdict = judge(profile(texts.texts[compared[low]]), profile(texts.texts[compared[high]]))
            if verdict.likeness is not None:
                yield from (_edge(units, pair, verdict.likeness, verdict.obstacle) for pair in linked)


def _comparable(first: Unit, second: Unit) -> bool:
    """Whether these may meet at all: two comments with ids only when one author wrote both, in different sources."""
    if first.has_id and second.has_id:
        return not first.authors.isdisjoint(second.authors) and first.sources.isdisjoint(second.sources)
    return first is not second


def _edge(units: Sequence[Unit], pair: tuple[int, int], likeness: Likeness, obstacle: Obstacle | None) -> Edge:
    step = (1, 2, 0)[sum(units[each].has_id for each in pair)]
    return Edge(step, _RANKS[likeness.match], -likeness.similarity, min(pair), max(pair), obstacle)


def _turn(edge: Edge) -> tuple[int, int, float, int, int, str]:
    return *edge[:5], edge.obstacle or ""
