"""Flat text: the comments of a page as one text, without ids, authors or boundaries."""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.decoding import FLAGS_KEY
from ingest.json_rows import BadRow
from ingest.models import Discussion
from ingest.readers.format import Format, Found, Item, Options, rejected
from ingest.readers.ids import discussion_id
from ingest.readers.whole_text import searchable, whole_text
from ingest.segment import segment
from ingest.words import text_hash

KIND = "text"

_JSON_DOCUMENT = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\[\s*[\[{"]|\{\s*")')


def detect(path: Path, head: bytes) -> str | None:
    """Any text that no other format claims, but no JSON document."""
    return "plain text" if not path.is_dir() and not _JSON_DOCUMENT.match(head) else None


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield the one discussion of a flat dump, titled by the file's name; its uid comes from the folded text."""
    try:
        given, flags = whole_text(found, options)
        text = searchable(given, options.limits)
    except BadRow as error:
        yield rejected(found, None, str(error))
        return
    cut = segment(text, options.scorer)
    if not cut.posts:
        yield rejected(found, None, "no comment was found in it; look whether it is the text of a discussion")
        return
    meta = {FLAGS_KEY: flags} if flags else {}
    yield Discussion(discussion_id(KIND, text_hash(text)), cut.posts, _title(found.path), None, meta, cut.dropped)


def _title(path: Path) -> str:
    return path.name.removesuffix(".gz").removesuffix(".txt")


TEXT = Format(
    name=KIND,
    summary="flat text of a page's comments, in one rendering or several; packed too",
    fields="none: comments, quotes and copies are found in the text",
    version=3,
    detect=detect,
    read=read,
    infers=True,
    rank=0,
)
