"""Where flat text is cut or joined because a source that marks its comments gives one of them word for word; pure.

Only places where a comment may begin by the text itself count: what stands between two of them. What stands twice on a page tells
nothing, since a quote cannot be told from a copy there. So the same places are found whichever source was read first.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from graph.seams import Text
from ingest.likeness import keys
from ingest.models import DiscussionId, SourceId
from ingest.readings import SHORT, Reading, flat, follows
from ingest.words import tokens

ReadingKey = tuple[SourceId, int, int]
Tokens = tuple[str, ...]
_SHARED = 2  # keys by which both are found in a store


@dataclass(slots=True)
class Marks:
    """For readings of flat text, by key: words inside with which a comment begins or behind which one ends, and which go on.

    `telling` are the readings of other sources that tell so, and those that reach over the edge of what flat text is here: what
    comes next to it may make them tell something.
    """

    cuts: dict[ReadingKey, set[int]] = field(default_factory=lambda: defaultdict(set))
    joined: set[ReadingKey] = field(default_factory=set)
    telling: list[Reading] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.cuts or self.joined)


@dataclass(frozen=True, slots=True, eq=False)
class _Run:
    """Readings that stand behind one another, as one text: its words, the first of each reading, and where a comment may begin."""

    raws: tuple[Reading, ...]
    tokens: Tokens
    starts: tuple[int, ...]
    places: frozenset[int]

    @classmethod
    def of(cls, raws: Sequence[Reading]) -> "_Run":
        texts = [Text(raw.text) for raw in raws]
        *starts, size = accumulate((len(text.tokens) for text in texts), initial=0)
        begun = zip(starts, texts, raws, strict=True)
        gaps = {start + text.word_at(at) for start, text, raw in begun for at, _ in raw.gaps}
        words = tuple(token for text in texts for token in text.tokens)
        return cls(tuple(raws), words, tuple(starts), frozenset({*starts, size, *gaps}))

    def touched(self, begin: int, end: int) -> range:
        """Numbers of the readings that words begin..end stand in."""
        return range(bisect_right(self.starts, begin) - 1, bisect_right(self.starts, end - 1))


@dataclass(frozen=True, slots=True, eq=False)
class _Spot:
    """Words begin..end of a run are the whole of a comment that `known` marks."""

    run: _Run
    begin: int
    end: int
    known: Reading


def marks_of(readings: Iterable[Reading]) -> Marks:
    """What the readings among these that mark their comments tell of those of flat text, all as their sources gave them."""
    rows: dict[tuple[SourceId, DiscussionId], list[Reading]] = defaultdict(list)
    marked: list[Reading] = []
    for each in sorted(readings, key=lambda each: each.key):
        (rows[each.source, each.discussion] if flat(each) else marked).append(each)
    marks = Marks()
    if not (rows and marked):
        return marks
    known: dict[Tokens, Reading] = {}
    for each in marked:
        known.setdefault(tuple(tokens(each.text)), each)
    openings = _openings(known)
    for row in rows.values():
        runs = list(_runs(sorted(row, key=lambda raw: (raw.position, raw.key))))
        marks.telling += (known[words] for words in _reaching(runs, known, openings))
        for spot in _apart([spot for run in runs for spot in _spots(run, known, openings)]):
            _note(spot, marks)
    return marks


def _openings(known: Iterable[Tokens]) -> dict[Tokens, list[Tokens]]:
    """Comments by their first words; one of fewer words is nobody's own."""
    found: dict[Tokens, list[Tokens]] = defaultdict(list)
    for each in known:
        if len(each) >= SHORT:
            found[each[:SHORT]].append(each)
    return found


def _runs(row: Sequence[Reading]) -> Iterator[_Run]:
    run: list[Reading] = []
    for each in row:
        if run and not follows(run[-1], each):
            yield _Run.of(run)
            run = []
        run.append(each)
    if run:
        yield _Run.of(run)


def _spots(run: _Run, known: Mapping[Tokens, Reading], openings: Mapping[Tokens, list[Tokens]]) -> Iterator[_Spot]:
    """Where whole comments stand in a run, as far as both are found in a store when one of them is looked up there."""
    for begin in range(len(run.tokens)):
        for each in openings.get(run.tokens[begin : begin + SHORT], ()):
            spot = _Spot(run, begin, begin + len(each), known[each])
            if run.tokens[begin : spot.end] == each and _is_found(spot):
                yield spot


def _reaching(
    runs: Sequence[_Run], known: Iterable[Tokens], openings: Mapping[Tokens, list[Tokens]]
) -> Iterator[Tokens]:
    """Comments of which a run, or what of it may be a comment at its end or at its beginning, is only a part."""
    heads: dict[Tokens, list[_Run]] = defaultdict(list)
    for run in runs:
        heads[run.tokens[:SHORT]].append(run)
        for begin in sorted(run.places):
            left = len(run.tokens) - begin
            found = (each for each in openings.get(run.tokens[begin : begin + SHORT], ()) if len(each) > left)
            yield from (each for each in found if each[:left] == run.tokens[begin:])
    for each in known:
        for at in range(1, len(each) - SHORT + 1):
            for run in heads.get(each[at : at + SHORT], ()):
                end = min(len(run.tokens), len(each) - at)
                if end in run.places and each[at : at + end] == run.tokens[:end]:
                    yield each


def _is_found(spot: _Spot) -> bool:
    """Whether what of the comment stands in each reading is enough to find that reading by the comment's keys, and to find this."""
    own = set(keys(spot.known.text))
    for n in spot.run.touched(spot.begin, spot.end):
        begin = spot.run.starts[n]
        end = begin + len(tokens(spot.run.raws[n].text))
        common = spot.run.tokens[max(begin, spot.begin) : min(end, spot.end)]
        shared = own.intersection(keys(spot.run.raws[n].text), keys(" ".join(common)))
        if len(common) < SHORT or len(shared) < _SHARED:
            return False
    return True


def _apart(spots: Sequence[_Spot]) -> Iterator[_Spot]:
    """Those of comments that stand once, between places where one may begin; of two that overlap the longer one."""
    times = Counter(spot.known.key for spot in spots)
    taken: set[tuple[int, int]] = set()
    for spot in sorted(spots, key=lambda each: (each.begin - each.end, each.known.key)):
        own = {(id(spot.run), at) for at in range(spot.begin, spot.end)}
        once = times[spot.known.key] == 1 and {spot.begin, spot.end} <= spot.run.places
        if once and taken.isdisjoint(own):
            taken |= own
            yield spot


def _note(spot: _Spot, marks: Marks) -> None:
    run = spot.run
    edges = {spot.begin, spot.end} - {*run.starts, len(run.tokens)}
    inner = [n for n in run.touched(spot.begin, spot.end) if run.starts[n] > spot.begin]
    for edge in edges:
        n = bisect_right(run.starts, edge) - 1
        marks.cuts[run.raws[n].key].add(edge - run.starts[n])
    marks.joined |= {run.raws[n].key for n in inner}
    if edges or inner:
        marks.telling.append(spot.known)
