"""The worked example of CONTRIBUTING.md is a reader that works."""

import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ingest.formats import FORMATS, read, sources
from ingest.models import Rejected

GUIDE = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    return found


@pytest.fixture
def club(monkeypatch):
    module = ModuleType("club")
    exec(compile(block("python"), "CONTRIBUTING.md", "exec"), module.__dict__)  # noqa: S102  (our own guide)
    monkeypatch.setattr("ingest.formats.FORMATS", {"club": module.CLUB, **FORMATS})
    return module


def test_the_example_reads_its_sample(club, tmp_path):
    file = tmp_path / "log"
    file.write_text(block("text"))
    (found,) = sources([file])
    assert (found.format, found.why) == ("club", "its first line is '#club NAME'")
    refused, discussion = read(found)
    assert isinstance(refused, Rejected)
    assert refused.location == "log:4"
    assert discussion.title == "weaving"
    first, second = discussion.posts
    assert (first.id, first.author, first.root) == ("club:weaving:1", "Ann", True)
    assert first.created_at.isoformat() == "2024-05-01T18:02:00+00:00"
    assert (second.parent, second.text) == (first.id, "> The loom in the hall creaks.\nIt needs oil.")


def test_the_example_leaves_other_formats_alone(club):
    assert club.detect(Path("a"), b"#club\n") is None


@pytest.mark.parametrize("command", [["ruff", "check", "--stdin-filename", "ingest/readers/club.py", "-"]])
def test_the_example_is_in_our_style(command):
    done = subprocess.run([sys.executable, "-m", *command], input=block("python"), text=True, capture_output=True)
    assert done.returncode == 0, done.stdout


def test_what_the_guide_names_is_there():
    for path in re.findall(r"`((?:ingest|tests)/[\w/]+\.py)`", GUIDE):
        assert (Path(__file__).parents[1] / path).exists() or path.endswith("club.py")
