"""A small picture of a reply tree in SVG: who answers whom, how he takes it, and what of that is inferred.

The longer side of the tree lies flat.
"""

from collections.abc import Sequence
from typing import Final

from graph.objection.answers import Answer
from graph.tree_layout import Spot, layout, nearest
from ui.elements import Markup, tag
from ui.printing import statuses
from ui.printing.console import amount, one_line
from ui.views import ThreadView

_MOST: Final = 300  # comments that are drawn: more are a hairball
_STEP: Final = 14.0
_MARGIN: Final = 9.0
_SMALL: Final = 420  # up to this width the picture is made larger, twice at most
_WIDE: Final = 640  # from this width on the picture is made narrower, if there is no room
_KNOWN: Final = frozenset({"explicit", "correction"})


def picture(found: ThreadView, links: Sequence[str | None]) -> Markup:
    """The tree of a discussion, at most 300 comments of it, each leading to its place in `links`, which is in row order."""
    rows = found.thread.rows
    link_of = {row.comment.uid: link for row, link in zip(rows, links, strict=True)}
    spots = layout(nearest(rows, _MOST))
    drawn = _drawn(spots, found, [link_of[each.row.comment.uid] for each in spots])
    if len(rows) <= _MOST:
        return tag("figure", tag("div", drawn, class_="tree"))
    told = f"The {_MOST:,} of {len(rows):,} comments nearest to the beginning are drawn."
    return tag("figure", tag("div", drawn, class_="tree"), tag("figcaption", told))


def _drawn(spots: Sequence[Spot], found: ThreadView, links: Sequence[str | None]) -> Markup:
    tall = max(each.down for each in spots) > max(each.across for each in spots)
    steps = [(each.down, each.across) if tall else (each.across, each.down) for each in spots]
    ends = [(_STEP * x, _STEP * y) for x, y in steps]
    width, height = (max(side) + 2 * _MARGIN for side in zip(*ends, strict=True))
    zoom = min(max(_SMALL / width, 1.0), 2.0)
    places = zip(spots, ends, strict=True)
    lines = [_line(each, ends[each.parent], end, found) for each, end in places if each.parent >= 0]
    dots = [_dot(each, end, found, link) for each, end, link in zip(spots, ends, links, strict=True)]
    return tag(
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


def _line(spot: Spot, start: tuple[float, float], end: tuple[float, float], found: ThreadView) -> Markup:
    reply = spot.row.reply
    kind = _stance(found.answers[spot.row.comment.uid])
    sure = 1.0 if reply is None else reply.confidence
    inferred = reply is not None and reply.evidence not in _KNOWN
    (x, y), (to_x, to_y) = start, end
    drawn = f"M{x:g} {y:g}L{to_x:g} {to_y:g}"
    return tag("path", d=drawn, class_=f"{kind} inferred" if inferred else kind, opacity=f"{0.3 + 0.7 * sure:.1f}")


def _dot(spot: Spot, at: tuple[float, float], found: ThreadView, link: str | None) -> Markup:
    """A comment: the larger the more answer it, with a ring where it objects and nobody has dealt with that."""
    comment = spot.row.comment
    still = any(statuses.is_open(each.status) for each in found.objections.get(comment.uid, ()))
    kind = _stance(found.answers[comment.uid]) + (" ring" if still else "")
    size = min(2.6 + 0.6 * spot.replies, 6.0)
    said = tag("title", f"{comment.author or 'author unknown'}: {one_line(comment.text, 60)}")
    dot = tag("circle", cx=f"{at[0]:g}", cy=f"{at[1]:g}", r=f"{size:g}", class_=kind)
    return tag("a", said, dot, href=link)


def _stance(answer: Answer) -> str:
    return answer.opinion.label if answer.opinion else "none"
