"""Business time: how much of it passes, and when so much of it will have passed.

Business time runs in the spans of a calendar and stands still outside.  All instants and
durations are microseconds; local times, holidays and daylight saving are the calendar's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from meetworthy.model.time import DAY, NEVER, instant_of

from .calendar import FIRST_YEAR, LAST_YEAR, Calendar, Year, lay_out
from .local_time import local_year

_FROM = instant_of(datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)) + DAY
_TO = instant_of(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)) - DAY
"""Instants whose local year is known in every zone."""


def add_business(calendar: Calendar, start: int, duration: int) -> int:
    """Return the first instant by which a business duration has passed since an instant.

    A duration of nothing ends where it starts.  One that ends with a working day ends at its
    closing, not at the next opening.  ``NEVER`` where it does not pass before the year 2101;
    a ``ValueError`` for a negative one.
    """
    if duration < 0:
        raise ValueError(f"a business duration is not negative: {duration}")
    if duration == 0:
        return start
    wanted = duration
    for year in _years(calendar, start):
        wanted += year.worked_by(start)
        if wanted <= year.total:
            return year.when_worked(wanted)
        wanted -= year.total
    return NEVER


def business_between(calendar: Calendar, start: int, end: int) -> int:
    """Return the business time that passes between two instants; negative if end is earlier."""
    if end < start:
        return -business_between(calendar, end, start)
    first, last = _year_of(calendar, start), _year_of(calendar, end)
    whole = sum(lay_out(calendar, year).total for year in range(first, last))
    done = lay_out(calendar, last).worked_by(end) - lay_out(calendar, first).worked_by(start)
    return whole + done


def is_open(calendar: Calendar, at: int) -> bool:
    """Say whether business time runs at an instant."""
    return next_opening(calendar, at) == at


def next_opening(calendar: Calendar, at: int) -> int:
    """Return the instant from which business time runs: this one, or that of the next opening.

    ``NEVER`` where nobody works again before the year 2101.
    """
    for year in _years(calendar, at):
        place = year.span_after(at)
        if place is not None:
            return max(at, year.starts[place])
    return NEVER


def same_day_closing(calendar: Calendar, at: int) -> int:
    """Return by when something that comes now is done on the same day: that day's closing.

    After closing, and on a day on which nobody works, the next business day's.  ``NEVER``
    where there is none before the year 2101.
    """
    for year in _years(calendar, at):
        place = year.span_after(at)
        if place is not None:
            return year.day_ends[place]
    return NEVER


def _years(calendar: Calendar, start: int) -> Iterator[Year]:
    """Yield the years of a calendar, from that of an instant on."""
    for year in range(_year_of(calendar, start), LAST_YEAR + 1):
        yield lay_out(calendar, year)


def _year_of(calendar: Calendar, instant: int) -> int:
    """Return the local year of an instant; one out of range is an error."""
    if not _FROM <= instant < _TO:
        raise ValueError(
            f"working time is known from {FIRST_YEAR} to {LAST_YEAR}, not at {instant}"
        )
    return local_year(instant, calendar.zone)
