"""A run while it goes on: what is done, what is going on, and the button that stops it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from ui.elements import Markup, joined, tag
from ui.jobs.job import Job, Part, Stage
from ui.jobs.jobs import Jobs
from ui.web.bars import bar
from ui.web.ingest_words import lasted, moment

_EVERY: Final = 1.0  # seconds between two looks at a job's files
_SHOWN: Final = 4  # files whose reading is shown one by one
_FILES: Final = ("reading ", "looking at ")
_AFTER: Final = {
    "embedding": "Learn what each passage means, to find it by meaning",
    "finding claims": "Find what is claimed",
    "gathering positions": "Gather claims into positions",
    "judging objections": "Judge which objections were dealt with",
    "indexing": "Make the index for searching",
}
"""What comes after all files are read, in order, as the command names it and in words."""


@st.fragment(run_every=_EVERY)
def watch(jobs: Jobs, uid: str) -> None:
    """How far the job is, drawn again every second; when it ends the whole page is. Raises UnknownJob."""
    job = jobs.get(uid)
    part = job.last
    if part is None or part.state != "running":
        st.rerun()
        return
    st.html(going(job, part))
    words = "Stopping ..." if part.stopping else "Stop"
    if st.button(words, icon=":material/stop_circle:", disabled=part.stopping):
        jobs.stop(job)
        st.rerun(scope="fragment")


def going(job: Job, part: Part) -> Markup:
    """The stages of a part that runs."""
    verb = "Being read into the archive" if part is job.read else "Being looked at"
    since = f"since {moment(part.began, '%H:%M:%S')}, {lasted((datetime.now(UTC) - part.began).total_seconds())} so far"
    note = "It goes on when you close this page, and this address leads back to it."
    listed = tag("ul", *_lines(part.stages(), reading=part is job.read), class_="rj-steps")
    return tag(
        "section",
        tag("h2", f"{verb} ..."),
        tag("p", since, class_="rj-lead"),
        listed,
        tag("p", note, class_="rj-foot"),
        class_="rj-card",
        role="status",
    )


def got_to(part: Part) -> Markup:
    """The stages of a part that ended before it was done, the last of which is not done."""
    stages = _folded(part.stages())
    lines = (_line(each, "is-cut" if at == len(stages) else "is-done") for at, each in enumerate(stages, start=1))
    return tag("ul", *lines, class_="rj-steps")


def _lines(stages: Sequence[Stage], *, reading: bool) -> Iterator[Markup]:
    """What is done, what is going on, and what is still to come."""
    shown = _folded(stages)
    if not stages:
        yield tag("li", "Starting", class_="rj-is-now")
    for at, each in enumerate(shown):
        yield _line(each, "is-now" if at == len(shown) - 1 else "is-done")
    begun = {each.name for each in stages}
    for name, words in _AFTER.items():
        if reading and name not in begun:
            yield tag("li", words, class_="rj-is-next")


def _folded(stages: Sequence[Stage]) -> Sequence[Stage]:
    """The stages; of many files the earlier ones together."""
    files = [each for each in stages if each.name.startswith(_FILES)]
    if len(files) <= _SHOWN:
        return stages
    early, late = files[:-1], stages[len(files) - 1 :]
    together = Stage(
        f"{len(early):,} files", sum(each.done for each in early), None, sum(each.seconds for each in early)
    )
    return [together, *late]


def _line(stage: Stage, state: str) -> Markup:
    """A stage: its words, how far it is, and how long it took."""
    share = stage.done / stage.total if stage.total else None
    far = f"{stage.done:,} of {stage.total:,}" if stage.total else f"{stage.done:,}" * bool(stage.done)
    if stage.name not in _AFTER and far:
        far += " comments"
    told = tag("span", joined([each for each in (far, lasted(stage.seconds)) if each], " · "), class_="rj-dim")
    parts = [_words(stage.name), " ", told]
    if state == "is-now":
        parts.append(bar(share) if share is not None else tag("div", tag("i"), class_="rj-bar rj-is-busy"))
    return tag("li", *parts, class_=f"rj-{state}")


def _words(name: str) -> str:
    return _AFTER.get(name, name[:1].upper() + name[1:])
