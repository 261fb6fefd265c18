"""Durations, hours and joined names in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from meetworthy.definition.language import BusinessHours, Target, Unit
from meetworthy.model.time import DAY, HOUR, MINUTE, moment_of

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def in_words(duration: int) -> str:
    """Return a duration in the largest unit that gives a whole number: `90 days`."""
    for size, unit in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if duration % size == 0:
            return _counted(duration // size, unit)
    return f"{duration / HOUR:.2f} hours"


def _counted(number: int, unit: str) -> str:
    return f"1 {unit}" if number == 1 else f"{number:,} {unit}s"


def target_in_words(target: Target) -> str:
    """Return a target as it completes "within …": `30 minutes of working time`."""
    if target.duration is None or target.unit is Unit.SAME_DAY:
        return "the same working day"
    if target.unit is Unit.BUSINESS:
        return f"{target.text.replace('business ', '')} of working time"
    return f"{target.text} by the clock"


def hours_in_words(hours: BusinessHours, zone: str) -> str:
    """Return the working hours as a sentence."""
    days = [_DAYS[day] for day in hours.days]
    run = hours.days == tuple(range(hours.days[0], hours.days[-1] + 1)) and len(days) > 2
    said = f"{days[0]} to {days[-1]}" if run else joined(days)
    holidays = f", without the holidays of {hours.holidays}" if hours.holidays else ""
    start, end = _time(hours.start_minute), _time(hours.end_minute)
    return f"Working time is {said}, {start} to {end} in {zone}{holidays}."


def _time(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def moment_in_words(instant: int, zone: str) -> str:
    """Return an instant as people of the zone write it: `1 March 2026, 00:00`."""
    local: datetime = moment_of(instant).astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%B %Y, %H:%M}"


def joined(names: Iterable[str], word: str = "and") -> str:
    """Return names as in a sentence: `a, b and c`."""
    known = list(names)
    if len(known) < 2:
        return "".join(known)
    return f"{', '.join(known[:-1])} {word} {known[-1]}"
