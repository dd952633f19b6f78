"""What to read: files from the browser's computer, or a path of this machine; and as what."""

from collections.abc import Sequence
from typing import BinaryIO, Final

import streamlit as st

from ingest.formats import FORMATS
from ingest.readers.row import NAMES
from ingest.samples import sample_paths
from ui.elements import tag
from ui.jobs.job import AS_IT_IS, Job, ReadAs
from ui.jobs.jobs import Jobs
from ui.web import notices

AUTO: Final = "auto"
_FOUND_OUT: Final = "find out from the content"


def ask(jobs: Jobs, empty: bool) -> None:
    """The files or the path, and the button that looks at them. Raises NotStarted."""
    left, right = st.columns(2)
    sent = left.file_uploader(
        "Files from your computer: choose them, or drop them here",
        accept_multiple_files=True,
        help="Packed files (zip, tar, gz, xz, zst) are unpacked as they are read. Put a folder into a zip.",
    )
    path = right.text_input(
        "Or a path on the machine that runs Rejoinder",
        placeholder="a file, a folder, or a pattern such as ~/mail/*.mbox",
        help="It is only read. Use this for what is larger than an upload may be.",
    )
    with right:
        reading = choose(AS_IT_IS)
    if st.button("Look first", type="primary", icon=":material/visibility:"):
        _look(jobs, [path.strip()], reading, sent)
    if empty and st.button("Nothing at hand? Take the sample", type="tertiary"):
        _look(jobs, [str(sample_paths()["text"])], AS_IT_IS, [])


def choose(now: ReadAs, about: str = "") -> ReadAs:
    """As what to read; folded away until somebody doubts what was found out."""
    with st.expander("Read as ...", expanded=now != AS_IT_IS):
        names = [AUTO, *FORMATS]
        form = st.selectbox("Format", names, index=names.index(now.format), format_func=_title, key=f"format {about}")
        fields = st.text_input(
            "Names of fields that are not found",
            ", ".join(now.fields),
            placeholder="text=Comment body, author=Nick",
            help=f"Ours first, then the one in the file. Ours are {', '.join(NAMES)}.",
            key=f"fields {about}",
        )
    return ReadAs(format=form, fields=tuple(each.strip() for each in fields.split(",") if each.strip()))


def formats() -> None:
    """What can be read."""
    with st.expander("What can be read"):
        rows = (tag("li", tag("strong", each.name), f"  {each.summary}") for each in FORMATS.values())
        st.html(tag("ul", *rows, class_="rj-list"))


def go_to(job: Job) -> None:
    """Show this job."""
    st.query_params["run"] = job.uid
    st.rerun()


def _look(jobs: Jobs, paths: Sequence[str], reading: ReadAs, sent: Sequence[BinaryIO]) -> None:
    """Keep what is asked for, begin to look at it, and go there. Raises NotStarted."""
    if not sent and not any(paths):
        notices.say("Nothing is chosen yet.", "Choose files, or write a path.")
        return
    with st.spinner("Keeping the files ..."):
        job = jobs.ask(paths, reading, sent)
    go_to(jobs.begin(job, "look"))


def _title(form: str) -> str:
    return _FOUND_OUT if form == AUTO else form
