"""A small picture of a reply tree in SVG: who answers whom, how he takes it, and what of that is inferred.

Leaves stand in equal steps in the order of the conversation and each comment amid those that answer it, as a tidy tree without the
step that moves subtrees together. The longer side lies flat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from graph.objection.answers import Answer
from graph.threads import ThreadRow
from ui.export.report.elements import Html, element
from ui.printing import statuses
from ui.printing.console import amount, one_line
from ui.views import ThreadView

_MOST: Final = 300  # comments that are drawn: more are a hairball
_STEP: Final = 14.0
_MARGIN: Final = 9.0
_SMALL: Final = 420  # up to this width the picture is made larger, twice at most
_WIDE: Final = 640  # from this width on the picture is made narrower, if there is no room
_KNOWN: Final = frozenset({"explicit", "correction"})


@dataclass(frozen=True, slots=True)
class Spot:
    """A comment in the picture: its place, its parent's number in the picture (-1: none), and how many answer it."""

    row: ThreadRow
    across: float
    down: float
    parent: int
    replies: int


def picture(found: ThreadView, links: Sequence[str | None]) -> Html:
    """The tree of a discussion, at most 300 comments of it, each leading to its place in `links`, which is in row order."""
    rows = found.thread.rows
    chosen = sorted(sorted(range(len(rows)), key=lambda at: (rows[at].depth, at))[:_MOST])
    drawn = _drawn(layout([rows[at] for at in chosen]), found, [links[at] for at in chosen])
    if len(rows) <= _MOST:
        return element("figure", element("div", drawn, class_="tree"))
    told = f"The {_MOST:,} of {len(rows):,} comments nearest to the beginning are drawn."
    return element("figure", element("div", drawn, class_="tree"), element("figcaption", told))


def _drawn(spots: Sequence[Spot], found: ThreadView, links: Sequence[str | None]) -> Html:
    tall = max(each.down for each in spots) > max(each.across for each in spots)
    ends = [(each.down, each.across) if tall else (each.across, each.down) for each in spots]
    width, height = (max(side) + 2 * _MARGIN for side in zip(*ends, strict=True))
    zoom = min(max(_SMALL / width, 1.0), 2.0)
    places = zip(spots, ends, strict=True)
    lines = [_line(each, ends[each.parent], end, found) for each, end in places if each.parent >= 0]
    dots = [_dot(each, end, found, link) for each, end, link in zip(spots, ends, links, strict=True)]
    return element(
        "svg",
        *lines,
        *dots,
        viewBox=f"{-_MARGIN:g} {-_MARGIN:g} {width:g} {height:g}",
        width=f"{zoom * width:g}",
        height=f"{zoom * height:g}",
        class_="wide" if width > _WIDE else None,
        role="img",
        aria_label=f"Reply tree of {amount(len(found.thread.rows), 'comment')}",
    )


def layout(rows: Sequence[ThreadRow]) -> list[Spot]:
    """A place for each of these rows, which are in depth-first order and hold the parent of each but the roots."""
    parents, path = [], list[int]()
    for at, row in enumerate(rows):
        del path[row.depth :]
        parents.append(path[-1] if path else -1)
        path.append(at)
    children: list[list[int]] = [[] for _ in rows]
    for at, parent in enumerate(parents):
        if parent >= 0:
            children[parent].append(at)
    across, leaves = [0.0] * len(rows), sum(not each for each in children)
    for at in reversed(range(len(rows))):
        if not children[at]:
            leaves -= 1
        across[at] = (across[children[at][0]] + across[children[at][-1]]) / 2 if children[at] else leaves * _STEP
    return [Spot(row, across[at], row.depth * _STEP, parents[at], len(children[at])) for at, row in enumerate(rows)]


def _line(spot: Spot, start: tuple[float, float], end: tuple[float, float], found: ThreadView) -> Html:
    reply = spot.row.reply
    kind = _stance(found.answers[spot.row.comment.uid])
    sure = 1.0 if reply is None else reply.confidence
    inferred = reply is not None and reply.evidence not in _KNOWN
    (x, y), (to_x, to_y) = start, end
    drawn = f"M{x:g} {y:g}L{to_x:g} {to_y:g}"
    return element("path", d=drawn, class_=f"{kind} inferred" if inferred else kind, opacity=f"{0.3 + 0.7 * sure:.1f}")


def _dot(spot: Spot, at: tuple[float, float], found: ThreadView, link: str | None) -> Html:
    """A comment: the larger the more answer it, with a ring where it objects and nobody has dealt with that."""
    comment = spot.row.comment
    still = any(statuses.is_open(each.status) for each in found.objections.get(comment.uid, ()))
    kind = _stance(found.answers[comment.uid]) + (" ring" if still else "")
    size = min(2.6 + 0.6 * spot.replies, 6.0)
    said = element("title", f"{comment.author or 'author unknown'}: {one_line(comment.text, 60)}")
    dot = element("circle", cx=f"{at[0]:g}", cy=f"{at[1]:g}", r=f"{size:g}", class_=kind)
    return element("a", said, dot, href=link)


def _stance(answer: Answer) -> str:
    return answer.opinion.label if answer.opinion else "none"
