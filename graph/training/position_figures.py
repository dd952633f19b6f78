"""Texts whose groups and sides are known, and how well groups fit them: the figures of `rejoinder evaluate positions`."""

import csv
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True, slots=True)
class Labelled:
    """What is said on one question: ids and texts, the labels of each (none where unknown) and its side ("" where unknown)."""

    question: str
    ids: tuple[str, ...]
    texts: tuple[str, ...]
    labels: tuple[frozenset[str], ...]
    sides: tuple[str, ...]


def key_points(path: Path) -> list[Labelled]:
    """ArgKP's arguments by topic; labels are the key points that match, if `labels_*` lies beside `arguments_*`."""
    beside = path.with_name(path.name.replace("arguments_", "labels_"))
    matched: dict[str, set[str]] = defaultdict(set)
    if beside != path and beside.is_file():
        for row in _table(beside):
            if row["label"] == "1":
                matched[row["arg_id"]].add(row["key_point_id"])
    topics: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _table(path):
        topics[row["topic"]].append(row)
    return [
        Labelled(
            topic,
            tuple(row["arg_id"] for row in rows),
            tuple(row["argument"] for row in rows),
            tuple(frozenset(matched[row["arg_id"]]) for row in rows),
            tuple(row.get("stance", "") for row in rows),
        )
        for topic, rows in topics.items()
    ]


def perspectives(path: Path) -> list[Labelled]:
    """Perspectrum's perspectives by claim; an id is row.cluster.perspective, a label the cluster."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return [_perspectives(number, row["claim"], row["clusters"]) for number, row in enumerate(rows)]


def figures(questions: Sequence[Labelled], groups: Sequence[Sequence[Hashable]]) -> dict[str, float]:
    """What `tools/score.py positions` counts: texts with exactly one label, over questions and inside their sides.

    `on_the_wrong_side` is the share of texts in a group whose majority is on the other side.
    """
    whole, inside, ratios, mixed, total = [], [], [], 0, 0
    for question, said in zip(questions, groups, strict=True):
        rows = [n for n, each in enumerate(question.labels) if len(each) == 1]
        if not rows:
            continue
        truth, found = ([told[n] for n in rows] for told in (question.labels, said))
        sides = [question.sides[n] for n in rows]
        whole.append(adjusted_rand(truth, found))
        inside += _inside(truth, found, sides)
        ratios.append(len(set(found)) / len(set(truth)))
        mixed += _mixed(found, sides)
        total += len(rows)
    if not total:
        return {}
    means = {
        "ari": np.mean(whole),
        "ari_inside_a_side": np.mean(inside) if inside else 0.0,
        "groups_to_true": np.mean(ratios),
    }
    counted = {"topics": len(whole), "n": total, "on_the_wrong_side": round(mixed / total, 4)}
    return {name: round(float(each), 4) for name, each in means.items()} | counted


def adjusted_rand(truth: Sequence[Hashable], said: Sequence[Hashable]) -> float:
    """Adjusted Rand index (Hubert and Arabie 1985): 1 for the same groups, 0 on average for chance."""
    both, first, second = _pairs(list(zip(truth, said, strict=True))), _pairs(truth), _pairs(said)
    expected = first * second / max(1.0, len(truth) * (len(truth) - 1) / 2)
    most = (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _perspectives(number: int, claim: str, clusters: Sequence[dict[str, object]]) -> Labelled:
    said = [
        (f"{number}.{k}.{n}", str(text), frozenset({str(k)}), str(cluster.get("stance", "")))
        for k, cluster in enumerate(clusters)
        for n, text in enumerate(_texts(cluster))
    ]
    ids, texts, labels, sides = zip(*said, strict=True) if said else ((), (), (), ())
    return Labelled(claim, ids, texts, labels, sides)


def _texts(cluster: dict[str, object]) -> list[object]:
    found = cluster["perspectives"]
    return found if isinstance(found, list) else []


def _inside(truth: Sequence[Hashable], said: Sequence[Hashable], sides: Sequence[str]) -> list[float]:
    """The index inside each side that has several groups."""
    by_side: dict[str, list[int]] = defaultdict(list)
    for n, side in enumerate(sides):
        by_side[side].append(n)
    return [
        adjusted_rand([truth[n] for n in rows], [said[n] for n in rows])
        for rows in by_side.values()
        if len({truth[n] for n in rows}) > 1
    ]


def _mixed(said: Sequence[Hashable], sides: Sequence[str]) -> int:
    """How many are in a group in which most are on the other side."""
    by_group: dict[Hashable, Counter[str]] = defaultdict(Counter)
    for group, side in zip(said, sides, strict=True):
        by_group[group][side] += 1
    return sum(each.total() - max(each.values()) for each in by_group.values())


def _pairs(groups: Sequence[Hashable]) -> float:
    return sum(size * (size - 1) / 2 for size in Counter(groups).values())
