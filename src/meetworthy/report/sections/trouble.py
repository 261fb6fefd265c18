"""Data problems: what a reader of the numbers must know, with ids as examples."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.measure.results import FunnelReport, LateRecording
from meetworthy.model.problem import DataProblem
from meetworthy.report.figures import count, plural
from meetworthy.report.names import Names


@dataclass(frozen=True, slots=True)
class Trouble:
    """One problem: what kind, how many, in words, and which leads or rows."""

    kind: str
    count: str
    text: str
    ids: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Troubles:
    """All problems of the data."""

    found: tuple[Trouble, ...]
    total: int


LATE = "recording_starts_late"
"""The kind of problem of which the report knows more than its text: what to ask instead."""

EXAMPLES_STAND_FOR_MANY = {
    "alias_placeholder",
    "no_dates",
    "quarantined",
    "rows_without_facts",
    "stage_unknown",
    "time_doubled",
}
"""Kinds whose examples are reasons, files or stages, each with its own count, and no ids."""


def troubles(report: FunnelReport) -> Troubles:
    """Return the section of data problems."""
    found = tuple(_trouble(report, problem) for problem in report.problems)
    return Troubles(found, len(found))


def _trouble(report: FunnelReport, p: DataProblem) -> Trouble:
    ids = p.examples and p.kind not in EXAMPLES_STAND_FOR_MANY
    late = [_late(report, each) for each in report.late_recording] if p.kind == LATE else []
    return Trouble(
        kind=p.kind.replace("_", " "),
        count=count(p.count),
        text=" ".join(late) or p.text,
        ids=p.examples,
        more=max(0, p.count - len(p.examples)) if ids else 0,
    )


def _late(report: FunnelReport, late: LateRecording) -> str:
    names = Names(report)
    from_, to = names.stage(late.from_), names.stage(late.to)
    expected = plural(round(late.expected_before), "entry", "entries")
    return (
        f"{from_[:1].upper()}{from_[1:]} is recorded from {late.first_from} on, "
        f"{to} from {late.first_to} on. About {expected} into {to} should have been there before; "
        f"the chance that so few were is {_chance(late.chance)}. Cohorts that can be believed "
        f"begin with {late.since}: ask for `--since {late.since}`."
    )


def _chance(chance: float) -> str:
    return "under 1 in 1,000,000" if chance < 1e-6 else f"1 in {round(1 / chance):,}"
