"""How much business time passed between many pairs of instants: as ``business_time``, at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .calendar import FIRST_YEAR, LAST_YEAR, Calendar, lay_out
from .local_time import local_year

Instants = NDArray[np.int64]


def business_between_many(calendar: Calendar, start: Instants, end: Instants) -> Instants:
    """Return the business time between pairs of instants, in microseconds; none ends earlier.

    Of each pair the same as ``business_between``.
    """
    if not start.size:
        return np.zeros(0, np.int64)
    if (end < start).any():
        raise ValueError("business time is measured forwards")
    first = max(FIRST_YEAR, local_year(int(start.min()), calendar.zone))
    last = min(LAST_YEAR, local_year(int(end.max()), calendar.zone))
    years = [lay_out(calendar, year) for year in range(first, last + 1)]
    totals = np.cumsum([0, *(year.total for year in years)])[:-1]
    starts = np.concatenate([np.array(year.starts, np.int64) for year in years])
    ends = np.concatenate([np.array(year.ends, np.int64) for year in years])
    done = np.concatenate(
        [np.array(year.done, np.int64) + int(t) for year, t in zip(years, totals, strict=True)]
    )
    return _worked(starts, ends, done, end) - _worked(starts, ends, done, start)


def _worked(starts: Instants, ends: Instants, done: Instants, at: Instants) -> Instants:
    """Return the work done by instants, of spans in order and the work done by their ends."""
    place = np.searchsorted(starts, at, side="right") - 1
    if not starts.size:
        return np.zeros(at.shape, np.int64)
    worked = done[place] - np.maximum(0, ends[place] - at)
    return np.where(place < 0, 0, worked).astype(np.int64)
