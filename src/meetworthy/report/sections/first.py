"""What to look at first, in words."""

from __future__ import annotations

from dataclasses import dataclass

from meetworthy.measure.results import FunnelReport
from meetworthy.report.figures import count

MOST_CAUTIONS = 3
"""Data problems named beside the headline; the rest is in its section. Chosen by eye."""


@dataclass(frozen=True, slots=True)
class First:
    """The finding, what follows from it, and what to know before believing it."""

    lead: str
    more: tuple[str, ...]
    cautions: tuple[str, ...]
    more_cautions: int


def first(report: FunnelReport) -> First:
    """Return what to look at first; an empty headline says that there is nothing to say yet."""
    lead, *more = report.headline or ("Nothing can be said yet: no lead has entered a stage.",)
    said = {"recording_starts_late", "quarantined"}  # in the headline; below, of how many
    cautions = [problem.text for problem in report.problems if problem.kind not in said]
    if report.read.quarantined:
        of = f"{count(report.read.quarantined)} of {count(report.read.rows)} rows"
        cautions.append(f"{of} are in quarantine, and in no number here.")
    shown = tuple(cautions[:MOST_CAUTIONS])
    return First(lead, tuple(more), shown, len(cautions) - len(shown))
