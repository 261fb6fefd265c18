"""Whether a clock's `when` held at the moment at which it started."""

from __future__ import annotations

from collections.abc import Callable

from meetworthy.definition.language import Condition
from meetworthy.judge.condition import read
from meetworthy.judge.fold import Fold
from meetworthy.judge.gather import History
from meetworthy.judge.interpreter import Interpreter
from meetworthy.judge.state import State

Holds = Callable[[Condition, int], bool | None]
"""Whether a condition held at an instant (inclusive); None where that is unknown."""


def holds_by(interpreter: Interpreter, history: History) -> Holds:
    """Return what answers conditions for one lead, by judging it as of the instant asked about."""
    scenes: dict[int, State] = {}

    def holds(condition: Condition, at: int) -> bool | None:
        if at not in scenes:
            scenes[at] = Fold(interpreter.plans, interpreter.people).run(history, at=at)
        answer = read(condition.expression)(scenes[at])
        return None if answer is None else answer is True

    return holds
