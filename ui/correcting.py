"""What a person types to correct something, found in the archive."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from graph.arguments import Status
from graph.correction.correcting import Corrected, Imported, correct, take_in, undo
from graph.corrections import Value, in_order, line_of, make
from graph.models import CorrectionKind, Label
from graph.proposing import (
    confirmed_value,
    merge_value,
    parent_value,
    separate_value,
    split_value,
    stance_value,
    status_value,
    unsplit_value,
)
from graph.relations import relate
from graph.store import GraphStore
from ingest.errors import RejoinderError
from ingest.models import Comment, CommentId, Occurrence
from ingest.pair_scores import PairScorer

_LISTED = 10  # places that an error lists

KINDS: tuple[CorrectionKind, ...] = ("parent", "stance", "status", "split", "merge", "separate")
_LABELS: dict[str, Label] = {"agree": "agree", "neutral": "neutral", "disagree": "disagree"}
STATUSES: dict[str, Status | Literal["no_objection"]] = {each: each for each in (*get_args(Status), "no_objection")}
Complete = Callable[[str], str]
_COMMAND = re.compile(r"rejoinder correct (.+) --(\S+) (.+)", re.DOTALL)


class UnknownPlace(RejoinderError):
    """A comment does not stand where a person says, or not only once."""


class FileExists(RejoinderError):
    """An export would overwrite a file."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the options say of the comment with this id: a kind and its value, or with `undo` that it is to be taken back.

    A status may come with the id of the comment that answers the objection, in `by`.
    """

    id: str
    kind: CorrectionKind | None = None
    value: str = ""
    by: str | None = None
    why: str | None = None
    undo: bool = False


def said_by(command: str) -> Said:
    """What a command of a review's choice (graph.correction.reviewing) says. Raises ValueError: it is none."""
    found = _COMMAND.fullmatch(command)
    kind = next((each for each in KINDS if found and each == found[2]), None)
    if found is None or kind is None:
        raise ValueError(command)
    return Said(found[1], kind, found[3])


def carry_out(said: Said, store: GraphStore, complete: Complete, scorer: Callable[[], PairScorer]) -> Corrected:
    """Make or take back a correction; what is refused opens no `scorer`.

    Raises RejoinderError: what it names is not there, or it cannot be.
    """
    if said.undo:
        return undo(_once_there(said.id, store, complete), said.kind, store, scorer())
    comment = _comment(said.id, store, complete)
    kind: CorrectionKind = said.kind or "parent"
    made = make(kind, comment.uid, _value(kind, comment, said, store, complete), said.why)
    done = correct(made, store, scorer())
    if not done.new:
        _relate(done, store, scorer())
    return done


def export(store: GraphStore, file: Path) -> int:
    """Write all corrections, a line each; returns how many. Raises FileExists."""
    rows = in_order(store.corrections())
    try:
        with file.open("x", encoding="utf-8") as out:
            out.writelines(f"{line_of(row)}\n" for row in rows)
    except FileExistsError as error:
        raise FileExists(f"{file} is there already", "name a new file") from error
    return len(rows)


def import_from(file: Path, store: GraphStore, scorer: PairScorer) -> Imported:
    """Take the corrections that a file tells."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        return take_in(lines, file.name, store, scorer)


def _relate(done: Corrected, store: GraphStore, scorer: PairScorer) -> None:
    """Relate once more what a correction speaks of that was said before: a process that was killed may not have done that."""
    homes = {row.discussion for row in done.comments}
    for batch in relate(homes, store, scorer, {row.uid for row in done.comments}):
        store.write(batch)


def _value(kind: CorrectionKind, comment: Comment, said: Said, store: GraphStore, complete: Complete) -> Value:
    value = said.value
    if kind == "status":
        by = _comment(said.by, store, complete) if said.by is not None else None
        return status_value(comment, STATUSES[value], by, store)
    if kind == "parent":
        parent = None if value == "none" else _comment(value, store, complete)
        return parent_value(comment, parent, store)
    if kind == "stance":
        return stance_value(comment, _LABELS[value], store)
    if kind == "split":
        return split_value(comment, value, store)
    if kind == "separate":
        return separate_value(comment, _places(comment, value, store), store)
    if value.strip().isdecimal():
        return unsplit_value(comment, value, store)
    if value.startswith("o:"):
        return confirmed_value(comment, _places(comment, value, store)[0])
    return merge_value(comment, _comment(value, store, complete), store)


def _comment(beginning: str, store: GraphStore, complete: Complete) -> Comment:
    uid = CommentId(complete(beginning))
    found = store.comments([uid])
    if uid not in found:
        raise UnknownPlace(f"{uid} is a discussion, not a comment", f"see its comments with: rejoinder thread {uid}")
    return found[uid]


def _once_there(beginning: str, store: GraphStore, complete: Complete) -> str:
    """The id of a comment that is here, or that was when it was corrected."""
    gone = sorted({each.comment for each in store.corrections() if each.comment.startswith(beginning)})
    return (
        gone[0] if beginning in gone[:1] or (len(gone) == 1 and not store.complete(beginning)) else complete(beginning)
    )


def _places(comment: Comment, named: str, store: GraphStore) -> list[Occurrence]:
    """Where `comment` stands in the source of this name or id, or the one place with this id; ids may be shortened."""
    names = {each.uid: each.name for each in store.sources()}
    here = store.occurrences([comment.uid])
    found = [each for each in here if each.uid.startswith(named)] if named.startswith("o:") else []
    found = found or [each for each in here if names.get(each.source) == named or each.source.startswith(named)]
    if found and (len(found) == 1 or not named.startswith("o:")):
        return found
    listed = ", ".join(f"{each.uid} ({names.get(each.source, each.source)}, {each.start:,})" for each in here[:_LISTED])
    problem = (
        f"{comment.uid} stands at no place called '{named}'" if not found else f"several places begin with '{named}'"
    )
    raise UnknownPlace(problem, f"its places are {listed}")
