"""Readings of flat text cut in two, and joined, where people said so; pure.

Only what stands in a source word for word can be cut: a source that marks its comments (a record with an id) has said itself where
each ends. Every place is cut as well, so that every character that lay in a place still lies in one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from graph.seams import Seams, Text
from ingest.alignment import matches
from ingest.models import CommentId, DiscussionId, Place, SourceId
from ingest.readings import SHORT, Reading
from ingest.words import fold, parts_hash

SPLIT = "split by a person"
JOINED = "joined by a person"
_GAP = 2  # characters, both ends of lines, between two comments that stand directly behind one another


def recut(raws: Iterable[Reading], seams: Seams) -> list[Reading]:
    """The readings that `raws`, as their sources gave them, are when each comment begins where people said."""
    if not seams:
        return list(raws)
    rows: dict[tuple[SourceId, DiscussionId], list[Reading]] = defaultdict(list)
    for raw in raws:
        rows[raw.source, raw.discussion].append(raw)
    return [
        each
        for _, row in sorted(rows.items())
        for each in _recut_row(sorted(row, key=lambda raw: (raw.position, raw.key)), seams)
    ]


def flat(reading: Reading) -> bool:
    """Whether the reading stands in its source word for word, without any marks of the source."""
    return all(len(standing(reading, place)) == place.end - place.start for place in reading.places)


def standing(reading: Reading, place: Place) -> str:
    """The text at one place of a reading."""
    return reading.text if place.text is None else place.text


def follows(first: Reading, second: Reading) -> bool:
    """Whether both are of flat text, and `second` is what comes next in the same discussion of the same source."""
    if (first.source, first.discussion) != (second.source, second.discussion) or not (flat(first) and flat(second)):
        return False
    if common := next((raw for raw in first.raw if raw.key in {each.key for each in second.raw}), None):
        head, _, tail = common.text.partition(first.text)
        return (head + tail != common.text) and tail.lstrip().startswith(second.text)
    return max(raw.position for raw in first.given) + 1 == min(raw.position for raw in second.given)


def _recut_row(raws: Sequence[Reading], seams: Seams) -> Iterator[Reading]:
    """The readings of one discussion of one source, in order; some may be missing."""
    before: Reading | None = None
    for raw in raws:
        first, *others = _parts(raw, seams)
        text = Text(first.text)
        adjacent = before is not None and follows(before, raw)
        said = seams.between(Text(before.text), text) if before is not None and adjacent else None
        said = (seams.at_start(text) or None) if said is None else said
        if said is False and before is not None and adjacent:
            before = _joined(before, first)
        else:
            if before is not None:
                yield before
            before = replace(first, boundary=1.0, raw=first.given) if said and first.boundary < 1 else first
        for each in others:
            yield before
            before = each
    if before is not None:
        yield before


def _parts(raw: Reading, seams: Seams) -> list[Reading]:
    """`raw` itself, or the parts that it is cut into."""
    text = Text(raw.text)
    cuts = seams.cuts(text)
    if not cuts or not flat(raw):
        return [raw]
    parts = [_part(raw, text, edges) for edges in pairwise([0, *cuts, len(text.words)])]
    return parts if all(part.places for part in parts) else [raw]


def _part(raw: Reading, text: Text, edges: tuple[int, int]) -> Reading:
    """Words from one edge to the other of `raw`."""
    start, end = edges
    own = _slice(text, start, end)
    found = [_cut_place(raw, place, text, edges) for place in raw.places]
    places = [replace(each, text=None if each.text == own else each.text) for each in found if each is not None]
    known = None
    if end - start < SHORT:
        around = text.tokens[max(0, start - SHORT) : start] or text.tokens[end : end + SHORT]
        known = CommentId(f"c:{parts_hash(fold(own), raw.author or '', *around)}")
    begun = 1.0 if start else raw.boundary
    return replace(raw, text=own, places=tuple(places), id=known, boundary=begun, raw=(raw,))


def _slice(text: Text, start: int, end: int) -> str:
    """Characters of words start..end, up to where the next part begins."""
    return text.text[text.cut(start) if start else 0 : text.cut(end)].rstrip()


def _cut_place(raw: Reading, place: Place, text: Text, edges: tuple[int, int]) -> Place | None:
    """What of `place` belongs to words from one edge to the other of the text; None when nothing does."""
    there = Text(standing(raw, place))
    start, end = (_same_place(text, there, at) for at in edges)
    if start == end:
        return None
    stands, own = _slice(there, start, end), _slice(text, *edges)
    at = place.start + (there.cut(start) if start else 0)
    match = "exact" if fold(stands) == fold(own) else "near" if place.match == "exact" else place.match
    why = "; ".join(each for each in (place.why, SPLIT) if each)
    return Place(at, at + len(stands), place.rendering, match, stands, why)


def _same_place(text: Text, there: Text, at: int) -> int:
    """The word of `there` that stands where word `at` of `text` does; both ends are the same place."""
    if text.tokens == there.tokens or at == 0:
        return at
    if at == len(text.tokens):
        return len(there.tokens)
    pairs = matches(text.tokens, there.tokens)
    low = max((other + 1 for one, other in pairs if one < at), default=0)
    high = min((other for one, other in pairs if one >= at), default=len(there.tokens))
    begun = (
        n for n in range(low, high) if "\n" in there.text[there.words[n - 1].end if n else 0 : there.words[n].start]
    )
    return next(begun, high)


def _joined(first: Reading, second: Reading) -> Reading:
    """One reading of two, of which the second stands behind the first."""
    text = f"{first.text}\n{second.text}"
    places = list(_joined_places(first, second))
    if any(place.text is not None and fold(place.text) == fold(text) for place in places):
        text = next(place.text for place in places if place.text is not None and fold(place.text) == fold(text))
    places = [replace(each, text=None if each.text == text else each.text) for each in places]
    size = len(Text(text).words)
    known = CommentId(f"c:{parts_hash(fold(text), first.author or '', 'joined')}") if size < SHORT else None
    return replace(first, text=text, places=tuple(places), id=known, raw=_both(first.given, second.given))


def _both(first: Sequence[Reading], second: Sequence[Reading]) -> tuple[Reading, ...]:
    return tuple({raw.key: raw for raw in (*first, *second)}.values())


def _joined_places(first: Reading, second: Reading) -> Iterator[Place]:
    """Places directly behind one another made one; others stay, each with the text that stands there."""
    left = list(second.places)
    for place in first.places:
        behind = next((each for each in left if _directly(place, each)), None)
        stands, why = standing(first, place), "; ".join(each for each in (place.why, JOINED) if each)
        if behind is None:
            yield replace(place, text=stands, match="near", why=why)
            continue
        left.remove(behind)
        stands += "\n" * (behind.start - place.end) + standing(second, behind)
        match = place.match if place.match == behind.match else "near"
        yield Place(place.start, behind.end, place.rendering, match, stands, why)
    for each in left:
        why = "; ".join(said for said in (each.why, JOINED) if said)
        yield replace(each, text=standing(second, each), match="near", why=why)


def _directly(first: Place, second: Place) -> bool:
    return first.rendering == second.rendering and 0 < second.start - first.end <= _GAP
