"""Positions and objections as an Argdown document, which Argdown's tools draw as a map.

A position is a statement, and each of its claims an argument that supports it; opposed positions contradict each other. Under a
heading for each discussion, an objection is an argument that attacks its position and what was said where it is aimed. Of the
responses, one that answers or rebuts attacks the objection, and one that concedes supports it, if it deals with it more likely than
not; the others stand in its metadata, as do all numbers. Tags say what an element is, its status, and the act of a response.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from graph.arguments import UNADDRESSED, Claim, Objection, Position, PositionId, Response
from graph.models import DiscussionRow
from graph.store import GraphStore
from ingest.models import CommentId, DiscussionId
from ui.export.argdown_spots import Spots
from ui.export.argdown_syntax import data, tags, text
from ui.export.draft import new_file
from ui.spoken import Speeches

_PAGE: Final = 256  # positions read at once
_EDGE: Final = {"answers": "-", "rebuts": "-", "concedes": "+"}
_LIKELY: Final = 0.5
_HEAD: Final = """===
title: Positions and objections
model:
    removeTagsFromText: true
===

"""


def export(store: GraphStore, path: Path) -> dict[str, int]:
    """Write all positions and objections into a new file; returns how many. Raises ExportError, StoreError.

    Positions that became others are left out. Holds the titles of all elements.
    """
    with new_file(path) as file:
        file.write(_HEAD)
        document = _Document(store, file, {each.uid: each for each in store.positions() if not each.went_to})
        counts = {"positions": len(document.held), "claims": document.write_positions()}
        raised = ((home, store.objections_in(home.uid)) for home in store.discussions())
        return counts | {"objections": sum(document.write_objections(home, rows) for home, rows in raised)}


def write_part(store: GraphStore, file: TextIO, objections: Sequence[Objection]) -> int:
    """Write these objections, by discussion, and the positions that they attack; returns how many objections. Raises StoreError."""
    file.write(_HEAD)
    attacked = store.positions({each.position for each in objections if each.position is not None})
    document = _Document(store, file, {each.uid: each for each in attacked if not each.went_to})
    document.write_positions()
    comments = store.comments({each.comment for each in objections})
    homes = {each.uid: each for each in store.discussions({row.discussion for row in comments.values()})}
    raised: dict[DiscussionId, list[Objection]] = {}
    for each in objections:
        raised.setdefault(comments[each.comment].discussion, []).append(each)
    return sum(document.write_objections(homes[uid], rows) for uid, rows in raised.items())


@dataclass(slots=True)
class _Document:
    """What is written of `store` into `file`; `held` are the positions with claims."""

    store: GraphStore
    file: TextIO
    held: Mapping[PositionId, Position]
    spots: Spots = field(default_factory=Spots)
    named: dict[PositionId, str] = field(default_factory=dict)

    def write_positions(self) -> int:
        """Write all positions with their claims; return how many claims."""
        self.named |= {uid: self.spots.titles.new(each.label) for uid, each in self.held.items()}
        self.file.write("# Positions\n\n")
        rest, count = iter(self.held.values()), 0
        while page := list(islice(rest, _PAGE)):
            members = self._members(page)
            speeches = Speeches.of({each.comment for claims in members.values() for each in claims}, self.store)
            for position in page:
                self.file.write("".join(self._position(position, members.get(position.uid, []), speeches)) + "\n")
                count += len(members.get(position.uid, []))
        return count

    def write_objections(self, home: DiscussionRow, objections: Sequence[Objection]) -> int:
        """Write objections of a discussion under its heading; return how many."""
        if not objections:
            return 0
        speeches = Speeches.of({uid for each in objections for uid in _comments(each)}, self.store)
        titles = [self.spots.add(speeches.cut(each.comment, each.start, each.end)) for each in objections]
        self.file.write(f"# {text(home.title or home.uid)}{data({'id': home.uid})}\n\n")
        for objection, title in zip(objections, titles, strict=True):
            self.file.write("".join(self._objection(objection, title, speeches)) + "\n")
        return len(objections)

    def _members(self, page: Collection[Position]) -> dict[PositionId, list[Claim]]:
        claims = self.store.claims_of([each.uid for each in page])
        places = {each.claim: each.position for each in self.store.placements([each.uid for each in claims])}
        members: dict[PositionId, list[Claim]] = {}
        for claim in claims:
            members.setdefault(places[claim.uid], []).append(claim)
        return members

    def _position(self, position: Position, members: Collection[Claim], speeches: Speeches) -> Iterator[str]:
        """The lines of a position."""
        about = {"id": position.uid, "size": position.size, "counted": position.counted, "question": position.question}
        yield f"[{self.named[position.uid]}]: {text(position.label)}{tags(['position'])}{data(about)}\n"
        for other in position.opposes:
            if other in self.held and not (other < position.uid and position.uid in self.held[other].opposes):
                yield f"    >< [{self.named[other]}]\n"
        for claim in members:
            title = self.spots.add(speeches.cut(claim.comment, claim.start, claim.end))
            place = {"id": claim.uid, "comment": claim.comment, "start": claim.start, "end": claim.end}
            yield f"    + <{title}>: {text(claim.text)}{tags(['claim'])}{data(place)}\n"

    def _objection(self, objection: Objection, title: str, speeches: Speeches) -> Iterator[str]:
        """The lines of an objection."""
        said = speeches.cut(objection.comment, objection.start, objection.end)
        target = speeches.cut(objection.target, objection.target_start, objection.target_end)
        yield f"<{title}>: {text(said.text)}{tags(_kinds(objection))}{data(_about(objection))}\n"
        if objection.position in self.named:
            yield f"    -> [{self.named[objection.position]}]\n"
        edges = [("->", *self.spots.argument(target, "target"))]
        for each in filter(_deals, objection.responses):
            words = speeches.cut(each.comment, each.start, each.end)
            edges.append((_EDGE[each.act], *self.spots.argument(words, each.act)))
        yield from (f"    {edge} {written}\n" for edge, other, written in edges if other != title)


def _deals(response: Response) -> bool:
    """Whether it takes a side on an objection that it likely deals with."""
    return response.act in _EDGE and response.engagement * response.probability >= _LIKELY


def _comments(objection: Objection) -> Iterator[CommentId]:
    yield from (objection.comment, objection.target)
    yield from (each.comment for each in objection.responses)


def _kinds(objection: Objection) -> list[str]:
    return [objection.kind, objection.status, *(["open"] if objection.status in UNADDRESSED else [])]


def _about(objection: Objection) -> dict[str, object]:
    """All that is known of an objection, without texts; numbers are rounded."""
    return {
        "id": objection.uid,
        "comment": objection.comment,
        "target": objection.target,
        "evidence": objection.evidence,
        **{key: round(getattr(objection, key), 4) for key in ("probability", "unaddressed", "score", "inferred")},
        "terms": {name: round(value, 4) for name, value in objection.terms},
        "responses": [_response(each) for each in objection.responses],
    }


def _response(response: Response) -> dict[str, object]:
    numbers = ("engagement", "probability", "strength", "counted")
    about = {"comment": response.comment, "act": response.act, "by": response.by, "elsewhere": response.elsewhere}
    return about | {key: round(getattr(response, key), 4) for key in numbers}
