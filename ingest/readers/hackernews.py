"""Hacker News: threads as Algolia's API gives them, `/items/ID` with its children, what its search finds, and items of Firebase.

Items come one a line, in an array, or (Algolia) as one document; what was searched for comes under `hits`. Kept are text (of
its HTML), author, time, what is answered, the story's title, and in `meta` its link, points, the kind of what is no comment,
and `deleted` and `dead`: such items are kept without their text, so that answers to them keep their place. A story without a
text of its own has its link for one; options of a poll answer it. Dropped are the lists of children (each says what it
answers), the count of descendants, and what Algolia derives.

A comment of the Firebase API does not name its story: its ancestors in the same source are gone through. Where they break off,
the absent one stands for the discussion.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.aliases import AliasChoices

from ingest.decoding import FLAGS_KEY
from ingest.json_documents import shape
from ingest.json_rows import BadRow, type_in_words
from ingest.markup import plain
from ingest.models import Discussion, Post, Rejected
from ingest.opening import open_bytes
from ingest.readers.ancestors import Ancestors
from ingest.readers.format import Format, Found, Item, Options, in_pieces, rejected
from ingest.readers.ids import comment_id, discussion_id
from ingest.readers.json_records import Record, records, records_in, stated_time, validated, words

KIND = "hn"

_LARGEST = 1 << 53
_CURE = "save items as the API of Hacker News or of its search (hn.algolia.com) gives them"
_INNER = "children"
_HITS = "hits"
_KINDS = ("comment", "story", "poll", "pollopt", "job")
_HEAD = 1 << 16
_TYPE = re.compile(rb'"type"\s*:\s*"(?:story|comment|job|poll|pollopt)"')
_SIGNS = ("by", "kids", "parent", "deleted", "descendants")
_GONE = frozenset(("[deleted]", "[dead]", "[flagged]"))
_PAGE: Final = "https://news.ycombinator.com/item?id="


def _number(value: object) -> object:
    if isinstance(value, str) and len(value) < 16 and value.isascii() and value.isdecimal():
        value = int(value)
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LARGEST):
        return value
    shown = "a number out of range" if type(value) is int else type_in_words(value)
    raise ValueError(f"the number of an item is expected, this is {shown}")


Number = Annotated[int | None, BeforeValidator(_number)]
Words = Annotated[str | None, BeforeValidator(words)]


class HnItem(BaseModel):
    """The fields of an item that are read, under the names that either API gives them."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: Annotated[int, BeforeValidator(_number)]
    type: Words = None
    author: Words = Field(None, validation_alias=AliasChoices("author", "by"))
    text: Words = None
    title: Words = None
    url: Words = None
    parent: Number = Field(None, validation_alias=AliasChoices("parent_id", "parent", "poll"))
    story: Number = Field(None, validation_alias=AliasChoices("story_id"))
    deleted: bool | None = None
    dead: bool | None = None


def detect(path: Path, head: bytes) -> str | None:
    """Say which of the APIs it comes from, by the names of fields and the kinds of items."""
    seen = shape(head)
    if _is_listing(seen.paths):
        return "items of Hacker News that Algolia's search found (hits, objectID, created_at_i)"
    for within in ("[].", ""):
        fields = {each.removeprefix(within) for each in seen.paths if each.startswith(within)}
        if _is_algolia(fields):
            return "items of Hacker News as Algolia gives them (children, author, created_at_i, story_id)"
        if {"id", "time", "type"} <= fields and not fields.isdisjoint(_SIGNS) and _TYPE.search(head):
            return "items of Hacker News (id, type, by, time, kids)"
    return None


def _is_listing(paths: frozenset[str]) -> bool:
    """Whether what Algolia's search found is seen."""
    return {f"{_HITS}[].{each}" for each in ("objectID", "created_at_i", "author")} <= paths and any(
        f"{_HITS}[].{each}" in paths for each in ("story_id", "comment_text", "story_text", "num_comments")
    )


def _is_algolia(fields: set[str]) -> bool:
    """Whether a thread is seen; of one that is deep or long, only its beginning is."""
    deep = {"author", _INNER, f"{_INNER}[].author", f"{_INNER}[].{_INNER}"} <= fields
    return deep or any({f"{at}{_INNER}", f"{at}created_at_i", f"{at}story_id"} <= fields for at in _levels(fields))


