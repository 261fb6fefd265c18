"""Time that runs at different speeds: working hours, and the hours in which buyers are awake.

A delay of so many working hours is drawn first and laid on the clock afterwards.  Because
the clock is monotone, the chance that something happens within a horizon stays exact:
P(delay <= elapsed between the two instants).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from meetworthy.model.time import DAY, SECOND, start_of_day, zone_offsets

Floats = npt.NDArray[np.floating[Any]]
Ints = npt.NDArray[np.int64]

STEP = 1800
"""Seconds of one step of a clock: closing time is half past five."""

DAY_SECONDS = 86_400
LEAST_RATE = 1e-9
"""The rate of closed hours; above zero, so that a clock can be read backwards."""

FIXED_HOLIDAYS = ((1, 1), (3, 8), (5, 1), (10, 3), (12, 25), (12, 26))
"""The holidays of Berlin that fall on the same day every year (Feiertagsgesetz Berlin)."""

AWAKE = (1, 1, 1, 1, 2, 4, 10, 25, 70, 100, 105, 95, 60, 75, 95, 90, 80, 60, 35, 25, 22, 18, 8, 3)
"""How active buyers are by local hour; chosen by eye."""

WEEKDAYS = (1.0, 1.1, 1.08, 1.02, 0.8, 0.18, 0.2)
"""How active buyers are by weekday, Monday first; chosen by eye."""

SEASONS = (0.95, 1.05, 1.12, 0.98, 1.0, 1.0, 0.82, 0.68, 1.15, 1.18, 1.15, 0.7)
"""How active buyers are by month: a slow August, a dead end of December; chosen by eye."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A monotone map between seconds since the start and an elapsed amount."""

    seconds: Floats
    amounts: Floats

    def elapsed(self, at: Floats) -> Floats:
        """Return the amount that has elapsed at some seconds since the start."""
        return np.interp(at, self.seconds, self.amounts)

    def when(self, amount: Floats) -> Floats:
        """Return the seconds at which an amount has elapsed; the inverse of `elapsed`."""
        return np.interp(amount, self.amounts, self.seconds)

    def after(self, at: Floats, amount: Floats | float) -> Floats:
        """Return the instant that lies an amount after another."""
        return self.when(self.elapsed(at) + amount)

    def before(self, at: Floats, amount: Floats | float) -> Floats:
        """Return the instant that lies an amount before another."""
        return self.when(self.elapsed(at) - amount)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The local weekday, date and half hour of each step of a span."""

    seconds: Floats
    weekday: Ints
    half_hour: Ints
    month: Ints
    day: Ints
    year: Ints


def calendar_of(start: date, zone: str, first_day: int, last_day: int) -> Calendar:
    """Return the steps from one day to another, both counted from the start, in a zone."""
    seconds = np.arange(first_day * DAY_SECONDS, last_day * DAY_SECONDS, STEP, dtype=np.float64)
    local = local_seconds(seconds, start, zone)
    days = local // DAY_SECONDS
    stamps = days.astype("datetime64[D]")
    months = stamps.astype("datetime64[M]")
    return Calendar(
        seconds=seconds,
        weekday=(days + 3) % 7,  # 1970-01-01 was a Thursday
        half_hour=(local % DAY_SECONDS) // STEP,
        month=months.astype(np.int64) % 12 + 1,
        day=(stamps - months).astype(np.int64) + 1,
        year=months.astype("datetime64[Y]").astype(np.int64) + 1970,
    )


def local_seconds(seconds: Floats, start: date, zone: str) -> Ints:
    """Return the local wall time, in seconds since 1970, of seconds since the start."""
    instants, offsets = zone_offsets(zone)
    utc = seconds.astype(np.int64) + start_of_day(start, zone) // SECOND
    changes = np.array([max(i // SECOND, -(2**53)) for i in instants], dtype=np.int64)
    shifts = np.array(offsets, dtype=np.int64) // SECOND
    return utc + shifts[np.searchsorted(changes, utc, side="right") - 1]


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def holidays_of(year: int) -> set[date]:
    """Return the public holidays of Berlin in a year."""
    moved = [easter(year) + timedelta(days=shift) for shift in (-2, 1, 39, 50)]
    return {date(year, month, day) for month, day in FIXED_HOLIDAYS} | set(moved)


def business_clock(calendar: Calendar) -> Clock:
    """Return the clock of working hours: Monday to Friday, 9:00 to 17:30, no holidays."""
    days = [day for year in np.unique(calendar.year) for day in holidays_of(int(year))]
    closed = np.array([day.year * 10_000 + day.month * 100 + day.day for day in days])
    stamp = calendar.year * 10_000 + calendar.month * 100 + calendar.day
    hours = (calendar.half_hour >= 18) & (calendar.half_hour < 35) & (calendar.weekday < 5)
    rate = np.where(hours & ~np.isin(stamp, closed), STEP / 3600, LEAST_RATE)
    return _clock(calendar, rate)


def attention_clock(calendar: Calendar) -> Clock:
    """Return the clock by which buyers act; its unit is an average day."""
    rate = (
        np.array(AWAKE)[calendar.half_hour // 2]
        * np.array(WEEKDAYS)[calendar.weekday]
        * np.array(SEASONS)[calendar.month - 1]
    )
    return _clock(calendar, rate / rate.mean() * STEP / DAY_SECONDS)


def _clock(calendar: Calendar, rate: Floats) -> Clock:
    seconds = np.append(calendar.seconds, calendar.seconds[-1] + STEP)
    return Clock(seconds, np.concatenate([[0.0], np.cumsum(rate)]))


assert DAY == DAY_SECONDS * SECOND
