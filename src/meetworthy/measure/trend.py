"""The team beside itself: the last mature quarter and the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from meetworthy.stats.interval import normal_quantile
from meetworthy.stats.multiple import false_discovery
from meetworthy.stats.proportions import Estimate, difference

from .calendar import month_text, quarter_text
from .columns import Ints
from .conversion import horizons_with_rates, mature_rates
from .ground import Ground
from .journey import Journey
from .question import CONFIDENCE
from .results import LateRecording, MatureRate, Rate, Trend
from .wording import percent

RISEN, FALLEN, NO_CHANGE = "risen", "fallen", "no change shown"

FALSE_DISCOVERY = 0.05
"""Of the changes that are called changes, at most this share is expected to be chance."""


def measure_trends(ground: Ground, late: Sequence[LateRecording] = ()) -> tuple[Trend, ...]:
    """Compare, for each conversion, the last two quarters that are mature for the main horizon.

    A quarter of entries is mature when each of its passes has had the whole horizon (or its
    end).  A change is said only where the interval of the difference leaves zero out, and it
    stands among all comparisons at a false discovery rate of 5 %.  Quarters that began before
    the recording of the later stage did are left out.
    """
    horizon = ground.main_horizon
    if horizon is None:
        return ()
    started = {row.to: row.since for row in late}
    rows = list(_each(ground, horizon, started))
    chances = false_discovery([chance for _, chance in rows])
    return tuple(
        row if q <= FALSE_DISCOVERY else _unshown(row)
        for (row, _), q in zip(rows, chances, strict=True)
    )


def _each(
    ground: Ground, horizon: int, started: Mapping[str, str]
) -> Iterator[tuple[Trend, float]]:
    for a, b, _ in ground.pairs:
        quarters = [
            (quarter, rate)
            for quarter, rate in _mature_quarters(ground, ground.journey(a, b), horizon)
            if month_text(3 * quarter) >= started.get(b, "")[:7]
        ]
        if len(quarters) < 2:
            continue
        (before, old), (after, new) = quarters[-2:]
        gap = difference(*(Estimate(part.rate, part.low, part.high) for part in (old, new)))
        half = (gap.high - gap.low) / 2
        error = half / normal_quantile(CONFIDENCE)
        chance = float(2 * ndtr(-abs(gap.rate) / error)) if error > 0 else 1.0
        labels = tuple(ground.funnel.label(stage) for stage in (a, b))
        named = (quarter_text(before), quarter_text(after))
        yield (
            Trend(
                a,
                b,
                horizon,
                *named,
                Rate(old.rate, old.low, old.high),
                Rate(new.rate, new.low, new.high),
                Rate(gap.rate, gap.low, gap.high),
                *_words(labels, horizon, old, new, gap, named),
            ),
            chance,
        )


def _words(
    labels: tuple[str, ...],
    horizon: int,
    old: MatureRate,
    new: MatureRate,
    gap: Estimate,
    quarters: tuple[str, str],
) -> tuple[str, str]:
    name = f"{labels[0]} to {labels[1]}"
    verb = "rose" if gap.low > 0 else "fell" if gap.high < 0 else None
    figures = (
        f"from {percent(old.rate)} in {quarters[0]} to {percent(new.rate)} in {quarters[1]}, "
        f"within {horizon} days"
    )
    if verb is None:
        return NO_CHANGE, f"{name} went {figures}: no more than chance explains."
    return (RISEN if verb == "rose" else FALLEN), f"{name} {verb} {figures}."


def _unshown(row: Trend) -> Trend:
    if row.verdict == NO_CHANGE:
        return row
    says = row.says.removesuffix(".") + ": among so many comparisons no more than chance."
    return replace(row, verdict=NO_CHANGE, says=says)


def _mature_quarters(
    ground: Ground, journey: Journey, horizon: int
) -> list[tuple[int, MatureRate]]:
    """The quarters that a rate within the horizon is complete for, in order."""
    found = []
    question = replace(ground.question, horizons_days=(horizon,))
    for quarter, rows in _quarters(journey):
        rates = horizons_with_rates(mature_rates(journey, question, chosen=rows))
        if rates and rates[0].complete:
            found.append((quarter, rates[0]))
    return found


def _quarters(journey: Journey) -> Iterator[tuple[int, Ints]]:
    quarter = journey.month // 3
    for number in np.unique(quarter):
        yield int(number), np.flatnonzero(quarter == number)
