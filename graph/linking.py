"""Readings that a person said are one comment, or are two; and all that corrections do to readings before they are grouped."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import product

from graph.correction.recutting import recut
from graph.corrections import Party, SameValue, SeamValue, SeparateValue, Value, values
from graph.models import Correction
from graph.seams import Seams, Text, seam_of
from ingest.deduplicate import Rulings, keys
from ingest.models import CommentId, Place, SourceId
from ingest.readings import Reading, standing
from ingest.words import parts_hash, text_hash

ReadingKey = tuple[SourceId, int, int]
Spot = tuple[str, int, int, int, int]  # source, start, end, rendering; position of what is taken out there


class Rules:
    """Corrections laid over readings, whichever of those come together."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        rows = list(corrections)
        self._spoken = list(values(rows, SeamValue))
        begins = [row.kind == "split" for row, _ in self._spoken]
        self._seams = Seams(seam_of(value, begins[n], n) for n, (_, value) in enumerate(self._spoken))
        self._links = [value for _, value in sorted(_links(rows), key=lambda each: each[0])]

    def __bool__(self) -> bool:
        return bool(self._seams or self._links)

    def apply(self, raws: Sequence[Reading]) -> tuple[list[Reading], Rulings]:
        """The readings that `raws` (as their sources gave them) are, by key, and which of them are one comment or are not."""
        pulled = [_pulled(each, self._links) for each in recut(raws, self._seams)]
        readings = sorted((each for both in pulled for each in both), key=lambda each: each.key)
        return readings, _rulings(readings, self._links) if self._links else {}

    def lookups(self, readings: Sequence[Reading]) -> set[int]:
        """Keys of the stored comments that matter to `readings` because of a correction."""
        found: set[int] = set()
        if self._spoken:
            touched = {seam.order for each in readings for seam in self._seams.touching(Text(each.text))}
            found |= {key for n in touched for key in lookup_keys(self._spoken[n][1])}
        for value in self._links:
            if any(_is_in(each, side) for each in readings for side in _sides(value)):
                found |= lookup_keys(value)
        return found


def raw_key(key: ReadingKey) -> int:
    """The lookup key under which a comment is found that holds a part of what a source gave here."""
    return _hashed(f"raw\x1f{key[0]}\x1f{key[1]}\x1f{key[2]}")


def id_key(known: CommentId) -> int:
    """The lookup key under which a comment is found by an id that some source gives it."""
    return _hashed(f"id\x1f{known}")


def party_of(readings: Iterable[Reading]) -> Party:
    """What tells these readings from others."""
    ids = {str(each.id) for each in readings if each.id is not None}
    texts = {text_hash(each.text) for each in readings if each.id is None}
    return Party(ids=tuple(sorted(ids)), texts=tuple(sorted(texts)))


def lookup_keys(value: Value) -> set[int]:
    """Keys of the stored comments that `value` speaks of, and of some others."""
    if isinstance(value, SeamValue):
        return (
            {*keys(value.before), *keys(value.after), *keys(f"{value.before} {value.after}")} if value.after else set()
        )
    if isinstance(value, SameValue | SeparateValue):
        found = {key for side in _sides(value) for key in _party_keys(side)}
        places = value.places if isinstance(value, SeparateValue) else ()
        return found | {raw_key((SourceId(source), start, rendering)) for source, start, _, rendering, _ in places}
    return set()


def concerns(value: Value, reading: Reading) -> bool:
    """Whether `value` speaks of this reading."""
    if isinstance(value, SeamValue):
        seams = Seams([seam_of(value, True)])
        return any(True for each in (reading, *reading.raw) for _ in seams.touching(Text(each.text)))
    if isinstance(value, SameValue | SeparateValue):
        places = value.places if isinstance(value, SeparateValue) else ()
        here = any(
            _overlaps(place, raw.source, spot) for raw in reading.given for place in raw.places for spot in places
        )
        return here or any(_is_in(each, side) for each in (reading, *reading.raw) for side in _sides(value))
    return False


def _links(rows: Collection[Correction]) -> Iterator[tuple[tuple[str, str], SameValue | SeparateValue]]:
    for row, same in values(rows, SameValue):
        yield (row.made_at, row.uid), same
    for row, two in values(rows, SeparateValue):
        yield (row.made_at, row.uid), two


