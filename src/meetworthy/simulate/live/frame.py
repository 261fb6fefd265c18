"""The frame of a living company: its history's length, its moment, and where its seed leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from meetworthy.model.time import SECOND, instant_of

from ..clock import DAY_SECONDS
from ..world import ZONE, World, day_after, world_of

CHAPTER_DAYS = 30
"""Days of arrivals that are drawn at once: each such month holds one webinar."""

HISTORY_DAYS = 24 * CHAPTER_DAYS
"""How long the company has existed at the start; whole months, so that webinars fit them."""

AHEAD_DAYS = 3650
"""How long the stream goes on at most, in days of the company."""

LOOKBACK = 60 * DAY_SECONDS
"""How long before a month begins its leads may be seen as visitors; rarer ones are left out."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A company at its moment: ``now`` is where the history ends, in seconds of its world."""

    world: World
    now: float
    start: int  # the same moment in microseconds, UTC
    seed: int
    leads_a_day: float

    def chapter_begin(self, number: int) -> float:
        """Return when the arrivals of a month ahead begin; the first is number 1."""
        return self.world.span + (number - 1) * CHAPTER_DAYS * DAY_SECONDS

    def dice(self, *key: int) -> np.random.SeedSequence:
        """Return the dice for one purpose; they never depend on what else was drawn."""
        return np.random.SeedSequence(self.seed, spawn_key=key)


def frame_of(start: datetime, *, seed: int, leads_a_day: float) -> Frame:
    """Return the frame of a company whose history ends at a moment.

    Raises ValueError for a moment without a zone, a negative seed, or less than one lead a
    month.
    """
    if start.tzinfo is None:
        raise ValueError(f"{start.isoformat()} has no time zone")
    if seed < 0 or leads_a_day * CHAPTER_DAYS < 1:
        raise ValueError(
            f"a living company needs a seed from 0 and a lead a month, not {seed}, {leads_a_day}"
        )
    first = day_after(start.astimezone(ZoneInfo(ZONE)).date(), -HISTORY_DAYS)
    world = world_of(first, HISTORY_DAYS, ahead=AHEAD_DAYS)
    instant = instant_of(start)
    now = (instant - world.origin * SECOND) / SECOND
    return Frame(world, now, instant, seed, leads_a_day)
