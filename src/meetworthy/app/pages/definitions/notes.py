"""What stands beside the lines of a text: problems, and cases that came out otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass

from meetworthy.app.definitions.checking import Checked
from meetworthy.judge.cases import Outcome
from meetworthy.model.problem import Problem, Severity

_PLACE = re.compile(r"^line (\d+), “[^”]*”, ")


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """One thing beside a line (0: about the whole text)."""

    line: int
    is_error: bool
    cause: str
    remedy: str


def notes_of(checked: Checked, among: tuple[Problem, ...]) -> list[Note]:
    """Return what is to be said of a text, in the order of its lines."""
    problems = [_of_problem(one) for one in (*checked.problems, *among)]
    failures = [note for one in checked.outcomes for note in _of_outcome(one)]
    return sorted({*problems, *failures})


def _of_problem(problem: Problem) -> Note:
    is_error = problem.severity is Severity.ERROR
    return Note(problem.place.line or 0, is_error, problem.cause, problem.remedy)


def _of_outcome(outcome: Outcome) -> list[Note]:
    notes = []
    for failure in outcome.failures:
        place = _PLACE.match(failure)
        line = int(place[1]) if place else 0
        said = failure[place.end() :] if place else failure
        notes.append(Note(line, True, f"The case “{outcome.case.name}”, {said}", ""))
    return notes
