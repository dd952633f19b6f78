"""The page that reads into the archive: what to read, a look at it first, then the run and what came of it."""

import streamlit as st

from ui.archive import Archive, NoArchive
from ui.elements import joined, tag
from ui.jobs.jobs import Jobs
from ui.web import ingest_asking, ingest_run
from ui.web.ingest_words import entry

_RECENT = 10  # runs that are listed


def show(archive: Archive) -> None:
    """What to read; or the run that the address names."""
    jobs = Jobs(archive.settings)
    uid = st.query_params.get("run")
    if uid is None:
        _begin(archive, jobs)
    else:
        ingest_run.show(archive, jobs, jobs.get(uid))


def _begin(archive: Archive, jobs: Jobs) -> None:
    lead = "Exports, mailboxes, saved pages, plain text, as they are. You see what would be read before anything is written."
    st.html(joined([tag("h1", "Read discussions into the archive"), tag("p", lead, class_="rj-lead")]))
    ingest_asking.ask(jobs, _is_empty(archive))
    found = jobs.recent()[:_RECENT]
    if found:
        st.html(
            tag("section", tag("h3", "Last runs"), tag("ul", *map(entry, found), class_="rj-list"), class_="rj-card")
        )
    ingest_asking.formats()


def _is_empty(archive: Archive) -> bool:
    try:
        return not archive.store.counts().comments
    except NoArchive:
        return True
