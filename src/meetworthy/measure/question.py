"""What is asked of the data, fixed before anything is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from meetworthy.model.time import NEVER

Unit = Literal["first pass", "every pass", "ever"]
"""What is counted: leads' first passes, all their passes, or leads over all their passes."""

HORIZONS_DAYS = (30, 60, 90, 180)
ENOUGH_FOLLOWED = 30
"""Fewer followed for a horizon: no rate within it. Chosen by eye; a setting."""
CONFIDENCE = 0.95
NO_DATES = "The data have no dates, so nothing can be said about time."


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: as of when, for which cohorts, within which horizons, split by what.

    Instants are microseconds; ``as_of`` is excluded, ``since`` included.
    """

    as_of: int
    zone: str
    since: int | None = None
    horizons_days: tuple[int, ...] = HORIZONS_DAYS
    by: tuple[str, ...] = ()
    unit: Unit = "first pass"
    enough_followed: int = ENOUGH_FOLLOWED
    undated: bool = False  # nothing says when anything happened: no time can be measured

    @property
    def start(self) -> int:
        """The instant from which cohorts and entries count; unless asked, before everything."""
        return -NEVER if self.since is None else self.since

    def __post_init__(self) -> None:
        if any(days <= 0 for days in self.horizons_days):
            raise ValueError("a horizon is a number of days above zero")
        if self.since is not None and self.since >= self.as_of:
            raise ValueError("cohorts must begin before the time the report is as of")