def _pulled(reading: Reading, links: Sequence[SameValue | SeparateValue]) -> Iterator[Reading]:
    """`reading`, or what is left of it, and what was taken out of it because of its place."""
    left = list(reading.places)
    for value in (each for each in links if isinstance(each, SeparateValue) and each.places):
        spots = {place: spot for place in left for spot in value.places if _overlaps(place, reading.source, spot)}
        if spots:
            left = [place for place in left if place not in spots]
            yield _apart(reading, value, spots)
    if len(left) == len(reading.places):
        yield reading
    elif left:
        yield _without(reading, left)


def _apart(reading: Reading, value: SeparateValue, spots: Mapping[Place, Spot]) -> Reading:
    """What stands at these places of `reading`, as a comment with an id of its own."""
    taken = _without(reading, list(spots))
    places = tuple(replace(place, why="separated by a person") for place in taken.places)
    at = min(position for *_, position in spots.values())
    return replace(taken, places=places, id=_apart_id(value), position=at, boundary=1.0, raw=reading.given)


def _apart_id(value: SeparateValue) -> CommentId:
    """The id of a comment that only its places tell from another one."""
    return CommentId(f"c:{parts_hash('apart', *(str(each) for each in min(value.places)))}")


def _without(reading: Reading, left: Sequence[Place]) -> Reading:
    """`reading` at these places only; if its text stood only where it was taken out, with the longest text that is left."""
    stands = [standing(reading, place) for place in left]
    elsewhere = any(place.text is None for place in reading.places) and all(place.text is not None for place in left)
    text = max(stands, key=len) if elsewhere else reading.text
    places = [replace(p, text=None if there == text else there) for p, there in zip(left, stands, strict=True)]
    gaps = reading.gaps if text == reading.text else ()
    return replace(reading, text=text, places=tuple(places), gaps=gaps, raw=reading.given)


def _rulings(readings: Sequence[Reading], links: Sequence[SameValue | SeparateValue]) -> Rulings:
    """For pairs of readings, the lower index first, what was said last."""
    found: dict[tuple[int, int], bool] = {}
    by_name: dict[str, list[int]] = defaultdict(list)
    for n, each in enumerate(readings):
        by_name[_name(each)].append(n)
    for value in links:
        first, second = ({n for name in _names(side) for n in by_name[name]} for side in _sides(value))
        if isinstance(value, SeparateValue) and value.places:
            first = {n for n, each in enumerate(readings) if each.id == _apart_id(value)}
            parts = {raw.key for n in first for raw in readings[n].raw}
            second |= {n for n, each in enumerate(readings) if any(raw.key in parts for raw in each.raw)}
            second -= first
        pairs = product(sorted(first), sorted(second))
        found |= {(min(pair), max(pair)): isinstance(value, SameValue) for pair in pairs if pair[0] != pair[1]}
    return found


def _overlaps(place: Place, source: SourceId, spot: Spot) -> bool:
    """Whether half of a place is the one that is meant: newer code may cut it a little otherwise."""
    meant, start, end, rendering, _ = spot
    common = min(place.end, end) - max(place.start, start)
    return (source, place.rendering) == (meant, rendering) and 2 * common > max(place.end - place.start, end - start)


def _sides(value: SameValue | SeparateValue) -> tuple[Party, Party]:
    return (value.one, value.other) if isinstance(value, SameValue) else (value.party, value.rest)


def _is_in(reading: Reading, party: Party) -> bool:
    return reading.id in party.ids if reading.id is not None else text_hash(reading.text) in party.texts


def _name(reading: Reading) -> str:
    return f"id {reading.id}" if reading.id is not None else f"text {text_hash(reading.text)}"


def _names(party: Party) -> list[str]:
    return [*(f"id {each}" for each in party.ids), *(f"text {each}" for each in party.texts)]


def _party_keys(party: Party) -> set[int]:
    return {*(id_key(CommentId(each)) for each in party.ids), *(int(each[:15], 16) for each in party.texts)}


def _hashed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") >> 1
