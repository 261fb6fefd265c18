"""The distributions of the true delays, so that chances within a horizon are known exactly."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import ndtr

from . import interest, sales
from .clock import Floats
from .market import SOURCES, Way

GRID_HOURS = 0.1
"""The width of the grid on which sums of delays are computed, in working hours."""

REACH_HOURS = 6000.0
"""How far the grid reaches: some two and a half years of working hours."""


@dataclass(frozen=True, slots=True)
class LogNormal:
    """A delay whose logarithm is normal: its median in working hours and its spread."""

    median: float
    sigma: float

    def cdf(self, hours: Floats) -> Floats:
        """Return the chance that the delay is over by then."""
        with np.errstate(divide="ignore"):
            chance: Floats = ndtr(np.log(np.maximum(hours, 0.0) / self.median) / self.sigma)
        return chance


@lru_cache(maxsize=128)
def sum_of(delays: tuple[LogNormal, ...]) -> tuple[Floats, Floats]:
    """Return the distribution of a sum of delays as (hours, chance that it is over).

    Numerical convolution of the masses on a grid; exact to about the grid's width.
    """
    edges = np.arange(0.0, REACH_HOURS + GRID_HOURS, GRID_HOURS)
    size = len(edges) * len(delays)
    length = next_fast_len(size)
    product = np.ones(length // 2 + 1, dtype=np.complex128)
    for delay in delays:
        product = product * rfft(np.diff(delay.cdf(edges)), length)
    mass = irfft(product, length)[: len(edges) - 1]
    hours = (np.arange(len(mass)) + 0.5 * len(delays) + 0.5) * GRID_HOURS
    return hours, np.minimum(np.cumsum(mass), 1.0)


def chance_by(delays: tuple[LogNormal, ...], hours: Floats) -> Floats:
    """Return the chance that a sum of delays is over within so many working hours."""
    if len(delays) == 1:
        return delays[0].cdf(hours)
    grid, chance = sum_of(delays)
    return np.interp(hours, grid, chance, left=0.0)


def chance_of_interest_by(days: Floats) -> Floats:
    """Return the chance that an interested lead has shown it within so many average days."""
    at_once = np.clip((days - 0.001) / (interest.AT_ONCE_DAYS - 0.001), 0.0, 1.0)
    later = LogNormal(interest.LATER_DAYS, interest.LATER_SIGMA).cdf(days)
    chance: Floats = interest.AT_ONCE * at_once + (1 - interest.AT_ONCE) * later
    return chance


ACCEPT = LogNormal(sales.ACCEPT_HOURS, sales.ACCEPT_SIGMA)
MEET = LogNormal(sales.MEET_HOURS, sales.MEET_SIGMA)
CONFIRM = LogNormal(sales.CONFIRM_HOURS, sales.CONFIRM_SIGMA)
OPEN = LogNormal(sales.OPEN_HOURS, sales.OPEN_SIGMA)
CLOSE = LogNormal(sales.CLOSE_DAYS * sales.DAY_HOURS, sales.CLOSE_SIGMA)


def delays_between(start: str, end: str, source: int) -> tuple[LogNormal, ...]:
    """Return the delays that add up between two steps of sales, for a source by code."""
    entry = SOURCES[source]
    qualify = LogNormal(entry.days * sales.DAY_HOURS, sales.QUALIFY_SIGMA)
    meet = (CONFIRM, OPEN) if entry.way is Way.REPLY else (MEET, CONFIRM, OPEN)
    return {
        ("mql", "sal"): (ACCEPT,),
        ("mql", "sql"): (ACCEPT, qualify),
        ("sql", "opportunity"): meet,
        ("sql", "customer"): (*meet, CLOSE),
        ("opportunity", "customer"): (CLOSE,),
    }[start, end]
