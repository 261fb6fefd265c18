"""Charts of a report, drawn once for each answer: drawing takes longer than all the rest."""

from __future__ import annotations

from functools import lru_cache

from meetworthy.measure.results import FunnelReport
from meetworthy.report.sections.cohorts import Cohorts, cohorts
from meetworthy.report.sections.velocity import Velocities, velocity

_MOST = 32
"""Answers whose charts a process keeps; chosen by eye."""


class Drawable:
    """A report under the name of its answer, so that it is compared by name and not by value."""

    def __init__(self, name: tuple[int, str, int], report: FunnelReport) -> None:
        self.name = name
        self.report = report

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Drawable) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


@lru_cache(maxsize=_MOST)
def charts_of(drawable: Drawable) -> tuple[Cohorts, Velocities]:
    """Return the charts by month of entry, and those of velocity."""
    return cohorts(drawable.report), velocity(drawable.report)
