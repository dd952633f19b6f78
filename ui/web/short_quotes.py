"""Comments with their long quotes cut short, so that what they say themselves is seen at once."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ui.spoken import Spoken
from ui.web.comment_text import Spans

_KEPT: Final = 160  # characters of a quote
_LONG: Final = 240  # characters from which a quote is cut short
_GONE: Final = " …"  # stands for what was cut


def short(spoken: Spoken, marks: Spans = ()) -> tuple[Spoken, Spans]:
    """The same words with the ends of long quotes left out, and `marks` where they are then."""
    cuts = _cuts(spoken)
    if not cuts:
        return spoken, marks
    edges = [0, *(at for cut in cuts for at in cut), len(spoken.text)]
    kept = (spoken.text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    quoted = tuple((_moved(start, cuts), _moved(end, cuts)) for start, end in spoken.quoted)
    moved = tuple((_moved(start, cuts), _moved(end, cuts)) for start, end in marks)
    return replace(spoken, text=_GONE.join(kept), quoted=quoted), moved


def _cuts(spoken: Spoken) -> list[tuple[int, int]]:
    """What is left out, in order: of each long quote all but its beginning."""
    found: list[tuple[int, int]] = []
    reached = 0
    for start, end in sorted(spoken.quoted):
        if start >= reached and end - start > _LONG:
            space = spoken.text.rfind(" ", start + 1, start + _KEPT)
            found.append((space if space > 0 else start + _KEPT, end))
        reached = max(reached, end)
    return found


def _moved(at: int, cuts: Sequence[tuple[int, int]]) -> int:
    """Where a character stands once the cuts are made; one that is gone, at the beginning of its cut."""
    before = bisect_right([end for _, end in cuts], at)
    gone = sum(end - start - len(_GONE) for start, end in cuts[:before])
    return min([at, *(start for start, _ in cuts[before : before + 1])]) - gone
