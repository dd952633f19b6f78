"""Discourse forums: posts as the API gives them (JSON lines, arrays, topics), and topics rendered as Markdown files.

Kept are text (of the Markdown where there is some, else of the HTML), author (the user name), times, the number of the post
that is answered, title, address, and in `meta` likes or reactions, `deleted`, `hidden`, accepted answers, small actions, the
reason of an edit, the post's own id, and under `quoted` the posts that quote blocks name; in a discussion's `meta` category and
tags. Dropped are what the forum counts of readers (and `score`, which it makes of that), pictures, ranks and titles of users,
polls, what the reader may do, and the topic's lists of participants, links and suggestions. A post that its author deleted keeps
its place, without the words that the forum puts there. Rendered topics hold no replies but those that quotes tell.

A post has the same id in all of these forms: see discourse_topic.py. Other texts of one post are its edits, the last one by
`updated_at` is the post's.
"""

import codecs
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.decoding import REPLACED, Line, is_marked, lines
from ingest.json_documents import Element, document, elements, shape
from ingest.json_rows import BadRow, parse_object
from ingest.models import Place
from ingest.opening import open_bytes
from ingest.readers.discourse_markdown import discussions, is_list, is_topic
from ingest.readers.discourse_posts import discussion
from ingest.readers.discourse_topic import KIND, host_in
from ingest.readers.format import Format, Found, Item, Options, in_pieces, rejected

_HEAD = 1 << 16
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_FIRST = 1 << 20  # bytes in which the forum's host is looked for
_TOPIC = 32 << 20  # bytes of a document whose title and tags are read; posts are read one by one, whatever its size


def detect(path: Path, head: bytes) -> str | None:
    """Say which of the forms it is, by the names of a post's fields or the headers of rendered posts."""
    seen = shape(head)
    if seen.start:
        in_words = sorted(f"{array}[]" for array in _arrays(seen.paths))
        if _is_post(seen.paths, ""):
            return "posts of a Discourse forum (topic_id, post_number, cooked or raw)"
        return f"posts of a Discourse forum under {' and '.join(in_words)}" if in_words else None
    text = head.decode("utf-8", "replace").removeprefix("\ufeff")
    if is_topic(text):
        return "a topic of a Discourse forum, rendered post by post"
    return "a list of rendered topics of a Discourse forum" if is_list(text) else None


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield topics in pieces, and a Rejected for each record that is no post. Memory is bounded; a rendered topic is held whole."""
    with open_bytes(found.path, options.limits) as stream:
        head = _in_utf8(stream.read(_FIRST))
    items = _posts(found, options, head) if shape(head[:_HEAD]).start else _rendered(found, options)
    yield from in_pieces(items, found)


def _posts(found: Found, options: Options, head: bytes) -> Iterator[Item]:
    host = host_in(head.decode("utf-8", "replace"))
    paths = shape(head[:_HEAD]).paths
    if not _is_post(paths, ""):
        yield from _each(elements(found, _arrays(paths), options.limits), found, options, host, _about(found, options))
    elif _goes_on(head):
        yield from _only(found, options, host)
    else:
        with open_bytes(found.path, options.limits) as stream:
            yield from _each(lines(stream, options.limits.line), found, options, host, {})


def _each(
    records: Iterable[Line | Element], found: Found, options: Options, host: str, about: Mapping[str, Any]
) -> Iterator[Item]:
    for record in records:
        if record.text is None or record.text.strip():
            try:
                if record.text is None:
                    raise BadRow(f"a post longer than {options.limits.line:,} bytes", "leave it out")
                row, replaced = parse_object(record.text, options.limits)
                place = Place(record.start, record.start + len(record.text))
                yield discussion(row, about, host, place, [*record.flags, *([REPLACED] if replaced else [])])
            except BadRow as error:
                yield rejected(found, record.number, str(error))


def _only(found: Found, options: Options, host: str) -> Iterator[Item]:
    """The one post that a document is."""
    try:
        row, flags = document(found, options.limits)
        yield discussion(row, {}, host, Place(0, found.size), list(flags))
    except BadRow as error:
        yield rejected(found, None, str(error))


def _about(found: Found, options: Options) -> dict[str, Any]:
    """The fields that a topic's document has beside its posts (they may come after them); none for other documents."""
    try:
        topic, _ = document(found, replace(options.limits, document=_TOPIC))
    except BadRow:
        return {}
    return topic if isinstance(topic, dict) and "post_stream" in topic else {}


def _rendered(found: Found, options: Options) -> Iterator[Item]:
    """The posts of a rendered topic; a list of topics has none."""
    try:
        posts = list(discussions(_held(found, options), Path(found.name).name))
    except BadRow as error:
        yield rejected(found, None, str(error))
        return
    yield from posts
    if not posts:
        yield rejected(found, None, "a list of topics, without posts; ingest the files that it lists")


def _held(found: Found, options: Options) -> Iterator[Line]:
    """The lines of a rendered topic. Raises BadRow when they are too many, or one of them is too long."""
    size = 0
    with open_bytes(found.path, options.limits) as stream:
        for line in lines(stream, options.limits.line):
            size += 0 if line.text is None else len(line.text) + 1
            if line.text is None or size > options.limits.dump:
                raise BadRow(f"line {line.number}: more text than a rendered topic may hold", "split it")
            yield line


def _is_post(paths: frozenset[str], within: str) -> bool:
    """Whether objects at this path have the fields of a post; of a long one only the first fields may be seen."""
    named = {name for name in ("post_number", "cooked", "raw", "avatar_template") if f"{within}{name}" in paths}
    return (
        {"post_number", "cooked"} <= named or {"post_number", "raw"} <= named or {"avatar_template", "cooked"} <= named
    )


def _arrays(paths: frozenset[str]) -> set[str]:
    """The paths of the arrays whose objects have the fields of a post."""
    arrays = {path.rpartition("[].")[0] for path in paths if path.endswith(("[].cooked", "[].raw"))}
    return {array for array in arrays if _is_post(paths, f"{array}[].")}


def _goes_on(head: bytes) -> bool:
    """Whether the object that a file begins with goes on over several lines, so that the file is one document."""
    first, ended, _ = head.lstrip().partition(b"\n")
    return bool(ended) and not first.rstrip().endswith(b"}")


def _in_utf8(head: bytes) -> bytes:
    if not is_marked(head):
        return head
    return head.decode("utf-32" if head.startswith(_UTF32) else "utf-16", "replace").removeprefix("\ufeff").encode()


DISCOURSE = Format(
    name=KIND,
    summary="Discourse: posts and topics as its API gives them, topics rendered as Markdown; packed too",
    fields="topic_id, post_number, reply_to_post_number, username, created_at, updated_at, raw or cooked, topic_title",
    version=1,
    detect=detect,
    read=read,
)
