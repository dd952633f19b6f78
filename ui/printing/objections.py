"""Objections as a page of text and as JSON: each with what it is against, its status, why, and what comes nearest to an answer."""

from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Group, RenderableType
from rich.text import Text

from graph.arguments import UNADDRESSED, Objection, Position, Response
from ui.objections import Attempt, FoundObjections, ObjectionView
from ui.printing import statuses
from ui.printing.answers import percent
from ui.printing.console import amount, day, one_line, safe
from ui.printing.entries import head, under
from ui.printing.holders import held_by, position_json
from ui.printing.reasons import reasons
from ui.printing.spoken import quoted, spoken_json, whose

_LONGEST = 600  # characters of an objection
_OTHER = 160  # characters of what it is against, and of an answer
_MET = 80


def draw(found: FoundObjections, offset: int = 0) -> RenderableType:
    """The objections one after the other, then how many there are besides."""
    note = [Text(f"note: {safe(found.note)}", style="yellow")] if found.note else []
    ranked = enumerate(found.objections, start=offset + 1)
    parts = [part for rank, each in ranked for part in (*_lines(rank, each), Text())]
    return Group(*note, *parts, Text(_summary(found), style="dim"))


def as_json(found: FoundObjections) -> dict[str, object]:
    """Objections, best first, each with its `id`; whether there are more; and how many of each status the archive holds."""
    return {
        "objections": [objection_json(each) for each in found.objections],
        "more": found.more,
        "counts": found.counts,
        "note": found.note,
    }


def objection_json(view: ObjectionView) -> dict[str, object]:
    """All that is known of an objection, with whole texts; spans are characters of the comment that they stand beside."""
    each, nearest = view.objection, view.nearest
    return {
        "id": each.uid,
        **spoken_json(view.words),
        "kind": each.kind,
        "status": each.status,
        "open": statuses.is_open(each.status),
        "meaning": statuses.meaning(each),
        "evidence": each.evidence,
        "probability": each.probability,
        "unaddressed": each.unaddressed,
        "score": each.score,
        "terms": dict(each.terms),
        "why": [words for words, _ in reasons(each)],
        "inferred": each.inferred,
        "discussion": view.discussion.uid,
        "title": view.discussion.title,
        "target": spoken_json(view.target),
        "position": view.position and position_json(view.position),
        "nearest_answer": nearest and _attempt_json(nearest),
        "responses": [_attempt_json(attempt) for attempt in view.attempts],
        "correct": _commands(view),
    }


def _attempt_json(attempt: Attempt) -> dict[str, object]:
    plain = asdict(attempt.response)
    start, end = plain.pop("met_start"), plain.pop("met_end")
    met = {"start": start, "end": end, "text": attempt.met.text} if attempt.met else None
    return plain | spoken_json(attempt.words) | {"met": met}


def _commands(view: ObjectionView) -> list[str]:
    """The commands that set its status right, whole."""
    first, *others = _corrections(view)
    return [f"rejoinder correct {each}" for each in (first, *(f"{first.split()[0]} {other}" for other in others))]


def _lines(rank: int, view: ObjectionView) -> Iterator[RenderableType]:
    """An objection, what it is against and what it attacks, its status and why, and how to correct that."""
    each = view.objection
    yield head(rank, Text.assemble(statuses.name(each.status), (f" · {_where(view)}", "bold")))
    yield under(Text(f"“{quoted(view.words, _LONGEST)}”  ").append(safe(each.comment), "cyan"))
    yield under(_against(view), "asks" if each.kind == "question" else "against")
    if view.position is not None:
        yield under(_attacked(view.position), "attacks")
    yield under(Text(statuses.meaning(each)), "status")
    yield under(_nearest(view), "nearest")
    yield under(Text(_why(each)), "why")
    yield under(Text(_rests(each)), "rests on")
    first, *others = _corrections(view)
    yield under(Text.assemble((f"rejoinder correct {first}", "green"), f"   or {', or '.join(others)}"), "correct")


def _where(view: ObjectionView) -> str:
    title = one_line(view.discussion.title or "untitled discussion", 60)
    return " · ".join(each for each in (whose(view.words), day(view.words.created_at), title) if each)


def _against(view: ObjectionView) -> Text:
    said = f": “{quoted(view.target, _OTHER)}”" if view.target.text else ""
    return Text.assemble((whose(view.target), "bold"), f"{said}  ", (safe(view.target.comment), "cyan"))


def _attacked(position: Position) -> Text:
    label = one_line(position.label, _OTHER)
    return Text.assemble(f"“{label}”, held by {held_by(position)}  ", (safe(position.uid), "cyan"))


def _nearest(view: ObjectionView) -> Text:
    """How likely the nearest thing to an answer deals with it, who says it, what it does, and which words meet which."""
    attempt = view.nearest
    if attempt is None:
        return Text("nothing that was said comes near to an answer")
    response = attempt.response
    by = statuses.BY[response.by]
    who = f"{whose(attempt.words)} ({by})" if attempt.words.author else by
    elsewhere = " in another discussion" if response.elsewhere else ""
    told = f"{_likely(response)}: {who}{elsewhere} {statuses.ACTS[response.act]}"
    met = f" meets “{quoted(attempt.met, _MET)}”" if attempt.met else ""
    return Text(f"{told}: “{quoted(attempt.words, _OTHER)}”{met}  ").append(safe(response.comment), "cyan")


def _likely(response: Response) -> str:
    """How likely a response deals with the objection, and how likely if it is meant for it where that is not certain."""
    both = f"{percent(response.engagement * response.probability)} likely to deal with it"
    return (
        both if response.probability >= 0.995 else f"{both} ({percent(response.engagement)} if it replies to it at all)"
    )


def _why(objection: Objection) -> str:
    parts = [f"{words} ({value:+.2f})" for words, value in reasons(objection)]
    return f"score {objection.score:+.2f}: {'; '.join(parts)}"


def _rests(objection: Objection) -> str:
    if not objection.inferred:
        return "known replies: none of the evidence is inferred"
    return f"inferred replies: {percent(objection.inferred)} of the evidence"


def _corrections(view: ObjectionView) -> Iterator[str]:
    """What to say of it if the status is wrong: the options of `rejoinder correct`, the id first."""
    if view.objection.status in UNADDRESSED:
        yield f'{safe(view.objection.comment)} --status answered --why "..."'
        if view.nearest is not None:
            yield f"--answered-by {safe(view.nearest.response.comment)}"
    else:
        yield f'{safe(view.objection.comment)} --status no_response --why "..."'
    yield "--status no_objection"


def _summary(found: FoundObjections) -> str:
    if not any(found.counts.values()):
        return "no objection is known in this archive: rejoinder ingest and rejoinder rebuild look for them"
    shown = f"{amount(len(found.objections), 'objection')} shown" if found.objections else "no such objection"
    more = "; more: --limit" if found.more else ""
    return f"{shown}{more}; the archive holds {statuses.counted(found.counts)}"
