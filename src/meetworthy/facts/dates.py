"""Which ways of writing times fit some texts: for proposing and explaining, never for guessing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

_DAYS = (
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y", "%m-%d-%Y",
    "%Y/%m/%d", "%Y%m%d", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%b %d, %Y", "%B %d, %Y",
    "%d %b %Y", "%d %B %Y", "%d-%b-%Y", "%d-%b-%y",
)  # fmt: skip
_CLOCKS = (
    "", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", "T%H:%M:%S",
    "T%H:%M:%S.%f", " %H:%M:%S%z", "T%H:%M:%S%z", ", %H:%M", ", %I:%M %p",
)  # fmt: skip
FORMATS = tuple(day + clock for day in _DAYS for clock in _CLOCKS)
"""Ways of writing times that are tried, ISO first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A way of writing times that fits, and what it makes of one of them."""

    format: str
    example: str


def readings_of(values: Sequence[str]) -> list[Reading]:
    """Return every known format that reads all values; none where there are no values."""
    if not values:
        return []
    shown = values[0]
    found = []
    for written in FORMATS:
        moments = [_read(value, written) for value in values]
        if all(moment is not None and moment.year >= 1900 for moment in moments):
            found.append(Reading(written, f"'{shown}' is {moments[0]:%-d %B %Y}"))
    return found


def is_ambiguous(readings: Sequence[Reading]) -> bool:
    """Say whether more than one day could be meant."""
    return len({reading.example for reading in readings}) > 1


def _read(value: str, written: str) -> datetime | None:
    try:
        return datetime.strptime(value, written)  # noqa: DTZ007 - only whether it fits
    except ValueError:
        return None
