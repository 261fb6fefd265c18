"""The frame of one simulated company: its span, its clocks, its events, its turning points."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import inf

import numpy as np

from meetworthy.model.time import SECOND, start_of_day

from .clock import (
    DAY_SECONDS,
    Clock,
    Floats,
    Ints,
    attention_clock,
    business_clock,
    calendar_of,
    local_seconds,
)

ZONE = "Europe/Berlin"
CURRENCY = "EUR"

LATER_DAYS = 5 * 365
"""How long after the end of the data the truth is followed: nothing is cut off by then."""

CHANGE_SHARE = 0.55
"""When the second definition takes effect, as a share of the span."""

LATE_SHARE = 0.4
"""When opportunities begin to be recorded, under the fault `late_recording`."""

FAIR_SHARES = (0.15, 0.36, 0.66, 0.87)
"""When the partner fairs open, as shares of the span; each lasts two days."""

FAIR_NAMES = ("spring fair", "partner summit", "autumn fair", "partner summit II")

WEBINAR_TOPICS = (
    "pricing pages",
    "first ten customers",
    "clean pipelines",
    "board numbers",
    "partner sales",
    "onboarding",
    "renewals",
    "forecasting",
)


@dataclass(frozen=True, slots=True)
class World:
    """Everything that all blocks share; seconds are counted from the start.

    ``span`` is the length over which roles, fairs and changes are laid; the data may go on
    after it, until ``end``.  ``arrivals`` is between when leads come and strangers visit.
    """

    start: date
    days: int
    origin: int  # the start, in seconds since 1970
    span: float
    end: float
    business: Clock  # its unit is a working hour
    attention: Clock  # its unit is an average day
    webinars: Floats
    fairs: Floats
    change: float
    late: float
    arrivals: tuple[float, float] = (0.0, inf)

    @property
    def last_arrival(self) -> float:
        """Until when strangers visit; leads stop coming half a day before the data end."""
        return min(self.arrivals[1], self.end)

    def instants(self, seconds: Floats) -> Ints:
        """Return instants (microseconds, UTC) of seconds since the start, to the second."""
        return (np.floor(seconds).astype(np.int64) + self.origin) * SECOND

    def local_days(self, seconds: Floats) -> Ints:
        """Return the local calendar day (days since 1970) of seconds since the start."""
        return local_seconds(np.floor(seconds), self.start, ZONE) // DAY_SECONDS

    def day_starts(self, seconds: Floats) -> Floats:
        """Return when the local day of each instant began, in seconds since the start."""
        whole = np.floor(seconds).astype(np.float64)
        guess = whole - local_seconds(whole, self.start, ZONE) % DAY_SECONDS
        drift = local_seconds(guess, self.start, ZONE) % DAY_SECONDS  # a clock change that day
        begun: Floats = guess - np.where(drift > DAY_SECONDS / 2, drift - DAY_SECONDS, drift)
        return begun


def world_of(start: date, days: int, *, ahead: int = 0) -> World:
    """Return the frame of a company that is seen from a day on, for so many days.

    ``ahead`` more days follow, in which life goes on but no role and no definition changes.
    """
    calendar = calendar_of(start, ZONE, -60, days + ahead + LATER_DAYS)
    span = float(days * DAY_SECONDS)
    fairs = (np.array(FAIR_SHARES) * span + np.arange(1 + ahead // days)[:, None] * span).ravel()
    business, attention = business_clock(calendar), attention_clock(calendar)
    return World(
        start=start,
        days=days,
        origin=start_of_day(start, ZONE) // SECOND,
        span=float(_end(start, days)),
        end=float(_end(start, days + ahead)),
        business=business,
        attention=attention,
        webinars=_webinars(business, days + ahead),
        fairs=business.after(fairs, np.array([1.0])),
        change=float(_midnight(start, CHANGE_SHARE, days)),
        late=float(_midnight(start, LATE_SHARE, days)),
    )


def day_after(start: date, days: int) -> date:
    """Return the day that lies so many days after the start."""
    return date.fromordinal(start.toordinal() + days)


def _end(start: date, days: int) -> int:
    begin = start_of_day(start, ZONE)
    return (start_of_day(day_after(start, days), ZONE) - begin) // SECOND


def _midnight(start: date, share: float, days: int) -> int:
    return _end(start, round(share * days))


def _webinars(business: Clock, days: int) -> Floats:
    """Return when webinars take place: every 30 days, in the second working hour of a day."""
    near = np.arange(20, days, 30, dtype=np.float64) * DAY_SECONDS
    opened = np.ceil(business.elapsed(near) / 8.5) * 8.5  # the next morning
    return business.when(opened + 2.0)
