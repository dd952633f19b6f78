"""GitHub: issues, pull requests, discussions and their comments, as the REST and GraphQL APIs give them and backups keep them.

The text of an issue, pull request or discussion is the root. What is said below an issue or pull request does not say whom it
answers; a review and the first comment at a line of code answer the pull request, other comments at that line answer the first.
Everything is known by its address (`html_url`, in GraphQL `url`), so comments may come without their issue, in any order and file.

Kept are text (Markdown, without the comments that only authors of templates see), author, time, title, address, and in `meta`
reactions, `author_association`, `state`, the `path` and line of code, `hidden` with its reason; in a discussion's, labels. A time
of edit is that of `lastEditedAt`, for comments also a later `updated_at`: of issues that changes with every event, of comments at
a line of code when their review is sent. Dropped are events that say nothing (labels, commits, references, reviews without a
text), what bots wrote below (what they opened is kept, as the root of what people say there), parts of the code, people's
accounts, milestones, and all addresses of the API.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.json_documents import shape
from ingest.json_rows import BadRow
from ingest.models import Rejected
from ingest.readers.format import Format, Found, Item, Options, in_pieces, rejected
from ingest.readers.github_said import CURE, discussion, is_dropped
from ingest.readers.github_things import BODIES, KIND, things
from ingest.readers.json_records import Record, records

_SEEN = re.compile(rb'"(?:html_url|url)"\s*:\s*"https?://[^"/\s]+/[^"/\s]+/[^"/\s]+/(?:issues|pull|discussions)/\d')
_QUIET = frozenset(("event", "data", "events", "timeline", "comments", "nodes"))


def detect(path: Path, head: bytes) -> str | None:
    """Say whether texts with the address of an issue, a pull request or a discussion are seen."""
    paths = shape(head).paths
    within = {each.removesuffix(name) for each in paths for name in BODIES if each.rpartition(".")[2] == name}
    addressed = any(f"{each}{name}" in paths for each in within for name in ("html_url", "url"))
    return "issues, pull requests or comments of GitHub" if addressed and _SEEN.search(head) else None


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield discussions in pieces, and a Rejected for each record that nobody said. Memory is bounded by the longest record."""
    yield from in_pieces(_items(found, options), found)


def _items(found: Found, options: Options) -> Iterator[Item]:
    for record in records(found, options):
        if isinstance(record, Rejected):
            yield record
        else:
            yield from _said(record, found)


def _said(record: Record, found: Found) -> Iterator[Item]:
    """Yield what a record holds, each as a discussion of one post."""
    seen = False
    for number, thing in enumerate(things(record.row), start=1):
        seen = True
        try:
            if not is_dropped(thing.row):
                yield discussion(thing, record.holding(thing.row, number - 1))
        except BadRow as error:
            yield rejected(found, record.number if thing.row is record.row else f"{record.number}:{number}", str(error))
    if record.row.get("errors"):
        yield rejected(found, record.number, f"an answer that reports errors; {CURE}")
    elif not seen and _QUIET.isdisjoint(record.row):
        yield rejected(found, record.number, f"no text under {' or '.join(BODIES)}; {CURE}")


GITHUB = Format(
    name=KIND,
    summary="GitHub: issues, pull requests, discussions and comments as its APIs give them, backups of them; packed too",
    fields="html_url or url, user or author, body, created_at, updated_at or lastEditedAt, in_reply_to_id, title, reactions",
    version=2,
    detect=detect,
    read=read,
)
