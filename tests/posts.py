"""What tests of readers share: rows as lines, and what of the items that came is a post or was refused."""

import json
import re

from ingest.models import Discussion, Post, Rejected


def in_lines(*rows: object) -> str:
    """JSON lines."""
    return "".join(json.dumps(row) + "\n" for row in rows)


def posts_of(items: list[Discussion | Rejected]) -> list[Post]:
    """All posts, in the order in which they came."""
    return [post for each in items if isinstance(each, Discussion) for post in each.posts]


def rejected_in(items: list[Discussion | Rejected]) -> list[Rejected]:
    """All that was refused."""
    return [each for each in items if isinstance(each, Rejected)]


def sharing(items: list[Discussion | Rejected]) -> int:
    """How many posts stand where another one does: of these an archive would keep one."""
    keys = [(post.places[0].start, post.places[0].rendering) for post in posts_of(items)]
    return len(keys) - len(set(keys))


def unfit(discussion: Discussion) -> list[str]:
    """What of a discussion no store could hold as it is: characters, ids, times, places, values of `meta`."""
    found: list[str] = []
    for post in discussion.posts:
        said = [post.text, post.author, post.title, post.url, post.id, post.parent, discussion.title, discussion.url]
        said.append(json.dumps(dict(post.meta), ensure_ascii=False, allow_nan=False))
        found += [f"characters: {each[:80]!r}" for each in said if each and re.search("[\0\ud800-\udfff]", each)]
        ids = [each for each in (post.id, post.parent) if each is not None]
        found += [f"id: {each[:80]!r}" for each in ids if re.search(r"\s", each) or not 2 < len(each) < 1100]
        times = [each for each in (post.created_at, post.edited_at) if each is not None]
        found += [f"time: {each}" for each in times if each.utcoffset() is None]
        found += [] if post.places and all(0 <= each.start <= each.end for each in post.places) else ["places"]
    return found
