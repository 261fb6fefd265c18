"""What commands print: text for people, JSON for programs.

The result goes to standard output, everything about the work to standard error.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import typer

from meetworthy.model.problem import DataProblem, Problem, Severity

MOST_PROBLEMS = 50
"""Problems printed for people before the rest is counted; chosen by eye. JSON has them all."""


def say(text: str = "") -> None:
    """Print a line of the result to standard output."""
    typer.echo(text)


def note(text: str) -> None:
    """Print a line about the work, not of the result, to standard error."""
    typer.echo(text, err=True)


def say_json(value: Any) -> None:
    """Print a value as one JSON document; dates as ISO 8601, never NaN."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str, allow_nan=False))


def problem_as_dict(problem: Problem) -> dict[str, Any]:
    """Return a problem for JSON: kind, severity, file, line, field, cause, remedy."""
    return {
        "kind": problem.kind,
        "severity": str(problem.severity),
        "file": problem.place.file,
        "line": problem.place.line,
        "field": problem.place.field,
        "cause": problem.cause,
        "remedy": problem.remedy,
    }


def data_problem_as_dict(problem: DataProblem) -> dict[str, Any]:
    """Return a problem of the data for JSON: kind, count, text, examples."""
    return {
        "kind": problem.kind,
        "count": problem.count,
        "text": problem.text,
        "examples": list(problem.examples),
    }


def note_problems(problems: Sequence[Problem], *, result: bool = False) -> None:
    """Print problems for people: where, why, and what to do about it.

    To standard error, unless they are the ``result`` that was asked for.
    """
    tell = say if result else note
    for problem in problems[:MOST_PROBLEMS]:
        word = typer.style(
            str(problem.severity),
            fg="red" if problem.severity is Severity.ERROR else "yellow",
            bold=True,
        )
        tell(f"{word}: {problem.place}: {problem.cause}")
        if problem.remedy:
            tell(f"       {problem.remedy}")
    if len(problems) > MOST_PROBLEMS:
        tell(f"... and {len(problems) - MOST_PROBLEMS} more; --json prints them all.")


def note_data_problems(problems: Iterable[DataProblem]) -> None:
    """Print what a reader of the numbers must know of the data to standard error."""
    for problem in problems:
        examples = f" E.g. {', '.join(problem.examples[:3])}." if problem.examples else ""
        text = f"{problem.text.rstrip('.')} ({problem.count:,})."
        note(f"{typer.style('note', fg='yellow')}: {text}{examples}")


def counted(number: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun: `1 error`, `2 errors`."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"


def columns(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as text in columns: the first aligned left, the others right."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in texts
    )
