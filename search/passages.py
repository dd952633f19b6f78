"""The part of a comment that shows best why it was found, with the matched words marked."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ingest.words import words
from search.models import Snippet

_LONGEST = 300  # characters of a snippet
_FARTHEST = 50_000  # characters of a span that are looked at
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)|\n+")
_WORD_START = re.compile(r"(?<!\S)\S")
_WORD_END = re.compile(r"\S(?!\S)")
_REPEATED = 0.1  # what a word adds that the snippet holds already
# Words that are in every comment: marking them says nothing. Negations and modals are not among them.
_FAINT = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been but by for from had has have he her his i if in into is it its me my of on or our she so"
        " than that the their them then there these they this those to us was we were what when which who will with you your",
    )
)


class _Match(NamedTuple):
    start: int
    end: int
    stem: str


def snippet(
    text: str, span: tuple[int, int], weights: Mapping[str, float], stems: Callable[[str], Sequence[str]]
) -> Snippet:
    """At most about 300 characters of `text` within `span`, cut at sentences, else at words, where `weights` finds the most.

    `weights` holds the stems that were asked for and how much each is worth; `stems` makes stems of a text. The first of equally
    good parts is taken. Characters that are no UTF-8 are replaced.
    """
    end = min(span[1], len(text), span[0] + _FARTHEST)
    matches = _matches(text, (span[0], end), _telling(weights), stems)
    start, end = _best(_parts(text, span[0], end), matches, weights)
    marks = tuple((each.start - start, each.end - start) for each in matches if start <= each.start and each.end <= end)
    return Snippet(start=start, end=end, text=text[start:end].encode("utf-8", "replace").decode("utf-8"), marks=marks)


def marks_of(
    text: str, weights: Mapping[str, float], stems: Callable[[str], Sequence[str]]
) -> tuple[tuple[int, int], ...]:
    """Spans of the words of `text` that were asked for; `weights` and `stems` as for a snippet."""
    return tuple((each.start, each.end) for each in _matches(text, (0, len(text)), _telling(weights), stems))


def first_line(text: str, longest: int = 120) -> str:
    """The first line of `text` that says something, cut at a word when it is long."""
    line = next((each.strip() for each in text.splitlines() if each.strip()), "")
    line = line.encode("utf-8", "replace").decode("utf-8")
    return line if len(line) <= longest else line[:longest].rsplit(maxsplit=1)[0] + " …"


def own_line(text: str, quoted: Iterable[tuple[int, int]], longest: int = 120) -> str:
    """The first line of what `text` says besides the spans that it quotes; of one that only quotes, its first line."""
    parts, at = [], 0
    for start, end in sorted(quoted):
        parts.append(text[at:start])
        at = max(at, end)
    lines = "\n".join([*parts, text[at:]]).splitlines()
    return first_line("\n".join(each for each in lines if words(each)) or text, longest)


def _telling(weights: Mapping[str, float]) -> Mapping[str, float]:
    """Without words that are in every comment, unless nothing else was asked for."""
    return {each: weight for each, weight in weights.items() if each not in _FAINT} or weights


def _matches(
    text: str, span: tuple[int, int], weights: Mapping[str, float], stems: Callable[[str], Sequence[str]]
) -> list[_Match]:
    known: dict[str, str | None] = {}
    found = []
    for word in words(text[span[0] : span[1]]):
        if word.text not in known:
            known[word.text] = next((each for each in stems(word.text) if each in weights), None)
        stem = known[word.text]
        if stem is not None:
            found.append(_Match(span[0] + word.start, span[0] + word.end, stem))
    return found


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of `text` that could be shown: runs of whole sentences, or of whole words where a sentence is too long."""
    sentences = [match.end() for match in _SENTENCE_END.finditer(text, start, end)] + [end]
    starts = [_skip_space(text, at, end) for at in [start, *sentences[:-1]]]
    for at, sentence_end in zip(starts, sentences, strict=True):
        if at >= end:
            continue
        if sentence_end - at <= _LONGEST:
            yield at, _trim(text, at, sentences[bisect_right(sentences, at + _LONGEST) - 1])
        else:
            yield from _word_runs(text, at, sentence_end)


def _word_runs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    starts = [match.start() for match in _WORD_START.finditer(text, start, end)] or [start]
    ends = [match.end() for match in _WORD_END.finditer(text, start, end)] or [end]
    for at in starts:
        last = ends[max(0, bisect_right(ends, at + _LONGEST) - 1)]
        yield at, last if at < last <= at + _LONGEST else min(end, at + _LONGEST)
        if last == ends[-1]:
            return


def _best(parts: Iterator[tuple[int, int]], matches: Sequence[_Match], weights: Mapping[str, float]) -> tuple[int, int]:
    starts, ends = [each.start for each in matches], [each.end for each in matches]
    best, most = (0, 0), -1.0
    for start, end in parts:
        inside = matches[bisect_left(starts, start) : bisect_right(ends, end)]
        worth = sum(weights[stem] for stem in {each.stem for each in inside}) + _REPEATED * len(inside)
        if worth > most:
            best, most = (start, end), worth
    return best


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _trim(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
