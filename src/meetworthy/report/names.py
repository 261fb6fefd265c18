"""What things are called in the report: stages, steps, groups, horizons."""

from __future__ import annotations

from collections.abc import Mapping

from meetworthy.measure.results import FunnelReport

from .figures import HARD

ARROW = f" →{HARD}"
EMPTY = "(empty)"
"""An empty source: hollow, and not the same as one that is called `unknown`."""


ASSERTED = " (asserted)"
"""What `measure` adds to the name of a stage that a CRM asserts beside the judged one."""


class Names:
    """The labels of a report's stages; what is no stage is called by its own name."""

    def __init__(self, report: FunnelReport) -> None:
        self._labels = {stage.stage: stage.label for stage in report.stages}

    def stage(self, slug: str) -> str:
        """Return a stage's label, or the slug itself."""
        return self._labels.get(slug, slug)

    def step(self, from_: str, to: str) -> str:
        """Return `MQL → SQL`."""
        return f"{self.stage(from_)}{ARROW}{self.stage(to)}"


def group_name(by: Mapping[str, str | None] | None) -> str:
    """Return the name of a group: `source partner fair`; all leads where there is none."""
    if not by:
        return "all"
    return ", ".join(f"{key} {EMPTY if value is None else value}" for key, value in by.items())


def horizon_name(horizon_days: int | None) -> str:
    """Return `within 60 days`, or `so far`."""
    return "so far" if horizon_days is None else f"within {horizon_days}{HARD}days"
