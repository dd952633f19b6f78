"""One run: looked at, going on, done, or ended before it was done; and what can be done next."""

from typing import Final

import streamlit as st

from ui.archive import Archive, NoArchive
from ui.elements import joined, tag
from ui.jobs.answers import reading_in, seen_in
from ui.jobs.job import Job, Part, Phase
from ui.jobs.jobs import AlreadyReading, Jobs
from ui.printing.console import amount
from ui.web import ingest_asking, notices
from ui.web.addresses import link
from ui.web.ingest_preview import preview
from ui.web.ingest_progress import got_to, watch
from ui.web.ingest_report import report
from ui.web.ingest_words import moment, named, sentence

_ENDED: Final = {
    "stopped": "It was stopped before it was done.",
    "killed": "It was cut off before it was done: its process was ended from outside, or the machine was.",
}
_PATHS: Final = 3  # that are shown
_LOST: Final = {
    "look": "Nothing was written.",
    "read": "What is stored stays stored. The same again goes on from there.",
}


def show(archive: Archive, jobs: Jobs, job: Job) -> None:
    """What became of it so far, and the buttons that there are. Raises RejoinderError."""
    _head(job)
    part = job.last
    if part is None:
        if st.button("Look first", type="primary"):
            _begin(jobs, job, "look")
    elif part.state == "running":
        watch(jobs, job.uid)
    elif part.state != "done":
        _trouble(jobs, job, part)
    elif part is job.read:
        seconds = (part.ended or part.began) - part.began
        report(archive, reading_in(part.answer()), seconds.total_seconds())
    else:
        _looked(archive, jobs, job, part)


def _head(job: Job) -> None:
    paths = ", ".join(job.asked.paths[:_PATHS]) + (" and more" if len(job.asked.paths) > _PATHS else "")
    where = f"{amount(len(job.names), 'file')} uploaded" if job.asked.uploaded else paths
    told = tag("p", joined([link("all runs", "ingest"), f" · {where} · {moment(job.asked.at)}"]), class_="rj-lead")
    st.html(joined([tag("h1", named(job)), told]))


def _looked(archive: Archive, jobs: Jobs, job: Job, part: Part) -> None:
    """What was seen, and the button that reads it."""
    files = seen_in(part.answer())
    some = any(each.comments for each in files)
    left, right = st.columns([2, 1], vertical_alignment="top")
    with left.container(horizontal=True, vertical_alignment="center"):
        wanted = some and st.button("Read it into the archive", type="primary")
        if st.button("Do not read it", type="tertiary"):
            jobs.forget(job)
            st.query_params.clear()
            st.rerun()
    with right:
        asked = ingest_asking.choose(job.asked.reading, job.uid)
        if asked != job.asked.reading and st.button("Look again", icon=":material/visibility:"):
            jobs.change(job, asked)
            st.rerun()
    if wanted:
        _begin(jobs, job, "read")
    if not some:
        notices.say("Nothing of this can be read.", "Below stands why, and what to do about it.")
    preview(files, _known(archive), job.asked.uploaded)


def _trouble(jobs: Jobs, job: Job, part: Part) -> None:
    """Why it ended before it was done, how far it was, and how to go on."""
    phase: Phase = "read" if part is job.read else "look"
    problem, cure = part.trouble() if part.state == "failed" else ("", "")
    head = f"It failed: {problem or 'without a word'}." if part.state == "failed" else _ENDED[part.state]
    notices.say(head, " ".join(each for each in (sentence(cure), _LOST[phase]) if each))
    if part.stages():
        st.html(tag("section", tag("h3", "How far it was"), got_to(part), class_="rj-card"))
    if st.button("The same again", type="primary"):
        _begin(jobs, job, phase)


def _begin(jobs: Jobs, job: Job, phase: Phase) -> None:
    """Begin a phase, and show it; while another run reads it is refused in words."""
    try:
        jobs.begin(job, phase)
    except AlreadyReading as error:
        notices.say(f"Not begun: {error.problem}.", sentence(error.cure))
        if error.job is not None:
            st.html(tag("p", link("see that run", "ingest", run=error.job.uid), class_="rj-lead"))
        return
    st.query_params.pop("page", None)
    st.rerun()


def _known(archive: Archive) -> frozenset[str]:
    """The sources that are in the archive."""
    try:
        return frozenset(each.uid for each in archive.store.sources())
    except NoArchive:
        return frozenset()
