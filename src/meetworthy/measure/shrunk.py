"""Rates of groups drawn towards the whole, so that small ones can be ranked beside large ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from meetworthy.stats.shrinkage import shrink
from meetworthy.stats.survival import loglog_error

from .question import CONFIDENCE
from .results import Conversion, MatureRate, Shrunk


def shrink_groups(rows: Sequence[Conversion], horizon_days: int | None) -> tuple[Conversion, ...]:
    """Give each group its shrunken rate, within the horizon where any group has one.

    A mature rate stands for as many trials as a share of that standard error would need.
    Groups that have no rate within the horizon get none; without any horizon, the rates so
    far are shrunk.
    """
    counted = [_effective(row, horizon_days) for row in rows]
    if all(count is None for count in counted):
        horizon_days = None
        counted = [(float(row.converted), float(row.entered)) for row in rows]
    known = [count for count in counted if count is not None]
    if len(known) < 2:
        return tuple(rows)
    result = shrink([c[0] for c in known], [c[1] for c in known], confidence=CONFIDENCE)
    limits = iter(zip(result.rate, result.low, result.high, strict=True))
    return tuple(
        row if count is None else replace(row, shrunk=_shrunk(next(limits), horizon_days))
        for row, count in zip(rows, counted, strict=True)
    )


def _shrunk(limits: tuple[float, float, float], horizon_days: int | None) -> Shrunk:
    rate, low, high = (float(limit) for limit in limits)
    return Shrunk(rate, low, high, horizon_days)


def _effective(row: Conversion, horizon_days: int | None) -> tuple[float, float] | None:
    """Conversions and passes that the mature rate of a group stands for."""
    for mature in row.mature:
        if isinstance(mature, MatureRate) and mature.horizon_days == horizon_days:
            trials = effective_trials(mature)
            return mature.rate * trials, trials
    return None


def effective_trials(mature: MatureRate) -> float:
    """Return how many passes, all followed to the end, would give this interval."""
    error = loglog_error(mature.rate, mature.low, mature.high, confidence=CONFIDENCE)
    if error == 0:
        return float(mature.followed)
    return mature.rate * (1 - mature.rate) / error**2
