"""How fast three ways to draw a reply tree are in headless Chromium, beside one another: by hand, as a module of its own process.

    python tests/benchmarks/picture_speed.py [NUMBER ...]

Draws made trees of so many comments (300, 2,000, 10,000) as elements at places (ui.web.tree_picture without its limit), as Plotly's
WebGL points and as Vega-Lite, each through Streamlit in a fresh browser. Prints for each seconds until all of it is drawn, seconds
from a click on a comment until the page has answered, megabytes that the browser received, and errors on its console. Plotly is
no dependency: put it on PYTHONPATH, or it is left out.
"""

import importlib.util
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import streamlit as st
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from graph.models import DiscussionRow, Label, Reply, Stance
from graph.objection.answers import answers_of
from graph.threads import assemble, below
from graph.tree_layout import Spot, layout
from ingest.models import Comment, CommentId, DiscussionId
from ui.views import ThreadView
from ui.web import tree_picture
from ui.web.conversation import Conversation
from ui.web.following import follow

_HOME = DiscussionId("d:made")
_LABELS: tuple[Label, ...] = ("agree", "neutral", "disagree")
_COLOURS = {"agree": "#0072b2", "neutral": "#7d848d", "disagree": "#c4500a"}
_PATIENCE = 60_000  # milliseconds
_READY = {  # what is true as soon as all is drawn
    "nothing": "document.querySelector('.rj-lead')",
    "elements": "document.querySelectorAll('.rj-dot').length == {number}",
    "plotly": "document.querySelector('.js-plotly-plot .gl-container canvas')",
    "vega": "document.querySelector('.stVegaLiteChart canvas.marks')"
    " || document.querySelectorAll('.stVegaLiteChart .mark-symbol path').length == {number}",
}
_CLICKED = {  # the root, or what it lies in and where in that
    "elements": (".rj-dot", 0.5, 0.5),
    "plotly": (".js-plotly-plot .nsewdrag", 0.5, 0.02),
    "vega": (".stVegaLiteChart .marks", 0.5, 0.02),
}
_CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


def main() -> None:
    numbers = [int(each) for each in sys.argv[1:]] or [300, 2_000, 10_000]
    kinds = [each for each in _READY if each != "plotly" or importlib.util.find_spec("plotly")]
    with _served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(_CHROMIUM))
        for number in numbers:
            for kind in kinds:
                print(  # noqa: T201
                    json.dumps({"comments": number, "drawn as": kind, **_measure(browser, address, kind, number)}),
                    flush=True,
                )
        browser.close()


@contextmanager
def _served() -> Iterator[str]:
    """The address at which this file is shown as a page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ("--server.port", str(port), "--server.headless", "true", "--browser.gatherUsageStats", "false")
    command = [sys.executable, "-m", "streamlit", "run", __file__, *options, "--server.fileWatcherType", "none"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(5)
        yield f"http://localhost:{port}"
        process.kill()


def _measure(browser: Browser, address: str, kind: str, number: int) -> dict[str, object]:
    """What a fresh browser needs for the page."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page, errors, received = context.new_page(), list[str](), [0]
    page.on(
        "console", lambda each: errors.append(each.text) if each.type == "error" and "404" not in each.text else None
    )
    page.on("pageerror", lambda each: errors.append(str(each)))
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.dataReceived", lambda each: _add(received, each["dataLength"]))
    network.on("Network.webSocketFrameReceived", lambda each: _add(received, len(each["response"]["payloadData"])))
    page.goto(f"{address}/thread?kind=nothing&number=3")
    page.wait_for_selector(".rj-lead")
    received[0] = 0
    started = time.perf_counter()
    page.goto(f"{address}/thread?kind={kind}&number={number}")
    try:
        page.wait_for_function(_READY[kind].format(number=number), timeout=_PATIENCE)
        page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))", timeout=_PATIENCE)
    except PlaywrightTimeoutError:
        context.close()
        return {"seconds to draw": None}
    drawn = time.perf_counter() - started
    clicked = _click(page, kind)
    context.close()
    return {
        "seconds to draw": round(drawn, 2),
        "seconds to answer a click": clicked,
        "MB received": round(received[0] / 1e6, 2),
        "console errors": len(errors),
    }


def _add(total: list[int], more: float) -> None:
    total[0] += int(more)


def _click(page: Page, kind: str) -> float | None:
    """Seconds from a click on the root until the page tells that it was chosen; None where it never does."""
    if kind not in _CLICKED:
        return None
    page.wait_for_timeout(1500)
    where, across, down = _CLICKED[kind]
    page.locator(where).first.scroll_into_view_if_needed()
    spot = page.locator(where).first.bounding_box()
    assert spot is not None
    started = time.perf_counter()
    page.mouse.move(spot["x"] + across * spot["width"], spot["y"] + down * spot["height"])
    page.mouse.click(spot["x"] + across * spot["width"], spot["y"] + down * spot["height"])
    try:
        page.get_by_text("chosen: c").wait_for(timeout=20_000)
    except PlaywrightTimeoutError:
        return None
    return round(time.perf_counter() - started, 2)


def page() -> None:
    """The tree that the address asks for."""
    kind, number = st.query_params.get("kind", "nothing"), int(st.query_params.get("number", 3))
    talk = _made(number)
    st.html(Path(tree_picture.__file__).with_name("style.css"))
    chosen = st.query_params.get("at")
    if kind == "elements":
        tree_picture.MOST = number  # type: ignore[misc]
        st.html(tree_picture.picture(talk))
        follow()
    elif kind == "plotly":
        chosen = _plotly(talk, layout(talk.found.thread.rows))
    elif kind == "vega":
        chosen = _vega(talk, layout(talk.found.thread.rows))
    st.html(f'<p class="rj-lead">chosen: {chosen}</p>')


