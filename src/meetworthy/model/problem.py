"""A problem: what can't be taken or should be looked at, with its place and its remedy."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How bad: an error refuses the thing, a warning lets it pass."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where: a file, and a line or row (counted from 1) or field in it where known."""

    file: str
    line: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        text = self.file if self.line is None else f"{self.file}:{self.line}"
        return text if self.field is None else f"{text} ({self.field})"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its kind (a stable word for programs), place, cause, remedy."""

    kind: str
    place: Place
    cause: str
    remedy: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.place}: {self.cause} {self.remedy}".rstrip()


@dataclass(frozen=True, slots=True)
class DataProblem:
    """A thing about the data that a reader of its numbers must know; not an error."""

    kind: str
    count: int
    text: str
    examples: tuple[str, ...] = field(default=())


class Refused(Exception):
    """Input could not be taken; carries every problem found, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
