"""How a command ends: with its exit code, and with words rather than a traceback."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback

import typer

from meetworthy.model.problem import Refused

from .exits import Exit
from .say import note, note_problems, problem_as_dict, say_json


def run(app: typer.Typer, arguments: list[str] | None) -> None:
    """Run the app, and end the process with the exit code of what happened."""
    if hasattr(signal, "SIGPIPE"):
        # `meetworthy ... | head`: end quietly when nobody reads on, as other programs do.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    given = sys.argv[1:] if arguments is None else arguments
    try:
        app(args=given, prog_name="meetworthy")
    except Refused as refused:
        _say_refused(refused, as_json="--json" in given)
        sys.exit(Exit.REFUSED)
    except OSError as error:
        note(f"{typer.style('error', fg='red', bold=True)}: {_said_by_system(error)}")
        note(f"       {_remedy(error)}")
        sys.exit(Exit.REFUSED)
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    except Exception as error:  # noqa: BLE001  the last stop: whatever it is, a person reads it
        if _is_interrupt(error):
            sys.exit(Exit.INTERRUPTED)
        _say_fault(error)
        sys.exit(Exit.FAULT)


def _is_interrupt(error: Exception) -> bool:
    """Say whether Ctrl-C ended a query of DuckDB, which turns it into errors of its own."""
    named = type(error).__name__ == "InterruptException"
    return named or (isinstance(error, RuntimeError) and str(error) == "Query interrupted")


def _say_refused(refused: Refused, *, as_json: bool) -> None:
    if as_json:
        say_json({"refused": [problem_as_dict(problem) for problem in refused.problems]})
    note_problems(refused.problems)


def _said_by_system(error: OSError) -> str:
    what = error.strerror or str(error)
    return what if error.filename is None else f"{error.filename}: {what}"


def _remedy(error: OSError) -> str:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "A file is where a folder should be: name another folder, or move the file away."
    if isinstance(error, PermissionError):
        return "Name a place that you may read and write, or have its permissions changed."
    if isinstance(error, FileNotFoundError):
        return "Check the path; if the file was there a moment ago, run the command again."
    if error.errno == errno.ENOSPC:
        return "Free some space on the disk, or set TMPDIR to a folder on a larger one."
    return "Check the path and the disk, and run the command again."


def _say_fault(error: Exception) -> None:
    where = traceback.extract_tb(error.__traceback__)[-1]
    said = str(error).partition("\n")[0]
    note(f"{typer.style('fault', fg='red', bold=True)}: {type(error).__name__}: {said}")
    note(f"       This is a mistake in Meetworthy ({where.filename}:{where.lineno}), not yours.")
    if os.environ.get("MEETWORTHY_TRACEBACK"):
        traceback.print_exception(error)
    else:
        note("       MEETWORTHY_TRACEBACK=1 before the command shows the whole of it.")
