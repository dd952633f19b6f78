"""Changes to a source that keep its structure, so that fuzzing gets past the first check: fields, lines, tags, header fields.

A source that is JSON is changed as a value, everything else piece by piece, between the marks of its format.
"""

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

_JSON = ("convokit", "discourse", "hn", "reddit", "github", "forummagnum", "json", "jsonl")
_MARKUP = ("stackexchange", "page")
_MAIL = ("mbox", "maildir", "eml")
_TABLE = ("csv",)
_HOSTILE: tuple[Any, ...] = (
    *(None, True, -1, 0, 1 << 63, 1 << 70, 1e308, -0.0, 1e15, 253402300800, "", " ", "\0", "\ud800", "\u202e\u200b"),
    *("9" * 400, "x" * 2000, "t1_", "t3_c1", "[deleted]", "> > >", "0001-01-01", "9999-12-31T23:59:59-14:00", "-1"),
    *("<blockquote>" * 50, "<!--", "&#x110000;", "&#0;", "[quote=", "%", "%00", "\r", "\n", {}, [], [[]], {"": None}),
)
_TOKENS = {
    **dict.fromkeys(
        _MAIL,
        (b"\n\n", b"\nFrom ", b"\n>From ", b"--b\n", b"--b--\n", b"=?utf-8?b?/w==?=", b"=\n", b"\n> ", b"\n-- \n"),
    ),
    **dict.fromkeys(
        _MARKUP,
        (b"<blockquote>", b"</div>", b"<br>", b"<!--", b"-->", b"&lt;", b"&#0;", b"<pre>", b"<table><tr><td>", b'"'),
    ),
    **dict.fromkeys(_TABLE, (b'"', b'""', b"\r\n", b";", b"\t", b",", b'"\n"', b"\xff", b"'=1", b"\0")),
}
_USUAL = (
    b"\0",
    b"\xff",
    b"\n",
    b"\r\n",
    b"\xed\xa0\x80",
    b"\xe2\x80\xae",
    b"> ",
    b"\xef\xbb\xbf",
    b"\n\n\n",
    b"    ",
    b"[x]",
    b"<x>",
    b"(1)",
)
_CUTS = {
    **dict.fromkeys(_MAIL, re.compile(rb"(?<=\n)(?=\S)|(?<=;) |(?=<)")),
    **dict.fromkeys(_MARKUP, re.compile(rb"(?=<)|(?<=>)|(?= \w+=)")),
    **dict.fromkeys(_TABLE, re.compile(rb"(?<=[\n,;\t])")),
}
_LINES = re.compile(rb"(?<=\n)")


def mutation(name: str) -> Callable[[bytes, Random], bytes]:
    """Return what changes a source of this format, by a source of chance."""
    if name in _JSON:
        return lambda data, chance: _json_changed(data, chance, name)
    return lambda data, chance: _pieces_changed(data, chance, name)


def _json_changed(data: bytes, chance: Random, name: str) -> bytes:
    """A document, or one of its lines, with one value changed; what is no JSON is changed piece by piece."""
    try:
        return _written(_value_changed(json.loads(data), chance), chance)
    except (ValueError, RecursionError):
        pass
    lines = data.splitlines()
    at = chance.randrange(len(lines) or 1)
    try:
        lines[at] = _written(_value_changed(json.loads(lines[at]), chance), chance)
    except (ValueError, RecursionError, IndexError):
        return _pieces_changed(data, chance, name)
    return b"\n".join(lines) + b"\n"


def _written(value: object, chance: Random) -> bytes:
    return json.dumps(value, ensure_ascii=chance.random() < 0.8).encode("utf-8", "surrogatepass")


def _value_changed(value: Any, chance: Random) -> Any:
    """A value in which one other at a random place is replaced, taken out, repeated, renamed or wrapped."""
    places = _places(value)
    if not places:
        return chance.choice(_HOSTILE)
    holder, key = chance.choice(places)
    other, other_key = chance.choice(places)
    way = chance.randrange(6)
    if way < 2:
        holder[key] = chance.choice(_HOSTILE)
    elif way == 2:
        del holder[key]
    elif way == 3:
        holder[key] = json.loads(json.dumps(other[other_key]))
    elif way == 4:
        holder[key] = _wrapped(holder[key], chance)
    elif isinstance(holder, dict):
        name = chance.choice(list(holder))
        holder[name] = holder.pop(key)
    else:
        holder.insert(key, json.loads(json.dumps(holder[key])))
    return value


def _wrapped(value: Any, chance: Random) -> Any:
    for _ in range(chance.choice((1, 2, 300))):
        value = [value] if chance.random() < 0.5 else {chance.choice(("children", "replies", "data")): value}
    return value


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Each container in a value with each of its keys."""
    waiting, found = [value], []
    while waiting:
        each = waiting.pop()
        keys = list(each) if isinstance(each, dict) else range(len(each)) if isinstance(each, list) else ()
        found += [(each, key) for key in keys]
        waiting += [each[key] for key in keys]
    return found


def _pieces_changed(data: bytes, chance: Random, name: str) -> bytes:
    """A source with a piece between two marks taken out, repeated, moved, or put beside a token of its format."""
    pieces = _CUTS.get(name, _LINES).split(data)
    at = chance.randrange(len(pieces))
    way = chance.randrange(5)
    if way == 0:
        del pieces[at]
    elif way == 1:
        pieces[at:at] = [pieces[at]] * chance.choice((1, 2, 30))
    elif way == 2:
        pieces.insert(chance.randrange(len(pieces)), pieces.pop(at))
    elif way == 3:
        pieces.insert(at, chance.choice(_TOKENS.get(name, _USUAL)))
    else:
        cut = chance.randrange(len(pieces[at]) + 1)
        pieces[at] = pieces[at][:cut] + chance.choice(_USUAL) + pieces[at][cut:]
    return b"".join(pieces)
