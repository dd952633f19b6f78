"""Labelled pairs from whole threads: possible parents with replies, and gaps of flat dumps made of them."""

import random
from collections.abc import Iterator, Mapping, Sequence

from ingest.training.dumps import Post
from ingest.training.examples import fold_of
from ingest.training.pair_sets import LabelledPair, labelled

PAIR_FOLDS = range(
    3
)  # threads of these folds train the pair model; later stages are trained and calibrated on the others
_NEAR = 8  # posts back from which a wrong parent is taken
_LEAST_WORDS = 4


def own_text(post: Post) -> str:
    """What the author of a post wrote: without its quotes."""
    text, at = "", 0
    for quote in sorted(post["quotes"], key=lambda quote: quote["start"]):
        text += post["text"][at : max(at, quote["start"])] + " "
        at = max(at, quote["end"])
    return " ".join((text + post["text"][at:]).split())


def reply_pairs(threads: Mapping[str, Sequence[Post]]) -> Iterator[LabelledPair]:
    """Every answer with its parent, and with a post shortly before it that is not its parent."""
    for name in sorted(threads):
        posts = sorted(threads[name], key=lambda post: (post["ts"] or 0, post["id"]))
        texts = {post["id"]: own_text(post) for post in posts}
        chance = random.Random(name)  # noqa: S311  (no secret hangs on it)
        for at, post in enumerate(posts):
            earlier = [each["id"] for each in posts[max(0, at - _NEAR) : at] if each["id"] != post["parent"]]
            if post["parent"] not in texts or not earlier or len(texts[post["id"]].split()) < _LEAST_WORDS:
                continue
            wrong = earlier[-1] if chance.random() < 0.5 else chance.choice(earlier)
            yield labelled("reply", (texts[post["parent"]], texts[post["id"]]), "yes", name)
            yield labelled("reply", (texts[wrong], texts[post["id"]]), "no", name)


def for_pairs(threads: Mapping[str, Sequence[Post]]) -> dict[str, list[Post]]:
    """The threads that may train the pair model."""
    return {name: list(posts) for name, posts in threads.items() if fold_of(name) in PAIR_FOLDS}