def _levels(fields: set[str]) -> set[str]:
    return {each.removesuffix("created_at_i") for each in fields if each.endswith("created_at_i")}


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield stories with their comments in pieces, and a Rejected for each record that is no item.

    Memory is bounded, apart from sixteen bytes for each item of the Firebase API.
    """
    yield from in_pieces(_items(found, options), found)


def _items(found: Found, options: Options) -> Iterator[Item]:
    ancestors: Ancestors | None = None
    story: int | None = None
    for record in _records(found, options):
        if isinstance(record, Rejected):
            yield record
            continue
        try:
            item = validated(HnItem, record.row, _CURE)
        except BadRow as error:
            yield rejected(found, record.number, str(error))
            continue
        if record.outer:
            story = item.id if item.parent is None else item.story
        home = item.story or story
        if home is None:
            ancestors = ancestors or _ancestors(found, options)
            home = ancestors.first_of(item.id)
        yield _discussion(record, item, home)


def _records(found: Found, options: Options) -> Iterator[Record | Rejected]:
    with open_bytes(found.path, options.limits) as stream:
        is_listing = _is_listing(shape(stream.read(_HEAD)).paths)
    if not is_listing:
        yield from records(found, options, _INNER)
        return
    for record in records_in(found, {_HITS}, options):
        yield record if isinstance(record, Rejected) else record._replace(row=_item_of(record.row))


def _item_of(hit: dict[str, Any]) -> dict[str, Any]:
    """What was found as an item: it names its id, its text and its kind otherwise."""
    tags = hit.get("_tags")
    kind = next((each for each in _KINDS if each in tags), None) if isinstance(tags, list) else None
    told = {"id": hit.get("objectID"), "text": hit.get("comment_text") or hit.get("story_text"), "type": kind}
    return hit | told


def _ancestors(found: Found, options: Options) -> Ancestors:
    """Read the source once for who answers whom alone."""
    ancestors = Ancestors()
    for record in _records(found, options):
        if isinstance(record, Record):
            try:
                item = validated(HnItem, record.row, _CURE)
            except BadRow:
                continue  # rejected with its place when it is read
            ancestors.add(item.id, item.parent or 0)
    return ancestors


def _discussion(record: Record, item: HnItem, home: int) -> Discussion:
    title = item.title.strip() or None if item.title and item.id == home else None
    return Discussion(discussion_id(KIND, str(home)), (_post(record, item),), title, f"{_PAGE}{home}")


def _post(record: Record, item: HnItem) -> Post:
    flags = record.flags
    row = record.row
    stated = row.get("created_at") or row.get("created_at_i") or row.get("time")
    time = stated_time(stated, "created_at", flags)
    meta = _meta(row, item)
    return Post(
        text="" if "deleted" in meta or "dead" in meta else _text(item),
        places=(record.place,),
        id=comment_id(KIND, str(item.id)),
        parent=None if item.parent is None else comment_id(KIND, str(item.parent)),
        author=(item.author or "").strip() or None,
        created_at=time,
        title=(item.title or "").strip() or None,
        url=f"{_PAGE}{item.id}",
        root=item.parent is None and item.type not in (None, "comment"),
        meta={**meta, FLAGS_KEY: flags} if flags else meta,
    )


def _text(item: HnItem) -> str:
    said = plain(item.text or "")
    return said or (item.url or "" if item.parent is None else "")


def _meta(row: dict[str, Any], item: HnItem) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    points = row.get("points", row.get("score"))
    if isinstance(points, int) and not isinstance(points, bool):
        meta["points"] = points
    if item.type not in (None, "comment", "story"):
        meta["kind"] = item.type
    if item.url:
        meta["link"] = item.url
    if item.dead:
        meta["dead"] = True
    if item.deleted or _is_gone(item):
        meta["deleted"] = True
    return meta


def _is_gone(item: HnItem) -> bool:
    """Whether nothing is left of an item: neither API always says that it was deleted."""
    said = (item.text or "").strip()
    return said in _GONE or not (said or item.title or item.url or item.author)


HACKERNEWS = Format(
    name=KIND,
    summary="Hacker News: threads and what was searched for as Algolia gives them, items of the Firebase API; packed too",
    fields="id, type, author or by, created_at or time, text, parent_id or parent, story_id, children, title, url, points or score",
    version=2,
    detect=detect,
    read=read,
)
