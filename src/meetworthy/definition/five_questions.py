"""The five-question check: need, authority, budget, timeline, and what the lead did.

An instant verdict: would this qualify as SQL, as MQL, or is it cold, and what would change
it.  Semantics §5; the truth table is published in the reference of frameworks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Literal

from meetworthy.model.criteria import Status

Verdict = Literal["sql", "mql", "cold"]
Action = Literal["none", "activity", "high intent"]

QUESTIONS: Mapping[str, str] = {
    "need": "Which problem do they want to solve, and did they say so themselves?",
    "authority": "Do they decide, or can they bring us to who does?",
    "budget": "Is there money, or a way to find it?",
    "timeline": "Is there a date by which it must be solved?",
    "action": "What did they do: nothing, read and opened, or asked for prices, a demo, a trial?",
}
"""The five questions, as a person would ask them."""

STATUSES = (Status.CONFIRMED, Status.PARTIAL, Status.DENIED, Status.UNKNOWN)
ACTIONS: tuple[Action, ...] = ("none", "activity", "high intent")

FLOOR: Mapping[str, Status] = {
    "need": Status.CONFIRMED,
    "budget": Status.PARTIAL,
    "timeline": Status.PARTIAL,
}
"""The floor of BANT, which needs no framework to be asked for (semantics §5)."""

NEEDED: Mapping[str, Status] = {**FLOOR, "authority": Status.PARTIAL}
"""What an SQL needs: the floor, and authority at least partial."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with what decided it: what an SQL lacks, what is unknown, and what to ask."""

    verdict: Verdict
    lacking: tuple[str, ...]
    unknown: tuple[str, ...]
    ask: str | None
    text: str


def verdict(
    need: Status, authority: Status, budget: Status, timeline: Status, action: Action
) -> Verdict:
    """Return what a lead with these answers would qualify as: `sql`, `mql` or `cold`."""
    known = {"need": need, "authority": authority, "budget": budget, "timeline": timeline}
    if not _lacking(known):
        return "sql"
    if need.meets(Status.PARTIAL) or action == "high intent":
        return "mql"
    return "cold"


def answer(
    need: Status, authority: Status, budget: Status, timeline: Status, action: Action
) -> Answer:
    """Return the verdict, and in words what would change it."""
    known = {"need": need, "authority": authority, "budget": budget, "timeline": timeline}
    found = verdict(need, authority, budget, timeline, action)
    lacking = _lacking(known)
    unknown = tuple(name for name, status in known.items() if status is Status.UNKNOWN)
    ask = next((QUESTIONS[name] for name in lacking if name in unknown), None)
    text = f"{_VERDICTS[found]} {_change(found, known, lacking)}".strip()
    return Answer(found, lacking, unknown, ask, text)


def _lacking(known: Mapping[str, Status]) -> tuple[str, ...]:
    return tuple(name for name in known if not known[name].meets(NEEDED[name]))


_VERDICTS: Mapping[Verdict, str] = {
    "sql": "Would qualify as SQL.",
    "mql": "Would qualify as MQL.",
    "cold": "Cold.",
}


def _change(found: Verdict, known: Mapping[str, Status], lacking: tuple[str, ...]) -> str:
    if found == "sql":
        return "If one of need, authority, budget or timeline were denied, it would be none."
    steps = _joined([f"{name} {_short_of(known[name], NEEDED[name])}" for name in lacking])
    if found == "mql":
        return f"For an SQL: {steps}."
    return (
        "A need that is at least partial, or a step of high intent (prices, demo, trial), "
        f"would make it an MQL. For an SQL: {steps}."
    )


def _short_of(status: Status, needed: Status) -> str:
    wanted = "confirmed" if needed is Status.CONFIRMED else "at least partial"
    return f"{wanted} (now {status.name.lower()})"


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def truth_table() -> list[tuple[Status, Status, Status, Status, Action, Verdict]]:
    """Return every combination of answers with its verdict, the whole of it: 768 rows."""
    combinations = product(STATUSES, STATUSES, STATUSES, STATUSES, ACTIONS)
    return [(*answers, verdict(*answers)) for answers in combinations]
