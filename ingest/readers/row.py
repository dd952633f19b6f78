"""One comment as a JSON line gives it: which of its fields are ours, and whether they can be."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from ingest.errors import RejoinderError
from ingest.json_rows import BadRow, type_in_words
from ingest.readers.ids import id_in_words

Names = Mapping[str, tuple[str, ...]]

NAMES: Names = {
    "id": ("id", "_id", "comment_id", "post_id"),
    "discussion": ("discussion", "discussion_id", "thread", "thread_id", "conversation_id", "topic", "topic_id"),
    "title": ("title", "thread_title", "topic_title", "subject"),
    "parent": ("parent", "parent_id", "reply_to", "reply-to", "in_reply_to", "reply_to_id"),
    "author": ("author", "user", "username", "speaker", "by"),
    "created_at": ("created_at", "created", "created_utc", "timestamp", "ts", "time", "date"),
    "edited_at": ("edited_at", "edited", "updated_at", "modified_at"),
    "text": ("text", "body", "content", "comment", "message"),
    "url": ("url", "permalink", "link"),
    "meta": ("meta", "metadata"),
}

_OPTIONAL_TEXT = {"title", "url"}
_NESTING = ("children", "replies", "comments", "posts")


class BadMapping(RejoinderError):
    """A `--map` that names no field of ours."""


def _author(value: object) -> object:
    if isinstance(value, dict | list | bool):
        raise ValueError(f"a name is expected, this is {type_in_words(value)}")
    return str(value).strip() or None if value is not None else None


def _text(value: object) -> object:
    if value is None or isinstance(value, str):
        return value or ""
    raise ValueError(f"text is expected, this is {type_in_words(value)}")


def _line_of_text(value: object) -> object:
    return value.strip() or None if isinstance(value, str) else None


Id = Annotated[str | None, BeforeValidator(id_in_words)]
Phrase = Annotated[str | None, BeforeValidator(_line_of_text)]


class Row(BaseModel):
    """One comment as a line gives it, under our names. Times stay as they are: one that cannot be read costs no comment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id = None
    discussion: Id = None
    title: Phrase = None
    parent: Id = None
    author: Annotated[str | None, BeforeValidator(_author)] = None
    created_at: Any = None
    edited_at: Any = None
    text: Annotated[str, BeforeValidator(_text)]
    url: Phrase = None
    meta: Any = None


def parse_mapping(pairs: Sequence[str]) -> dict[str, str]:
    """Return the mapping that `ours=theirs` arguments state; `theirs` may be a dotted path, or empty for a field to be left alone.

    Raises BadMapping.
    """
    mapping = {}
    for pair in pairs:
        ours, equals, theirs = (part.strip() for part in pair.partition("="))
        if not equals or ours not in NAMES:
            raise BadMapping(f"--map {pair}: not OURS=THEIRS", f"OURS is one of {', '.join(NAMES)}")
        mapping[ours] = theirs
    return mapping


def read_row(values: dict[str, Any], names: Names) -> tuple[Row, dict[str, Any]]:
    """Return the checked row, and the fields that are none of ours. Raises BadRow."""
    _refuse_nested(values)
    given: dict[str, Any] = {}
    used = set()
    for ours, theirs in names.items():
        for name in theirs:
            value = _value(values, name)
            if value is not None and (isinstance(value, str) or ours not in _OPTIONAL_TEXT):
                given[ours] = value
                used.add(name)
                break
    row = _checked(given, values, names)
    rest = {name: value for name, value in values.items() if name not in used and value is not None}
    return row, _with_meta(rest, row.meta)


def is_root(row: Row, values: dict[str, Any], names: Names) -> bool:
    """Whether the line has a field for the parent, and nothing in it."""
    return row.parent is None and any(name in values for name in names["parent"])


def _with_meta(rest: dict[str, Any], meta: object) -> dict[str, Any]:
    if isinstance(meta, dict):
        return rest | meta
    return rest if meta is None else {**rest, "meta": meta}


def _refuse_nested(values: dict[str, Any]) -> None:
    """A whole thread in one object would else be read as its first comment."""
    for name in _NESTING:
        if isinstance(inner := values.get(name), list) and inner and isinstance(inner[0], dict):
            raise BadRow(f"other comments stand inside it, under {name}", "write every comment as a line of its own")


def _checked(given: dict[str, Any], values: dict[str, Any], names: Names) -> Row:
    if "text" not in given and not any(name in values for name in names["text"]):
        fields = ", ".join(list(values)[:12]) or "none"
        raise BadRow(f"no text under {' or '.join(names['text'])}", f"say --map text=FIELD (fields here: {fields})")
    try:
        row = Row.model_validate({"text": "", **given})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = str(first["loc"][0])
        raise BadRow(f"{field}: {first['msg'].removeprefix('Value error, ')}", f"say --map {field}=FIELD") from None
    if not row.text.strip() and row.id is None:
        raise BadRow("neither text nor id", "leave out empty lines")
    return row


def _value(values: dict[str, Any], path: str) -> Any:  # noqa: ANN401  (any JSON value)
    """Return what stands under a name or a dotted path; None when nothing does."""
    if path in values or "." not in path:
        return values.get(path)
    value: Any = values
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    return value
