"""Messages that stand in other messages: digests of a list, and what was forwarded as it came."""

import re
from collections.abc import Iterator

from ingest.json_rows import BadRow
from ingest.readers.mail_boxes import Raw
from ingest.readers.mail_message import head_of
from ingest.readers.mail_parts import messages_in

_SEEN = re.compile(rb"message/rfc822|multipart/digest", re.IGNORECASE)
_DEEPEST = 8  # messages in messages: each level is copied
_MOST = 2000  # in one


def with_enclosed(raw: Raw, deepest: int) -> Iterator[Raw]:
    """Yield a message, then those that stand in it, outer ones first: they have its number, and begin a character later each.

    Parts are looked into as deep as `deepest`. What stands deeper than eight messages, or after two thousand, stays an attachment.
    """
    waiting = [(raw, 0)]
    for number in range(_MOST):
        if not waiting:
            return
        each, depth = waiting.pop()
        yield each._replace(start=min(raw.start + number, raw.end))
        if depth < _DEEPEST and _SEEN.search(each.data):
            inner = (each._replace(envelope="", data=data) for data in _inner(each, deepest))
            waiting += reversed([(message, depth + 1) for message in inner])


def _inner(raw: Raw, deepest: int) -> list[bytes]:
    try:
        head, body = head_of(raw)
    except BadRow:
        return []
    return messages_in(head.said, body, deepest)
