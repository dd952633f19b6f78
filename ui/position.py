"""One position in full: how it grew, what is objected to it, and where its claims went when it was merged or split."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from graph.arguments import Position
from graph.store import GraphStore
from ui.objections import ObjectionView, view_objections
from ui.position_ids import became, complete_position
from ui.positions import Member, PositionView, view_positions

_MONTHS = 36  # a position that grew over more of them is told by years


@dataclass(frozen=True, slots=True)
class Story:
    """A position in full; `asked` is the position that was asked for, which may have become part of the one shown.

    `growth` has the size at the end of each month or year in which a claim was made; `undated` claims are not in it. Where the
    claims of the one asked for are in several positions now, these are in `now`, and the view is that of the one asked for.
    """

    asked: Position
    view: PositionView
    growth: tuple[tuple[str, int], ...]
    undated: int
    objections: tuple[ObjectionView, ...]
    came_from: tuple[Position, ...]
    now: tuple[Position, ...]


def tell(beginning: str, store: GraphStore) -> Story:
    """All that is known of the position whose id is `beginning` or begins with it. Raises UnknownPosition."""
    (asked,) = store.positions([complete_position(beginning, store)])
    now = became(asked, store)
    (view,) = view_positions(now if len(now) == 1 else [asked], store, {})
    dated = [each for each in view.members if each.words.created_at]
    return Story(
        asked=asked,
        view=view,
        growth=tuple(_growth(dated, view.position)),
        undated=len(view.members) - len(dated),
        objections=tuple(view_objections(view.objections, store)),
        came_from=tuple(store.positions(view.position.came_from)),
        now=tuple(now),
    )


def _growth(members: Sequence[Member], position: Position) -> Iterator[tuple[str, int]]:
    """How many had said it by the end of each period; `members` all have a date, the first one first."""
    months = {each: f"{each.words.created_at:%Y-%m}" for each in members}
    width = len("2024") if len(set(months.values())) > _MONTHS else len("2024-01")
    held: set[str] = set()
    for period, said in groupby(members, key=lambda each: months[each][:width]):
        held |= {_holder(each, position) for each in said}
        yield period, len(held)


def _holder(member: Member, position: Position) -> str:
    """Who counts: the author, or the comment where comments are counted or the author is not known."""
    author = member.words.author if position.counted == "authors" else None
    return f"author {author}" if author is not None else f"comment {member.words.comment}"
