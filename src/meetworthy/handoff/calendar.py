"""Working time as a set of spans: weekly hours in a zone, less holidays and absences.

A year of a calendar is laid out once and kept: the spans in which somebody works, and how much
work there has been by the end of each.  Adding and measuring are then two searches that undo
each other.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from meetworthy.definition.language import BusinessHours

from .local_time import instant_at
from .regions import holidays_in

FIRST_YEAR, LAST_YEAR = 1969, 2100
"""The local years that facts reach, which are from 1970 to 2099 in UTC (``facts.moments``)."""

KEPT_YEARS = 1_024
"""Years of calendars kept laid out, at some 40 KB: two years for 500 people; chosen by eye."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time that includes its start and excludes its end, in instants."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"a span ends after it starts, not {self.start} to {self.end}")


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a team, or a person, works: weekly hours in a zone, holidays, and absences.

    During an ``absence`` business time stands still as it does at night.
    """

    hours: BusinessHours
    zone: str
    absences: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "absences", joined(self.absences))


def joined(spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return spans in order, with those that meet or overlap made one."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return tuple(result)


@dataclass(frozen=True, slots=True)
class Year:
    """One local calendar year laid out: spans in order, and the work done by the end of each.

    ``day_ends`` gives for each span when the working day that it belongs to is over.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    day_ends: tuple[int, ...]
    done: tuple[int, ...]

    @property
    def total(self) -> int:
        """The working time of the year, in microseconds."""
        return self.done[-1] if self.done else 0

    def worked_by(self, instant: int) -> int:
        """Return the working time of this year until an instant."""
        place = bisect_right(self.starts, instant) - 1
        if place < 0:
            return 0
        return self.done[place] - max(0, self.ends[place] - instant)

    def when_worked(self, duration: int) -> int:
        """Return the first instant by which so much of this year's working time has passed."""
        place = bisect_left(self.done, duration)
        return self.ends[place] - (self.done[place] - duration)

    def span_after(self, instant: int) -> int | None:
        """Return the place of the span that holds an instant, or of the next; None after all."""
        place = bisect_right(self.ends, instant)
        return place if place < len(self.ends) else None


@lru_cache(maxsize=KEPT_YEARS)
def lay_out(calendar: Calendar, year: int) -> Year:
    """Return a year of a calendar; raises ``UnknownRegion`` where its holidays are unknown."""
    spans = [span for day in _working_days(calendar.hours, year) for span in _day(calendar, day)]
    done = itertools.accumulate(span.end - span.start for span, _ in spans)
    return Year(
        tuple(span.start for span, _ in spans),
        tuple(span.end for span, _ in spans),
        tuple(day_end for _, day_end in spans),
        tuple(done),
    )


def _working_days(hours: BusinessHours, year: int) -> list[date]:
    free = holidays_in(hours.holidays, year) if hours.holidays else frozenset()
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    days = (first + timedelta(days=number) for number in range(length))
    return [day for day in days if day.weekday() in hours.days and day not in free]


def _day(calendar: Calendar, day: date) -> list[tuple[Span, int]]:
    """Return the spans worked on a day, each with the end of that working day."""
    start = instant_at(day, calendar.hours.start_minute, calendar.zone)
    end = instant_at(day, calendar.hours.end_minute, calendar.zone)
    if start >= end:  # clocks skip all of it
        return []
    spans = _without(Span(start, end), calendar.absences)
    return [(span, spans[-1].end) for span in spans]


def _without(span: Span, absences: tuple[Span, ...]) -> list[Span]:
    """Return what is left of a span outside the absences, which are in order and apart."""
    left, start = [], span.start
    first = bisect_right(absences, span.start, key=lambda absence: absence.end)
    for absence in itertools.islice(absences, first, None):
        if absence.start >= span.end:
            break
        if start < absence.start:
            left.append(Span(start, absence.start))
        start = absence.end
    if start < span.end:
        left.append(Span(start, span.end))
    return left
