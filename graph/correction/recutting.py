"""Readings of flat text cut in two, and joined, where people said so, or another source that marks its comments shows it; pure.

Only what stands in a source word for word can be cut: a source that marks its comments (a record with an id) has said itself where
each ends. Every place is cut as well, so that every character that lay in a place still lies in one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from graph.correction.marking import Marks, marks_of
from graph.seams import Seams, Text
from ingest.alignment import matches
from ingest.models import CommentId, DiscussionId, Place, SourceId
from ingest.readings import SHORT, Reading, flat, follows, standing
from ingest.words import fold, parts_hash

SPLIT = "split by a person"
JOINED = "joined by a person"
_AS_MARKED = "as another source marks it"
_MARKED_CHANCE = (
    0.99  # that a comment begins where one is marked so or ends: 428 of 432 such places in 100 threads of IAC
)
_GAP = 2  # characters, both ends of lines, between two comments that stand directly behind one another


def recut(raws: Iterable[Reading], seams: Seams) -> list[Reading]:
    """The readings of `raws`, as their sources gave them, when each comment begins where people said, else where marks are."""
    given = list(raws)
    marks = marks_of(given)
    if not (seams or marks):
        return given
    rows: dict[tuple[SourceId, DiscussionId], list[Reading]] = defaultdict(list)
    for raw in given:
        rows[raw.source, raw.discussion].append(raw)
    return [
        each
        for _, row in sorted(rows.items())
        for each in _recut_row(sorted(row, key=lambda raw: (raw.position, raw.key)), seams, marks)
    ]


def _recut_row(raws: Sequence[Reading], seams: Seams, marks: Marks) -> Iterator[Reading]:
    """The readings of one discussion of one source, in order; some may be missing."""
    before: Reading | None = None
    for raw in raws:
        first, *others = _parts(raw, seams, marks)
        text = Text(first.text)
        adjacent = before is not None and follows(before, raw)
        said = seams.between(Text(before.text), text) if before is not None and adjacent else None
        said = (seams.at_start(text) or None) if said is None else said
        marked = said is None and raw.key in marks.joined
        if (marked or said is False) and before is not None and adjacent:
            before = _joined(before, first, _AS_MARKED if marked else JOINED)
        else:
            if before is not None:
                yield before
            before = replace(first, boundary=1.0, raw=first.given) if said and first.boundary < 1 else first
        for each in others:
            yield before
            before = each
    if before is not None:
        yield before


def _parts(raw: Reading, seams: Seams, marks: Marks) -> list[Reading]:
    """`raw` itself, or the parts that it is cut into."""
    text = Text(raw.text)
    gaps = tuple(gap for gap in raw.gaps if seams.inside(text, text.word_at(gap[0])) is None)
    whole = raw if gaps == raw.gaps else replace(raw, gaps=gaps, raw=(raw,))
    said = seams.cuts(text)
    marked = [at for at in marks.cuts.get(raw.key, ()) if seams.inside(text, at) is None]
    if not (said or marked) or not flat(raw):
        return [whole]
    spans = pairwise([0, *sorted({*said, *marked}), len(text.words)])
    why = SPLIT if said else _AS_MARKED
    begun = {0: raw.boundary} | dict.fromkeys(said, 1.0)
    parts = [
        replace(
            _part(raw, text, edges, why), gaps=_inside(gaps, text, edges), boundary=begun.get(edges[0], _MARKED_CHANCE)
        )
        for edges in spans
    ]
    return parts if all(part.places for part in parts) else [whole]


def _inside(gaps: Iterable[tuple[int, float]], text: Text, edges: tuple[int, int]) -> tuple[tuple[int, float], ...]:
    """Those of the gaps of a text that lie within the words from one edge to the other, as that part has them."""
    start, end = edges
    begins = text.cut(start) if start else 0
    return tuple((at - begins, chance) for at, chance in gaps if start < text.word_at(at) < end)


def _part(raw: Reading, text: Text, edges: tuple[int, int], why: str) -> Reading:
    """Words from one edge to the other of `raw`; `why` tells who cut it."""
    start, end = edges
    own = _slice(text, start, end)
    found = [_cut_place(raw, replace(place, why=_also(place.why, why)), text, edges) for place in raw.places]
    places = [replace(each, text=None if each.text == own else each.text) for each in found if each is not None]
    known = None
    if end - start < SHORT:
        around = text.tokens[max(0, start - SHORT) : start] or text.tokens[end : end + SHORT]
        known = CommentId(f"c:{parts_hash(fold(own), raw.author or '', *around)}")
    return replace(raw, text=own, places=tuple(places), id=known, raw=(raw,))


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
    return Place(at, at + len(stands), place.rendering, match, stands, place.why)


def _also(*why: str) -> str:
    return "; ".join(each for each in why if each)


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


def _joined(first: Reading, second: Reading, why: str) -> Reading:
    """One reading of two, of which the second stands behind the first; `why` tells who joined them."""
    text = f"{first.text}\n{second.text}"
    places = list(_joined_places(first, second, why))
    if any(place.text is not None and fold(place.text) == fold(text) for place in places):
        text = next(place.text for place in places if place.text is not None and fold(place.text) == fold(text))
    places = [replace(each, text=None if each.text == text else each.text) for each in places]
    both = Text(text)
    known = CommentId(f"c:{parts_hash(fold(text), first.author or '', 'joined')}") if len(both.words) < SHORT else None
    raw, gaps = _both(first.given, second.given), tuple(_joined_gaps(first, second, both))
    return replace(first, text=text, places=tuple(places), id=known, gaps=gaps, raw=raw)


def _joined_gaps(first: Reading, second: Reading, both: Text) -> Iterator[tuple[int, float]]:
    """The gaps of two readings where they lie in the text of both."""
    begin = 0
    for text, gaps in ((Text(each.text), each.gaps) for each in (first, second)):
        yield from ((both.cut(begin + text.word_at(at)), chance) for at, chance in gaps)
        begin += len(text.words)


def _both(first: Sequence[Reading], second: Sequence[Reading]) -> tuple[Reading, ...]:
    return tuple({raw.key: raw for raw in (*first, *second)}.values())


def _joined_places(first: Reading, second: Reading, why: str) -> Iterator[Place]:
    """Places directly behind one another made one; others stay, each with the text that stands there."""
    left = list(second.places)
    for place in first.places:
        behind = next((each for each in left if _directly(place, each)), None)
        stands, told = standing(first, place), _also(place.why, why)
        if behind is None:
            yield replace(place, text=stands, match="near", why=told)
            continue
        left.remove(behind)
        stands += "\n" * (behind.start - place.end) + standing(second, behind)
        match = place.match if place.match == behind.match else "near"
        yield Place(place.start, behind.end, place.rendering, match, stands, told)
    for each in left:
        yield replace(each, text=standing(second, each), match="near", why=_also(each.why, why))


def _directly(first: Place, second: Place) -> bool:
    return first.rendering == second.rendering and 0 < second.start - first.end <= _GAP
