"""One comment or submission of Reddit as its dumps and its API give it."""

import re
from html import unescape
from typing import Any, Final, NamedTuple

from ingest.decoding import FLAGS_KEY, storable
from ingest.json_rows import BadRow, type_in_words
from ingest.models import CommentId, Discussion, Post
from ingest.readers.ids import comment_id, discussion_id, id_in_words
from ingest.readers.json_records import Record, stated_time
from ingest.readers.markdown import written

KIND = "reddit"

_SITE: Final = "https://www.reddit.com"
_CURE = "write comments and submissions as Reddit's dumps or its API give them, one a line"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_COMMENTS = re.compile(r"/comments/(\w{1,20})(?:/|$)")
_DELETED, _REMOVED = frozenset(("[deleted]", "[deleted by user]")), frozenset(("[removed]", "[ Removed by Reddit ]"))
_SUBMISSION, _COMMENT = "t3_", "t1_"
_TEXT_OR_NONE = frozenset((str, type(None)))
_USUAL = 40
_KEPT = ("distinguished", "controversiality", "gilded", "stickied", "removed_by_category")


class RedditRow(NamedTuple):
    """The fields of either that decide where it stands and what it says."""

    author: str | None
    body: str | None
    title: str | None
    selftext: str | None
    subreddit: str | None
    permalink: str | None
    url: str | None
    link_title: str | None
    id: str | None
    link_id: str | None
    parent_id: str | None


_WORDS = RedditRow._fields[:8]
_IDS = RedditRow._fields[8:]


class _Standing(NamedTuple):
    """The id of a comment or submission, what it answers, and the submission that it stands under."""

    id: CommentId
    parent: CommentId | None
    home: str


def in_base_36(number: int) -> str:
    """A positive number as Reddit writes it in ids."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def checked(row: dict[str, Any]) -> RedditRow:
    """Return the fields of a row that decide where it stands and what it says: text, ids, or absent. Raises BadRow.

    Other fields are not looked at here. Dumps have these rows by the hundred million, so this is done without a pydantic model.
    """
    get = row.get
    said = [get(name) for name in _WORDS]
    if not _TEXT_OR_NONE.issuperset(map(type, said)):
        name, value = next(pair for pair in zip(_WORDS, said, strict=True) if type(pair[1]) not in _TEXT_OR_NONE)
        raise BadRow(f"{name}: text is expected, this is {type_in_words(value)}", _CURE)
    return RedditRow(*said, *[_own(name, get(name)) for name in _IDS])


def _own(name: str, value: object) -> str | None:
    """An id as text. Some dumps have the number that it stands for, in base ten. Raises BadRow."""
    if type(value) is str and 0 < len(value) < _USUAL and value.isascii() and not value.isspace():
        return value
    if type(value) is int:
        if not 0 < value < 1 << 63:
            raise BadRow(f"{name}: a number out of range", _CURE)
        return in_base_36(value)
    try:
        return id_in_words(value)
    except (ValueError, OverflowError) as error:
        raise BadRow(f"{name}: {error}", _CURE) from None


def discussion(record: Record) -> Discussion:
    """A row as a discussion of one post. Raises BadRow."""
    row, flags = record.row, record.flags
    said = checked(row)
    stands = _standing(said)
    text, signs = _gone(said)
    title = _line(said.title) if "deleted" not in signs and "removed" not in signs else None
    link = _link(said, row)
    meta = signs | _meta(row) | ({"link": link} if link else {})
    post = Post(
        text=text or (link if title else ""),
        places=(record.place,),
        id=stands.id,
        parent=stands.parent,
        author=None if said.author in _DELETED or not said.author else said.author,
        created_at=stated_time(row.get("created_utc", row.get("created")), "created_utc", flags),
        edited_at=stated_time(edited, "edited", flags) if (edited := row.get("edited")) else None,
        title=title,
        url=_address(said, stands.home),
        root=said.body is None,
        meta={**meta, FLAGS_KEY: flags} if flags else meta,
    )
    about = {"subreddit": said.subreddit} if said.subreddit else {}
    home = f"{_SITE}/comments/{stands.home}/"
    return Discussion(discussion_id(KIND, stands.home), (post,), title or _line(said.link_title), home, about)


def _standing(said: RedditRow) -> _Standing:
    """Where a comment or submission stands. Raises BadRow."""
    if said.id is None:
        raise BadRow("a comment or submission without id", _CURE)
    if said.body is None:
        if said.title is None and said.selftext is None:
            raise BadRow("neither body nor title nor selftext", _CURE)
        own = said.id.removeprefix(_SUBMISSION)
        return _Standing(_submission(own), None, own)
    home = _home(said)
    return _Standing(comment_id(KIND, said.id.removeprefix(_COMMENT)), _parent(said.parent_id, home), home)


def _home(said: RedditRow) -> str:
    """The id of the submission that a comment stands under. Raises BadRow."""
    if said.link_id is not None:
        return said.link_id.removeprefix(_SUBMISSION)
    if said.parent_id is not None and said.parent_id.startswith(_SUBMISSION):
        return said.parent_id.removeprefix(_SUBMISSION)
    found = _COMMENTS.search(said.permalink or "")
    if found is None:
        raise BadRow("neither link_id nor permalink says which submission it stands under", _CURE)
    return found[1]


def _parent(given: str | None, home: str) -> CommentId | None:
    """What a comment answers; a bare id is a comment's, but for that of the submission."""
    if given is None:
        return None
    if given.startswith(_SUBMISSION) or given == home:
        return _submission(given.removeprefix(_SUBMISSION))
    return comment_id(KIND, given.removeprefix(_COMMENT))


def _submission(own: str) -> CommentId:
    return comment_id(KIND, _SUBMISSION + own)


def _gone(said: RedditRow) -> tuple[str, dict[str, Any]]:
    """The text, empty where it was taken away, and a sign that says by whom: its author, or a moderator."""
    given = said.body if said.body is not None else said.selftext or said.title or ""
    short = given.strip()
    if short in _DELETED:
        return "", {"deleted": True}
    if short in _REMOVED:
        return "", {"removed": True}
    return written(as_typed(said.selftext or "" if said.body is None else given)), {}


def as_typed(text: str) -> str:
    """Text with the entities decoded that Reddit puts in, and then those that people type to have a character shown."""
    if "&" not in text:
        return text
    once = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return _ENTITY.sub(_character, once) if "&" in once else once


def _character(entity: re.Match[str]) -> str:
    return storable(unescape(entity[0]))


def _line(text: str | None) -> str | None:
    return None if text is None else " ".join(as_typed(text).split()) or None


def _link(said: RedditRow, row: dict[str, Any]) -> str:
    """The address that a submission is about; none for one that is a text."""
    if said.body is not None or not said.url or row.get("is_self") is True:
        return ""
    return "" if said.permalink and said.url.endswith(said.permalink) else as_typed(said.url)


def _address(said: RedditRow, home: str) -> str:
    if said.permalink and said.permalink.startswith("/"):
        return f"{_SITE}{said.permalink}"
    return f"{_SITE}/comments/{home}/" if said.body is None else f"{_SITE}/comments/{home}/_/{said.id}/"


def _meta(row: dict[str, Any]) -> dict[str, Any]:
    meta: dict[str, Any] = {}
    score = row.get("score", row.get("ups"))
    if isinstance(score, int) and not isinstance(score, bool):
        meta["score"] = score
    for name in _KEPT:
        value = row.get(name)
        if value and isinstance(value, str | int):
            meta[name] = value
    if row.get("edited") is True:
        meta["edited"] = True
    return meta
