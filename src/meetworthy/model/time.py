"""Instants are integers: microseconds since 1970-01-01 UTC."""

from __future__ import annotations

import bisect
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NEVER = 2**62
"""An instant later than any that is judged."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_of(moment: datetime) -> int:
    """Return the instant of an aware datetime; a naive one is an error."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return (moment - _EPOCH) // timedelta(microseconds=1)


def instant_said(said: object) -> int | None:
    """Return the instant that a text says (ISO 8601, with its zone); None for what is none."""
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return None if moment is None or moment.tzinfo is None else instant_of(moment)


def moment_of(instant: int) -> datetime:
    """Return the UTC datetime of an instant."""
    return _EPOCH + timedelta(microseconds=instant)


def start_of_day(day: date, zone: str) -> int:
    """Return the instant at which a calendar day begins in a zone."""
    return instant_of(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)))


@lru_cache(maxsize=64)
def zone_offsets(zone: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return a zone's history: the instants at which its UTC offset changes, and the offsets.

    Both in microseconds.  Offset ``k`` holds from instant ``k`` on; the first instant is
    below every date that is read.  Covers the years 1900 to 2101; found by bisection to the
    second, which is exact for every zone in the IANA database since 1972.
    """
    info = ZoneInfo(zone)

    def offset_at(seconds: int) -> int:
        moment = datetime.fromtimestamp(seconds, UTC).astimezone(info)
        offset = moment.utcoffset()
        assert offset is not None
        return int(offset.total_seconds())

    step = 7 * 86_400
    first = int(datetime(1900, 1, 1, tzinfo=UTC).timestamp())
    last = int(datetime(2101, 1, 1, tzinfo=UTC).timestamp())
    instants, offsets = [-NEVER], [offset_at(first) * SECOND]
    known = offset_at(first)
    for right in range(first + step, last, step):
        after = offset_at(right)
        if after == known:
            continue
        low, high = right - step, right
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset_at(middle) == known else (low, middle)
        instants.append(high * SECOND)
        offsets.append(after * SECOND)
        known = after
    return tuple(instants), tuple(offsets)


def day_number(instant: int, zone: str) -> int:
    """Return the number of the calendar day of a zone (0 is 1970-01-01) that holds an instant."""
    instants, offsets = zone_offsets(zone)
    offset = offsets[bisect.bisect_right(instants, instant) - 1]
    return (instant + offset) // DAY
