"""Reddit: dumps of comments and submissions (monthly, or of one subreddit), and threads as its API lists them.

Kept are text (Markdown, its entities decoded), author, times, what is answered, the submission's title, the address of each, and
in `meta` score, `distinguished`, `controversiality`, `gilded`, `stickied`, the link that a submission is about (which is its text
when it has none), `edited` where no time is said. What its author deleted or a moderator removed keeps its place without text,
with `deleted` or `removed` in `meta`. Dropped are flairs, awards, pictures and other media, ids of accounts, what is derived, and
the entries "more" of a list, which name comments that the list does not hold.

A discussion is a submission; its comments find it by `link_id`, in whatever file it is. A comment without `parent_id` names none:
it is not taken for an answer to the submission.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.json_documents import shape
from ingest.json_rows import BadRow
from ingest.models import Rejected
from ingest.readers.format import Format, Found, Item, Options, in_pieces, rejected
from ingest.readers.json_records import Record, records
from ingest.readers.reddit_rows import KIND, discussion

_INNER = "children"
_PASSED = frozenset(("Listing", "more"))
_KINDS = frozenset(("t1", "t3"))
_KIND_SEEN = re.compile(rb'"kind"\s*:\s*"t[13]"')
_OF_COMMENT = ({"body", "link_id"}, {"body", "parent_id", "subreddit"})
_OF_SUBMISSION = ({"selftext", "subreddit"}, {"title", "subreddit", "created_utc"})
_CURE = "save the .json page of a thread, or take lines of a dump"


def detect(path: Path, head: bytes) -> str | None:
    """Say whether fields of a comment or submission of Reddit are seen, or a list of its API."""
    paths = shape(head).paths
    for within in ("", "[]."):
        fields = {each.removeprefix(within) for each in paths if each.startswith(within)}
        if {"kind", f"data.{_INNER}"} <= fields and _KIND_SEEN.search(head):
            return "a list of Reddit's API (kind, data.children)"
        if any(signs <= fields for signs in _OF_COMMENT):
            return "comments of Reddit (body, link_id, subreddit)"
        if any(signs <= fields for signs in _OF_SUBMISSION):
            return "submissions to Reddit (title, selftext, subreddit)"
    return None


def read(found: Found, options: Options) -> Iterator[Item]:
    """Yield submissions and comments in pieces, and a Rejected for each record that is neither. Memory is bounded."""
    yield from in_pieces(_items(found, options), found)


def _items(found: Found, options: Options) -> Iterator[Item]:
    for record in records(found, options, _INNER):
        if isinstance(record, Rejected):
            yield record
            continue
        try:
            if (said := _listed(record) if "kind" in record.row else record) is not None:
                yield discussion(said)
        except BadRow as error:
            yield rejected(found, record.number, str(error))


def _listed(record: Record) -> Record | None:
    """The comment or submission in an entry of a list; None for the list itself, and for one of what is left out."""
    kind, data = record.row["kind"], record.row.get("data")
    if not isinstance(kind, str) or kind not in _KINDS | _PASSED or not isinstance(data, dict):
        raise BadRow("an entry of a list that is neither a comment (t1) nor a submission (t3)", _CURE)
    return None if kind in _PASSED else record._replace(row=data)


REDDIT = Format(
    name=KIND,
    summary="Reddit: dumps of comments and submissions, threads as its API lists them; packed too",
    fields="id, author, body or title and selftext, created_utc, link_id, parent_id, subreddit, permalink, score, edited",
    version=1,
    detect=detect,
    read=read,
)
