"""Recording that starts late: B written down only from some day, A since long before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

import numpy as np
from scipy.special import pdtr

from meetworthy.stats.competing import aalen_johansen

from .calendar import day_numbers, day_text, next_month_start
from .columns import Floats, Ints
from .ground import Ground
from .journey import CONVERTED, Journey
from .results import LateRecording

CHANCE = 0.001
"""Rarer than this by chance is said to be no chance; chosen by eye, small as many are tested."""

STRAYS = 3
"""So many early entries may be strays (written down later, by hand); chosen by eye."""

ENOUGH_CONVERTED = 10
"""Conversions needed afterwards to know the rate and the delay by; chosen by eye."""


MOST_FOLLOWED = 50_000
"""Of more passes than these, evenly spaced ones give the rate and the delays; chosen by eye."""


def find_late_recording(ground: Ground) -> tuple[LateRecording, ...]:
    """Find the stages whose entries were recorded only from some day on.

    Under the rate and the delays of those who entered A afterwards (at the lower limit of
    their curve), the entries into B that were to be expected before that day are counted; the
    number seen, none or a few strays, is compared with them as a Poisson count.
    """
    return tuple(_each(ground))


def _each(ground: Ground) -> Iterator[LateRecording]:
    stages = () if ground.question.undated else ground.funnel.stages
    told: set[str] = set()
    for a, b in [*pairwise(stages), *((stages[0], b) for b in stages[2:])]:
        if b in told:
            continue
        found = _late(ground, a, b)
        if found is not None:
            told.add(b)
            yield found


def _late(ground: Ground, a: str, b: str) -> LateRecording | None:
    goal = np.sort(ground.passes.moments[b].at[ground.entered(b)])
    journey = ground.journey(a, b)
    if not len(journey):
        return None
    for strays, begun in enumerate(goal[: STRAYS + 1]):
        expected = _expected_before(journey, int(begun), ground)
        if expected is None:
            return None
        likely, least = expected
        chance = float(pdtr(strays, least))
        if chance < CHANCE / (STRAYS + 1):
            return _found(ground, (a, b), journey, int(begun), likely, chance)
    return None


def _found(
    ground: Ground,
    names: tuple[str, str],
    journey: Journey,
    begun: int,
    likely: float,
    chance: float,
) -> LateRecording:
    zone = ground.question.zone
    return LateRecording(
        *names,
        first_from=day_text(int(journey.entered_at.min()), zone),
        first_to=day_text(begun, zone),
        expected_before=likely,
        chance=chance,
        since=next_month_start(begun, zone).isoformat(),
    )


def _expected_before(journey: Journey, begun: int, ground: Ground) -> tuple[float, float] | None:
    """The entries into B to be expected before an instant: the estimate and its lower limit."""
    after = np.flatnonzero(journey.entered_at >= begun)
    after = after[:: 1 + after.size // MOST_FOLLOWED]
    enough = after.size >= ground.question.enough_followed
    if not enough or (journey.ended[after] == CONVERTED).sum() < ENOUGH_CONVERTED:
        return None
    curve = aalen_johansen(journey.time[after], journey.ended[after])
    waited = _waited(journey, begun, ground.question.zone)
    # by days what fell on the day itself is not before it; by instants neither is the same delay
    side: Literal["left", "right"] = "right" if journey.by_day else "left"
    place = np.searchsorted(curve.time, waited, side=side)
    low = curve.interval(CONVERTED).low
    sums = (np.concatenate([[0.0], part])[place].sum() for part in (curve.share[:, 0], low))
    likely, least = sums
    return float(likely), float(least)


def _waited(journey: Journey, begun: int, zone: str) -> Floats:
    """For how many days those who entered A before an instant had been waiting by then."""
    before: Ints = journey.entered_at[journey.entered_at < begun]
    if not journey.by_day:
        return np.asarray((begun - before) / 86_400e6)
    today = day_numbers(np.array([begun]), zone)
    return np.asarray(today - day_numbers(before, zone), dtype=float)
