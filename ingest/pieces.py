"""The pieces a page is cut into before comments are found: one piece is a paragraph in the richest of its renderings."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ingest.paragraphs import Paragraph
from ingest.renderings import Aligned
from ingest.words import words

_HELD = 0.6
_LONG = 5  # words


@dataclass(frozen=True)
class Piece:
    """Text that no boundary cuts, and its folded words. `ranges` maps each rendering that has it to a range of paragraphs.

    `first_only` and `later_only` say that of several renderings only the first, or only a later one, has it. `joined` says that
    the first shows on one line what a later one shows on many. `apart` and `marked` are those of its first paragraph.
    """

    text: str
    tokens: tuple[str, ...]
    ranges: dict[int, range]
    first_only: bool = False
    later_only: bool = False
    joined: bool = False
    apart: int = 0
    marked: bool = False

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Lines with something on them."""
        return tuple(line for line in self.text.splitlines() if line.strip())


def make_pieces(paragraphs: Sequence[Paragraph], blocks: Sequence[Aligned], renderings: int) -> list[Piece]:
    """Pieces in the order of `blocks`, each with every line that any rendering has of it."""
    return [_piece(paragraphs, block, renderings) for block in blocks]


def _piece(paragraphs: Sequence[Paragraph], block: Aligned, renderings: int) -> Piece:
    versions = {number: [paragraphs[n] for n in which] for number, which in block.ranges.items()}
    text = _united(list(versions.values()))
    first = next(iter(versions.values()))[0]
    return Piece(
        text=text,
        tokens=first.tokens if text == first.text else tuple(word.text for word in words(text)),
        ranges=block.ranges,
        first_only=renderings > 1 and list(block.ranges) == [0],
        later_only=0 not in block.ranges,
        joined=0 in versions and any(len(version) > len(versions[0]) for version in versions.values()),
        apart=max(version[0].apart for version in versions.values()),
        marked=first.marked,
    )


def _united(versions: Sequence[Sequence[Paragraph]]) -> str:
    """Text of the version with most words (then most lines), and in it the lines that only others have."""
    richest = max(versions, key=lambda version: (len(_tokens(version)), len(version)))
    text = "\n".join(line.text for line in richest)
    for version in versions:
        if _tokens(version) != _tokens(richest):
            text = _with_absent(text, version)
    return text


def _tokens(version: Sequence[Paragraph]) -> list[str]:
    return [token for line in version for token in line.tokens]


def _with_absent(text: str, version: Sequence[Paragraph]) -> str:
    """Put each line of `version` that is not in `text` behind the line that stands before it in `version`."""
    at, spots = 0, words(text)
    for line in version:
        tokens = [spot.text for spot in spots]
        found = _find(tokens, line.tokens, at)
        if found is not None:
            at = found + len(line.tokens)
        elif not _is_version_of_part(line.tokens, tokens):
            cut = _end_of_word(text, spots[at - 1].end) if at else 0
            text = "\n".join(part for part in (text[:cut].rstrip(), line.text, text[cut:].lstrip()) if part)
            at, spots = at + len(line.tokens), words(text)
    return text


def _find(tokens: Sequence[str], part: Sequence[str], at: int) -> int | None:
    size, wanted = len(part), list(part)
    return next(
        (n for n in range(at, len(tokens) - size + 1) if tokens[n] == part[0] and tokens[n : n + size] == wanted), None
    )


def _end_of_word(text: str, end: int) -> int:
    """Where the white space after a word and its punctuation begins."""
    while end < len(text) and not text[end].isspace():
        end += 1
    return end


def _is_version_of_part(part: Sequence[str], tokens: Sequence[str]) -> bool:
    """Whether most pairs of neighbouring words of a longer line are in `tokens`: it stands there, edited."""
    pairs, there = list(pairwise(part)), set(pairwise(tokens))
    return len(part) >= _LONG and sum(pair in there for pair in pairs) >= _HELD * len(pairs)
