"""Days and months in the workspace's zone, for columns of instants."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from meetworthy.model.time import DAY, day_number, moment_of, zone_offsets

from .columns import Ints


def day_numbers(instants: Ints, zone: str) -> Ints:
    """Return the calendar day (0 is 1970-01-01) that each instant falls on in a zone."""
    changes, offsets = zone_offsets(zone)
    place = np.searchsorted(np.asarray(changes), instants, side="right") - 1
    return np.asarray((instants + np.asarray(offsets)[place]) // DAY, dtype=np.int64)


def month_numbers(instants: Ints, zone: str) -> Ints:
    """Return the calendar month (0 is January 1970) that each instant falls on in a zone."""
    days = day_numbers(instants, zone).astype("datetime64[D]")
    return days.astype("datetime64[M]").astype(np.int64)


def month_text(month: int) -> str:
    """Return a month as `YYYY-MM`."""
    return f"{1970 + month // 12:04d}-{month % 12 + 1:02d}"


def quarter_text(quarter: int) -> str:
    """Return a quarter (0 is the first of 1970) as `YYYY-Qn`."""
    return f"{1970 + quarter // 4:04d}-Q{quarter % 4 + 1}"


def day_text(instant: int, zone: str) -> str:
    """Return the date on which an instant falls in a zone, as ISO text."""
    return date.fromordinal(_EPOCH_ORDINAL + day_number(instant, zone)).isoformat()


def instant_text(instant: int, zone: str) -> str:
    """Return an instant in a zone, as ISO 8601 text with its offset."""
    return moment_of(instant).astimezone(ZoneInfo(zone)).isoformat()


def next_month_start(instant: int, zone: str) -> date:
    """Return the first day of the first month that begins at or after an instant."""
    moment = moment_of(instant).astimezone(ZoneInfo(zone))
    first = datetime(moment.year, moment.month, 1, tzinfo=moment.tzinfo)
    if moment == first:
        return first.date()
    return date(moment.year + moment.month // 12, moment.month % 12 + 1, 1)


_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
