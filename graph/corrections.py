"""What people say of inferences, as data: what each kind of correction holds, and how corrections are written down for others.

A correction names comments by uid and, since a uid comes from the text when a source gives no ids, by how they begin: so it is
found again in another archive, or where another dump is cut otherwise. Of several corrections of one thing the last one counts.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from graph.arguments import Status
from graph.models import Correction, CorrectionKind, Label
from ingest.errors import RejoinderError
from ingest.models import CommentId
from ingest.words import parts_hash

EXCERPT: Final = 300  # characters of a comment that a correction keeps, to find it again


class BadCorrection(RejoinderError):
    """A correction that cannot be: what it names is not there, or it contradicts a source or itself."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(_Frozen):
    """A comment, by its uid and by how its text begins."""

    id: str = Field(min_length=1)
    begins: str


class Party(_Frozen):
    """Readings: those with one of these ids of a source, and those without an id whose text has one of these hashes."""

    ids: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


class ParentValue(_Frozen):
    """`comment` answers `parent`; None: it answers nothing."""

    comment: Named
    parent: Named | None


class StanceValue(_Frozen):
    """`comment` is of this mind toward `parent`."""

    comment: Named
    stance: Label
    parent: Named


class StatusValue(_Frozen):
    """The objection that `comment` raises has this status, or is none; with `by` the comment that makes it so."""

    comment: Named
    status: Status | Literal["no_objection"]
    by: Named | None = None


class SeamValue(_Frozen):
    """Between the words at the end of `before` and those at the beginning of `after` a comment begins (split) or none (merge)."""

    how: Literal["seam"] = "seam"
    before: str
    after: str
    marked: bool = False


class SameValue(_Frozen):
    """All readings of both parties are one comment."""

    how: Literal["same"] = "same"
    one: Party
    other: Party


class SeparateValue(_Frozen):
    """Readings of `party` are another comment than those of `rest`.

    `places` tell them where their words alone do not: source, start, end, rendering, and the position in the discussion.
    """

    party: Party
    rest: Party
    places: tuple[tuple[str, int, int, int, int], ...] = ()


Value = ParentValue | StanceValue | StatusValue | SeamValue | SameValue | SeparateValue
_Kind = TypeVar("_Kind", ParentValue, StanceValue, StatusValue, SeamValue, SameValue, SeparateValue)

_VALUES: Final[dict[CorrectionKind, TypeAdapter[Any]]] = {
    "parent": TypeAdapter(ParentValue),
    "stance": TypeAdapter(StanceValue),
    "status": TypeAdapter(StatusValue),
    "split": TypeAdapter(SeamValue),
    "merge": TypeAdapter(Annotated[SeamValue | SameValue, Field(discriminator="how")]),
    "separate": TypeAdapter(SeparateValue),
}


class _Line(_Frozen):
    """A correction as a line of a file."""

    uid: str = Field(min_length=1)
    kind: CorrectionKind
    comment: str = Field(min_length=1)
    value: dict[str, object]
    made_at: datetime
    why: str | None = None


def make(kind: CorrectionKind, comment: CommentId, value: Value, why: str | None = None) -> Correction:
    """The correction as of now."""
    moment = datetime.now(UTC).isoformat(timespec="microseconds")
    plain = json.loads(value.model_dump_json())
    return Correction(_uid(kind, comment, plain, moment), kind, comment, plain, moment, why)


def value_of(correction: Correction) -> Value:
    """What the correction holds. Raises BadCorrection when that is no value of its kind."""
    try:
        value: Value = _VALUES[correction.kind].validate_python(correction.value)
    except ValidationError as error:
        raise BadCorrection(
            f"correction {correction.uid}: {_first(error)}", "import it from a file that 'rejoinder corrections' wrote"
        ) from error
    return value


def values(corrections: Iterable[Correction], kind: type[_Kind]) -> Iterator[tuple[Correction, _Kind]]:
    """Those of `corrections` that hold a value of this type, as they were made."""
    for each in in_order(corrections):
        value = value_of(each)
        if isinstance(value, kind):
            yield each, value


def in_order(corrections: Iterable[Correction]) -> list[Correction]:
    """As they were made."""
    return sorted(corrections, key=lambda each: (each.made_at, each.uid))


def line_of(correction: Correction) -> str:
    """The correction as a line of JSON, without its end."""
    return json.dumps({name: getattr(correction, name) for name in _Line.model_fields})


def read_line(line: str) -> Correction:
    """Read what `line_of` wrote. Raises BadCorrection."""
    try:
        row = _Line.model_validate_json(line)
    except ValidationError as error:
        raise BadCorrection(
            f"no correction: {_first(error)}", "import a file that 'rejoinder corrections --export' wrote"
        ) from error
    moment = row.made_at.replace(tzinfo=row.made_at.tzinfo or UTC).astimezone(UTC).isoformat(timespec="microseconds")
    read = Correction(row.uid, row.kind, CommentId(row.comment), row.value, moment, row.why)
    value_of(read)
    return read


def excerpt(text: str) -> str:
    """The beginning of `text` that a correction keeps."""
    return _clean(text[:EXCERPT])


def excerpt_end(text: str) -> str:
    """The end of `text` that a correction keeps."""
    return _clean(text[-EXCERPT:])


def _clean(text: str) -> str:
    """Lone surrogates, which are in no word, cannot be written to a file."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _uid(kind: str, comment: str, value: dict[str, object], moment: str) -> str:
    return f"x:{parts_hash(kind, comment, json.dumps(value, sort_keys=True), moment)}"


def _first(error: ValidationError) -> str:
    found = error.errors()[0]
    where = ".".join(str(each) for each in found["loc"])
    return f"{where}: {found['msg']}" if where else str(found["msg"])
