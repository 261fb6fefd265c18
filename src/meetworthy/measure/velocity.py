"""How long A to B takes: quartiles by survival estimate, and the curve to draw."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from meetworthy.stats.competing import Incidence, aalen_johansen

from .columns import Floats, Ints
from .ground import Ground
from .journey import CONVERTED, Journey
from .question import CONFIDENCE, NO_DATES, Question
from .results import CurvePoint, Velocity

ENOUGH_CONVERTED = 10
"""Fewer conversions than these have no quartiles worth saying; chosen by eye."""

SETTLED = 0.1
"""A curve that still gains this share of its height in its last third has not settled; by eye."""

MOST_STEPS = 120
"""Rises of a curve that are kept one by one, else equal steps of its height; chosen by eye."""

ROUND_STEPS_DAYS = (1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730)
ROUND_DAYS = tuple(sorted({step * k for step in ROUND_STEPS_DAYS for k in range(13)}))
"""Days that people speak of: whoever marks an axis there finds a point. Chosen by eye."""


def measure_velocities(ground: Ground) -> tuple[Velocity, ...]:
    """Measure every conversion's velocity, and the main one's by source."""
    return tuple(_all(ground))


def _all(ground: Ground) -> Iterator[Velocity]:
    for a, b, _ in ground.pairs:
        journey = ground.journey(a, b)
        yield _velocity((a, b), journey, ground.question)
        grouped = ground.source.says_anything and not ground.question.undated
        if (a, b) == ground.main_pair and grouped:
            for value, rows in ground.source.groups(journey.place):
                if (journey.outcome[rows] == CONVERTED).sum() >= ENOUGH_CONVERTED:
                    yield _velocity(
                        (a, b), journey, ground.question, by={"source": value}, chosen=rows
                    )


def _velocity(
    names: tuple[str, str],
    journey: Journey,
    question: Question,
    *,
    by: Mapping[str, str | None] | None = None,
    chosen: Ints | None = None,
) -> Velocity:
    rows = slice(None) if chosen is None else chosen
    time, ended, followed = journey.time[rows], journey.ended[rows], journey.followed[rows]
    converted = int((journey.outcome[rows] == CONVERTED).sum())
    enough = question.enough_followed
    within = None if question.undated else longest_followed(followed, enough)
    curve = aalen_johansen(time, ended)
    why = _why_not(curve, converted, within, question)
    quartiles: list[float | None] = [None, None, None]
    if why is None and within is not None:
        quartiles = [_reached(curve, within, share) for share in (0.25, 0.5, 0.75)]
    return Velocity(
        names[0],
        names[1],
        by,
        converted,
        within,
        quartiles[1],
        quartiles[0],
        quartiles[2],
        why,
        tuple(_points(curve, time, _days_to_draw(curve, within, quartiles))),
    )


def longest_followed(followed: Floats, enough: int) -> int | None:
    """Return the most whole days for which at least so many passes have been followed."""
    if followed.size < enough:
        return None
    days = int(np.floor(np.partition(followed, followed.size - enough)[-enough]))
    return days if days >= 1 else None


def _why_not(
    curve: Incidence, converted: int, within: int | None, question: Question
) -> str | None:
    if question.undated:
        return NO_DATES
    if within is None:
        return f"Fewer than {question.enough_followed} have been followed for a day."
    if converted < ENOUGH_CONVERTED:
        only = "Nobody has" if converted == 0 else f"Only {converted} {_have(converted)}"
        return f"{only} converted; {ENOUGH_CONVERTED} are needed."
    whole, before = _share(curve, within), _share(curve, within * 2 / 3)
    if whole == 0 or whole - before > SETTLED * whole:
        return f"The curve is still rising after {within} days; more time is needed."
    return None


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _share(curve: Incidence, day: float) -> float:
    place = int(np.searchsorted(curve.time, day, side="right")) - 1
    return float(curve.share[place, 0]) if place >= 0 else 0.0


def _reached(curve: Incidence, within: int, share: float) -> float:
    """The day by which this share of those who convert within the time have done so."""
    level = share * _share(curve, within)
    place = int(np.argmax(curve.share[:, 0] >= level - 1e-12))
    return float(curve.time[place])


def _days_to_draw(
    curve: Incidence, within: int | None, quartiles: Sequence[float | None]
) -> Floats:
    """The days that show the curve's shape: where it rises, the quartiles, and round days.

    Most of a curve happens in its first days: even steps would draw a straight line there.
    """
    if within is None:
        return np.empty(0)
    height = curve.share[:, 0]
    rises = np.flatnonzero((np.diff(height, prepend=0.0) > 0) & (curve.time <= within))
    if rises.size > MOST_STEPS:
        levels = np.linspace(height[rises[0]], height[rises[-1]], MOST_STEPS)
        rises = rises[np.searchsorted(height[rises], levels)]
    known = [day for day in quartiles if day is not None]
    spoken = [day for day in ROUND_DAYS if day <= within]
    return np.unique(np.concatenate([spoken, curve.time[rises], known, [float(within)]]))


def _points(curve: Incidence, time: Floats, days: Floats) -> Iterator[CurvePoint]:
    """Yield the curve at these days."""
    low, high = curve.interval(CONVERTED, confidence=CONFIDENCE)
    at_risk = time.size - np.searchsorted(np.sort(time), days, side="left")
    places = np.searchsorted(curve.time, days, side="right") - 1
    for day, place, open_ in zip(days, places, at_risk, strict=True):
        if place < 0:
            yield CurvePoint(float(day), 0.0, 0.0, 0.0, int(open_))
        else:
            rate = min(float(curve.share[place, 0]), 1.0)
            yield CurvePoint(float(day), rate, float(low[place]), float(high[place]), int(open_))
