"""When somebody's next digest comes: on the next morning on which they work."""

from __future__ import annotations

from datetime import date, timedelta

from meetworthy.definition.language import BusinessHours, Definition
from meetworthy.handoff.business_time import next_opening
from meetworthy.handoff.calendar import Calendar
from meetworthy.handoff.local_time import instant_at
from meetworthy.handoff.roster import Person
from meetworthy.model.time import DAY, NEVER, day_number

USUAL_WEEK = BusinessHours((0, 1, 2, 3, 4), 9 * 60, 17 * 60)
"""When people work of whom nobody said it, in a definition without hours: Monday to Friday."""

FURTHEST = 400
"""Days looked ahead; who does not work for so long gets no digest; chosen by eye."""

_EPOCH = date(1970, 1, 1)


def calendar_of(definition: Definition, person: Person | None) -> Calendar:
    """Return when somebody works: their own hours, zone and absences, else the team's."""
    hours = definition.sla.hours or USUAL_WEEK
    if person is None:
        return Calendar(hours, definition.zone)
    return person.calendar(hours, definition.zone)


def next_morning(calendar: Calendar, *, hour: int, at: int) -> int:
    """Return the first instant after this one at which it is that hour on a day of work.

    In the calendar's zone; a day that is a holiday, or on which they are away, is passed over.
    ``NEVER`` where they do not work for more than a year.
    """
    today = _EPOCH + timedelta(days=day_number(at, calendar.zone))
    for number in range(FURTHEST):
        day = today + timedelta(days=number)
        morning = instant_at(day, hour * 60, calendar.zone)
        if morning > at and _works_on(calendar, day):
            return morning
    return NEVER


def _works_on(calendar: Calendar, day: date) -> bool:
    begins = instant_at(day, 0, calendar.zone)
    opens = next_opening(calendar, begins)
    return opens < min(instant_at(day + timedelta(days=1), 0, calendar.zone), begins + 2 * DAY)
