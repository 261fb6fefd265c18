"""Durations, targets, hours and rates as people write them: `90 days`, `3 a day`, `mon-fri`.

Every reader takes text and returns a value, or raises ``ValueError`` whose message is the
cause and the remedy, joined by ``|``.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from meetworthy.model.time import DAY, HOUR, MINUTE, instant_of

from .language import BusinessHours, Target, Unit

WHOLE_PERCENT = 100
LONGEST_DAYS = 3_650  # chosen by eye: nothing in sales waits ten years

_UNITS = {"minute": MINUTE, "hour": HOUR, "day": DAY, "week": 7 * DAY}
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) +(business +)?(minute|hour|day|week)s?")
_AT_MOST = re.compile(r"(\d{1,6}) +(?:a|per) +day")
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?) ?%")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_REGION = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


def _wrong(cause: str, remedy: str) -> ValueError:
    return ValueError(f"{cause}|{remedy}")


def parse_duration(text: str) -> int:
    """Return a duration of plain (wall) time, in microseconds."""
    duration, business = _duration(text)
    if business:
        raise _wrong(f"`{text}` is working time.", "Only the SLA counts it; leave `business` out.")
    return duration


def _duration(text: str) -> tuple[int, bool]:
    found = _DURATION.fullmatch(text.strip().lower())
    if found is None:
        raise _wrong(
            f"`{text[:60]}` is not a duration.",
            "Write a number and minutes, hours, days or weeks, as in `90 days`.",
        )
    number, business, unit = found.groups()
    duration = int(Fraction(number) * _UNITS[unit])
    if duration <= 0:
        raise _wrong("A duration of nothing.", "Write one longer than zero, or leave it out.")
    if duration > LONGEST_DAYS * DAY:
        raise _wrong(f"`{text[:60]}` is over ten years.", "Write a shorter one, or leave it out.")
    return duration, business is not None


def parse_target(text: str) -> Target:
    """Return the target of a clock: wall time, working time, or the same day."""
    words = " ".join(text.strip().lower().split())
    if words == "same day":
        return Target(words, Unit.SAME_DAY)
    duration, business = _duration(words)
    if business and words.rstrip("s").endswith(("day", "week")):
        raise _wrong(
            f"`{text[:60]}`: a working day has no fixed length.",
            "Write `business hours`, or `same day`.",
        )
    return Target(words, Unit.BUSINESS if business else Unit.WALL, duration)


def parse_warning(text: str) -> str:
    """Return when a clock warns: `at half`, or at a share of the target as `at 75 %`."""
    words = " ".join(text.strip().lower().split())
    share = re.fullmatch(r"at (\d{1,2}) ?%", words)
    if words == "at half" or (share is not None and int(share[1]) > 0):
        return words
    raise _wrong(f"`{text[:60]}` is not a time to warn.", "Write `at half` or `at 75 %`.")


def parse_at_most(text: str) -> int:
    """Return how many facts of a day count, from `3 a day`."""
    found = _AT_MOST.fullmatch(" ".join(text.strip().lower().split()))
    if found is None or int(found[1]) == 0:
        raise _wrong(f"`{text[:60]}` is not a rate.", "Write how many a day count: `3 a day`.")
    return int(found[1])


def parse_share(text: str) -> float:
    """Return a share of the whole, from 0 to 1, of a percentage: 0.25 of `25 %`."""
    found = _SHARE.fullmatch(text.strip())
    if found is None or Fraction(found[1]) > WHOLE_PERCENT:
        raise _wrong(f"`{text[:60]}` is not a share.", "Write it from `0 %` to `100 %`.")
    return float(Fraction(found[1]) / WHOLE_PERCENT)


def parse_instant(text: str, zone: str) -> int:
    """Return the instant of a local date or time in a zone; an own offset is taken as it is."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise _wrong(
            f"`{text[:60]}` is not a date or a time.", "Write it as `2026-03-01T00:00`."
        ) from error
    if not 1970 <= moment.year <= 2100:
        raise _wrong(f"`{text[:60]}` is not of our time.", "Write a year from 1970 to 2100.")
    return instant_of(moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone)))


def parse_day(text: str) -> date:
    """Return a calendar day."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise _wrong(f"`{text[:60]}` is not a day.", "Write it as `2026-03-01`.") from error


def parse_zone(text: str) -> str:
    """Return the name of a time zone that exists."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _wrong(
            f"There is no time zone `{text[:60]}`.", "Use a name such as `Europe/Berlin` or `UTC`."
        ) from error
    return text


def parse_hours(days: str | list[str], start: str, end: str, holidays: str | None) -> BusinessHours:
    """Return the weekly hours in which working time runs."""
    first, last = _minute(start), _minute(end)
    if first >= last:
        raise _wrong("The working day ends before it starts.", "Write `from` before `to`.")
    if holidays is not None and not _REGION.fullmatch(holidays):
        raise _wrong(
            f"`{holidays[:60]}` is not a region with holidays.",
            "Write a country, or country and region: `DE` or `DE-BE`.",
        )
    return BusinessHours(_days(days), first, last, holidays)


def _minute(text: str) -> int:
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise _wrong(f"`{text[:60]}` is not a time of day.", 'Write it in quotes: "09:00".')
    return int(found[1]) * 60 + int(found[2]) if found[1] else 24 * 60


def _days(days: str | list[str]) -> tuple[int, ...]:
    parts = days.split(",") if isinstance(days, str) else days
    chosen = {day for part in parts for day in _span(part.strip().lower())}
    if not chosen:
        raise _wrong("No day of the week has working hours.", "Write `mon-fri` or `mon, wed`.")
    return tuple(sorted(chosen))


def _span(part: str) -> range:
    first, dash, last = part.partition("-")
    known = [word.strip()[:3] for word in ((first, last) if dash else (first, first))]
    if any(word not in _WEEK for word in known):
        raise _wrong(f"`{part[:60]}` is not a day of the week.", "Write `mon-fri` or `mon, wed`.")
    start, end = (_WEEK.index(word) for word in known)
    if end < start:
        raise _wrong(f"`{part[:60]}` runs backwards.", "Start the week on Monday: `sat-sun`.")
    return range(start, end + 1)
