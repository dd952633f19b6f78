"""Argdown: argument maps, each statement and argument as a comment, each authored relation as a reply.

An element with a title is one comment, however often it is named; its text is what it is said to be first, and for an argument
the steps of its reconstruction. It answers the first element that it supports, attacks, undercuts, contradicts, is a premise of
or has for its conclusion, as far as that makes no circle; an element with no such relation answers nothing. In `meta`: `kind`
(statement or argument), `relation` to what it answers and `relations` to all (`relation`, `to` with the comment's id, `title`),
in the words of Argdown, apart from `premise` and `conclusion`; the stance (agree or disagree, under STANCE_KEY) that the
relation to what it answers is, which no model judges again; `group` (the headings above), `tags`, `data`, and other texts under
the same title as `also`.

Front matter gives the title, the rest of it is kept in the discussion's `meta`. Dropped are comments, prose without a title or
relations, rules of inference, and settings of groups and colours.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, Final

from ingest.decoding import FLAGS_KEY
from ingest.json_rows import BadRow
from ingest.limits import LIMITS
from ingest.models import STANCE_KEY, CommentId, Discussion, Dropped, Place, Post
from ingest.readers.argdown_map import ArgumentMap, Element, Relation
from ingest.readers.format import PIECE, Format, Found, Item, Options, rejected
from ingest.readers.ids import comment_id_in, discussion_id
from ingest.readers.whole_text import searchable, whole_text

KIND: Final = "argdown"

_FRONT: Final = re.compile(r"\s*={3,}[ \t]*\n(.*?)\n={3,}[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD: Final = re.compile(r"^(\w+)[ \t]*:[ \t]*(.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_KEPT: Final = ("subTitle", "author", "date", "source", "version")
_RELATED: Final = re.compile(
    r"^[ \t]+(?:><|<[+\-_]|[+\-_]>?)[ \t]+(?:\[[^\[\]\n]{1,300}\]|<[^<>\n]{1,300}>)(?::[ \t\n]|[ \t]*(?:$|#|\{|//))",
    re.MULTILINE,
)
_DEFINED: Final = re.compile(
    r"^[ \t]*(?:\(\d{1,9}\)[ \t]+)?(?:\[[^\[\]\n]{1,300}\]|<[^<>\n/]{1,300}>)(?::[ \t\n](?![ \t]*https?:)|$)",
    re.MULTILINE,
)
_STANCES: Final = {
    "support": "agree",
    "premise": "agree",
    "conclusion": "agree",
    "attack": "disagree",
    "undercut": "disagree",
    "contradiction": "disagree",
}


def detect(path: Path, head: bytes) -> str | None:
    """Say whether titled statements or arguments and relations to some are seen."""
    text = head.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    if path.is_dir() or not _DEFINED.search(text) or not _RELATED.search(text):
        return None
    return "an Argdown map: titled statements or arguments, and who supports or attacks whom"


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield the one discussion of a map, in pieces, and a Rejected for each title that is too long. The source is held whole."""
    try:
        given, flags = whole_text(found, options)
        text = searchable(given, options.limits)
    except BadRow as error:
        yield rejected(found, None, str(error))
        return
    front = _FRONT.match(text)
    fields = _fields(front[1]) if front else {}
    body = _blank(text[: front.end()]) + text[front.end() :] if front else text
    argued = ArgumentMap(body)
    stem = re.sub(r"\.\w+$", "", found.path.name.removesuffix(".gz"))
    title = fields.pop("title", None) or argued.heading or stem
    place = f"{stem} {title}" if title != stem else stem
    yield from _refused(argued, found)
    posts = tuple(_posts(argued, place, flags))
    if not posts:
        yield rejected(found, None, "there is no statement or argument with a title or a relation in it; see --format")
    dropped = tuple(Dropped(start, end, "prose of the map") for start, end in argued.prose)
    for first in range(0, len(posts), PIECE):
        piece = posts[first : first + PIECE]
        yield Discussion(discussion_id(KIND, place), piece, title, None, fields, () if first else dropped)


def _refused(argued: ArgumentMap, found: Found) -> Iterator[Item]:
    """Take out the elements with titles that are too long, and say so."""
    for key, each in list(argued.elements.items()):
        if len(key) > LIMITS.id_length:
            del argued.elements[key]
            yield rejected(found, each.number, f"a title of {len(key):,} characters; shorten it to {LIMITS.id_length}")


def _posts(argued: ArgumentMap, place: str, flags: list[str]) -> Iterator[Post]:
    said: dict[str, list[Relation]] = {}
    for each in argued.relations:
        if each.source in argued.elements and each.target in argued.elements:
            said.setdefault(each.source, []).append(each)
    parents = _parents(said)
    begun: Counter[int] = Counter()  # an argument without a title begins where its first statement does
    for key, element in argued.elements.items():
        above = parents.get(key)
        meta = _meta(element, argued, place, said.get(key, [])) | (_towards(above) if above else {})
        yield Post(
            text=_text(element),
            places=(Place(element.start, element.end).nth(begun[element.start]),),
            id=_uid(place, key),
            parent=_uid(place, above.target) if above else None,
            title=element.title,
            root=above is None,
            meta={**meta, FLAGS_KEY: flags} if flags else meta,
        )
        begun[element.start] += 1


def _parents(said: Mapping[str, list[Relation]]) -> dict[str, Relation]:
    """For each element its first relation that closes no circle with those chosen before (found by union of trees)."""
    chosen: dict[str, Relation] = {}
    roots: dict[str, str] = {}
    for key, relations in said.items():
        for each in relations:
            if (root := _root(roots, each.target)) != key:
                chosen[key], roots[key] = each, root
                break
    return chosen


def _root(roots: dict[str, str], key: str) -> str:
    """The root of the tree that an element stands in; the path to it is halved on the way."""
    while (above := roots.get(key)) is not None:
        roots[key] = roots.get(above, above)
        key = above
    return key


def _uid(place: str, key: str) -> CommentId:
    return comment_id_in(KIND, place, key)


def _text(element: Element) -> str:
    parts = [*islice(element.texts, 1), "\n".join(element.steps)]
    return "\n\n".join(part for part in parts if part) or element.title or ""


def _towards(relation: Relation) -> dict[str, Any]:
    return {"relation": relation.name, STANCE_KEY: _STANCES[relation.name]}


def _meta(element: Element, argued: ArgumentMap, place: str, relations: list[Relation]) -> dict[str, Any]:
    meta: dict[str, Any] = {
        "kind": "argument" if element.key.startswith("<") else "statement",
        "relations": [_related(each, argued.elements[each.target], place) for each in relations],
        "group": list(element.group),
        "tags": list(element.tags),
        "data": element.data,
        "also": list(islice(element.texts, 1, None)),
    }
    return {name: value for name, value in meta.items() if value not in (None, [])}


def _related(relation: Relation, target: Element, place: str) -> dict[str, Any]:
    said = {"relation": relation.name, "to": _uid(place, relation.target)}
    return said | ({"title": target.title} if target.title else {})


def _fields(front: str) -> dict[str, str]:
    """The fields of front matter that are kept, each on one line."""
    found = {each[1]: " ".join(each[2].split()).strip("\"'") for each in _FIELD.finditer(front)}
    return {name: found[name] for name in ("title", *_KEPT) if found.get(name)}


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


ARGDOWN = Format(
    name=KIND,
    summary="Argdown maps: statements and arguments as comments, support and attack as replies; packed too",
    fields="[statement], <argument>, + - _ ><, premises and conclusions, headings, #tags, {data}, front matter",
    version=3,
    detect=detect,
    read=read,
)
