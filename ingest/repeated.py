"""Comments that stand more than once in one rendering of a page, word for word or edited."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.likeness import compare
from ingest.models import Match, Place, Post
from ingest.repeats import repeats
from ingest.words import fold, text_hash, words

_LEAST_WORDS = 8  # "Thanks!" from two people is two comments
_SAME_LINE = 0.5  # of its pairs of words
_LIKELY = 0.5  # share of the words of both in common; the likeness of whole texts decides


def merge_repeated(posts: Sequence[Post]) -> list[Post]:
    """Make a further place of every post that repeats an earlier one: the longest text stays, the others stay at their places."""
    home = list(range(len(posts)))
    reasons: dict[int, str] = {}
    for second, first, reason in sorted(_twins(posts)):
        if second not in reasons:
            home[second], reasons[second] = home[first], reason
    groups: dict[int, list[tuple[Post, str]]] = defaultdict(list)
    for n, post in enumerate(posts):
        groups[home[n]].append((post, reasons.get(n, "")))
    return [_merged(group) for group in groups.values()]


def _twins(posts: Sequence[Post]) -> Iterator[tuple[int, int, str]]:
    """Posts that repeat an earlier one: (later, earlier, evidence)."""
    tokens = [[word.text for word in words(post.text)] for post in posts]
    longer = [n for n, each in enumerate(tokens) if len(each) >= _LEAST_WORDS]
    firsts: dict[str, int] = {}
    for n in longer:
        first = firsts.setdefault(text_hash(posts[n].text), n)
        if first != n:
            yield n, first, "the same words"
    distinct = sorted(firsts.values())
    for first, second in _alike([tokens[n] for n in distinct]):
        earlier, later = distinct[first], distinct[second]
        texts = posts[earlier].text, posts[later].text
        likeness = compare(*texts)
        if likeness and _has_all_lines(*texts) and _has_all_lines(*reversed(texts)):
            yield later, earlier, likeness.why


def _alike(texts: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """Pairs of texts, earlier first, that have a good part of the words of both in common passages."""
    common: Counter[tuple[int, int]] = Counter()
    for each in repeats(texts):
        if each.first != each.second:
            common[each.first, each.second] += each.second_end - each.second_start
    return [pair for pair, count in common.items() if count >= _LIKELY * max(len(texts[n]) for n in pair)]


def _has_all_lines(text: str, other: str) -> bool:
    """Whether every line of `other` stands in `text`, edited at most: a new line is a reply to what it follows, and kept."""
    there = _pairs(text)
    lines = [pairs for line in other.splitlines() if (pairs := _pairs(line))]
    return all(len(pairs & there) >= _SAME_LINE * len(pairs) for pairs in lines)


def _pairs(text: str) -> set[tuple[str, str]]:
    """Pairs of neighbouring words; of a single word, itself twice."""
    tokens = [word.text for word in words(text)]
    return set(pairwise(tokens)) if len(tokens) > 1 else {(token, token) for token in tokens}


def _merged(versions: Sequence[tuple[Post, str]]) -> Post:
    first = versions[0][0]
    if len(versions) == 1:
        return first
    whole = max((post for post, _ in versions), key=lambda post: len(post.text))
    places = [place for post, reason in versions for place in _placed(post, whole.text, reason)]
    return replace(first, text=whole.text, places=tuple(places), gaps=whole.gaps)


def _placed(post: Post, whole: str, reason: str) -> Iterator[Place]:
    """The places of a version, each with the text that stands there when it is not the whole."""
    for place in post.places:
        there = post.text if place.text is None else place.text
        match: Match = place.match if fold(post.text) == fold(whole) else "edited"
        why = "; ".join(each for each in (place.why, reason) if each)
        yield replace(place, match=match, text=None if there == whole else there, why=why)
