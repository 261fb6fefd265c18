"""Kaplan-Meier: the chance of not having ended yet, exact with ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .interval import CONFIDENCE, Floats, Interval, normal_quantile
from .risk import risk_table

_ROUNDING = 1e-12
"""Products of fractions that should be one half are so within this; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Survival:
    """A step function: after ``time[i]``, until the next, ``open[i]`` have not ended."""

    time: Floats
    at_risk: NDArray[np.int64]
    ended: NDArray[np.int64]
    open: Floats
    variance: Floats

    def interval(self, *, confidence: float = CONFIDENCE) -> Interval:
        """Return the pointwise interval on the log-log scale."""
        return loglog_interval(self.open, self.variance, confidence=confidence)


class Quantile(NamedTuple):
    """A time by which a share has ended, with its interval; None where not reached."""

    time: float | None
    low: float | None
    high: float | None


def kaplan_meier(time: ArrayLike, ended: ArrayLike) -> Survival:
    """Estimate the chance of not having ended by each time.

    ``time`` until the end or until last seen, ``ended`` whether the end was seen; at a tie
    ends come before the end of following.  E. L. Kaplan and P. Meier, JASA 53 (1958) 457-481;
    the variance is Greenwood's (1926), zero once nobody is open.
    """
    table = risk_table(time, np.asarray(ended, bool))
    deaths, n = table.ended_by_any, table.at_risk
    open_ = np.asarray(np.cumprod(1 - deaths / n), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(np.where(n > deaths, deaths / (n * (n - deaths)), 0.0))
    return Survival(table.time, n, deaths, open_, open_**2 * greenwood)


def loglog_interval(share: Floats, variance: Floats, *, confidence: float = CONFIDENCE) -> Interval:
    """Return the interval of a share that is symmetric in log(-log(share)).

    Of a survival it is the log-log interval, of an incidence the one in common use for it;
    J. D. Kalbfleisch and R. L. Prentice, The Statistical Analysis of Failure Time Data (1980),
    eq. 1.16.  Where the share is 0 or 1 it is that share itself and says nothing of chance.
    """
    inner = (share > 0) & (share < 1)
    safe = np.where(inner, share, 0.5)
    width = normal_quantile(confidence) * np.sqrt(variance) / (safe * np.abs(np.log(safe)))
    low = np.where(inner, safe ** np.exp(width), share)
    high = np.where(inner, safe ** np.exp(-width), share)
    return Interval(low, high)


def loglog_error(share: float, low: float, high: float, *, confidence: float = CONFIDENCE) -> float:
    """Return the standard error of a share from its interval symmetric in log(-log)."""
    if not 0 < low < share < high < 1:
        return 0.0
    width = 0.5 * float(np.log(np.log(low) / np.log(high)))
    return width * share * -float(np.log(share)) / normal_quantile(confidence)


def survival_quantile(
    curve: Survival, share: float = 0.5, *, confidence: float = CONFIDENCE
) -> Quantile:
    """Return the first time by which ``share`` have ended.

    The interval holds the times that a log-log test does not refuse: R. Brookmeyer and
    J. Crowley, Biometrics 38 (1982) 29-41, in the form of Klein and Moeschberger (2003) 4.5.
    """
    low, high = curve.interval(confidence=confidence)
    times = (first_at_most(curve.time, part, 1 - share) for part in (curve.open, low, high))
    return Quantile(*times)


def first_at_most(time: Floats, falling: Floats, level: float) -> float | None:
    """Return the first time at which a falling step function is at or under a level."""
    reached = np.flatnonzero(falling <= level + _ROUNDING)
    return float(time[reached[0]]) if reached.size else None
