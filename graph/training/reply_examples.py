"""Discussions with the truth beside them, as the product reads them: in the order of time, and flat in depth-first order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.reply.candidates import Pairs, find_candidates
from graph.reply.evidence import evidence
from graph.reply.model import KINDS, Kind
from graph.reply.thread import Talk, read_talk
from ingest.models import Comment, CommentId, DiscussionId
from ingest.quotes import find_quotes
from ingest.training.dumps import LEAST_WORDS, depth_first, own_words
from ingest.training.examples import fold_of
from ingest.words import words

_LONGEST = 400  # posts of one example
_NAMING = 8  # one thread in so many has comments that begin with a name
_WAYS = ("{}: ", "{}, ", "@{} ", "{} wrote:\n")
_HEADLESS: dict[Kind, float] = {"dated": 0.08, "flat": 0.25}  # share of threads that lose their first post

Post = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Example:
    """One discussion's candidates with their evidence; `truth` is the number of each comment's parent, -1 for none."""

    name: str
    kind: Kind
    comments: tuple[Comment, ...]
    talk: Talk
    pairs: Pairs
    rows: NDArray[np.float32]
    truth: NDArray[np.int64]

    @property
    def fold(self) -> int:
        """The fold of the thread."""
        return fold_of(self.name)

    @property
    def right(self) -> NDArray[np.bool_]:
        """Which candidates are the parent."""
        right: NDArray[np.bool_] = self.truth[self.pairs.child] == self.pairs.parent
        return right


def make_examples(threads: Mapping[str, Sequence[Post]], most: int) -> Iterator[Example]:
    """Examples of each kind made of threads with about `most` posts in all, in an order that is random but always the same."""
    taken = 0
    for name in sorted(threads, key=_random):
        if taken >= most:
            return
        taken += len(threads[name])
        for kind in KINDS:
            made = make_example(name, threads[name], kind)
            if made is not None:
                yield made


def make_example(name: str, thread: Sequence[Post], kind: Kind) -> Example | None:
    """One thread read as a discussion of that kind, its first post left out for some; None where nothing is to be told."""
    posts = list(thread) if kind == "dated" else _as_on_a_page(thread)
    posts = posts[_random(name) % 1000 < 1000 * _HEADLESS[kind] :][:_LONGEST]
    if len(posts) < 3:
        return None
    comments = tuple(_comment(name, at, post, kind) for at, post in enumerate(posts))
    place = {post["id"]: at for at, post in enumerate(posts)}
    if kind == "dated" and _random(f"naming {name}") % _NAMING == 0:
        comments = tuple(
            _naming(each, comments[place.get(post["parent"], 0)]) for each, post in zip(comments, posts, strict=True)
        )
    talk = read_talk(comments, find_quotes(comments).quotes)
    pairs = find_candidates(talk)
    truth = np.array([place.get(post["parent"], -1) for post in posts], np.int64)
    return Example(name, kind, comments, talk, pairs, evidence(talk, pairs), truth)


def _as_on_a_page(thread: Sequence[Post]) -> list[Post]:
    return [each for each in depth_first(thread) if own_words(each) >= LEAST_WORDS]


def _random(name: str) -> int:
    return int.from_bytes(blake2b(f"replies {name}".encode(), digest_size=4).digest(), "little")


def _comment(name: str, at: int, post: Post, kind: Kind) -> Comment:
    comment = Comment(CommentId(f"{post['id']}"), DiscussionId(name), post["text"], at)
    if kind == "flat":
        return replace(comment, text=_lines(post["text"]))
    return replace(comment, author=post["author"], created_at=datetime.fromtimestamp(post["ts"], UTC))


def _naming(comment: Comment, parent: Comment) -> Comment:
    """The comment, in two of five cases beginning with the name of whom it answers: the authors' names in the data are hidden."""
    way = _random(f"name {comment.uid}") % 10
    if way >= len(_WAYS) or comment.author == parent.author:
        return comment
    return replace(comment, text=_WAYS[way].format(parent.author) + comment.text)


def _lines(text: str) -> str:
    """A text as it stands in a dump: one paragraph a line."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if words(line))
