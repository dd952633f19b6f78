"""Topics of a Discourse forum rendered as Markdown files: by the forum itself (`/raw/TOPIC`), or by programs that archive forums.

Two ways to write a post are known, with a line of dashes between posts:
`## Post #3 by @ann (2024-05-01 10:00 UTC)` and `ann | 2024-05-01 10:00:00 UTC | #3`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from ingest.dates import moment
from ingest.decoding import FLAGS_KEY, Line
from ingest.models import Discussion, Place, Post
from ingest.readers.discourse_markup import from_either
from ingest.readers.discourse_topic import Quoted, Topic, is_number, slug_of

_ARCHIVED = (
    r"## Post #(?P<number>\d{1,9}) by @(?P<author>\S+) \((?P<time>\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?) ?(?:UTC)?\)\s*"
)
_RAW = r"(?P<author>\S+) \| (?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC \| #(?P<number>\d{1,9})\s*"
_HEADERS = (re.compile(_ARCHIVED), re.compile(_RAW))
_RULE = re.compile(r"-{3,}\s*")
_TITLE = re.compile(r"# +(\S.*)")
_GIVEN_TITLE = re.compile(r"title: *(\S.*)")
_GIVEN_TOPIC = re.compile(r"topic_id: *(\d{1,18})\s*")
_ADDRESS = re.compile(r"https?://([^\s/()<>\"]{1,253})/t/(?:([^\s/()<>\"?#]+)/)?(\d{1,18})\b")
_ADDRESS_LINE = re.compile(r"(?:\*\*)?url(?:\*\*)?:", re.IGNORECASE)
_NAMED_TOPIC = re.compile(r"-id(\d{1,18})\.md(?:\.\w+)?\Z")
_LISTED = re.compile(r"# [^\n]+\n+- \[[^\]\n]*\]\([^)\n]*-id\d+\.md\)\s*(?:\n|\Z)")


class _Entry(NamedTuple):
    """A post that was found: what its header says, its text and what that quotes, and its place.

    `last_changed` where the time may be that of the last change.
    """

    number: int
    author: str
    time: datetime | None
    text: str
    quotes: tuple[Quoted, ...]
    place: Place
    last_changed: bool


@dataclass(slots=True)
class _Cut:
    """The lines of a file, cut at the headers of posts."""

    preamble: list[str] = field(default_factory=list)
    posts: list[tuple[re.Match[str], int, list[Line]]] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)


def is_topic(head: str) -> bool:
    """Whether the first characters of a file hold a post."""
    return bool(_cut(_unplaced(head)).posts)


def is_list(head: str) -> bool:
    """Whether they are a list of the files of topics, as an archive has one for each month."""
    return _LISTED.match(head) is not None


def discussions(source: Iterable[Line], name: str) -> Iterator[Discussion]:
    """Yield each post of a rendered topic as a discussion of one post; `name` is the file's.

    A header counts where a rule goes before it and its number is above that of the post before. Text that is HTML is read as HTML.
    """
    cut = _cut(source)
    entries = [_entry(*each) for each in cut.posts]
    title = _title(cut.preamble)
    topic = _topic(cut.preamble, entries, title, name)
    meta = {FLAGS_KEY: sorted(cut.flags)} if cut.flags else {}
    for entry, created in zip(entries, _created(entries), strict=True):
        yield Discussion(topic.discussion(), (_post(entry, topic, created),), title, topic.url(), meta)


def _post(entry: _Entry, topic: Topic, created: datetime | None) -> Post:
    return Post(
        text=entry.text,
        places=(entry.place,),
        id=topic.comment(entry.number),
        author=entry.author,
        created_at=created,
        edited_at=entry.time if created is None else None,
        url=topic.url(entry.number),
        root=entry.number == 1,
        meta={"quoted": quoted} if (quoted := topic.quoted(entry.quotes)) else {},
    )


def _created(entries: Sequence[_Entry]) -> list[datetime | None]:
    """When posts were written. A time after that of a later post is that of an edit: `/raw/` says when a post was last changed."""
    created: list[datetime | None] = []
    earliest: datetime | None = None
    for entry in reversed(entries):
        edited = entry.last_changed and earliest is not None and entry.time is not None and entry.time > earliest
        created.append(None if edited else entry.time)
        earliest = earliest if edited else entry.time
    return created[::-1]


def _cut(source: Iterable[Line]) -> _Cut:
    cut, last, before = _Cut(), -1, "---"
    for line in source:
        text = line.text or ""
        cut.flags.update(line.flags)
        header = _header(text) if not cut.posts or _RULE.fullmatch(before) else None
        if header is not None and int(header["number"]) > last:
            last = int(header["number"])
            cut.posts.append((header, line.start, []))
        elif cut.posts:
            cut.posts[-1][2].append(line)
        else:
            cut.preamble.append(text)
        before = text if text.strip() else before
    return cut


def _header(text: str) -> re.Match[str] | None:
    return next((found for each in _HEADERS if (found := each.fullmatch(text))), None)


def _entry(header: re.Match[str], start: int, body: list[Line]) -> _Entry:
    text, quotes = from_either(_without_rule("\n".join(line.text or "" for line in body)).strip("\n"))
    end = body[-1].start + len(body[-1].text or "") if body else start + len(header.string)
    time = moment(f"{header['time']}+00:00")
    return _Entry(
        int(header["number"]), header["author"], time, text, quotes, Place(start, end), header.re is _HEADERS[1]
    )


def _without_rule(body: str) -> str:
    """The text of a post without the rule that ends it."""
    before, _, last = body.rstrip().rpartition("\n")
    return before if _RULE.fullmatch(last) else body


def _title(preamble: Sequence[str]) -> str | None:
    """The heading, else the title that the front matter gives (which some archives make from the address)."""
    for pattern in (_TITLE, _GIVEN_TITLE):
        for line in preamble:
            if found := pattern.fullmatch(line.rstrip()):
                return found[1].strip(' "') or None
    return None


def _topic(preamble: Sequence[str], entries: Sequence[_Entry], title: str | None, name: str) -> Topic:
    """Which topic it is: as it says at the top, else as those say who quote posts in it, else as the file's name says."""
    slug = slug_of(title or name)
    if addresses := [found for line in preamble if _ADDRESS_LINE.match(line) for found in _ADDRESS.finditer(line)]:
        host, own, number = addresses[-1].groups()
        return Topic(host.lower(), number, own or slug)
    given = [found[1] for line in preamble if (found := _GIVEN_TOPIC.fullmatch(line))]
    named = [found[1] for found in [_NAMED_TOPIC.search(name)] if found]
    number = next(iter([*given, *_quoted_topic(entries), *named]), "")
    return Topic(_linked_host(entries, number), number, slug)


def _quoted_topic(entries: Sequence[_Entry]) -> list[str]:
    """The topic that quotes of posts name whose authors are the authors of posts here; none, or one."""
    authors = {str(each.number): each.author for each in entries}
    quotes = [quote for each in entries for quote in each.quotes if is_number(quote.topic)]
    seen = Counter(
        each.topic or "" for each in quotes if authors.get(each.post or "", "") == each.author and each.author
    )
    return sorted(seen, key=lambda topic: (-seen[topic], topic))[:1]


def _linked_host(entries: Sequence[_Entry], number: str) -> str:
    """The host in addresses of this topic in its own posts: only links to a topic of this number count."""
    links = (found for each in entries for found in _ADDRESS.finditer(each.text))
    seen = Counter(host.lower() for host, _, topic in (found.groups() for found in links) if number and topic == number)
    return min(seen, key=lambda host: (-seen[host], host), default="")


def _unplaced(head: str) -> Iterator[Line]:
    for number, text in enumerate(head.split("\n"), 1):
        yield Line(number, 0, text, (), ended=True)
