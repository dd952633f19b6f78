"""How the pages of ingest say when something was, how long it took, and what became of it."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from ui.elements import Markup, joined, tag
from ui.jobs.job import Job, Part
from ui.printing.console import amount, one_line
from ui.web.addresses import link
from ui.web.chips import chip

_NAME = 60  # characters of a file's name in a heading


def moment(at: datetime, form: str = "%Y-%m-%d %H:%M") -> str:
    """A moment by the clock of whoever looks."""
    try:
        zone = ZoneInfo(st.context.timezone or "")
    except (ZoneInfoNotFoundError, ValueError):
        zone = None
    return at.astimezone(zone).strftime(form)


def lasted(seconds: float) -> str:
    """`4.2 s`, `3 min 05 s`, `2 h 10 min`."""
    whole = round(seconds)
    if whole < 60:
        return f"{seconds:.1f} s" if seconds < 10 else f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def named(job: Job, most: int = 3) -> str:
    """What a job reads, in a line."""
    names = [one_line(each, _NAME) for each in job.names[:most]]
    more = len(job.names) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")


def sentence(words: str) -> str:
    """The words as a sentence; empty where there are none."""
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def state_chip(job: Job) -> Markup:
    """What became of a job, in a word or two."""
    return chip(*_state(job))


def entry(job: Job) -> Markup:
    """A job as a line of a list."""
    told = tag("span", f" {moment(job.asked.at)}", class_="rj-dim")
    return tag("li", joined([state_chip(job), " ", link(named(job), "ingest", run=job.uid), told]))


def _state(job: Job) -> tuple[str, str]:
    if job.read is not None:
        return _read(job.read)
    if job.look is None:
        return "not begun", ""
    words = {"running": "looking", "done": "looked at, not read", "stopped": "stopped", "killed": "cut off"}
    return words.get(job.look.state, "failed"), "rj-is-orange" if job.look.state == "failed" else ""


def _read(part: Part) -> tuple[str, str]:
    if part.state == "done":
        return _taken(part), "rj-is-blue"
    words = {"running": "stopping" if part.stopping else "reading", "stopped": "stopped", "killed": "cut off"}
    return words.get(part.state, "failed"), "" if part.state == "running" else "rj-is-orange"


def _taken(part: Part) -> str:
    """How much is new; the sums stand in the command's answer."""
    new = int(part.answer().get("new", 0))
    return f"read: {amount(new, 'new comment')}" if new else "read: nothing new"
