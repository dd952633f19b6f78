"""A picture of a reply tree: who answers whom, how he takes it, and what of that is inferred.

Streamlit lets no SVG through, so dots and lines are elements that stand at their places. The longer side of the tree runs down the
page, the other one takes the width that there is. A line leaves the comment that is answered and bends once; the part behind the
bend belongs to the answer alone, and is drawn as the answer is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.models import Label
from graph.objection.answers import Answer
from graph.tree_layout import Spot, around, layout
from ingest.models import CommentId
from ui.elements import Markup, joined, tag
from ui.printing import statuses
from ui.printing.console import amount, one_line
from ui.web.conversation import Conversation, whose

MOST: Final = 300  # comments that are drawn: more are a hairball
_LEAST: Final = 3  # comments from which a picture tells something
_HIGH: Final = 460  # pixels down the page that a picture takes, if its distances may be so
_DOWN: Final = (11.0, 30.0)  # pixels between neighbours down the page, at least and at most
_ASIDE: Final = (9, 110)  # pixels between neighbours across the page, at least and at most
_ROOMY: Final = 16.0  # pixels between neighbours from which dots need not be smaller
_LABEL: Final = 90  # characters
_KNOWN: Final = frozenset({"explicit", "correction"})
_COLOURS: Final[dict[Label, str]] = {"agree": "rj-is-blue", "neutral": "rj-is-dim", "disagree": "rj-is-orange"}
_LEGEND: Final = (
    ("rj-is-blue", "agrees"),
    ("rj-is-orange", "disagrees"),
    ("rj-is-dim", "neither"),
    ("rj-is-inferred", "inferred"),
    ("rj-is-open", "open objection"),
)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a comment stands: percent of the width, pixels of the height."""

    across: float
    down: float


@dataclass(frozen=True, slots=True)
class _Plan:
    """A picture: how wide it is in steps, how high in pixels, and whether answers stand below what they answer or beside it."""

    steps: float
    high: float
    falls: bool
    step: float

    @classmethod
    def of(cls, spots: Sequence[Spot]) -> "_Plan":
        """The longer side runs down the page."""
        levels, wide = max(each.down for each in spots), max(each.across for each in spots)
        longer, steps = max(levels, wide), min(levels, wide)
        step = min(max(_HIGH / max(longer, 1), _DOWN[0]), _DOWN[1])
        return cls(steps, longer * step, levels > wide, step)

    def place(self, spot: Spot) -> _Place:
        across, down = (spot.across, spot.down) if self.falls else (spot.down, spot.across)
        return _Place(100 * across / max(self.steps, 1), down * self.step)


def picture(talk: Conversation) -> Markup:
    """The tree of a discussion, or 300 comments of it, each leading to its own address; nothing for very few."""
    rows = talk.found.thread.rows
    if len(rows) < _LEAST:
        return joined([])
    part = around(rows, _chosen(talk), MOST)
    keys = (tag("span", tag("i", class_=f"rj-key {kind}"), words) for kind, words in _LEGEND)
    caption = tag("figcaption", *keys, *_left_out(len(part), len(rows)), class_="rj-foot")
    return tag("figure", _Drawing.of(talk, layout(part)).drawn(), caption, class_="rj-figure")


def _chosen(talk: Conversation) -> int:
    rows = talk.found.thread.rows
    return next((at for at, row in enumerate(rows) if row.comment.uid == talk.found.comment), 0)


def _left_out(drawn: int, total: int) -> Iterator[Markup]:
    if drawn < total:
        told = f"{drawn:,} of {total:,} comments are drawn; a dot in a ring of dots has answers that are not."
        yield tag("div", told)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A part of a discussion as it is drawn; `replies` is how many answer each comment, drawn or not."""

    talk: Conversation
    spots: Sequence[Spot]
    plan: _Plan
    replies: Mapping[CommentId, int]

    @classmethod
    def of(cls, talk: Conversation, spots: Sequence[Spot]) -> "_Drawing":
        replies = Counter(row.reply.parent for row in talk.found.thread.rows if row.reply is not None)
        return cls(talk, spots, _Plan.of(spots), replies)

    def drawn(self) -> Markup:
        """Lines, then dots over them."""
        places = [self.plan.place(each) for each in self.spots]
        both = list(zip(self.spots, places, strict=True))
        lines = [self._line(each, places[each.parent], end) for each, end in both if each.parent >= 0]
        dots = [self._dot(each, at) for each, at in both]
        least, most = (self.plan.steps * each for each in _ASIDE)
        style = f"height:{self.plan.high:.0f}px;min-width:{least:.0f}px;max-width:{most:.0f}px"
        label = f"Reply tree of {amount(len(self.spots), 'comment')}"
        return tag("div", tag("div", *lines, *dots, style=style), class_="rj-tree", role="group", aria_label=label)

    def _line(self, spot: Spot, start: _Place, end: _Place) -> Markup:
        """From what is answered to what answers it, the stronger the surer."""
        falls, reply = self.plan.falls, spot.row.reply
        kinds = ["rj-edge", _colour(self.talk.found.answers[spot.row.comment.uid]), "rj-falls" if falls else "rj-runs"]
        kinds += ["rj-is-inferred"] if reply is not None and reply.evidence not in _KNOWN else []
        kinds += ["rj-is-back"] if (end.across < start.across if falls else end.down < start.down) else []
        left, top = min(start.across, end.across), min(start.down, end.down)
        wide, high = abs(end.across - start.across), abs(end.down - start.down)
        kinds += ["rj-is-straight"] if not round(wide if falls else high, 1) else []
        sure = 1.0 if reply is None else reply.confidence
        style = f"left:{left:.2f}%;top:{top:.1f}px;width:{wide:.2f}%;height:{high:.1f}px;--rj-sure:{sure:.2f}"
        return tag("i", class_=" ".join(kinds), style=style)

    def _dot(self, spot: Spot, at: _Place) -> Markup:
        """A comment: the larger the more answer it, with a ring where it objects and nobody has dealt with that."""
        said, found = spot.row.comment, self.talk.found
        replies = self.replies[said.uid]
        marks = {
            "rj-is-open": any(statuses.is_open(each.status) for each in found.objections.get(said.uid, ())),
            "rj-is-asked": said.uid == found.comment,
            "rj-is-right": at.across > 50,
            "rj-is-more": replies > spot.replies,
        }
        kinds = ["rj-dot", _colour(found.answers[said.uid]), *(name for name, true in marks.items() if true)]
        told = f"{whose(said)}: {one_line(said.text, _LABEL)}"
        size = 2 * min(3.2 + 0.6 * replies, 7.0) * min(1.0, self.plan.step / _ROOMY)
        style = f"left:{at.across:.2f}%;top:{at.down:.1f}px;--rj-size:{size:.1f}px"
        return tag("a", href=self.talk.choose(said.uid), aria_label=told, class_=" ".join(kinds), style=style)


def _colour(answer: Answer) -> str:
    return _COLOURS[answer.opinion.label] if answer.opinion else "rj-is-none"
