"""The frame around every command: shared options, errors as one line, exit codes."""

import json

import pytest
import typer
from typer.testing import CliRunner

from ingest.errors import RejoinderError
from ui.command import PARTLY, Run, WrongUsage, command


@pytest.fixture
def app():
    made = typer.Typer()

    @made.callback()
    def options(context: typer.Context, archive: str = "", json: bool = False):
        context.obj = Run(archive=archive or None, json=json)

    return made


def invoke(app, function, *arguments, name="work"):
    command(app, name)(function)
    return CliRunner().invoke(app, list(arguments))


def told(run: Run, number: int = 1) -> None:
    """Show what it was told."""
    run.show({"number": number, "archive": str(run.archive), "json": run.json}, lambda: f"{number} in {run.archive}")


def test_a_shared_option_counts_after_the_command(app):
    done = invoke(app, told, "work", "--number", "3", "--archive", "x", "--json")
    assert json.loads(done.stdout) == {"number": 3, "archive": "x", "json": True}


def test_a_shared_option_counts_before_the_command(app):
    done = invoke(app, told, "--archive", "x", "--json", "work")
    assert json.loads(done.stdout) == {"number": 1, "archive": "x", "json": True}


def test_the_option_after_the_command_wins(app):
    assert invoke(app, told, "--archive", "x", "work", "--archive", "y").stdout == "1 in y\n"


def test_help_lists_the_commands_own_and_the_shared_options(app):
    shown = invoke(app, told, "work", "--help").stdout
    assert all(name in shown for name in ("--number", "--archive", "--store", "--json", "Show what it was told."))


def test_an_error_is_one_line_with_its_cure(app):
    def fail(run: Run) -> None:
        raise RejoinderError("the store\nis away", "bring it back")

    done = invoke(app, fail, "work")
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "error: the store is away; bring it back\n")


def test_an_error_is_an_object_where_json_was_asked_for(app):
    def fail(run: Run) -> None:
        raise RejoinderError("it is away", "bring it back")

    done = invoke(app, fail, "work", "--json")
    assert json.loads(done.stdout) == {"error": "it is away", "cure": "bring it back"}
    assert done.exit_code == 1


def test_an_error_of_the_system_names_the_file(app, tmp_path):
    def fail(run: Run) -> None:
        (tmp_path / "absent").read_text()

    done = invoke(app, fail, "work")
    assert done.exit_code == 1
    assert done.stderr == f"error: {tmp_path / 'absent'}: No such file or directory\n"


def test_ctrl_c_is_one_line(app):
    def stop(run: Run) -> None:
        raise KeyboardInterrupt

    done = invoke(app, stop, "work")
    assert done.exit_code == 130
    assert done.stderr.count("\n") == 1


def test_wrong_usage_has_a_code_of_its_own(app):
    def refuse(run: Run) -> None:
        raise WrongUsage("no such colour", "say red")

    assert invoke(app, refuse, "work").exit_code == 2


def test_a_command_says_its_exit_code(app):
    def half(run: Run) -> int:
        return PARTLY

    assert invoke(app, half, "work").exit_code == 3


def test_a_mistake_in_the_program_is_not_hidden(app):
    def break_down(run: Run) -> None:
        raise ZeroDivisionError

    assert isinstance(invoke(app, break_down, "work").exception, ZeroDivisionError)
