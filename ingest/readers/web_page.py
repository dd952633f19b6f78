"""A saved web page of a discussion without a known form: its words as one flat text, in which comments are found.

The title is that of the page, the address the one that it gives as its own. Of the page its main part is read (page_parts.py says
which that is): quote blocks become lines that begin with `> `, headings, paragraphs, lists and code keep their places, and links
keep their words, with the address where it leads elsewhere. Then it is read as a flat dump is (see ingest/segment.py): who wrote
what, who answers whom, and when, is found in the words or not at all. Places count characters of that text, not of the page.
Dropped are scripts, styles, pictures, forms and all that leads around the page, and how it nests its comments.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ingest.decoding import FLAGS_KEY
from ingest.json_rows import BadRow
from ingest.models import Discussion
from ingest.readers.format import Format, Found, Item, Options, rejected
from ingest.readers.ids import discussion_id
from ingest.readers.page_parts import page
from ingest.readers.whole_text import searchable, whole_text
from ingest.segment import segment
from ingest.words import text_hash

KIND: Final = "page"

_BEGINS: Final = re.compile(
    r"(?:\s+|<!--(?:[^-]|-(?!->)){0,2000}-->|<\?xml[^<>]{0,200}\?>){0,20}+"
    r"<(?:!doctype\s+html|(?:html|head|body|title|main|article|section|div|p|ul|ol|table|h[1-6]|blockquote)(?=[\s/>]))",
    re.IGNORECASE,
)

_MOST_TAGS: Final = 200_000  # two thousand comments of a hundred tags each; they take some four seconds


def detect(path: Path, head: bytes) -> str | None:
    """Say whether it begins as a web page does."""
    found = None if path.is_dir() else _BEGINS.match(head[: 1 << 13].decode("utf-8", "replace").removeprefix("\ufeff"))
    return f"a web page, beginning with {' '.join(found[0].split())[-40:]}" if found else None


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield the one discussion of a page; its uid comes from the folded text. The source is held whole."""
    try:
        html, flags = whole_text(found, options)
        if html.count("<") > _MOST_TAGS:
            raise BadRow(f"a page of more than {_MOST_TAGS:,} tags", "save the discussion in parts")
        seen = page(html)
        text = searchable(seen.text, options.limits)
    except BadRow as error:
        yield rejected(found, None, str(error))
        return
    cut = segment(text, options.scorer) if text else None
    if cut is None or not cut.posts:
        cure = "save the page as your browser shows it, or its text as .txt: some pages load their comments by a script"
        yield rejected(found, None, f"no comment was found in the words of this page; {cure}")
        return
    meta = {FLAGS_KEY: flags} if flags else {}
    title = seen.title or re.sub(r"\.\w+$", "", found.path.name.removesuffix(".gz"))
    yield Discussion(discussion_id(KIND, text_hash(text)), cut.posts, title, seen.url, meta, cut.dropped)


PAGE = Format(
    name=KIND,
    summary="saved web page of a discussion without a known form, read as flat text; packed too",
    fields="none: main text, quotes and headings; comments and copies are found in the text",
    version=2,
    detect=detect,
    read=read,
    infers=True,
    rank=1,
)
