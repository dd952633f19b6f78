"""One reading of a comment: all that one source says of it. A stored comment is a set of readings; merging loses none of them.

`compose` makes the comment row and its occurrences from readings, `readings_of` takes them apart again, exactly. So a merge can be
judged anew when another source comes in, in whatever order sources come, and any merge can be undone. A reading that a person
corrected keeps the readings that it was made of, as their source gave them, so that a correction can be undone as well.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from ingest.models import Comment, CommentId, DiscussionId, Occurrence, Place, Post, SourceId
from ingest.words import fold, parts_hash, words

SHORT = 8  # words; a shorter text is nobody's own: only its place or its id tells whose it is

_PLAIN = ("author", "parent", "title", "url", "root", "boundary")
_MOMENTS = ("created_at", "edited_at")
_FILLED = ("author", "url", "created_at")
_OF_POST = tuple(each.name for each in fields(Post))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Post):
    """A comment as one source gives it. For a short text without an id, `id` is a hash of the text and its place.

    `raw` is empty, or holds the readings, as the source gave them, that a correction made this one of.
    """

    source: SourceId
    discussion: DiscussionId
    position: int = 0
    raw: tuple["Reading", ...] = ()

    @property
    def key(self) -> tuple[SourceId, int, int]:
        """Where it was read: no two readings of one source share a key."""
        return self.source, self.places[0].start, self.places[0].rendering

    @property
    def given(self) -> "tuple[Reading, ...]":
        """What the source gave: the reading itself, unless it was corrected."""
        return self.raw or (self,)


def from_post(post: Post, source: SourceId, discussion: DiscussionId, position: int, after: str) -> Reading:
    """The reading of `post`; `after` is the id or else the text of what stands before it in its source ("" at the beginning)."""
    known = post.id
    if known is None and len(words(post.text)) < SHORT:
        known = _placed_id(post, after or source)
    said = {name: getattr(post, name) for name in _OF_POST}
    said |= {"id": known, "boundary": round(post.boundary, 4)}
    return Reading(**said, source=source, discussion=discussion, position=position)


def comment_uid(readings: Sequence[Reading], representative: Reading) -> CommentId:
    """The smallest of the sources' ids, else a hash of the representative's folded text and author."""
    ids = [reading.id for reading in readings if reading.id is not None]
    return min(ids) if ids else CommentId(f"c:{parts_hash(fold(representative.text), representative.author or '')}")


def compose(
    readings: Sequence[Reading], representative: Reading, why: Mapping[tuple[SourceId, int, int], Place]
) -> tuple[Comment, list[Occurrence]]:
    """The comment whose row says what `representative` says, and an occurrence for every place of every reading.

    Author, time and address that the representative does not tell are those that another reading tells.
    `why` gives for a reading's key how it was matched to the representative (match and why of a Place); a reading that is not in it
    keeps its places' own.
    """
    uid = comment_uid(readings, representative)
    comment = Comment(
        uid=uid,
        discussion=representative.discussion,
        text=representative.text,
        position=representative.position,
        meta=dict(representative.meta),
        **{name: _told(name, representative, readings) for name in (*_PLAIN, *_MOMENTS)},
    )
    occurrences = []
    for reading in sorted(readings, key=lambda each: each.key):
        occurrences += _occurrences(reading, comment, why.get(reading.key))
    return comment, occurrences


def _told(name: str, representative: Reading, readings: Sequence[Reading]) -> Any:  # noqa: ANN401  (a field of a reading)
    """What the representative says, or where it says nothing, and others may speak for it, the least of what they say."""
    own = getattr(representative, name)
    if own is not None or name not in _FILLED:
        return own
    others = (getattr(each, name) for each in readings)
    return min((each for each in others if each is not None), key=str, default=None)


def readings_of(comment: Comment, occurrences: Iterable[Occurrence]) -> list[Reading]:
    """The readings that `compose` made `comment` and these `occurrences` of, by key."""
    whole: dict[tuple[SourceId, str], list[Occurrence]] = defaultdict(list)
    for each in sorted(occurrences, key=lambda each: each.given.get("place", 0)):
        whole[each.source, each.given.get("of", each.uid)].append(each)
    return sorted((_reading(comment, places) for places in whole.values()), key=lambda each: each.key)


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


def open_gaps(comment: Comment, occurrences: Sequence[Occurrence]) -> list[tuple[int, float]]:
    """Characters of `comment` at which another comment may begin, ascending, each with its probability: the greatest given for it.

    None where a source says itself where the comment begins and ends. `occurrences` are all of the comment's.
    """
    if not any("gaps" in each.given for each in occurrences):
        return []
    readings = readings_of(comment, occurrences)
    if not all(flat(each) for each in readings):
        return []
    return sorted(dict(sorted(gap for each in readings if each.text == comment.text for gap in each.gaps)).items())


def occurrence_uid(source: SourceId, place: Place) -> str:
    """The same for the same place of the same source."""
    return f"o:{parts_hash(source, str(place.start), str(place.end), str(place.rendering))}"


def _occurrences(reading: Reading, comment: Comment, matched: Place | None) -> list[Occurrence]:
    first = occurrence_uid(reading.source, reading.places[0])
    rows = []
    for index, place in enumerate(reading.places):
        judged = matched if matched is not None and place.match == "exact" else place
        stands = reading.text if place.text is None else place.text
        given: dict[str, Any] = {"of": first, "place": index} if index else _differences(reading, comment)
        if (judged.match, judged.why) != (place.match, place.why):
            given |= {"match": [place.match, place.why]}
        rows.append(
            Occurrence(
                uid=occurrence_uid(reading.source, place),
                comment=comment.uid,
                source=reading.source,
                start=place.start,
                end=place.end,
                rendering=place.rendering,
                match=judged.match,
                text=None if stands == comment.text else stands,
                why=judged.why,
                given=given,
            )
        )
    return rows


def _differences(reading: Reading, comment: Comment) -> dict[str, Any]:
    """What the reading says otherwise than the comment's row, as JSON values; its discussion and position always.

    Those two are kept because a comment's row may be moved later, when two discussions turn out to be one.
    """
    given: dict[str, Any] = {"discussion": reading.discussion, "position": reading.position}
    given |= {name: getattr(reading, name) for name in _PLAIN if getattr(reading, name) != getattr(comment, name)}
    for name in _MOMENTS:
        if getattr(reading, name) != getattr(comment, name):
            moment = getattr(reading, name)
            given[name] = moment.isoformat() if moment else None
    if reading.text != comment.text:
        given["text"] = reading.text
    if reading.id != comment.uid:
        given["id"] = reading.id
    if dict(reading.meta) != dict(comment.meta):
        given["meta"] = dict(reading.meta)
    if reading.gaps:
        given["gaps"] = [list(each) for each in reading.gaps]
    if reading.raw:
        given["raw"] = [_packed(each) for each in reading.raw]
    return given


def _reading(comment: Comment, occurrences: Sequence[Occurrence]) -> Reading:
    given = occurrences[0].given
    text = given.get("text", comment.text)
    plain = {name: given.get(name, getattr(comment, name)) for name in _PLAIN}
    return Reading(
        source=occurrences[0].source,
        discussion=given["discussion"],
        position=given["position"],
        text=text,
        places=tuple(_place(each, comment, text) for each in occurrences),
        id=given.get("id", comment.uid),
        created_at=_moment(given, "created_at", comment.created_at),
        edited_at=_moment(given, "edited_at", comment.edited_at),
        gaps=_gaps(given),
        meta=given.get("meta", comment.meta),
        raw=tuple(_unpacked(each, occurrences[0].source) for each in given.get("raw", ())),
        **plain,
    )


def _packed(reading: Reading) -> dict[str, Any]:
    """All that a reading says, as JSON values; its source is known from where this is kept."""
    said = {name: getattr(reading, name) for name in (*_PLAIN, "discussion", "position", "text", "id")}
    moments = {name: moment.isoformat() for name in _MOMENTS if (moment := getattr(reading, name))}
    places = [[getattr(place, each.name) for each in fields(Place)] for place in reading.places]
    gaps = {"gaps": [list(each) for each in reading.gaps]} if reading.gaps else {}
    return said | moments | gaps | {"meta": dict(reading.meta), "places": places}


def _unpacked(given: Mapping[str, Any], source: SourceId) -> Reading:
    moments = {name: _moment(given, name, None) for name in _MOMENTS}
    places = tuple(Place(*each) for each in given["places"])
    return Reading(**{**given, **moments, "places": places, "gaps": _gaps(given)}, source=source)


def _gaps(given: Mapping[str, Any]) -> tuple[tuple[int, float], ...]:
    return tuple((at, chance) for at, chance in given.get("gaps", ()))


def _place(occurrence: Occurrence, comment: Comment, text: str) -> Place:
    stands = comment.text if occurrence.text is None else occurrence.text
    match, why = occurrence.given.get("match", (occurrence.match, occurrence.why))
    return Place(occurrence.start, occurrence.end, occurrence.rendering, match, None if stands == text else stands, why)


def _moment(given: Mapping[str, Any], name: str, default: datetime | None) -> datetime | None:
    if name not in given:
        return default
    return datetime.fromisoformat(given[name]) if given[name] else None


def _placed_id(post: Post, after: str) -> CommentId:
    return CommentId(f"c:{parts_hash(fold(post.text), post.author or '', fold(after))}")
