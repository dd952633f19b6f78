"""What tests of readers share: rows as lines, and what of the items that came is a post or was refused."""

import json

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
