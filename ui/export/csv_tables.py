"""An archive as a folder of CSV tables, a row a thing; no cell of them is a formula.

Tables name each other's rows by id. A column that ends in `_text` repeats the words that are meant in another table's row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from graph.arguments import UNADDRESSED, Objection, Position
from graph.models import DiscussionRow
from graph.store import GraphStore
from ui.export.cells import Cell, write_table
from ui.export.draft import new_folder
from ui.spoken import Speeches

Rows = Iterator[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's name without its ending, its columns, and the rows that a discussion gives."""

    name: str
    columns: str
    rows: Callable[[GraphStore, DiscussionRow], Rows]


def export(store: GraphStore, folder: Path) -> dict[str, int]:
    """Write all tables into a new or empty folder; returns how many rows each has. Raises ExportError, StoreError."""
    counts = {}
    with new_folder(folder) as draft:
        for table in TABLES:
            rows = (row for home in store.discussions() for row in table.rows(store, home))
            counts[table.name] = _write(draft, table.name, table.columns, rows)
        counts["positions"] = _write(draft, "positions", _POSITIONS, map(_position, store.positions()))
    return counts


def _write(folder: Path, name: str, columns: str, rows: Rows) -> int:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        return write_table(file, columns.split(), rows)


_POSITIONS: Final = "id label size counted claim question opposes came_from went_to"


def _position(each: Position) -> tuple[Cell, ...]:
    others = (" ".join(ids) for ids in (each.opposes, each.came_from, each.went_to))
    return each.uid, each.label, each.size, each.counted, each.claim, each.question, *others


def _comments(store: GraphStore, home: DiscussionRow) -> Rows:
    for each in store.comments_in(home.uid):
        about = each.position, each.author, _moment(each.created_at), each.title, each.url, _yes(each.stub)
        yield each.uid, home.uid, home.title, *about, each.text


def _replies(store: GraphStore, home: DiscussionRow) -> Rows:
    stances = {(each.child, each.parent): each for each in store.stances_in(home.uid)}
    for each in store.replies_in(home.uid):
        stance = stances.get((each.child, each.parent))
        takes = (stance.label, stance.agree, stance.neutral, stance.disagree, stance.evidence) if stance else ()
        yield each.child, each.parent, home.uid, each.confidence, each.evidence, *(takes or (None,) * 5)


def _claims(store: GraphStore, home: DiscussionRow) -> Rows:
    comments = {each.uid: each for each in store.comments_in(home.uid)}
    claims = store.claims(comments)
    places = {each.claim: each.position for each in store.placements([each.uid for each in claims])}
    for each in claims:
        author = comments[each.comment].author
        yield each.uid, places.get(each.uid), each.comment, home.uid, author, each.start, each.end, each.text


def _objections(store: GraphStore, home: DiscussionRow) -> Rows:
    objections = store.objections_in(home.uid)
    speeches = Speeches.of({uid for each in objections for uid in (each.comment, each.target)}, store)
    for each in objections:
        said = speeches.cut(each.comment, each.start, each.end)
        target = speeches.cut(each.target, each.target_start, each.target_end)
        yield (
            *(each.uid, each.comment, home.uid, said.author, _moment(said.created_at), said.start, said.end, said.text),
            *(each.target, target.author, target.start, target.end, target.text, each.position, each.kind),
            *(each.status, _yes(each.status in UNADDRESSED), each.evidence, each.probability, each.unaddressed),
            *(each.score, "; ".join(f"{name} {value:.3f}" for name, value in each.terms), each.inferred),
            len(each.responses),
        )


def _answers(store: GraphStore, home: DiscussionRow) -> Rows:
    for objection in store.objections_in(home.uid):
        speeches = Speeches.of({each.comment for each in objection.responses}, store)
        yield from _answers_to(objection, speeches)


def _answers_to(objection: Objection, speeches: Speeches) -> Rows:
    for each in objection.responses:
        said = speeches.cut(each.comment, each.start, each.end)
        yield (
            *(objection.uid, each.comment, said.author, each.act, each.by, each.engagement, each.probability),
            *(each.strength, each.counted, _yes(each.elsewhere), said.start, said.end, said.text),
            *(each.met_start, each.met_end),
        )


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _yes(so: bool) -> str:
    return "yes" if so else "no"


TABLES: Final = (
    Table("comments", "id discussion discussion_title place author date title url stub text", _comments),
    Table(
        "replies",
        "child parent discussion confidence evidence stance agree neutral disagree stance_evidence",
        _replies,
    ),
    Table("claims", "id position comment discussion author start end text", _claims),
    Table(
        "objections",
        "id comment discussion author date start end text target target_author target_start target_end target_text"
        " position kind status open evidence probability unaddressed score terms inferred answers",
        _objections,
    ),
    Table(
        "answers",
        "objection comment author act by engagement probability strength counted elsewhere start end text"
        " met_start met_end",
        _answers,
    ),
)
