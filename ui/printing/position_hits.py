"""Positions that a search found as a page of text, each with the claims that matched."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.text import Text

from search.models import Matched, PositionHit, PositionResults
from ui.printing.console import amount, day, marked, safe
from ui.printing.entries import head, under
from ui.printing.hits import told_shares
from ui.printing.holders import held_by


def draw_positions(results: PositionResults, explain: bool, offset: int = 0) -> RenderableType:
    """Positions with their claims, then how many there are in all."""
    parts: list[RenderableType] = []
    if results.note:
        parts.append(Text(f"note: {safe(results.note)}", style="yellow"))
    for rank, hit in enumerate(results.hits, start=offset + 1):
        parts += [*_lines(rank, hit, explain), Text()]
    return Group(*parts, Text(_summary(results, offset), style="dim"))


def _summary(results: PositionResults, offset: int) -> str:
    if not results.hits:
        return "nothing found" if not offset else "no more hits"
    return f"{offset + 1} to {offset + len(results.hits)} of {amount(results.total, 'position')}, {results.mode} search"


def _lines(rank: int, hit: PositionHit, explain: bool) -> Iterator[RenderableType]:
    yield head(rank, marked(hit.label, hit.marks).append(f"  {safe(hit.uid)}", "cyan"))
    yield under(Text(f"{held_by(hit)}, in {amount(hit.claims, 'claim')}"), "held by")
    if hit.opposes:
        yield under(Text(safe(", ".join(hit.opposes)), style="cyan"), "opposes")
    for each in hit.matches:
        yield under(_claim(each), "matches")
        if explain:
            yield under(Text(told_shares(each.score, each.shares), style="magenta"), "because")


def _claim(each: Matched) -> Text:
    said = " · ".join(part for part in (safe(each.author or "author unknown"), day(each.created_at)) if part)
    words = Text("“").append_text(marked(each.text, each.marks)).append("”  ")
    return words.append(f"{said}  ", "dim").append(safe(each.comment), "cyan")
