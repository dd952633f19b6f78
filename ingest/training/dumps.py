"""Flat dumps made of threaded posts, with the post of every line: what the boundary model is trained on.

A dump looks like a page copied without its frame: posts in depth-first order, one paragraph a line, quotes verbatim and unmarked
in front of what answers them. As pages differ, so do the dumps (`Look`): lists joined on one line or not, a second rendering
without quotes or none, quotes marked with `>` or not.
"""

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.words import tokens

_WORD = re.compile(r"\w")
_SHORT = 60  # characters; a page's plain rendering joins lines below
LEAST_WORDS = 5
_KEPT = 0.7  # share of single short lines that the first of two renderings keeps
_LONGEST = 150  # posts of one dump

Post = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """How a page shows its comments."""

    renderings: int = 1
    joined: bool = True
    marked: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a dump and the index of the post that it is of."""

    text: str
    post: int
    quoted: bool = False


def read_threads(path: Path) -> dict[str, list[Post]]:
    """Posts by discussion, from JSON lines with discussion, id, parent, ts, text and quotes (start, end, quote_id)."""
    threads: dict[str, list[Post]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            post = json.loads(line)
            threads[str(post["discussion"])].append(post)
    return threads


def make_dump(thread: Sequence[Post], look: Look, chance: random.Random) -> list[Line]:
    """Lines of a page that shows `thread`; posts with hardly a word of their own are left out."""
    posts = [post for post in depth_first(thread) if own_words(post) >= LEAST_WORDS][:_LONGEST]
    sources = {post["id"]: flat(text for text, quoted in _pieces(post) if quoted is None) for post in posts}
    first: list[Line] = []
    second: list[Line] = []
    for number, post in enumerate(posts):
        pieces = [piece for piece in _pieces(post) if look.marked or _is_known(piece, post["id"], sources)]
        own = [text for text, quoted in pieces if quoted is None]
        lines = [Line(text, number, quoted is not None) for text, quoted in pieces]
        second += [Line(text, number) for text in own]
        if look.renderings == 2 and len(own) > 1:
            lines = [line for line in lines if line.quoted or len(line.text) >= _SHORT or chance.random() < _KEPT]
        first += _shown(lines, look)
    return first + second if look.renderings == 2 else first


def own_words(post: Post) -> int:
    """Count the words of a post that are not quoted."""
    return sum(len(tokens(text)) for text, quoted in _pieces(post) if quoted is None)


def _shown(lines: Sequence[Line], look: Look) -> list[Line]:
    if look.marked:
        lines = [Line(f"> {line.text}" if line.quoted else line.text, line.post, line.quoted) for line in lines]
    return _joined(lines) if look.joined and not look.marked else list(lines)


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Runs of short lines of one post on one line, as a page's plain rendering shows a list."""
    runs: list[list[Line]] = []
    for line in lines:
        if runs and len(line.text) < _SHORT and len(runs[-1][-1].text) < _SHORT:
            runs[-1].append(line)
        else:
            runs.append([line])
    return [Line(" ".join(line.text for line in run), run[0].post, run[0].quoted) for run in runs]


def depth_first(posts: Sequence[Post]) -> Iterator[Post]:
    """The posts as a page shows them: below each its answers, the earliest first; a post whose parent is absent answers none."""
    ids = {post["id"] for post in posts}
    answers: dict[Any, list[Post]] = defaultdict(list)
    for post in sorted(posts, key=lambda post: (post["ts"] or 0, post["id"]), reverse=True):
        answers[post["parent"] if post["parent"] in ids else None].append(post)
    waiting = answers[None]
    while waiting:
        post = waiting.pop()
        yield post
        waiting += answers[post["id"]]


def _pieces(post: Post) -> list[tuple[str, Any]]:
    """Paragraphs in order, each with the id of the post that it is quoted from, or None."""
    text, at = post["text"], 0
    pieces: list[tuple[str, Any]] = []
    for quote in sorted(post["quotes"], key=lambda quote: quote["start"]):
        if quote["start"] >= at:
            pieces += [(line, None) for line in _lines(text[at : quote["start"]])]
            pieces += [(line, quote["quote_id"]) for line in _lines(text[quote["start"] : quote["end"]])]
            at = quote["end"]
    return pieces + [(line, None) for line in _lines(text[at:])]


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if _WORD.search(line)]


def _is_known(piece: tuple[str, Any], own: Any, sources: dict[Any, str]) -> bool:  # noqa: ANN401  (ids are what the data has)
    """Whether a piece is new text, or a quote whose words stand in the new text of another post of the dump."""
    text, quoted = piece
    if quoted is None:
        return True
    folded = flat([text])
    return quoted != own and len(folded.split()) >= LEAST_WORDS and folded in sources.get(quoted, "")


def flat(texts: Iterable[str]) -> str:
    """Folded words of all texts, parted by spaces, with one at both ends."""
    return f" {' '.join(word for text in texts for word in tokens(text))} "
