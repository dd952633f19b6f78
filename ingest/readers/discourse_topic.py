"""Which topic of which Discourse forum a post stands in: ids that are the same in every form that an export has.

A post is known by the forum's host, the topic's number and its own number in the topic: rendered archives have these too, and a
post's own id they have not. Numbers begin at 1 on every forum, so the host must be known: an API tells it only on the way, in the
addresses of its users' pictures. Where nothing tells it, the topic's slug stands for it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from ingest.models import CommentId, DiscussionId
from ingest.readers.ids import comment_id_in, discussion_id

KIND = "discourse"

_PICTURE = re.compile(r"/user_avatar/([^/\s\"\\]{1,253})/")
_MOST = 200  # quotes in one post; more are no discussion, and each is compared with those before


class Quoted(NamedTuple):
    """What a quote block says of the post that it repeats; None for what it does not say. The topic is a number in digits."""

    author: str | None
    topic: str | None
    post: str | None


class Topic(NamedTuple):
    """A topic: the forum's host ("" when it is not known), the topic's number in digits ("" when not known), its slug."""

    host: str
    number: str
    slug: str

    def comment(self, post: int | str) -> CommentId:
        """The id of the post with this number in the topic."""
        own = f"{self.number}:{post}" if self.number else str(post)
        return comment_id_in(KIND, self.host or self.slug, own)

    def discussion(self) -> DiscussionId:
        """The uid of the topic."""
        return discussion_id(KIND, f"{self.host or self.slug}:{self.number}")

    def url(self, post: int | None = None) -> str | None:
        """The address of the topic, or of a post in it."""
        if not self.host or not self.number:
            return None
        address = "/".join(filter(None, ("https:/", self.host, "t", self.slug, self.number)))
        return address if post is None else f"{address}/{post}"

    def quoted(self, quotes: Sequence[Quoted]) -> list[dict[str, Any]]:
        """What quote blocks name, once each and in order: `author`, and `comment`, the id of the post, where it can be told."""
        named = [{"author": each.author, "comment": self._of(each)} for each in quotes]
        said = [{name: value for name, value in each.items() if value} for each in named]
        return [each for n, each in enumerate(said) if each and each not in said[:n]] if len(said) < _MOST else []

    def _of(self, quote: Quoted) -> CommentId | None:
        """The id of the quoted post; one in another topic has none where the topic's slug stands for the host."""
        topic = quote.topic or self.number
        here = topic == self.number
        if not is_number(quote.post) or not (here or (self.host and is_number(topic))):
            return None
        return self._replace(number=topic).comment(str(int(quote.post or 0)))


def host_in(head: str) -> str:
    """The forum's host, as the addresses of pictures of its users in the first characters of an export say; or ""."""
    seen = Counter(_PICTURE.findall(head.replace("\\/", "/")))
    return min(seen, key=lambda host: (-seen[host], host), default="").lower()


def quoted_in(attributes: str) -> Quoted:
    """Read what stands behind `[quote=`: `"ann, post:3, topic:12, full:true"`."""
    author, *fields = attributes.strip(" \"'“”").split(",")
    found = {name.strip(): value.strip() for name, _, value in (each.partition(":") for each in fields)}
    return Quoted(found.get("username") or author.strip() or None, found.get("topic"), found.get("post"))


def slug_of(title: str) -> str:
    """A title as Discourse writes it in an address, as far as that is known without the forum's settings."""
    folded = unicodedata.normalize("NFKD", title.replace("'", "").replace("’", "")).casefold()
    return re.sub(r"[\W_]+", "-", "".join(each for each in folded if not unicodedata.combining(each))).strip("-")


def is_number(text: str | None) -> bool:
    """Whether this is a number of a topic or a post in digits."""
    return text is not None and text.isascii() and text.isdigit() and len(text) <= 18
