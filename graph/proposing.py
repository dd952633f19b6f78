"""What a person wants to say of an inference, checked against the archive and put into words that hold elsewhere too."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Literal

from graph.arguments import Status
from graph.correction.laying import statuses_of
from graph.corrections import (
    BadCorrection,
    Named,
    ParentValue,
    Party,
    SameValue,
    SeamValue,
    SeparateValue,
    StanceValue,
    StatusValue,
    excerpt,
    make,
)
from graph.linking import Rules, party_of
from graph.models import Label, Reply
from graph.seams import Text, describe
from graph.store import GraphStore
from ingest.deduplicate import compare
from ingest.models import Comment, CommentId, DiscussionId, Occurrence, Place
from ingest.readings import Reading, flat, follows, readings_of, standing
from ingest.words import text_hash, tokens


def parent_value(child: Comment, parent: Comment | None, store: GraphStore) -> ParentValue:
    """`child` answers `parent`. Raises BadCorrection: the source itself says whom, or it would answer itself in the end."""
    _check_real(child)
    explicit = child.root or any(
        each.child == child.uid and each.evidence == "explicit" for each in store.replies([child.uid])
    )
    if explicit:
        raise BadCorrection(f"{child.uid}: its source says what it answers", "only what was inferred can be corrected")
    if parent is not None:
        _check_parent(child, parent, store)
    return ParentValue(comment=_named(child), parent=parent and _named(parent))


def stance_value(child: Comment, label: Label, store: GraphStore) -> StanceValue:
    """`child` is of this mind toward what it answers. Raises BadCorrection when it answers nothing."""
    _check_real(child)
    found = [each.parent for each in store.replies([child.uid]) if each.child == child.uid]
    if not found:
        raise BadCorrection(
            f"{child.uid} answers nothing", f"say first whom: rejoinder correct {child.uid} --parent ID"
        )
    return StanceValue(comment=_named(child), stance=label, parent=_named(store.comments(found)[found[0]]))


def status_value(
    comment: Comment, status: Status | Literal["no_objection"], by: Comment | None, store: GraphStore
) -> StatusValue:
    """The objection of `comment` has this status, thanks to `by`. Raises BadCorrection when it raises none, or answers itself."""
    _check_real(comment)
    raised = any(each.comment == comment.uid for each in store.objections([comment.uid]))
    if not raised and comment.uid not in statuses_of(store):
        raise BadCorrection(
            f"{comment.uid} raises no objection", f"say first: rejoinder correct {comment.uid} --stance disagree"
        )
    if by is not None:
        _check_real(by)
        if by.uid == comment.uid:
            raise BadCorrection(f"{comment.uid} cannot answer its own objection", "name the comment that does")
    return StatusValue(comment=_named(comment), status=status, by=by and _named(by))


def split_value(comment: Comment, at: str, store: GraphStore) -> SeamValue:
    """A comment begins in `comment` at a phrase or at a character; at 0: that it begins where it does. Raises BadCorrection."""
    readings = _flat_readings(comment, store)
    text = Text(comment.text)
    word = _word_at(text, at, comment.uid)
    if word == 0:
        before = next((found for each in readings if (found := before_it(each, store)) is not None), None)
        if before is None:
            raise BadCorrection(f"{comment.uid} is the first comment of its page", "there is nothing to split it from")
        return describe(Text(before.text), text)
    value = _halved(text, word)
    cut, _ = Rules([make("split", comment.uid, value)]).apply([raw for each in readings for raw in each.given])
    if len(cut) <= len({raw.key for each in readings for raw in each.given}):
        raise BadCorrection(f"{comment.uid} cannot be cut there", "choose a place between two of its lines")
    return value


def unsplit_value(comment: Comment, at: str, store: GraphStore) -> SeamValue:
    """No comment begins in `comment` at a character: all of it is one. Raises BadCorrection."""
    _flat_readings(comment, store)
    text = Text(comment.text)
    word = _word_at(text, at, comment.uid)
    if word == 0:
        raise BadCorrection(
            f"{comment.uid} begins at character {at}",
            f"say what goes on in it: rejoinder correct ID --merge {comment.uid}",
        )
    return _halved(text, word)


def merge_value(comment: Comment, other: Comment, store: GraphStore) -> SeamValue | SameValue:
    """Two comments are one: parts of one where they stand side by side in a flat text, else the same one. Raises BadCorrection."""
    _check_real(comment)
    _check_real(other)
    if comment.uid == other.uid:
        raise BadCorrection(f"{comment.uid} is one comment already", "name another one")
    mine, theirs = _readings(comment, store), _readings(other, store)
    alike = compare(comment.text, other.text) is not None
    if not alike and (pair := _side_by_side(mine, theirs)) is not None:
        return describe(*(Text(each.text) for each in pair))
    shared = {each.source for each in mine} & {each.source for each in theirs}
    if shared and (not alike or (comment.parent, other.parent) != (None, None)):
        raise BadCorrection(
            f"{comment.uid} and {other.uid} stand apart in one source, and say different things",
            "only comments side by side in a flat text, or two copies of one comment, can be merged",
        )
    return SameValue(one=party_of(mine), other=party_of(theirs))


def confirmed_value(comment: Comment, place: Occurrence) -> SameValue:
    """What stands at `place` is `comment`, as it is believed."""
    there = comment.text if place.text is None else place.text
    return SameValue(
        one=Party(ids=(comment.uid,), texts=(text_hash(comment.text),)), other=Party(texts=(text_hash(there),))
    )


def separate_value(comment: Comment, places: Sequence[Occurrence], store: GraphStore) -> SeparateValue:
    """What stands at `places` is another comment. Raises BadCorrection when that would leave nothing."""
    _check_real(comment)
    chosen = {(each.source, each.start, each.end, each.rendering) for each in places}
    parted = [(each, *_parted(each, chosen)) for each in _readings(comment, store)]
    whole = [each for each, _, left in parted if not left]
    others = [each for each, _, left in parted if left]
    if not others:
        raise BadCorrection(f"all places of {comment.uid} are meant", "name one of them, with its o:... id")
    cut = [each for each in parted if each[1] and each[2]]
    party = _party(whole, [standing(each, place) for each, taken, _ in cut for place in taken])
    rest = _party(others, [standing(each, place) for each, _, left in cut for place in left])
    if not cut and not set(party.ids) & set(rest.ids) and not set(party.texts) & set(rest.texts):
        return SeparateValue(party=party, rest=rest)
    spots = [
        (each.source, place.start, place.end, place.rendering, _behind(each, place, store) if left else each.position)
        for each, taken, left in parted
        for place in taken
    ]
    return SeparateValue(party=party, rest=rest, places=tuple(sorted(spots)))


def before_it(reading: Reading, store: GraphStore) -> Reading | None:
    """The reading that stands before this one in its discussion in its source."""
    at = min(raw.position for raw in reading.given)
    rows = store.occurrences_in(reading.source)
    uids = {
        each.comment
        for each in rows
        if each.given.get("discussion") == reading.discussion and at - 1 <= each.given["position"] <= at
    }
    found = [each for uid, row in store.comments(uids).items() for each in readings_of(row, store.occurrences([uid]))]
    return next((each for each in found if each.key != reading.key and follows(each, reading)), None)


def _halved(text: Text, word: int) -> SeamValue:
    """The place in front of a word of a text."""
    start = text.cut(word)
    return describe(Text(text.text[:start].rstrip()), Text(text.text[start:]))


def _parted(reading: Reading, chosen: Collection[tuple[str, int, int, int]]) -> tuple[list[Place], list[Place]]:
    """The places of a reading that are chosen, and the others."""
    taken = [each for each in reading.places if (reading.source, each.start, each.end, each.rendering) in chosen]
    return taken, [each for each in reading.places if each not in taken]


def _party(readings: Iterable[Reading], texts: Iterable[str]) -> Party:
    """What tells these readings, and others with one of these texts."""
    own = party_of(readings)
    return Party(ids=own.ids, texts=tuple(sorted({*own.texts, *(text_hash(each) for each in texts)})))


def _behind(reading: Reading, place: Place, store: GraphStore) -> int:
    """The position of the last comment of the discussion that stands before this place in the same rendering."""
    rows = {each.uid: each for each in store.occurrences_in(reading.source)}
    said = {uid: rows[each.given.get("of", uid)].given for uid, each in rows.items()}
    here = [each for each in rows.values() if said[each.uid]["discussion"] == reading.discussion]
    earlier = [each for each in here if each.rendering == place.rendering and each.start < place.start]
    last = max(earlier, key=lambda each: each.start, default=None)
    return reading.position if last is None else int(said[last.uid]["position"])


def _readings(comment: Comment, store: GraphStore) -> list[Reading]:
    return readings_of(comment, store.occurrences([comment.uid]))


def _flat_readings(comment: Comment, store: GraphStore) -> list[Reading]:
    _check_real(comment)
    readings = _readings(comment, store)
    if not all(flat(each) for each in readings):
        raise BadCorrection(
            f"{comment.uid}: a source says where it begins and ends",
            "only comments that were found in flat text can be split",
        )
    return readings


def _side_by_side(first: Sequence[Reading], second: Sequence[Reading]) -> tuple[Reading, Reading] | None:
    """A reading of each that stand behind one another, in their order."""
    pairs = [*product(first, second), *product(second, first)]
    return next((pair for pair in pairs if follows(*pair)), None)


def _word_at(text: Text, at: str, uid: CommentId) -> int:
    """The number of the word that is meant by a phrase or a character."""
    if at.strip().isdecimal():
        return _word_from(text, int(at), uid)
    phrase = tokens(at)
    size = len(phrase)
    found = [n for n in range(len(text.tokens)) if phrase and text.tokens[n : n + size] == phrase]
    if len(found) == 1:
        return found[0]
    if found:
        raise BadCorrection(
            f"'{at}' stands {len(found)} times in {uid}", "quote more words of where the second comment begins"
        )
    raise BadCorrection(
        f"'{at}' does not stand in {uid}", "quote the words with which the second comment begins, or give a character"
    )


def _word_from(text: Text, character: int, uid: CommentId) -> int:
    found = next((n for n, word in enumerate(text.words) if word.end > character), None)
    if found is None:
        raise BadCorrection(f"no word stands behind character {character} of {uid}", "give a smaller number")
    if text.words[found].start < character:
        raise BadCorrection(
            f"character {character} of {uid} is inside a word", "quote the words with which the second comment begins"
        )
    return found


def _named(comment: Comment) -> Named:
    return Named(id=comment.uid, begins=excerpt(comment.text))


def _check_real(comment: Comment) -> None:
    if comment.stub:
        raise BadCorrection(f"{comment.uid} is an absent comment", "name a comment that is here")


def _check_parent(child: Comment, parent: Comment, store: GraphStore) -> None:
    if child.uid == parent.uid:
        raise BadCorrection(f"{child.uid} cannot answer itself", "name another comment, or none")
    if parent.stub and parent.discussion != child.discussion:
        raise BadCorrection(f"{parent.uid} is an absent comment of another discussion", "name a comment that is here")
    path = list(_answered(parent, child.uid, store))
    if path and path[-1].parent == child.uid:
        weakest = min(path, key=lambda each: (each.evidence == "explicit", each.confidence, each.uid))
        raise BadCorrection(
            f"{parent.uid} answers {child.uid} already, directly or through others",
            f"say first what {weakest.child} answers: rejoinder correct {weakest.child} --parent ID",
        )


def _answered(comment: Comment, end: CommentId, store: GraphStore) -> Iterator[Reply]:
    """The replies that lead from `comment` to what it answers in the end, or to `end`."""
    edges: dict[CommentId, Reply] = {}
    read: set[DiscussionId] = set()
    seen: set[CommentId] = set()
    at = comment.uid
    home: Mapping[CommentId, Comment] = {comment.uid: comment}
    while at not in seen and at != end:
        seen.add(at)
        if at not in edges:
            home = home if at in home else store.comments([at])
            if home[at].discussion not in read:
                read.add(home[at].discussion)
                edges |= {each.child: each for each in store.replies_in(home[at].discussion)}
        if at not in edges:
            return
        yield edges[at]
        at = edges[at].parent
