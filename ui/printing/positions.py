"""Positions as a list and one in full, as text and as JSON."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from graph.arguments import Position
from ui.objections import ObjectionView
from ui.position import Story
from ui.positions import FoundPositions, Member, PositionView
from ui.printing import statuses
from ui.printing.console import amount, one_line, safe
from ui.printing.entries import head, under
from ui.printing.holders import crowd, held_by, position_json
from ui.printing.objections import objection_json
from ui.printing.spoken import attributed, spoken_json

_LABEL = 200  # characters
_CLAIM = 160
_MATCHED = 3  # claims that are shown of those that a query found
_SHOWN = 20  # lines of one kind; the others are counted, and --json has them all


def draw(found: FoundPositions, offset: int = 0) -> RenderableType:
    """The positions one after the other, then how many there are besides."""
    ranked = enumerate(found.positions, start=offset + 1)
    parts = [part for rank, each in ranked for part in (*_lines(rank, each), Text())]
    return Group(*parts, Text(_summary(found), style="dim"))


def as_json(found: FoundPositions) -> dict[str, object]:
    """Positions, best first, each with its `id`; whether there are more, and how many were left out for their size."""
    return {
        "positions": [_view_json(each) for each in found.positions],
        "more": found.more,
        "smaller": found.smaller,
    }


def draw_story(story: Story) -> RenderableType:
    """The position, who holds it and who does not, what is objected, how it grew, and what it was before."""
    if len(story.now) != 1:
        return Group(_gone(story), *(under(_named(each)) for each in story.now))
    view = story.view
    sections: dict[str, Iterable[Text]] = {
        "who holds it": [attributed(each.words, _CLAIM) for each in view.members],
        "is opposed to": [_named(each) for each in view.opposes],
        "who objects": [Text(one_line(", ".join(_objectors(view)), 1000))] if view.objections else [],
        "objections": [_objection(each) for each in story.objections],
        "how many held it by the end of": _growth(story),
        "came from": [_named(each) for each in story.came_from],
    }
    listed = [part for title, lines in sections.items() for part in _section(title, list(lines))]
    moved = [_gone(story)] if story.asked.uid != view.position.uid else []
    title = Text(one_line(view.position.label, 1000), style="bold")
    return Group(*moved, title, *_facts(view), *listed)


def story_json(story: Story) -> dict[str, object]:
    """All of it; `id` is that of the position that is shown, and `asked` the id that was asked for."""
    return {
        **_view_json(story.view),
        "asked": story.asked.uid,
        "members": [_member_json(each) for each in story.view.members],
        "raised": [objection_json(each) for each in story.objections],
        "growth": [{"period": period, "size": size} for period, size in story.growth],
        "undated": story.undated,
        "came_from": [position_json(each) for each in story.came_from],
        "now": [position_json(each) for each in story.now],
    }


def _lines(rank: int, view: PositionView) -> Iterator[RenderableType]:
    yield head(rank, Text(one_line(view.position.label, _LABEL), style="bold"))
    yield from _facts(view)
    yield from (under(_named(each), "opposes") for each in view.opposes[:_MATCHED])
    yield from (under(attributed(each.words, _CLAIM), "matches") for each in view.matched[:_MATCHED])
    if len(view.matched) > _MATCHED:
        yield under(Text(f"... and {amount(len(view.matched) - _MATCHED, 'more claim')} of it", style="dim"))


def _facts(view: PositionView) -> Iterator[RenderableType]:
    """Who holds it, in how many claims, and who objects."""
    held = f"{held_by(view.position)}, in {amount(len(view.members), 'claim')}  "
    yield under(Text(held).append(safe(view.position.uid), "cyan"), "held by")
    yield under(Text(_opposition(view)), "objects")


def _opposition(view: PositionView) -> str:
    """`2 people, 1 of 3 objections open`."""
    if not view.objections:
        return "nobody"
    total = amount(len(view.objections), "objection")
    still = f"{view.open:,} of {total} open" if view.open else f"{total}, none open"
    return f"{crowd(view.objectors, view.anonymous)}; {still}"


def _objectors(view: PositionView) -> list[str]:
    anonymous = [crowd((), view.anonymous)] if view.anonymous else []
    return [*map(safe, view.objectors), *anonymous]


def _named(position: Position) -> Text:
    held = f"{held_by(position)}  " if position.claim is not None else ""
    return Text.assemble(f"“{one_line(position.label, _CLAIM)}”  {held}", (safe(position.uid), "cyan"))


def _objection(view: ObjectionView) -> Text:
    return Text.assemble(statuses.name(view.objection.status), "  ").append_text(attributed(view.words, _CLAIM))


def _growth(story: Story) -> list[Text]:
    """A period and a size in each line, and how much of it has no date; nothing where nothing has one."""
    lines = [Text(f"{period}  {size:,}") for period, size in story.growth]
    if lines and story.undated:
        lines.append(Text(f"{amount(story.undated, 'claim')} without a date left out", style="dim"))
    return lines


def _gone(story: Story) -> Text:
    """What became of the position that was asked for."""
    asked = f"{safe(story.asked.uid)} “{one_line(story.asked.label, _CLAIM)}”"
    if not story.now:
        return Text(f"{asked} has no claims any more", style="yellow")
    became = "was split; its claims are now in" if len(story.now) > 1 else "was merged into this one"
    return Text(f"{asked} {became}", style="yellow")


def _section(title: str, lines: list[Text]) -> Iterator[RenderableType]:
    """The first lines under their title; nothing when there are none."""
    if lines:
        yield Text(f"\n{title}", style="bold")
        yield from (under(line) for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield under(Text(f"... and {len(lines) - _SHOWN:,} more: --json lists them all", style="dim"))


def _summary(found: FoundPositions) -> str:
    shown = f"{amount(len(found.positions), 'position')} shown" if found.positions else "no position found"
    more = "; more: --limit" if found.more else ""
    smaller = f"; {found.smaller:,} held by fewer left out: --min-size 1" if found.smaller else ""
    return shown + more + smaller


def _view_json(view: PositionView) -> dict[str, object]:
    position = view.position
    return {
        **position_json(position),
        "question": position.question,
        "claims": len(view.members),
        "objectors": list(view.objectors),
        "anonymous_objectors": view.anonymous,
        "objections": {"open": view.open, "by_status": view.statuses},
        "opposes": [position_json(each) for each in view.opposes],
        "matched": [_member_json(each) for each in view.matched],
        "retired": position.claim is None,
    }


def _member_json(member: Member) -> dict[str, object]:
    return {"claim": member.claim, **spoken_json(member.words)}
