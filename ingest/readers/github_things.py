"""What people said on GitHub, found in the answers of its REST and GraphQL APIs, and where each stands by its address."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ingest.models import CommentId, DiscussionId
from ingest.readers.ids import comment_id, discussion_id

KIND = "github"

_ADDRESS = re.compile(
    r"https?://([^/\s]{1,253})/([^/\s]{1,100}/[^/\s]{1,100})/(issues|pull|discussions)/(\d{1,18})"
    r"(?:/files)?(?:#(issuecomment-|discussion_r|r|pullrequestreview-|discussioncomment-)(\d{1,18}))?\Z"
)
_WITHIN: Final = frozenset(
    (
        *("data", "repository", "node", "nodes", "edges", "items", "search", "repositories", "organization", "user"),
        *("issue", "issues", "pull", "pulls", "pull_request", "pull_requests", "pullRequest", "pullRequests"),
        *("discussion", "discussions", "comment", "comments", "review_comments", "reviews", "reviewThreads", "replies"),
        *("events", "timeline", "timelineItems", "review"),
    )
)
BODIES = ("body", "bodyText", "bodyHTML", "body_text", "body_html")
_SAID: Final = frozenset(BODIES)
_HOST = "github.com"


class Address(NamedTuple):
    """A page and a place in it: host, `owner/name`, kind and number of what is discussed; kind and number of a comment, or ""."""

    host: str
    repository: str
    kind: str
    number: str
    anchor: str
    own: str

    @property
    def topic(self) -> str:
        """What is discussed, as people refer to it: `owner/name#12`; with the host when that is another than usual."""
        return f"{self._elsewhere}{self.repository}#{self.number}"

    def root(self) -> CommentId:
        """The id of the first text: that of the issue, pull request or discussion."""
        return comment_id(KIND, self.topic)

    def discussion(self) -> DiscussionId:
        """The uid of the discussion."""
        return discussion_id(KIND, self.topic)

    def comment(self, own: str = "") -> CommentId:
        """The id of what stands here, or of another comment of the same kind."""
        return comment_id(KIND, f"{self._elsewhere}{self.anchor}{own or self.own}") if self.anchor else self.root()

    def page(self) -> str:
        """The address of the discussion."""
        return f"https://{self.host}/{self.repository}/{self.kind}/{self.number}"

    @property
    def _elsewhere(self) -> str:
        return "" if self.host.lower() == _HOST else f"{self.host}/"


class Thing(NamedTuple):
    """One object with a text; `within` is what it replies to by standing in it, in discussions."""

    row: dict[str, Any]
    within: CommentId | None


def address_of(row: Mapping[str, Any]) -> Address | None:
    """Where an object stands, by its address for people (the APIs' own addresses are none)."""
    for name in ("html_url", "url"):
        if isinstance(given := row.get(name), str) and (found := _ADDRESS.match(given[:1000])):
            host, repository, kind, number, anchor, own = found.groups("")
            return Address(host, repository, kind, number, "discussion_r" if anchor == "r" else anchor, own)
    return None


def has_text(row: Mapping[str, Any]) -> bool:
    """Whether an object is a text that somebody wrote; where nothing was written under a title, some exports leave the text out."""
    return not _SAID.isdisjoint(row) or ("title" in row and "number" in row)


def things(value: dict[str, Any]) -> Iterator[Thing]:
    """Yield the objects with a text that an answer holds, outer ones first and in order, without recursion."""
    waiting: list[Iterator[Thing]] = [iter((Thing(value, None),))]
    while waiting:
        thing = next(waiting[-1], None)
        if thing is None:
            waiting.pop()
            continue
        if has_text(thing.row):
            yield thing
        waiting.append(_inside(thing))


def _inside(thing: Thing) -> Iterator[Thing]:
    """The objects that stand in one, in lists or not, as far as what people said may be in them."""
    fields = [each for name, each in thing.row.items() if name in _WITHIN and isinstance(each, dict | list) and each]
    if not fields:
        return
    stands = address_of(thing.row)
    within = stands.comment() if stands is not None and stands.anchor == "discussioncomment-" else thing.within
    for field in fields:
        yield from (
            Thing(each, within) for each in (field if isinstance(field, list) else (field,)) if isinstance(each, dict)
        )
