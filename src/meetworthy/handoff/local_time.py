"""From what a clock on the wall shows to the instant at which it first shows it."""

from __future__ import annotations

import bisect
from datetime import date

from meetworthy.model.time import DAY, MINUTE, NEVER, day_number, zone_offsets

_EPOCH = date(1970, 1, 1).toordinal()


def local_year(instant: int, zone: str) -> int:
    """Return the calendar year of a zone in which an instant lies."""
    return date.fromordinal(_EPOCH + day_number(instant, zone)).year


def instant_at(day: date, minute: int, zone: str) -> int:
    """Return the first instant at which a zone's clocks show this minute of a day, or later.

    Of a time that occurs twice, the first; for one that clocks skip, the instant at which they
    do; minute 1440 is the start of the next day.  So later local times are never earlier
    instants, whatever the zone does with its clocks.
    """
    shown = (day.toordinal() - _EPOCH) * DAY + minute * MINUTE
    changes, offsets = zone_offsets(zone)
    place = bisect.bisect_right(changes, shown - 2 * DAY) - 1  # no offset is as long as that
    while True:
        ends = changes[place + 1] if place + 1 < len(changes) else NEVER
        instant = max(shown - offsets[place], changes[place])
        if instant < ends:
            return instant
        place += 1
