"""What README promises holds."""

import re
import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.cli import app

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def helped(*arguments):
    done = CliRunner().invoke(app, [*arguments, "--help"])
    assert done.exit_code == 0
    return done.stdout


def commands(text):
    return re.findall(r"^  (\w+)  ", text.partition("Commands:")[2], re.MULTILINE)


COMMANDS = [name for name in commands(helped()) if name != "evaluate"]
COMMANDS += [f"evaluate {name}" for name in commands(helped("evaluate"))]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_readme_and_has_help(command):
    assert f"`rejoinder {command}" in README
    shown = helped(*command.split())
    assert all(option in shown for option in ("--archive", "--store", "--json"))


def test_readme_names_no_command_that_there_is_not():
    named = re.findall(r"rejoinder ((?:evaluate )?[a-z]+)\b", re.sub(r"\$.*", "", README))
    assert named
    assert set(named) <= {*COMMANDS, "evaluate"}


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_target_of_make_that_is_named_exists(text):
    named = {word for line in re.findall(r"\bmake ((?:[a-z]+ ?)+)(?=[`#;\n]| {2})", text) for word in line.split()}
    assert named <= TARGETS


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {re.split(r"[<>=]", line)[0] for line in project["dependencies"]}
    table = README.partition("| dependency | why |")[2]
    given = {name for line in re.findall(r"^\| ([a-z0-9, -]+) \|", table, re.MULTILINE) for name in line.split(", ")}
    assert given == needed


@pytest.mark.model
def test_what_readme_shows_is_what_demo_prints_and_demo_leaves_nothing(monkeypatch, tmp_path):
    """README may leave out lines where it says `...`; to write it anew: COLUMNS=100 rejoinder demo."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("REJOINDER_ARCHIVE", str(tmp_path / "mine"))
    shown = README.partition("<!-- what `rejoinder demo` prints -->\n```\n")[2].partition("\n```\n")[0]
    printed = stable(CliRunner().invoke(app, ["demo"], catch_exceptions=False).stdout)
    parts = re.split(r"^\.\.\.$", shown, flags=re.MULTILINE)
    assert all(stable(part) for part in parts)
    assert not (tmp_path / "mine").exists()
    for part in parts:
        _, found, printed = printed.partition(stable(part))
        assert found, f"not printed (any more):\n{part}"


def stable(text):
    """`text` without empty lines and what differs between runs and processors: seconds, per cent, scores, room for them."""
    differing = r"\b\d+ %|\b\d+\.\d\s*$|[+-]\d+\.\d\d\b"
    lines = (" ".join(re.sub(differing, "", line).split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
