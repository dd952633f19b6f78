"""A small picture of a reply tree: who answers whom, how he takes it, and what of that is inferred.

Streamlit lets no SVG through, so dots and lines are elements that stand at their places; a line is a turned border.
"""

from collections.abc import Sequence
from math import atan2, degrees, hypot
from typing import Final

from graph.models import Label
from graph.objection.answers import Answer
from ui.elements import Markup, joined, tag
from ui.export.report.picture import Spot, layout
from ui.printing import statuses
from ui.printing.console import amount, one_line
from ui.views import ThreadView
from ui.web.addresses import address

_MOST: Final = 300  # comments that are drawn: more are a hairball
_LEAST: Final = 3  # comments from which a picture tells something
_MARGIN: Final = 12.0  # pixels
_SMALL: Final = 420  # pixels up to which a picture is made larger, twice at most
_KNOWN: Final = frozenset({"explicit", "correction"})
_COLOURS: Final[dict[Label, str]] = {"agree": "rj-is-blue", "neutral": "rj-is-dim", "disagree": "rj-is-orange"}
_LEGEND: Final = "Blue agrees, orange disagrees; a dashed line is inferred, a ring is an open objection."

Place = tuple[float, float]


def picture(found: ThreadView) -> Markup:
    """The tree of a discussion, at most 300 comments of it, each leading to its own address; nothing for very few."""
    rows = found.thread.rows
    if len(rows) < _LEAST:
        return joined([])
    chosen = sorted(sorted(range(len(rows)), key=lambda at: (rows[at].depth, at))[:_MOST])
    drawn = _drawn(layout([rows[at] for at in chosen]), found)
    fewer = f" The {_MOST:,} of {len(rows):,} comments nearest to the beginning are drawn." if len(rows) > _MOST else ""
    return tag("figure", drawn, tag("figcaption", _LEGEND + fewer, class_="rj-foot"), class_="rj-figure")


def _drawn(spots: Sequence[Spot], found: ThreadView) -> Markup:
    """Lines, then dots over them; the longer side lies flat."""
    tall = max(each.down for each in spots) > max(each.across for each in spots)
    ends = [(each.down, each.across) if tall else (each.across, each.down) for each in spots]
    zoom = min(max(_SMALL / (max(x for x, _ in ends) + 2 * _MARGIN), 1.0), 2.0)
    places = [(_MARGIN + zoom * x, _MARGIN + zoom * y) for x, y in ends]
    lines = [
        _line(each, places[each.parent], end, found)
        for each, end in zip(spots, places, strict=True)
        if each.parent >= 0
    ]
    dots = [_dot(each, end, found) for each, end in zip(spots, places, strict=True)]
    width, height = (max(side) + _MARGIN for side in zip(*places, strict=True))
    inner = tag("div", *lines, *dots, style=f"width:{width:.0f}px;height:{height:.0f}px")
    return tag(
        "div", inner, class_="rj-tree", role="group", aria_label=f"Reply tree of {amount(len(spots), 'comment')}"
    )


def _line(spot: Spot, start: Place, end: Place, found: ThreadView) -> Markup:
    """From what is answered to what answers it, the fainter the less sure."""
    reply = spot.row.reply
    sure = 1.0 if reply is None else reply.confidence
    inferred = " rj-is-inferred" if reply is not None and reply.evidence not in _KNOWN else ""
    x, y = end[0] - start[0], end[1] - start[1]
    turned = f"width:{hypot(x, y):.1f}px;transform:rotate({degrees(atan2(y, x)):.1f}deg);opacity:{0.3 + 0.7 * sure:.1f}"
    kind = f"rj-edge {_colour(found.answers[spot.row.comment.uid])}{inferred}"
    return tag("i", class_=kind, style=f"left:{start[0]:.1f}px;top:{start[1]:.1f}px;{turned}")


def _dot(spot: Spot, at: Place, found: ThreadView) -> Markup:
    """A comment: the larger the more answer it, with a ring where it objects and nobody has dealt with that."""
    said = spot.row.comment
    still = any(statuses.is_open(each.status) for each in found.objections.get(said.uid, ()))
    marks = (" rj-is-open" if still else "") + (" rj-is-asked" if said.uid == found.comment else "")
    size = 2 * min(3.2 + 0.6 * spot.replies, 7.0)
    told = f"{said.author or 'author unknown'}: {one_line(said.text, 60)}"
    return tag(
        "a",
        href=address("thread", id=said.uid),
        target="_self",
        title=told,
        aria_label=told,
        class_=f"rj-dot {_colour(found.answers[said.uid])}{marks}",
        style=f"left:{at[0]:.1f}px;top:{at[1]:.1f}px;width:{size:.1f}px;height:{size:.1f}px",
    )


def _colour(answer: Answer) -> str:
    return _COLOURS[answer.opinion.label] if answer.opinion else "rj-is-none"