@st.cache_resource
def _made(number: int) -> Conversation:
    """A discussion of so many comments, most of which answer a late one."""
    random = Random(number)  # noqa: S311
    comments = [
        Comment(CommentId(f"c{at}"), _HOME, f"Comment number {at} says this and that.", at, f"A{at % 40}")
        for at in range(number)
    ]
    parents = [comments[max(0, at - 1 - int(random.expovariate(0.02)))].uid for at in range(1, number)]
    replies = [
        Reply(f"r{at}", comments[at].uid, parent, random.random(), random.choice(("explicit", "content")))
        for at, parent in enumerate(parents, start=1)
    ]
    stances = [
        Stance(f"t{at}", each.child, each.parent, random.choice(_LABELS), 0.3, 0.3, 0.4)
        for at, each in enumerate(replies)
    ]
    answers = answers_of(comments, replies, (), stances)
    found = ThreadView(DiscussionRow(_HOME), assemble(comments, replies), None, answers, {}, {}, {}, {})
    return Conversation(found, below(found.thread.rows), {"kind": "elements", "number": str(number)})


def _rows(talk: Conversation, spots: list[Spot]) -> list[dict[str, Any]]:
    """A row for each comment: its place, its parent's place, and how it is drawn."""
    rows = []
    for each in spots:
        opinion, parent = talk.found.answers[each.row.comment.uid].opinion, spots[max(each.parent, 0)]
        reply = each.row.reply
        rows.append(
            {
                "uid": each.row.comment.uid,
                "x": each.across,
                "y": -each.down,
                "x2": parent.across,
                "y2": -parent.down,
                "colour": _COLOURS[opinion.label] if opinion else "#b4b0a6",
                "inferred": reply is not None and reply.evidence == "content",
                "sure": reply.confidence if reply else 1.0,
                "size": 6 + min(each.replies, 6),
                "says": each.row.comment.text,
            }
        )
    return rows


def _plotly(talk: Conversation, spots: list[Spot]) -> str | None:
    import plotly.graph_objects as go

    rows = _rows(talk, spots)
    figure = go.Figure()
    kinds = sorted({(each["colour"], each["inferred"]) for each in rows[1:]})
    for colour, inferred in kinds:
        ends = [each for each in rows[1:] if (each["colour"], each["inferred"]) == (colour, inferred)]
        x = [value for each in ends for value in (each["x2"], each["x"], None)]
        y = [value for each in ends for value in (each["y2"], each["y"], None)]
        style = {"color": colour, "dash": "dash" if inferred else "solid"}
        figure.add_trace(go.Scattergl(x=x, y=y, mode="lines", line=style, hoverinfo="skip"))
    figure.add_trace(
        go.Scattergl(
            x=[each["x"] for each in rows],
            y=[each["y"] for each in rows],
            mode="markers",
            marker={"color": [each["colour"] for each in rows], "size": [each["size"] for each in rows]},
            customdata=[each["uid"] for each in rows],
            text=[each["says"] for each in rows],
        )
    )
    root = rows[0]
    figure.update_layout(showlegend=False, margin={"l": 0, "r": 0, "t": 0, "b": 0}, height=520)
    wide = max(each["x"] for each in rows) + 1
    figure.update_xaxes(visible=False, range=[root["x"] - wide, root["x"] + wide])
    deep = min(each["y"] for each in rows)
    figure.update_yaxes(visible=False, range=[deep * 1.02, -deep * 0.0206])
    state = st.plotly_chart(figure, on_select="rerun", selection_mode="points")
    found = state["selection"]["points"]
    return str(found[0]["customdata"]) if found else None


def _vega(talk: Conversation, spots: list[Spot]) -> str | None:
    rows = _rows(talk, spots)
    root, wide = rows[0], max(each["x"] for each in rows) + 1
    deep = min(each["y"] for each in rows)
    x = {"field": "x", "type": "quantitative", "axis": None, "scale": {"domain": [root["x"] - wide, root["x"] + wide]}}
    y = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [deep * 1.02, -deep * 0.0206]}}
    colour = {"field": "colour", "type": "nominal", "scale": None}
    lines = {
        "mark": "rule",
        "encoding": {
            "x": x,
            "y": y,
            "x2": {"field": "x2"},
            "y2": {"field": "y2"},
            "color": colour,
            "strokeDash": {"condition": {"test": "datum.inferred", "value": [4, 3]}, "value": [1, 0]},
            "opacity": {"field": "sure", "type": "quantitative", "legend": None},
        },
    }
    size = {"field": "size", "type": "quantitative", "legend": None, "scale": {"range": [30, 150]}}
    dots = {
        "mark": {"type": "circle", "opacity": 1},
        "params": [{"name": "chosen", "select": {"type": "point", "fields": ["uid"]}}],
        "encoding": {"x": x, "y": y, "color": colour, "size": size, "tooltip": {"field": "says"}},
    }
    spec = {"data": {"values": rows}, "layer": [lines, dots], "height": 520, "padding": 0}
    state = st.vega_lite_chart(spec, on_select="rerun", selection_mode="chosen")
    found = state["selection"]["chosen"]
    return str(found[0]["uid"]) if found else None


if __name__ == "__main__":
    if st.runtime.exists():
        st.navigation([st.Page(str, title="none", default=True), st.Page(page, title="tree", url_path="thread")]).run()
    else:
        main()
