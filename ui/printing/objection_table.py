"""Objections as a table for spreadsheets."""

from collections.abc import Iterator
from typing import Final, TextIO

from ui.export.cells import Cell, write_table
from ui.objections import FoundObjections, ObjectionView
from ui.printing import statuses
from ui.printing.reasons import reasons

COLUMNS: Final = (
    *("id", "comment", "author", "date", "discussion", "title", "kind", "objection"),
    *("status", "open", "meaning", "evidence", "probability", "unaddressed", "score", "why", "inferred"),
    *("target", "target_author", "target_text", "position", "position_label", "position_size"),
    *(
        "nearest",
        "nearest_author",
        "nearest_act",
        "nearest_engagement",
        "nearest_probability",
        "nearest_text",
        "nearest_meets",
    ),
)


def write(file: TextIO, found: FoundObjections) -> int:
    """Write a line for each objection, best first, and return how many."""
    return write_table(file, COLUMNS, ([*_row(each)] for each in found.objections))


def _row(view: ObjectionView) -> Iterator[Cell]:
    each, words = view.objection, view.words
    said = words.created_at.isoformat() if words.created_at else None
    yield from (each.uid, words.comment, words.author, said, view.discussion.uid, view.discussion.title)
    yield from (each.kind, words.text, each.status, statuses.is_open(each.status), statuses.meaning(each))
    yield from (each.evidence, each.probability, each.unaddressed, each.score)
    yield from ("; ".join(words for words, _ in reasons(each)), each.inferred)
    yield from (view.target.comment, view.target.author, view.target.text)
    position, nearest = view.position, view.nearest
    yield from (position.uid, position.label, position.size) if position else (None, None, None)
    if nearest is None:
        yield from (None,) * 7
        return
    response = nearest.response
    yield from (response.comment, nearest.words.author, response.act, response.engagement, response.probability)
    yield from (nearest.words.text, nearest.met.text if nearest.met else None)
