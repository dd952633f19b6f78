"""Files that are told of together, where they are many: those of one folder or archive, and of one format."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile


@dataclass(frozen=True, slots=True)
class Row:
    """What several files are called together, and which they are, by their places in the list."""

    name: str
    files: list[int]


def gathered(files: Sequence[tuple[str, str]], most: int) -> list[Row]:
    """Files as (path, format) in rows: one each, or where that is more than `most`, folders, as deep as `most` rows allow."""
    if len(files) <= most:
        return [Row(path, [at]) for at, (path, _) in enumerate(files)]
    parts = [path.split("/") for path, _ in files]
    common = sum(1 for _ in takewhile(lambda each: len(set(each)) == 1, zip(*parts, strict=False)))
    deeper = (_rows(files, parts, depth) for depth in range(common + 1, max(map(len, parts)) + 1))
    return [_rows(files, parts, common), *takewhile(lambda rows: len(rows) <= most, deeper)][-1]


def _rows(files: Sequence[tuple[str, str]], parts: Sequence[list[str]], depth: int) -> list[Row]:
    """Those of which the first `depth` names and the format are the same, in the order of the first of them."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, (each, (_, form)) in enumerate(zip(parts, files, strict=True)):
        groups["/".join(each[:depth]), form].append(at)
    return [
        Row(files[held[0]][0] if len(held) == 1 else f"{name} ({len(held):,} files)", held)
        for (name, _), held in groups.items()
    ]
