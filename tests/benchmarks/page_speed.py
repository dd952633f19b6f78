"""How long the server works to draw each page of an archive again: run by hand.

    python tests/benchmarks/page_speed.py ARCHIVE [RERUNS [PAGE]]

Each page is drawn once unmeasured, then RERUNS times (20, if no number is given), each time for somebody who has just come, and
asked for something else where that is possible: another query, position, thread or comment, the largest ones first. It runs in
Streamlit's own test of an app (streamlit.testing); timed is the whole script of a page with all that it sends, without the network
and the browser. Prints median and 95th percentile in milliseconds, of wall time and of processor time, which other processes of a
busy machine do not lengthen as much. PAGE is the beginning of the names of the pages that are measured, if not all.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from itertools import cycle, islice

import numpy as np
from streamlit import config
from streamlit.testing.v1 import AppTest

from ui.archive import Archive
from ui.settings import find_settings

QUERIES = (
    *("what would change your mind", "that is not what the law says", "children", "who pays for it", "evidence"),
    *("the government should not decide", "a moral question", "statistics", "you are wrong", "religion in school"),
    *("rights of other people", "science", "history shows", "I agree with you", "that was never proved"),
    *("freedom of speech", "money", "violence", "a better argument", "what about the rest of the world"),
)

Asked = Mapping[str, str]


def main(archive: str, reruns: int, only: str) -> None:
    """Measure and print the pages whose names begin with `only`."""
    os.environ["REJOINDER_ARCHIVE"] = archive
    os.environ.pop("REJOINDER_STORE", None)
    config.set_option("global.disableWidgetStateDuplicationWarning", True)  # as ui.web.server does
    print(f"{'page':32}  median ms  95 % ms  processor: median ms  95 % ms")  # noqa: T201
    for name, (view, asked) in pages(reruns).items():
        if not name.startswith(only):
            continue
        spent = 1000 * np.array(list(drawn(view, asked, reruns)))
        (wall, work), (slow, most) = np.median(spent, axis=0), np.quantile(spent, 0.95, axis=0)
        print(f"{name:32}{wall:11.0f}{slow:9.0f}{work:22.0f}{most:9.0f}")  # noqa: T201


def pages(most: int) -> dict[str, tuple[str, list[Asked]]]:
    """What is measured: a view, and what its address asks for, one after the other."""
    settings = find_settings(environment=os.environ)
    with Archive(settings) as archive:
        store = archive.store
        sizes = {each.uid: len(store.comments_in(each.uid)) for each in store.discussions()}
        threads = sorted(sizes, key=lambda each: -sizes[each])[:most]
        last = [store.comments_in(each)[-1].uid for each in threads]
        positions = [each.uid for each in store.ranked_positions(limit=most)]
        authors = sorted({each.author or "" for each in store.comments_in(threads[0])})[:most]
    return {
        "search: home": ("search", [{}]),
        "search: comments": ("search", [{"q": each} for each in QUERIES]),
        "search: comments, stance and date": (
            "search",
            [{"q": each, "stance": "disagree", "after": "2000"} for each in QUERIES],
        ),
        "search: positions": ("search", [{"q": each, "in": "positions"} for each in QUERIES]),
        "objections": ("objections", [{}]),
        "objections: words": ("objections", [{"q": each} for each in QUERIES]),
        "objections: of a discussion": ("objections", [{"discussion": each} for each in threads]),
        "objections: of an author": ("objections", [{"author": each} for each in authors]),
        "positions": ("positions", [{}]),
        "positions: of a discussion": ("positions", [{"discussion": each} for each in threads]),
        "position": ("position", [{"id": each} for each in positions]),
        "thread": ("thread", [{"id": each} for each in threads]),
        "thread: its last comment": ("thread", [{"id": each} for each in last]),
        "review": ("review", [{}]),
        "ingest": ("ingest", [{}]),
        "status": ("status", [{}]),
    }


def drawn(view: str, asked: list[Asked], reruns: int) -> Iterator[tuple[float, float]]:
    """Seconds of wall time and of processor time for each time that a page is drawn again."""
    for at, each in enumerate(islice(cycle(asked), reruns + 1)):
        test = AppTest.from_function(_draw, kwargs={"view": view}, default_timeout=600)
        test.query_params.update(each)
        test.run()
        if test.exception:
            raise RuntimeError(f"{view} {each}: {test.exception[0].message}")
        if at:
            yield test.session_state["spent"]


def _draw(view: str) -> None:
    import time
    from importlib import import_module

    import streamlit as st

    from ui.web import app

    show = import_module(f"ui.web.{view}_view").show
    began, worked = time.perf_counter(), time.process_time()
    app._shown(show, "" if view == "search" else view)
    st.session_state["spent"] = time.perf_counter() - began, time.process_time() - worked


if __name__ == "__main__":
    main(sys.argv[1], int("".join(sys.argv[2:3]) or 20), "".join(sys.argv[3:4]))
