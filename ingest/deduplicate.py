"""Which of many known texts are one comment: the same, nearly the same, or an edited version.

Merging is data: every version keeps its text in an occurrence, each membership says on what evidence it rests, and nothing is
lost that would be needed to undo it. Who may merge is decided in steps: equal ids; comments with different ids (one known author,
different sources, times that do not contradict); versions without an id among themselves; and each such cluster as a whole with
the comment that it fits best, so that it never bridges two comments that have ids.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ingest.likeness import SAME_WORDS, Likeness, compare, judge, keys, profile
from ingest.merging import Cluster, Merging
from ingest.versions import Edge, Texts, Unit, Version, distinct_texts, edges_of, seconds, units_of

__all__ = ["Group", "Likeness", "Rulings", "Version", "compare", "group", "keys"]

Rulings = Mapping[tuple[int, int], bool]
"""For pairs of versions, by their indices, whether a person said that they are one comment."""

_NO_RULINGS: Final[Rulings] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Group:
    """Versions of one comment: their indices, ascending, the index of the canonical one, and how each member is like that."""

    members: tuple[int, ...]
    representative: int
    likenesses: tuple[Likeness, ...]


def group(versions: Sequence[Version], rulings: Rulings = _NO_RULINGS) -> list[Group]:
    """Partition `versions` into comments, in the order of their first members; `rulings` are kept whatever speaks against them.

    Neither the order of the versions nor the process changes which of them meet. The canonical version is one with an id before
    one without, then the one edited last, then the longest, then the one with the smallest hash. Versions that are to be kept
    apart must not be in one unit: the same words without an id, or one id.
    """
    texts = distinct_texts(versions)
    units = units_of(versions, texts)
    partition = sorted(
        sorted(n for unit in each for n in units[unit].versions)
        for each in _partition(units, versions, texts, _between_units(rulings, units))
    )
    return [_group(members, versions, texts) for members in partition]


def _between_units(rulings: Rulings, units: Sequence[Unit]) -> list[tuple[int, int, bool]]:
    """Pairs of units, those that are one comment first."""
    unit_of = {version: n for n, unit in enumerate(units) for version in unit.versions} if rulings else {}
    found = {(unit_of[first], unit_of[second], one) for (first, second), one in rulings.items()}
    return sorted((each for each in found if each[0] != each[1]), key=lambda each: (not each[2], *each))


def _partition(
    units: Sequence[Unit], versions: Sequence[Version], texts: Texts, rulings: Sequence[tuple[int, int, bool]]
) -> Iterator[list[int]]:
    edges = edges_of(units, versions, texts)
    linked = {unit for edge in edges for unit in (edge.first, edge.second)}
    linked |= {unit for first, second, _ in rulings for unit in (first, second)}
    yield from ([unit] for unit in range(len(units)) if unit not in linked)
    merging = Merging({unit: _cluster(unit, units, versions) for unit in sorted(linked)})
    forbidden = {edge for edge in edges if edge.obstacle and not _continued(edge, units, versions)}
    for first, second, one in rulings:
        (merging.unite if one else merging.keep_apart)(first, second)
    for edge in forbidden:
        merging.keep_apart(edge.first, edge.second)
    for edge in edges:
        if edge not in forbidden:
            merging.join(edge.first, edge.second, as_named=edge.step == 0)
    yield from merging.clusters()


def _continued(edge: Edge, units: Sequence[Unit], versions: Sequence[Version]) -> bool:
    """Whether what looks like a reply to the other unit is by the same known author, who then wrote more."""
    authors = [{versions[each].author for each in units[unit].versions} for unit in (edge.first, edge.second)]
    return edge.obstacle == "reply" and authors[0] == authors[1] and None not in authors[0]


def _cluster(unit: int, units: Sequence[Unit], versions: Sequence[Version]) -> Cluster:
    known = [versions[each] for each in units[unit].versions]
    return Cluster(
        units={unit},
        ids={each.id for each in known if each.id is not None},
        id_sources={each.source for each in known if each.id is not None},
        authors={each.author for each in known if each.author is not None},
        times={moment for each in known if (moment := seconds(each.created_at)) is not None},
    )


def _group(members: Sequence[int], versions: Sequence[Version], texts: Texts) -> Group:
    if len(members) == 1:
        return Group((members[0],), members[0], (SAME_WORDS,))
    representative = min(members, key=lambda n: _canonical(versions[n], texts))
    own = versions[representative].text
    return Group(tuple(members), representative, tuple(_likeness(own, versions[n].text) for n in members))


def _canonical(version: Version, texts: Texts) -> tuple[bool, float, int, str, str, str, str]:
    text = texts.of[version.text]
    edited = seconds(version.edited_at)
    content = texts.hashes[text], version.id or "", version.source, version.text
    return version.id is None, -edited if edited is not None else float("inf"), -texts.sizes[text], *content


def _likeness(own: str, other: str) -> Likeness:
    if own == other:
        return SAME_WORDS
    verdict = judge(profile(own), profile(other))
    if verdict.likeness is None:
        return Likeness("edited", 0.0, "the same id, or alike to another version of it")
    return verdict.likeness
