"""Data problems: what a reader of the numbers must know, with ids as examples."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.measure.results import FunnelReport, LateRecording
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
class Late:
    """A stage that began to be recorded later than the one before it."""

    text: str
    chance: str
    since: str


@dataclass(frozen=True, slots=True)
class Troubles:
    """All problems of the data."""

    found: tuple[Trouble, ...]
    late: tuple[Late, ...]
    total: int


def troubles(report: FunnelReport) -> Troubles:
    """Return the section of data problems."""
    found = tuple(
        Trouble(
            kind=p.kind.replace("-", " ").replace("_", " "),
            count=count(p.count),
            text=p.text,
            ids=p.examples,
            more=max(0, p.count - len(p.examples)) if p.examples else 0,
        )
        for p in report.problems
    )
    late = tuple(_late(report, r) for r in report.late_recording)
    return Troubles(found, late, len(found))


def _late(report: FunnelReport, late: LateRecording) -> Late:
    names = Names(report)
    from_, to = names.stage(late.from_), names.stage(late.to)
    expected = plural(round(late.expected_before), "entry", "entries")
    return Late(
        text=(
            f"{from_[:1].upper()}{from_[1:]} is recorded from {late.first_from} on, "
            f"{to} from {late.first_to} on. "
            f"About {expected} into {to} should have been there before."
        ),
        chance=_chance(late.chance),
        since=late.since,
    )


def _chance(chance: float) -> str:
    return "under 1 in 1,000,000" if chance < 1e-6 else f"1 in {round(1 / chance):,}"
