"""The five-question check: need, authority, budget, timeline, action, and an instant verdict.

Semantics §5: *would qualify as SQL* where the floor is met and authority is at least partial;
*MQL* where not that, and need is at least partial or the action shows high intent; else
*cold*.  The floor is the one BANT has, under which no definition may go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product

from meetworthy.model.criteria import Status


class Action(StrEnum):
    """What the lead did: nothing, something, or something that shows intent to buy."""

    NONE = "none"
    ACTIVITY = "activity"
    HIGH_INTENT = "high intent"


class Outcome(StrEnum):
    """What the answers would make of the lead."""

    SQL = "sql"
    MQL = "mql"
    COLD = "cold"


ASKED = ("need", "authority", "budget", "timeline")
"""The criteria asked for, in the order in which they are asked."""

NEEDED_FOR_SQL = {
    "need": Status.CONFIRMED,
    "authority": Status.PARTIAL,
    "budget": Status.PARTIAL,
    "timeline": Status.PARTIAL,
}
"""The floor of BANT, and authority at least partial."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to the five questions; what was not asked is unknown."""

    need: Status = Status.UNKNOWN
    authority: Status = Status.UNKNOWN
    budget: Status = Status.UNKNOWN
    timeline: Status = Status.UNKNOWN
    action: Action = Action.NONE

    def of(self, criterion: str) -> Status:
        """Return the answer to one of the four criteria."""
        status = getattr(self, criterion)
        assert isinstance(status, Status)
        return status


@dataclass(frozen=True, slots=True)
class Change:
    """One answer that would change the outcome: which, to what, and what it would be then."""

    question: str
    to: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class QuickVerdict:
    """The outcome, the criteria that keep it from being SQL, and what would change it."""

    outcome: Outcome
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    next_question: str | None
    changes: tuple[Change, ...]


def judge_answers(answers: Answers) -> QuickVerdict:
    """Return the verdict on five answers, with what would change it.

    ``missing`` are the criteria below what an SQL needs, ``unknown`` those nobody asked for;
    ``next_question`` is the first that is both, else the first that is missing.
    """
    missing = tuple(name for name in ASKED if not answers.of(name).meets(NEEDED_FOR_SQL[name]))
    unknown = tuple(name for name in ASKED if answers.of(name) is Status.UNKNOWN)
    to_ask = [name for name in missing if name in unknown] or list(missing)
    return QuickVerdict(
        outcome=outcome_of(answers),
        missing=missing,
        unknown=unknown,
        next_question=to_ask[0] if to_ask else None,
        changes=tuple(_changes(answers)),
    )


def outcome_of(answers: Answers) -> Outcome:
    """Return what the answers would make of the lead."""
    if all(answers.of(name).meets(least) for name, least in NEEDED_FOR_SQL.items()):
        return Outcome.SQL
    if answers.need.meets(Status.PARTIAL) or answers.action is Action.HIGH_INTENT:
        return Outcome.MQL
    return Outcome.COLD


def truth_table() -> Iterator[tuple[Answers, Outcome]]:
    """Yield every combination of answers with its outcome: 4 x 4 x 4 x 4 x 3 rows."""
    statuses = sorted(Status, reverse=True)
    for need, authority, budget, timeline, action in product(*[statuses] * 4, Action):
        answers = Answers(need, authority, budget, timeline, action)
        yield answers, outcome_of(answers)


def _changes(answers: Answers) -> Iterator[Change]:
    """Yield each single answer that would change the outcome; for each outcome the least one."""
    now = outcome_of(answers)
    for question in ASKED:
        seen = {now}
        for status in (Status.PARTIAL, Status.CONFIRMED, Status.DENIED):
            then = outcome_of(replace(answers, **{question: status}))
            if status is not answers.of(question) and then not in seen:
                seen.add(then)
                yield Change(question, status.name.lower(), then)
    for action in (Action.HIGH_INTENT, Action.NONE):
        then = outcome_of(replace(answers, action=action))
        if then is not now:
            yield Change("action", str(action), then)
