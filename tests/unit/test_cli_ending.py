"""How commands end: exit codes that mean something, and never a traceback."""

from __future__ import annotations

import json
import signal

import pytest
import typer

from meetworthy.cli.app import main
from meetworthy.cli.ending import run
from meetworthy.model.problem import Place, Problem, Refused

PROBLEM = Problem("misspelt", Place("d.yaml", 12), "There is no stage mlq.", "Did you mean mql?")


@pytest.fixture(autouse=True)
def _pipes_as_they_were():
    """A command ends quietly on a broken pipe; the tests themselves should not."""
    before = signal.getsignal(signal.SIGPIPE)
    yield
    signal.signal(signal.SIGPIPE, before)


def ended(error: Exception, capsys, *arguments: str):
    app = typer.Typer(pretty_exceptions_enable=False)

    @app.command()
    def fail(as_json: bool = typer.Option(False, "--json")) -> None:
        raise error

    with pytest.raises(SystemExit) as end:
        run(app, list(arguments))
    return end.value.code, capsys.readouterr()


def test_refused_input_says_where_why_and_what_to_do(capsys):
    code, said = ended(Refused([PROBLEM]), capsys)
    assert code == 3
    assert "d.yaml:12: There is no stage mlq." in said.err
    assert "Did you mean mql?" in said.err
    assert said.out == ""


def test_refused_input_is_json_where_a_program_asked(capsys):
    code, said = ended(Refused([PROBLEM]), capsys, "--json")
    assert code == 3
    assert json.loads(said.out) == {
        "refused": [
            {
                "kind": "misspelt",
                "severity": "error",
                "file": "d.yaml",
                "line": 12,
                "field": None,
                "cause": "There is no stage mlq.",
                "remedy": "Did you mean mql?",
            }
        ]
    }


def test_a_file_that_is_not_there_is_refused_by_name(capsys):
    code, said = ended(FileNotFoundError(2, "No such file or directory", "x.csv"), capsys)
    assert (code, "x.csv: No such file or directory" in said.err) == (3, True)


def test_a_fault_of_ours_says_so_without_a_traceback(capsys):
    code, said = ended(ZeroDivisionError("division by zero"), capsys)
    assert code == 70
    assert "mistake in Meetworthy" in said.err
    assert "Traceback" not in said.err


def test_a_fault_shows_its_traceback_where_asked_for(capsys, monkeypatch):
    monkeypatch.setenv("MEETWORTHY_TRACEBACK", "1")
    assert "Traceback" in ended(ZeroDivisionError(), capsys)[1].err


def test_an_interruption_has_its_own_code(capsys):
    assert ended(KeyboardInterrupt(), capsys)[0] == 130


def test_wrong_usage_is_two(capsys):
    with pytest.raises(SystemExit) as end:
        main(["judge", "--horizon"])
    assert end.value.code == 2


def test_ctrl_c_during_a_query_ends_as_interrupted_and_says_nothing(capsys):
    code, said = ended(RuntimeError("Query interrupted"), capsys)
    assert (code, said.err) == (130, "")


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (FileExistsError(17, "File exists", "out"), "name another folder"),
        (PermissionError(13, "Permission denied", "out"), "Name a place"),
        (FileNotFoundError(2, "No such file or directory", "a.csv"), "run the command again"),
        (OSError(28, "No space left on device"), "TMPDIR"),
    ],
)
def test_what_the_system_refuses_comes_with_a_remedy(error, remedy, capsys):
    code, said = ended(error, capsys)
    assert code == 3
    assert remedy in said.err
