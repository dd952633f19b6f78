"""Subjects of messages: whether one says that it answers, and what is left without the marks of answering."""

import re
from functools import lru_cache
from typing import NamedTuple

_REPLY = "re|aw|antw|antwort|sv|vs|ref|res|rif|odp|ynt|bls|vá|atb|r|회신|回复|回覆|答复|返信|отв|ответ"
_FORWARD = "fw|fwd|wg|tr|rv|enc|pd|vl|vb|doorst|ilt|전달|转发|轉寄|転送"
_MARK = re.compile(
    rf"\s*(?:(?P<reply>{_REPLY})|(?P<forward>{_FORWARD}))\s{{0,3}}(?:\[\d{{1,3}}\]|\(\d{{1,3}}\)|\^?\d{{1,3}})?\s{{0,3}}[:：]\s*",
    re.IGNORECASE,
)
_TAG = re.compile(r"\s*(\[[^\]]{1,60}\])\s*")
_MOST = 30  # marks and tags


class Subject(NamedTuple):
    """A subject without its marks: `title` keeps the tags in brackets, `base` is what answers have in common with the root."""

    title: str
    base: str
    reply: bool


@lru_cache(maxsize=4096)
def subject(given: str) -> Subject:
    """Read a subject, decoded and in one line."""
    text, tags, reply = given.strip(), [], False
    if len(text) > 1 and text[0] == text[-1] == "'":
        text = text[1:-1]
    for _ in range(_MOST):
        if mark := _MARK.match(text):
            reply = reply or mark["reply"] is not None
        elif tag := _TAG.match(text):
            tags.append(tag[1])
            mark = tag
        else:
            break
        text = text[mark.end() :]
    return Subject(" ".join([*dict.fromkeys(tags), text]).strip(), text.strip().casefold(), reply)
