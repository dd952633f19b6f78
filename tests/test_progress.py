"""What a long run says while it runs."""

import io
import sys

import pytest

from ui import progress
from ui.progress import Stages


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_short_run_says_nothing(capsys):
    with Stages() as stages:
        stages.stage("reading")(3, 5)
    assert capsys.readouterr() == ("", "")


def test_a_long_run_says_now_and_then_how_far_it_is(capsys, monkeypatch):
    monkeypatch.setattr(progress, "_LINE_EVERY", -1.0)
    with Stages() as stages:
        stages.stage("reading")(1_500)
        stages.stage("embedding")(3, 5_000)
    assert capsys.readouterr().err == "reading: 1,500\nembedding: 3 of 5,000\n"


@pytest.mark.parametrize("patience", [0.0, 60.0], ids=["long", "short"])
def test_a_terminal_shows_bars_only_after_a_while(patience, monkeypatch):
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "_PATIENCE", patience)
    with Stages() as stages:
        step = stages.stage("reading")
        if not patience:
            stages.started.wait(10)
        step(1, 2)
    assert ("reading" in terminal.getvalue()) is not patience


def test_nothing_is_left_running_after_an_error(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with pytest.raises(ZeroDivisionError), Stages() as stages:
        stages.stage("reading")(1 // 0)
